#include "prepared_hour.h"

#include <array>
#include <utility>

namespace leeward::dispersion {
namespace prepare_detail {

using Make = SourceFields (*)(std::span<const ActiveSource>, const HourContext&);

/// Which factory makes the field of a source.
std::size_t kind_of(const Source& source) {
  if (std::holds_alternative<AreaSource>(source)) return 1;
  return std::holds_alternative<LineSource>(source) ? 2 : 0;
}

}  // namespace prepare_detail

void prepare_hour(const RunInputs& run, std::size_t hour_index, int thread_count, PreparedHour& hour) {
  using namespace prepare_detail;
  static constexpr std::array<Make, 3> makers{make_plume_fields, make_area_fields, make_road_fields};
  hour.fields.clear();
  hour.owners.clear();
  hour.index = hour_index;
  hour.air = make_boundary_layer(run.scenario->met.hours[hour_index], run.air_options);
  hour.sources = {};
  if (hour.air.status != HourStatus::valid) return;
  hour.sources = hour_sources(*run.scenario, *run.base_rates, hour_index, hour.air.wind_speed_m_per_s);
  hour.context = {.air = &hour.air,
                  .options = run.plume_options,
                  .tree = run.tree,
                  .mode = run.mode,
                  .thread_count = thread_count,
                  .stop = run.stop};
  std::array<std::vector<ActiveSource>, makers.size()> of_kind;
  std::array<std::vector<std::size_t>, makers.size()> place;  // in sources.active
  for (std::size_t i = 0; i < hour.sources.active.size(); ++i) {
    const std::size_t kind = kind_of(*hour.sources.active[i].source);
    of_kind[kind].push_back(hour.sources.active[i]);
    place[kind].push_back(i);
  }
  hour.fields.resize(hour.sources.active.size());
  for (std::size_t kind = 0; kind < makers.size(); ++kind) {
    if (of_kind[kind].empty()) continue;
    if (run.stop.stop_requested()) return;
    SourceFields& fields = hour.owners.emplace_back(makers[kind](of_kind[kind], hour.context));
    if (run.stop.stop_requested()) return;
    for (std::size_t i = 0; i < fields.size(); ++i) hour.fields[place[kind][i]] = fields[i].get();
  }
}

}  // namespace leeward::dispersion
