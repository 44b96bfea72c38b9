#include "app/field_sink.h"

#include <algorithm>

namespace leeward::app {

void FieldSink::take(std::size_t hour_index, HourStatus status, std::span<const double> values_ug_per_m3) {
  field_->status[hour_index] = status;
  const std::size_t receptors = field_->layout.size();
  for (std::size_t p = 0; p < field_->pollutants.size(); ++p) {
    const auto from = values_ug_per_m3.subspan(p * receptors, receptors);
    std::transform(from.begin(), from.end(), field_->hour_values(p, hour_index).begin(),
                   [](double value) { return static_cast<float>(value); });
  }
}

}  // namespace leeward::app
