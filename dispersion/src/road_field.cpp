// Road links of an hour.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "core/model/units.h"
#include "dispersion/line_road.h"
#include "hour_fields.h"
#include "line_exact.h"
#include "road_kernel.h"
#include "road_profiles.h"
#include "road_reach.h"
#include "road_tables.h"

namespace leeward::dispersion {
namespace road_field_detail {

/// What links have in common; the fields share it.
struct Shared {
  std::vector<LineWind> winds;                             ///< one per profile set and loss rate
  std::vector<std::vector<RoadTable>> tables;              ///< per wind and class, then per receptor height
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
            std::size_t wind, std::size_t tables, const FastLimits& limits)
      : shared_(&shared),
        wind_(wind),
        tables_(tables),
        road_class_{source.release_height_m, road_initial_sigma_z_m(source)},
        base_elevation_m_(source.base_elevation_m),
        is_flat_(is_flat),
        has_tables_(is_flat && is_plain_road(source)),
        frame_(wind_from_deg, source.begin_m),
        line_(line_in_wind(source, frame_)),
        road_(source, frame_, shared.winds[wind],
              shared.streamlines[wind] ? &*shared.streamlines[wind] : nullptr),
        limits_(limits) {}

  std::size_t term_count() const override { return has_tables_ ? 2 : 1; }
  Reach reach(std::size_t term, const TreeSquare& square) const override {
    if (!has_tables_) return Reach::split;
    if (!(line_.length_m > 0)) return Reach::none;
    const RoadView view = view_from(square.centre_m, square.height_index);
    return term == direct_term ? direct_reach(view, square.half_m, limits_)
                               : meander_reach(view, square.half_m, limits_);
  }
  void evaluate(std::size_t term, const Places& places, float* values) const override {
    if (!has_tables_) {
      std::array<double, leaf_capacity> all{};
      exact({places.receptors, places.count}, all.data());
      std::copy_n(all.begin(), places.count, values);
      return;
    }
    const RoadView view = view_from(places.centre_m, places.height_index);
    if (term == direct_term)
      evaluate_direct(view, places, values);
    else
      evaluate_meander(view, places, values);
    if (places.receptors == nullptr) return;
    if (term == direct_term)
      mend_direct(view, places, values);
    else
      mend_meander(view, places, values);
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    std::size_t not_converged = 0;
    std::optional<LineExact> by_profile;
    if (profile && is_flat_) by_profile.emplace(*profile, line_);
    std::size_t height_index = heights_m.size();
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const Vec2 place = frame_.to_wind(receptors[i].position_m);
      if (by_profile &&
          (height_index == heights_m.size() || heights_m[height_index] != receptors[i].height_m))
        height_index = height_index_of(receptors[i].height_m);
      if (by_profile && height_index < heights_m.size() && by_profile->reaches(place)) {
        values[i] = ug_per_g * by_profile->concentration(height_index, place);
        continue;
      }
      const LineIntegral c =
          road_.concentration(place, plume_receptor(receptors[i], base_elevation_m_, is_flat_));
      values[i] = ug_per_g * c.value;
      not_converged += c.has_converged ? 0 : 1;
    }
    return not_converged;
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

  std::shared_ptr<const Shared> keep;          ///< lives as long as any field that uses it
  std::shared_ptr<const LineProfile> profile;  ///< mode exact, where it is worth making
  std::span<const double> heights_m;           ///< of the tree

private:
  static constexpr std::size_t direct_term = 0;

  /// heights_m.size() for a height that no receptor of the tree has.
  std::size_t height_index_of(double height_m) const {
    return static_cast<std::size_t>(std::find(heights_m.begin(), heights_m.end(), height_m) -
                                    heights_m.begin());
  }
  RoadView view_from(Vec2 centre_m, std::size_t height_index) const {
    const Vec2 centre = frame_.to_wind(centre_m);
    return {.table = &shared_->tables[tables_][height_index],
            .cos_angle = line_.cos_angle,
            .sin_angle = line_.sin_angle,
            .length_m = line_.length_m,
            .sigma_y0_m = line_.sigma_y0_m,
            .flow = frame_.flow,
            .centre_m = {centre.x - line_.x_begin, centre.y - line_.y_begin}};
  }
  void evaluate_direct(const RoadView& view, const Places& places, float* values) const {
    const ReachedPart part = reached_part(view, places.half_m, limits_.edge_sigmas);
    if (part.is_empty()) {
      std::fill_n(values, places.padded, 0.0F);
      return;
    }
    const JumpsOnTheWay jumps = direct_jumps(view, places.half_m, part);
    const std::size_t nodes = far_nodes(direct_far_nodes(view, part), jumps);
    if (nodes > 0)
      road_direct_far(view, places, part.from_m, part.to_m, nodes, values);
    else
      road_direct_near(view, places, roughness(view, part.nearest_x_m, jumps), values);
  }
  /// Bends and steep parts of the kernel want more nodes, as jumps of this size do.
  static double roughness(const RoadView& view, double nearest, const JumpsOnTheWay& jumps) {
    constexpr double of_bend = 0.03;
    constexpr double of_steep_part = 0.05;
    constexpr double sharp_to_m = 20.0;
    const double steep_to = std::max(view.table->steep_to_m, view.table->is_sharp() ? sharp_to_m : 0.0);
    return std::max({jumps.largest, jumps.has_any ? of_bend : 0.0, nearest < steep_to ? of_steep_part : 0.0});
  }
  static void evaluate_meander(const RoadView& view, const Places& places, float* values) {
    const JumpsOnTheWay jumps = meander_jumps(view, places.half_m);
    const std::size_t nodes = far_nodes(meander_far_nodes(view, places.half_m), jumps);
    if (nodes > 0)
      road_meander_far(view, places, nodes, values);
    else
      road_meander_near(view, places, roughness(view, nearest_m(view, places.half_m), jumps), values);
  }
  /// More nodes average over a small jump; over a great one only the many of the near field.
  static std::size_t far_nodes(std::size_t nodes, const JumpsOnTheWay& jumps) {
    constexpr double small_jump = 0.02;
    constexpr std::size_t nodes_over_small_jump = 8;
    if (jumps.largest == 0 || nodes == 0) return nodes;
    return jumps.largest <= small_jump ? std::max(nodes, nodes_over_small_jump) : 0;
  }
  void mend_direct(const RoadView& view, const Places& places, float* values) const {
    if (!may_need_remedy(view, places.half_m)) return;
    const double rounding = rounding_m(view, places.half_m);
    for (std::size_t i = 0; i < places.count; ++i) {
      const Receptor& receptor = places.receptors[i];
      const RoadView near = view_from(receptor.position_m, places.height_index);
      const Remedy remedy = direct_remedy(near, rounding);
      if (values[i] == 0.0F && remedy.kind != Remedy::Kind::exact) continue;
      switch (remedy.kind) {
        case Remedy::Kind::none:
          break;
        case Remedy::Kind::exact:
          values[i] = all_but_meander(receptor, near, places.height_index);
          break;
        case Remedy::Kind::scale:
          values[i] *= static_cast<float>(formulas_over_tables(remedy, receptor.height_m, *near.table));
          break;
      }
    }
  }
  void mend_meander(const RoadView& view, const Places& places, float* values) const {
    if (view.table->around_unresolved.empty()) return;
    const double rounding = rounding_m(view, places.half_m);
    for (std::size_t i = 0; i < places.count; ++i) {
      const Receptor& receptor = places.receptors[i];
      const RoadView near = view_from(receptor.position_m, places.height_index);
      // There the direct part makes up for the meander part.
      if (!meander_needs_exact(near) || direct_remedy(near, rounding).kind == Remedy::Kind::exact) continue;
      PlaceAlone alone(receptor);
      alone.places.height_index = places.height_index;
      std::array<float, lane_multiple> direct{};
      evaluate_direct(near, alone.places, direct.data());
      double all = 0;
      exact(std::span(&receptor, 1), &all);
      values[i] = std::max(static_cast<float>(all) - direct[0], 0.0F);
    }
  }
  /// Of the direct kernel: of F_z/U where the plume is narrow against the link, else of
  ///   (1 - f) F_z/(U sigma_y) exp(-(y/sigma_y)^2/2).
  double formulas_over_tables(const Remedy& at, double receptor_height_m, const RoadTable& table) const {
    constexpr double sqrt_2pi = 2.5066282746310005;
    const LineWind& wind = shared_->winds[wind_];
    const auto spread_at = [&](double distance) {
      return line_spread(wind, distance, road_class_.release_height_m, road_class_.initial_sigma_z_m);
    };
    const LineSpread spread = spread_at(at.x_m);
    const auto [log_term, raw_variance] = table.direct(at.x_m);
    const double term =
        line_direct_term(wind, spread, at.x_m, road_class_.release_height_m, receptor_height_m) /
        (sqrt_2pi * std::exp2(log_term));
    if (at.is_wide) return term;
    const double variance0 = line_.sigma_y0_m * line_.sigma_y0_m;
    const double by_formulas = spread.raw_sigma_y_m * spread.raw_sigma_y_m + variance0;
    const double by_tables = raw_variance + variance0;
    const double r = std::max(std::hypot(at.x_m, at.y_m), 1.0);
    const double share =
        (1.0 - line_meander_share(wind, spread_at(r))) / std::max(table.meander(r).second, 1e-6);
    return term * share * std::sqrt(by_tables / by_formulas) *
           std::exp(0.5 * at.y_m * at.y_m * (1.0 / by_tables - 1.0 / by_formulas));
  }
  float all_but_meander(const Receptor& receptor, const RoadView& view, std::size_t height_index) const {
    PlaceAlone alone(receptor);
    alone.places.height_index = height_index;
    std::array<float, lane_multiple> meander{};
    evaluate_meander(view, alone.places, meander.data());
    double all = 0;
    exact(std::span(&receptor, 1), &all);
    return std::max(static_cast<float>(all) - meander[0], 0.0F);
  }
  /// One receptor as the centre of its own square.
  struct PlaceAlone {
    explicit PlaceAlone(const Receptor& receptor) {
      places.centre_m = receptor.position_m;
      places.count = 1;
      places.padded = lane_multiple;
      places.dx_m = offset.data();
      places.dy_m = offset.data();
    }
    std::array<float, lane_multiple> offset{};
    Places places;
  };

  const Shared* shared_;
  std::size_t wind_;
  std::size_t tables_;
  RoadClass road_class_;
  double base_elevation_m_;
  bool is_flat_;     ///< no terrain for this road
  bool has_tables_;  ///< else the full formulas in every mode
  WindFrame frame_;
  LineInWind line_;
  LineRoad road_;
  FastLimits limits_;
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
  std::vector<std::pair<std::size_t, RoadClass>> classes;
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
    const RoadClass road_class{line.release_height_m, road_initial_sigma_z_m(line)};
    const auto [tables, is_new_class] = known_tables.try_emplace(
        {wind->second, road_class.release_height_m, road_class.initial_sigma_z_m}, classes.size());
    if (is_new_class) classes.emplace_back(wind->second, road_class);
    choice.push_back({wind->second, tables->second});
  }
  if (hour.mode != Mode::exact)
    for (const auto& [wind, road_class] : classes) {
      if (hour.stop.stop_requested()) break;
      shared->tables.push_back(make_road_tables(shared->winds[wind], road_class, hour.tree->heights_m));
    }
  std::optional<RoadProfiles> profiles;
  if (hour.mode == Mode::exact) profiles.emplace(sources, hour);
  SourceFields fields;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& line = std::get<LineSource>(*sources[i].source);
    auto field = std::make_unique<RoadField>(line, hour.air->wind_from_deg, is_flat(line), *shared,
                                             choice[i].wind, choice[i].tables, fast_limits(hour.mode));
    field->keep = shared;
    if (profiles) field->profile = profiles->of(shared->winds[choice[i].wind], line);
    field->heights_m = hour.tree->heights_m;
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace leeward::dispersion
