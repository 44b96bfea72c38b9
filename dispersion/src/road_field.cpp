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
        tables_(tables),
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
    if (places.receptors != nullptr) repair(term, view, places, values);
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
    const Kernel kernel = has_direct_jump(view, places.half_m, part) ? Kernel::with_jumps : Kernel::smooth;
    const std::size_t nodes = kernel == Kernel::smooth ? direct_far_nodes(view, part) : 0;
    if (nodes > 0)
      road_direct_far(view, places, part.from_m, part.to_m, nodes, values);
    else
      road_direct_near(view, places, kernel, values);
  }
  static void evaluate_meander(const RoadView& view, const Places& places, float* values) {
    const Kernel kernel = has_meander_jump(view, places.half_m) ? Kernel::with_jumps : Kernel::smooth;
    const std::size_t nodes = kernel == Kernel::smooth ? meander_far_nodes(view, places.half_m) : 0;
    if (nodes > 0)
      road_meander_far(view, places, nodes, values);
    else
      road_meander_near(view, places, kernel, values);
  }

  /// Where the fast form does not hold its bound, the full formulas give the term: all less the other term.
  void repair(std::size_t term, const RoadView& view, const Places& places, float* values) const {
    if (!may_need_exact(view, places.half_m)) return;
    for (std::size_t i = 0; i < places.count; ++i) {
      const Receptor& receptor = places.receptors[i];
      const RoadView near = view_from(receptor.position_m, places.height_index);
      const bool is_direct_bad = needs_exact_direct(near);
      if (!is_direct_bad && (term == direct_term || !needs_exact_meander(near))) continue;
      const PlaceAlone alone(receptor);
      alignas(64) std::array<float, lane_multiple> other{};
      if (term == direct_term) {
        if (values[i] == 0.0F) continue;
        evaluate_meander(near, alone.places, other.data());
      } else {
        evaluate_direct(near, alone.places, other.data());
        if (is_direct_bad && other[0] > 0.0F) continue;  // the direct term is the one that is repaired
      }
      double all = 0;
      exact(std::span(&receptor, 1), &all);
      values[i] = std::max(static_cast<float>(all) - other[0], 0.0F);
    }
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
  std::size_t tables_;
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
