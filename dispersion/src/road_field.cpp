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

/// What the links of one class have in the fast modes, at one receptor height.
struct OfHeight {
  std::size_t receptors = 0;
  RoadTable table;  ///< empty where too few receptors would use it
  LazyRoadProfile profile;
};

/// Per wind and class.
struct OfClass {
  std::size_t links = 0;
  std::unique_ptr<OfHeight[]> at_height;  ///< nullptr in mode exact
};

/// What links have in common; the fields share it.
struct Shared {
  std::vector<LineWind> winds;  ///< one per profile set and loss rate
  std::vector<OfClass> classes;
  double largest_m = 0;                                    ///< of profiles
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
            std::size_t wind, std::size_t of_class, const FastLimits& limits)
      : shared_(&shared),
        wind_(wind),
        class_(of_class),
        road_class_{source.release_height_m, road_initial_sigma_z_m(source)},
        base_elevation_m_(source.base_elevation_m),
        is_flat_(is_flat),
        has_tables_(shared.classes[of_class].at_height && is_flat && is_plain_road(source)),
        frame_(wind_from_deg, source.begin_m),
        line_(line_in_wind(source, frame_)),
        road_(source, frame_, shared.winds[wind],
              shared.streamlines[wind] ? &*shared.streamlines[wind] : nullptr),
        limits_(limits) {}

  std::size_t term_count() const override { return has_tables_ ? 2 : 1; }
  Reach reach(std::size_t term, const TreeSquare& square) const override {
    if (!has_table_at(square.height_index)) return term == direct_term ? Reach::split : Reach::none;
    if (!(line_.length_m > 0)) return Reach::none;
    const RoadView view = view_from(square.centre_m, square.height_index);
    return term == direct_term ? direct_reach(view, square.half_m, limits_)
                               : meander_reach(view, square.half_m, limits_);
  }
  void evaluate(std::size_t term, const Places& places, float* values) const override {
    if (!has_table_at(places.height_index)) {
      std::array<double, leaf_capacity> all{};
      by_formulas({places.receptors, places.count}, Purpose::values, all.data());
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
    return by_formulas(receptors, Purpose::sample, values);
  }
  bool is_negligible(const TreeSquare&) const override { return false; }

  std::shared_ptr<const Shared> keep;          ///< lives as long as any field that uses it
  std::shared_ptr<const LineProfile> profile;  ///< mode exact, where it is worth making
  std::span<const double> heights_m;           ///< of the tree

private:
  static constexpr std::size_t direct_term = 0;
  /// What exact values are for in a fast mode: a few receptors of all links, or those that need them.
  enum class Purpose { sample, values };

  bool has_table_at(std::size_t height_index) const {
    return has_tables_ && !shared_->classes[class_].at_height[height_index].table.along.empty();
  }
  /// The full formulas, by a profile where there is one or one is worth making.
  std::size_t by_formulas(std::span<const Receptor> receptors, Purpose purpose, double* values) const {
    std::size_t not_converged = 0;
    std::optional<ByProfile> by_profile;
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const Vec2 place = frame_.to_wind(receptors[i].position_m);
      if (is_flat_ && (i == 0 || receptors[i].height_m != receptors[i - 1].height_m))
        by_profile = profile_at(receptors[i].height_m, purpose);
      if (by_profile && by_profile->line.reaches(place)) {
        values[i] = ug_per_g * by_profile->line.concentration(by_profile->height_index, place);
        continue;
      }
      const LineIntegral c =
          road_.concentration(place, plume_receptor(receptors[i], base_elevation_m_, is_flat_));
      values[i] = ug_per_g * c.value;
      not_converged += c.has_converged ? 0 : 1;
    }
    return not_converged;
  }
  struct ByProfile {
    LineExact line;
    std::size_t height_index;
  };
  /// Whether to make one does not depend on who asks first, so that results are the same for any threads.
  std::optional<ByProfile> profile_at(double height_m, Purpose purpose) const {
    const std::size_t i = height_index_of(height_m);
    if (i == heights_m.size()) return std::nullopt;
    if (profile) return ByProfile{LineExact(*profile, line_), i};
    if (!has_tables_) return std::nullopt;
    // A profile costs about as much as 400 pairs by the formulas; a sample has at most 64 receptors. Values
    // themselves take none: they must not depend on how many other links there are.
    constexpr std::size_t worth_pairs = 400;
    constexpr std::size_t receptors_of_sample = 64;
    const OfClass& of_class = shared_->classes[class_];
    OfHeight& of_height = of_class.at_height[i];
    if (purpose != Purpose::sample ||
        of_class.links * std::min(of_height.receptors, receptors_of_sample) < worth_pairs)
      return std::nullopt;
    return ByProfile{
        LineExact(of_height.profile.get(shared_->winds[wind_], road_class_.release_height_m,
                                        road_class_.initial_sigma_z_m, height_m, shared_->largest_m),
                  line_),
        0};
  }

  /// heights_m.size() for a height that no receptor of the tree has.
  std::size_t height_index_of(double height_m) const {
    return static_cast<std::size_t>(std::find(heights_m.begin(), heights_m.end(), height_m) -
                                    heights_m.begin());
  }
  RoadView view_from(Vec2 centre_m, std::size_t height_index) const {
    const Vec2 centre = frame_.to_wind(centre_m);
    return {.table = &shared_->classes[class_].at_height[height_index].table,
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
      by_formulas(std::span(&receptor, 1), Purpose::values, &all);
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
    by_formulas(std::span(&receptor, 1), Purpose::values, &all);
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
  std::size_t class_;
  RoadClass road_class_;
  double base_elevation_m_;
  bool is_flat_;     ///< no terrain for this road
  bool has_tables_;  ///< at heights where they are worth it; else the full formulas in every mode
  WindFrame frame_;
  LineInWind line_;
  LineRoad road_;
  FastLimits limits_;
};

std::vector<std::size_t> receptors_by_height(const ReceptorTree& tree) {
  std::vector<std::size_t> counts(tree.heights_m.size());
  for (const TreeSquare& square : tree.squares)
    if (square.is_leaf) counts[square.height_index] += square.count;
  return counts;
}

/// At the heights that enough receptors have; the others go by the full formulas.
void make_tables(const LineWind& wind, const RoadClass& road_class, std::span<const double> heights_m,
                 std::span<const std::size_t> receptors, OfClass& of_class) {
  // Not by the number of links, or a link's values would depend on the others.
  constexpr std::size_t worth_receptors = 4;
  of_class.at_height = std::make_unique<OfHeight[]>(heights_m.size());
  std::vector<double> tabled_m;
  for (std::size_t i = 0; i < heights_m.size(); ++i) {
    of_class.at_height[i].receptors = receptors[i];
    if (receptors[i] >= worth_receptors) tabled_m.push_back(heights_m[i]);
  }
  if (tabled_m.empty()) return;
  std::vector<RoadTable> tables = make_road_tables(wind, road_class, tabled_m);
  auto table = tables.begin();
  for (std::size_t i = 0; i < heights_m.size(); ++i)
    if (receptors[i] >= worth_receptors) of_class.at_height[i].table = std::move(*table++);
}

}  // namespace road_field_detail

SourceFields make_road_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  using namespace road_field_detail;
  const auto shared = std::make_shared<Shared>();
  std::map<std::pair<const ProfileSet*, double>, std::size_t> known_winds;
  std::map<std::tuple<std::size_t, double, double>, std::size_t> known_tables;
  struct Choice {
    std::size_t wind;
    std::size_t of_class;
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
  for (std::size_t i = 0; i < classes.size(); ++i) shared->classes.emplace_back();
  for (const Choice& of : choice) ++shared->classes[of.of_class].links;
  RoadProfiles profiles(sources, hour);
  shared->largest_m = profiles.largest_m();
  if (hour.mode != Mode::exact) {
    const std::vector<std::size_t> receptors = receptors_by_height(*hour.tree);
    for (std::size_t i = 0; i < classes.size(); ++i) {
      if (hour.stop.stop_requested()) break;
      const auto& [wind, road_class] = classes[i];
      make_tables(shared->winds[wind], road_class, hour.tree->heights_m, receptors, shared->classes[i]);
    }
  }
  SourceFields fields;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& line = std::get<LineSource>(*sources[i].source);
    auto field = std::make_unique<RoadField>(line, hour.air->wind_from_deg, is_flat(line), *shared,
                                             choice[i].wind, choice[i].of_class, fast_limits(hour.mode));
    field->keep = shared;
    if (hour.mode == Mode::exact) field->profile = profiles.of(shared->winds[choice[i].wind], line);
    field->heights_m = hour.tree->heights_m;
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace leeward::dispersion
