// Road links of an hour.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "core/model/parallel.h"
#include "core/model/units.h"
#include "dispersion/line_road.h"
#include "dispersion/line_tables.h"
#include "hour_fields.h"

namespace leeward::dispersion {
namespace road_field_detail {

/// What links have in common; the fields share it.
struct Shared {
  std::vector<LineWind> winds;                             ///< one per profile set and loss rate
  std::vector<LineTables> tables;                          ///< one per wind and class; empty in mode exact
  std::vector<std::optional<LineStreamline>> streamlines;  ///< one per wind; stable hours in terrain
};

LineHour line_hour_of(const BoundaryLayer& air, const LineSource& source) {
  const ProfileSet& set = air.set_for(source);
  constexpr double minimum_sigma_v_m_per_s = 0.2;
  return {.friction_velocity_m_per_s = set.friction_velocity_m_per_s,
          .inverse_obukhov_length_per_m = set.inverse_obukhov_length_per_m,
          .roughness_length_m = set.roughness_length_m,
          .mixing_height_m = set.mixing_height_m,
          .wind_speed_m_per_s = air.wind_speed_m_per_s,
          .wind_from_deg = air.wind_from_deg,
          .wind_height_m = air.wind_height_m,
          .sigma_v_m_per_s = std::max(set.at(air.wind_height_m).sigma_v_m_per_s, minimum_sigma_v_m_per_s),
          .decay_per_s = source.decay_per_s};
}

class RoadField final : public SourceField {
public:
  RoadField(const LineSource& source, double wind_from_deg, bool is_flat, const Shared& shared,
            std::size_t wind, std::size_t tables)
      : shared_(&shared),
        tables_(tables),
        base_elevation_m_(source.base_elevation_m),
        is_flat_(is_flat),
        has_tables_(is_flat && is_plain_road(source)),
        frame_(wind_from_deg, source.begin_m),
        line_(line_in_wind(source, frame_)),
        road_(source, frame_, shared.winds[wind],
              shared.streamlines[wind] ? &*shared.streamlines[wind] : nullptr) {}

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare&) const override { return Reach::split; }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    std::array<Vec2, leaf_capacity> place;
    std::array<double, leaf_capacity> sum{};
    if (!has_tables_) {
      exact({places.receptors, places.count}, sum.data());
      std::copy_n(sum.begin(), places.count, values);
      return;
    }
    for (std::size_t i = 0; i < places.count; ++i) place[i] = frame_.to_wind(places.receptors[i].position_m);
    const LineEvaluator evaluator(shared_->tables[tables_], line_);
    const Vec2 centre = frame_.to_wind(places.centre_m);
    const double radius = places.half_m * 1.4142136;
    const std::span<const Vec2> all(place.data(), places.count);
    const std::span<double> out(sum.data(), places.count);
    evaluator.add_meander(places.height_index, all, centre, radius, out);
    if (!evaluator.is_out_of_plume(centre, radius))
      evaluator.add_direct(places.height_index, all, centre, radius, out);
    for (std::size_t i = 0; i < places.count; ++i) values[i] = static_cast<float>(ug_per_g * sum[i]);
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    std::size_t not_converged = 0;
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const LineIntegral c = road_.concentration(frame_.to_wind(receptors[i].position_m),
                                                 plume_receptor(receptors[i], base_elevation_m_, is_flat_));
      values[i] = ug_per_g * c.value;
      not_converged += c.has_converged ? 0 : 1;
    }
    return not_converged;
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

  std::shared_ptr<const Shared> keep;  ///< lives as long as any field that uses it

private:
  const Shared* shared_;
  std::size_t tables_;
  double base_elevation_m_;
  bool is_flat_;     ///< no terrain for this road
  bool has_tables_;  ///< else the full formulas in every mode
  WindFrame frame_;
  LineInWind line_;
  LineRoad road_;
};

}  // namespace road_field_detail

SourceFields make_road_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  using namespace road_field_detail;
  const auto shared = std::make_shared<Shared>();
  std::map<std::pair<const ProfileSet*, double>, std::size_t> known_winds;
  std::map<std::tuple<std::size_t, double, double>, std::size_t> known_tables;
  struct Choice {
    std::size_t wind;
    std::size_t tables;
  };
  const auto is_flat = [&](const LineSource& line) { return hour.options.is_flat || line.is_flat; };
  std::vector<Choice> choice;
  std::vector<std::pair<std::size_t, LineClass>> classes;
  for (const ActiveSource& active : sources) {
    const auto& line = std::get<LineSource>(*active.source);
    const auto [wind, is_new] =
        known_winds.try_emplace({&hour.air->set_for(line), line.decay_per_s}, shared->winds.size());
    if (is_new) {
      shared->winds.emplace_back(line_hour_of(*hour.air, line));
      shared->streamlines.emplace_back();
    }
    // A convective hour has no dividing streamline.
    if (shared->winds[wind->second].is_stable() && !is_flat(line) && !shared->streamlines[wind->second])
      shared->streamlines[wind->second].emplace(hour.air->set_for(line), shared->winds[wind->second]);
    const LineClass line_class{line.release_height_m, road_initial_sigma_z_m(line)};
    const auto [tables, is_new_class] = known_tables.try_emplace(
        {wind->second, line_class.release_height_m, line_class.initial_sigma_z_m}, classes.size());
    if (is_new_class) classes.emplace_back(wind->second, line_class);
    choice.push_back({wind->second, tables->second});
  }
  if (hour.mode != Mode::exact)
    for (const auto& [wind, line_class] : classes) {
      if (hour.stop.stop_requested()) break;
      shared->tables.emplace_back(shared->winds[wind], line_class, hour.tree->heights_m);
    }
  SourceFields fields;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& line = std::get<LineSource>(*sources[i].source);
    auto field = std::make_unique<RoadField>(line, hour.air->wind_from_deg, is_flat(line), *shared,
                                             choice[i].wind, choice[i].tables);
    field->keep = shared;
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace leeward::dispersion
