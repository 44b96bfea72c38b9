// Stacks and volumes of an hour.
#include <limits>

#include "core/model/parallel.h"
#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "hour_fields.h"
#include "plume_exact.h"

namespace leeward::dispersion {
namespace plume_field_detail {

/// @tparam Kind  PointPlume or VolumePlume
template <class Kind>
class PlumeField final : public SourceField {
public:
  explicit PlumeField(Kind plume) : plume_(std::move(plume)) {}

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare&) const override { return Reach::split; }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    for (std::size_t i = 0; i < places.count; ++i)
      values[i] = static_cast<float>(plume_.concentration_per_unit_rate(places.receptors[i]));
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    exact_concentrations(plume_.plume(), plume_.site(), receptors, values);
    return 0;
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

private:
  Kind plume_;
};

}  // namespace plume_field_detail

SourceFields make_plume_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  using namespace plume_field_detail;
  SourceFields fields(sources.size());
  parallel_for(sources.size(), hour.thread_count, hour.stop, [&](std::size_t i) {
    if (const auto* stack = std::get_if<PointSource>(sources[i].source))
      fields[i] = std::make_unique<PlumeField<PointPlume>>(PointPlume(*stack, *hour.air, hour.options));
    else
      fields[i] = std::make_unique<PlumeField<VolumePlume>>(
          VolumePlume(std::get<VolumeSource>(*sources[i].source), *hour.air, hour.options));
  });
  return fields;
}

}  // namespace leeward::dispersion
