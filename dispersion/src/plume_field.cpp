// Stacks and volumes of an hour.
#include <array>
#include <map>
#include <utility>

#include "core/model/parallel.h"
#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "flat_plume.h"
#include "flat_tables.h"
#include "hour_fields.h"
#include "plume_exact.h"

namespace leeward::dispersion {
namespace plume_field_detail {

/// By the full formulas.
/// @tparam Kind  PointPlume or VolumePlume
template <class Kind>
class PlumeField final : public SourceField {
public:
  explicit PlumeField(Kind plume) : plume_(std::move(plume)) {}

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare&) const override { return Reach::split; }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    std::array<double, leaf_capacity> found;
    exact_concentrations(plume_.plume(), plume_.site(), {places.receptors, places.count}, found.data());
    for (std::size_t i = 0; i < places.count; ++i) values[i] = static_cast<float>(found[i]);
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    exact_concentrations(plume_.plume(), plume_.site(), receptors, values);
    return 0;
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

  const Kind& kind() const { return plume_; }

private:
  Kind plume_;
};

/// A source made ready. `direct` has it by the full formulas and holds `plume`.
struct Ready {
  std::unique_ptr<SourceField> direct;
  const Plume* plume = nullptr;
  PlumeSite site;
};

template <class Kind>
Ready ready(Kind kind) {
  auto field = std::make_unique<PlumeField<Kind>>(std::move(kind));
  const Kind& made = field->kind();
  const Plume* plume = &made.plume();
  const PlumeSite site = made.site();
  return {std::move(field), plume, site};
}

Ready ready(const Source& source, const HourContext& hour) {
  if (const auto* stack = std::get_if<PointSource>(&source))
    return ready(PointPlume(*stack, *hour.air, hour.options));
  return ready(VolumePlume(std::get<VolumeSource>(source), *hour.air, hour.options));
}

/// All that a plume depends on but its place: sources with equal keys share their tables.
using ReleaseKey = std::array<double, 11>;
ReleaseKey release_key(const Source& source) {
  const SourceCommon& c = common(source);
  const double area = c.is_urban ? static_cast<double>(c.urban_area) : -1.0;
  ReleaseKey key{static_cast<double>(source.index()), area, c.is_flat ? 1.0 : 0.0, c.decay_per_s,
                 c.base_elevation_m};
  if (const auto* stack = std::get_if<PointSource>(&source)) {
    key[5] = stack->stack_height_m;
    key[6] = stack->stack_diameter_m;
    key[7] = stack->exit_velocity_m_per_s;
    key[8] = stack->exit_temperature_k;
    key[9] = static_cast<double>(stack->outlet);
  } else {
    const auto& volume = std::get<VolumeSource>(source);
    key[5] = volume.release_height_m;
    key[6] = volume.initial_sigma_y_m;
    key[7] = volume.initial_sigma_z_m;
  }
  return key;
}

/// What sources whose tables are the same have in common.
using TableKey = std::pair<ReleaseKey, TableRange>;

}  // namespace plume_field_detail

SourceFields make_plume_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  using namespace plume_field_detail;
  SourceFields fields(sources.size());
  std::vector<Ready> made(sources.size());
  std::vector<TableRange> ranges(sources.size());
  const bool is_exact = hour.mode == Mode::exact;
  parallel_for(sources.size(), hour.thread_count, hour.stop, [&](std::size_t i) {
    made[i] = ready(*sources[i].source, hour);
    if (!is_exact) ranges[i] = receptor_range(*hour.tree, made[i].site.position_m);
  });
  const auto direct_fields = [&] {
    for (std::size_t i = 0; i < sources.size(); ++i) fields[i] = std::move(made[i].direct);
    return std::move(fields);
  };
  if (is_exact || hour.stop.stop_requested()) return direct_fields();

  // Sources of one release with receptors in the same range share a table; neither knows of other sources.
  const TablePlaces places(*hour.tree);
  std::map<TableKey, std::size_t> known;
  std::vector<std::size_t> table_of(sources.size());
  std::vector<std::size_t> first_of;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto [entry, is_new] =
        known.try_emplace(TableKey{release_key(*sources[i].source), ranges[i]}, first_of.size());
    if (is_new) first_of.push_back(i);
    table_of[i] = entry->second;
  }
  std::vector<std::shared_ptr<const FlatTables>> tables(first_of.size());
  parallel_for(first_of.size(), hour.thread_count, hour.stop, [&](std::size_t t) {
    const Ready& source = made[first_of[t]];
    tables[t] = make_flat_tables(*source.plume, source.site.is_flat, !hour.air->is_stable, places,
                                 ranges[first_of[t]], hour.mode);
  });
  if (hour.stop.stop_requested()) return direct_fields();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (const auto& table = tables[table_of[i]])
      fields[i] =
          make_flat_plume_field(*made[i].plume, made[i].site, table, hour.mode, std::move(made[i].direct));
    else
      fields[i] = std::move(made[i].direct);
  }
  return fields;
}

}  // namespace leeward::dispersion
