// Polygons of an hour.
#include "core/model/parallel.h"
#include "dispersion/area_plume.h"
#include "hour_fields.h"

namespace leeward::dispersion {
namespace area_field_detail {

class AreaField final : public SourceField {
public:
  explicit AreaField(AreaPlume plume) : plume_(std::move(plume)) {}

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare&) const override { return Reach::split; }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    for (std::size_t i = 0; i < places.count; ++i)
      values[i] = static_cast<float>(plume_.concentration_per_unit_rate(places.receptors[i]));
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    for (std::size_t i = 0; i < receptors.size(); ++i)
      values[i] = plume_.concentration_per_unit_rate(receptors[i]);
    return 0;
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

private:
  AreaPlume plume_;
};

}  // namespace area_field_detail

SourceFields make_area_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  SourceFields fields(sources.size());
  parallel_for(sources.size(), hour.thread_count, hour.stop, [&](std::size_t i) {
    fields[i] = std::make_unique<area_field_detail::AreaField>(
        AreaPlume(std::get<AreaSource>(*sources[i].source), *hour.air, hour.options));
  });
  return fields;
}

}  // namespace leeward::dispersion
