// Polygons of an hour.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>
#include <utility>

#include "area_integral.h"
#include "area_outline.h"
#include "area_profile_builder.h"
#include "chebyshev_square.h"
#include "core/model/parallel.h"
#include "core/model/units.h"
#include "dispersion/area_plume.h"
#include "hour_fields.h"

namespace leeward::dispersion {
namespace area_field_detail {

constexpr double profile_smoothness = 2e-5;

/// What polygons of the same release have in common on flat ground: a profile for each height of the receptor
/// tree.
using Profiles = std::vector<std::unique_ptr<const AreaProfile>>;

/// Admission of squares in the fast modes (docs/models/area.md).
constexpr double nearest_square_m = 3.0;   // from the outline
constexpr double widest_ratio = 1.8;       // of distances within a square
constexpr double plume_edge_sigmas = 4.0;  // nothing beyond the reference's table
constexpr double flank_begin = 1.5;        // in sigma_y beside the area
constexpr double flank_width = 0.85;     // half extent of a square in the flank, of what it may be elsewhere
constexpr double table_noise = 2e-4;     // of AERMOD's table in a crosswind sum
constexpr double noise_of_value = 1e-2;  // what it may be of the square's lowest value ...
constexpr double noise_of_largest = 1e-5;       // ... or of the source's largest at a receptor
constexpr double most_noise_of_largest = 7e-4;  // and at most of that
constexpr double interpolation = 5e-4;          // of the plume's own change along the wind, relative
constexpr double draft_interpolation = 4e-3;
constexpr double least_of_largest = 2e-5;  // below this share the tail need not be exact

/// A place of [-1, 1] and the Lagrange basis of the Chebyshev places there.
struct Trial {
  double place;
  std::array<double, places_per_side> weights;
};
using Trials = std::array<Trial, places_per_side + 1>;
const Trials& trials() {
  static const Trials all = [] {
    Trials t;
    for (std::size_t i = 0; i < t.size(); ++i) {
      t[i].place = -std::cos(std::numbers::pi * static_cast<double>(i) / places_per_side);
      t[i].weights = lagrange_basis(t[i].place);
    }
    return t;
  }();
  return all;
}

class AreaField final : public SourceField {
public:
  AreaField(AreaPlume plume, const ReceptorTree& tree, Mode mode, std::shared_ptr<const Profiles> profiles)
      : plume_(std::move(plume)),
        tree_(&tree),
        limits_(fast_limits(mode)),
        interpolation_(mode == Mode::draft ? draft_interpolation : interpolation),
        profiles_(std::move(profiles)) {}

  /// Largest value met at the receptors of the leaf nearest to the outline's downwind end, at each height: a
  /// lower bound of the source's largest value at receptors.
  void find_largest(const AreaSource& source) {
    const Ring& ring = source.polygon_m.outer;
    if (ring.empty()) return;
    const auto end = std::max_element(ring.begin(), ring.end(), [&](const Vec2& a, const Vec2& b) {
      return plume_.axes().offset({}, a).downwind_m < plume_.axes().offset({}, b).downwind_m;
    });
    std::vector<const TreeSquare*> nearest(tree_->heights_m.size(), nullptr);
    for (const TreeSquare& square : tree_->squares) {
      if (!square.is_leaf) continue;
      const TreeSquare*& best = nearest[square.height_index];
      if (best == nullptr || length(square.centre_m - *end) < length(best->centre_m - *end)) best = &square;
    }
    std::array<double, leaf_capacity> values;
    for (const TreeSquare* leaf : nearest) {
      if (leaf == nullptr) continue;
      exact({tree_->receptors.data() + leaf->first, leaf->count}, values.data());
      largest_ = std::max(largest_, *std::max_element(values.begin(), values.begin() + leaf->count));
    }
  }

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare& square) const override {
    if (plume_.is_screened(square.centre_m, square.half_m)) return Reach::none;
    return profiles_ ? reach_on_flat_ground(square) : Reach::split;
  }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    if (places.receptors != nullptr && !profiles_) return evaluate_in_terrain(places, values);
    AreaIntegral integral;
    if (places.receptors != nullptr) {
      const AreaProfile& profile = profile_at(places.receptors->height_m);
      for (std::size_t i = 0; i < places.count; ++i)
        values[i] = static_cast<float>(plume_.concentration_per_unit_rate(
            places.receptors[i], profile, integral, least_of_largest * largest_));
      return;
    }
    const AreaProfile& profile = *(*profiles_)[places.height_index];
    const AreaOutline& outline = plume_.outline();
    for (std::size_t i = 0; i < places.count; ++i) {
      const Vec2 offset{static_cast<double>(places.dx_m[i]), static_cast<double>(places.dy_m[i])};
      const WindOffset place = plume_.axes().offset(outline.origin_m, places.centre_m + offset);
      values[i] = static_cast<float>(ug_per_g * integral.smooth(outline, profile, place));
    }
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    AreaIntegral integral;
    if (!profiles_) {
      AreaProfileBuilder builder;
      plume_.concentrations_per_unit_rate(receptors, builder, integral, values);
      return 0;
    }
    for (std::size_t i = 0; i < receptors.size(); ++i)
      values[i] =
          plume_.concentration_per_unit_rate(receptors[i], profile_at(receptors[i].height_m), integral);
    return 0;
  }
  /// Upwind of the whole polygon, or outside the screened distance wherever in the square.
  bool is_negligible(const TreeSquare& square) const override {
    return plume_.is_screened(square.centre_m, square.half_m);
  }

private:
  /// @pre on flat ground
  const AreaProfile& profile_at(double height_m) const {
    const auto& heights = tree_->heights_m;
    const auto found = std::lower_bound(heights.begin(), heights.end(), height_m);
    return *(*profiles_)[static_cast<std::size_t>(found - heights.begin())];
  }

  void evaluate_in_terrain(const Places& places, float* values) const {
    // Kept between leaves: the buffers are large and would go back to the system each time.
    thread_local AreaProfileBuilder builder;
    AreaIntegral integral;
    std::array<double, leaf_capacity> exact_values;
    for (std::size_t first = 0; first < places.count; first += leaf_capacity) {
      const std::size_t count = std::min(leaf_capacity, places.count - first);
      plume_.concentrations_per_unit_rate({places.receptors + first, count}, builder, integral,
                                          exact_values.data());
      std::transform(exact_values.begin(), exact_values.begin() + count, values + first,
                     [](double value) { return static_cast<float>(value); });
    }
  }

  Reach reach_on_flat_ground(const TreeSquare& square) const {
    const AreaProfile& profile = *(*profiles_)[square.height_index];
    const AreaOutline& outline = plume_.outline();
    const WindOffset place = plume_.axes().offset(outline.origin_m, square.centre_m);
    const double extent = plume_.axes().half_extent_m(square.half_m);
    const double nearest = place.downwind_m - extent - outline.downwind_end;
    const double farthest = place.downwind_m + extent - outline.upwind_end;
    const double beside = std::max(place.crosswind_m - outline.highest, outline.lowest - place.crosswind_m);
    // Beyond the table's end for every edge: AERMOD's answer is 0 there too.
    if (beside - extent >= plume_edge_sigmas * profile.sigma_y_m(std::log(farthest))) return Reach::none;
    if (!(nearest >= nearest_square_m && 2.0 * extent <= (widest_ratio - 1.0) * nearest)) return Reach::split;
    const double log_nearest = std::log(nearest);
    const double sigma = profile.sigma_y_m(log_nearest);
    if (square.half_m > limits_.width_per_sigma * sigma) return Reach::split;
    const double log_farthest = std::log(farthest);
    // A jump reaches a square from any element of the area.
    const auto jump = std::lower_bound(profile.jumps().begin(), profile.jumps().end(), log_nearest);
    if (jump != profile.jumps().end() && *jump <= log_farthest) return Reach::split;
    if (!plume_.is_within_screen(square.centre_m, square.half_m)) return Reach::split;
    const double outer = std::max(beside + extent, 0.0) / sigma;
    const double central = std::max(beside, 0.0) / profile.sigma_y_m(std::log(nearest + extent));
    const double steepness = 0.5 * (outer * outer - central * central);
    if (steepness > limits_.steepness) return Reach::split;
    if (outer > flank_begin && extent > flank_width * limits_.width_per_sigma * sigma) return Reach::split;
    if (!is_smooth_along(profile, nearest, nearest + 2.0 * extent)) return Reach::split;
    return is_table_smooth(profile, place, extent, steepness) ? Reach::smooth : Reach::split;
  }

  /// Whether the places of a square represent k/sigma_y between two distances: tried where the Chebyshev
  /// polynomial of the places is largest.
  bool is_smooth_along(const AreaProfile& profile, double from, double to) const {
    const Trials& basis = trials();
    const double middle = 0.5 * (from + to);
    const double half = 0.5 * (to - from);
    const auto value = [&](double place) {
      const double u = middle + half * place;
      const AreaProfile::Value at = profile.at(std::log(u));
      return at.g / (u * at.sigma_y_m);
    };
    std::array<double, places_per_side> known;
    for (std::size_t k = 0; k < known.size(); ++k) known[k] = value(chebyshev_places()[k]);
    for (std::size_t i = 0; i < basis.size(); ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < known.size(); ++k) sum += basis[i].weights[k] * known[k];
      const double there = value(basis[i].place);
      if (!(std::abs(sum - there) <= interpolation_ * there)) return false;
    }
    return true;
  }

  /// Whether what AERMOD's table of the normal distribution departs from it does not matter.
  bool is_table_smooth(const AreaProfile& profile, const WindOffset& place, double extent,
                       double steepness) const {
    const AreaOutline& outline = plume_.outline();
    const double nearest = place.downwind_m - outline.downwind_end;
    const double farthest = place.downwind_m - outline.upwind_end;
    const double column =
        ug_per_g * profile.integral(std::log(nearest - extent), std::log(farthest - extent));
    const double noise = table_noise * column;
    if (noise <= noise_of_largest * largest_) return true;
    if (noise > most_noise_of_largest * largest_) return false;
    AreaIntegral integral;
    const double lowest = ug_per_g * integral.smooth(outline, profile, place) * std::exp(-steepness);
    return noise <= noise_of_value * lowest;
  }

  AreaPlume plume_;
  const ReceptorTree* tree_;
  FastLimits limits_;
  double interpolation_;
  std::shared_ptr<const Profiles> profiles_;
  double largest_ = 0;
};

/// Release height, initial sigma_z, decay, air.
using ReleaseClass = std::tuple<double, double, double, const ProfileSet*>;

/// Farthest that any receptor of the tree can be from any vertex.
double farthest_m(std::span<const ActiveSource> sources, const ReceptorTree& tree) {
  Box2 box;
  for (const Receptor& receptor : tree.receptors) box.add(receptor.position_m);
  for (const ActiveSource& active : sources)
    for (const Vec2& vertex : std::get<AreaSource>(*active.source).polygon_m.outer) box.add(vertex);
  // The places of a square lie within it, which may reach beyond its receptors.
  return 1.5 * std::hypot(box.width(), box.height()) + 10.0;
}

}  // namespace area_field_detail

SourceFields make_area_fields(std::span<const ActiveSource> sources, const HourContext& hour) {
  using namespace area_field_detail;
  SourceFields fields(sources.size());
  if (sources.empty()) return fields;
  std::vector<std::unique_ptr<AreaPlume>> plumes(sources.size());
  parallel_for(sources.size(), hour.thread_count, hour.stop, [&](std::size_t i) {
    plumes[i] =
        std::make_unique<AreaPlume>(std::get<AreaSource>(*sources[i].source), *hour.air, hour.options);
  });
  if (hour.stop.stop_requested()) return fields;

  struct Class {
    const AreaPlume* plume;
    std::shared_ptr<Profiles> profiles;
  };
  const double farthest = farthest_m(sources, *hour.tree);
  std::vector<Class> classes;
  std::vector<std::size_t> class_of(sources.size(), 0);
  std::map<ReleaseClass, std::size_t> known;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!plumes[i]->is_flat()) continue;
    const Release& release = plumes[i]->plume().release();
    const ReleaseClass key{release.height_m, release.initial_sigma_z_m, release.decay_per_s,
                           &hour.air->set_for(common(*sources[i].source))};
    const auto [place, is_new] = known.try_emplace(key, classes.size());
    if (is_new) classes.push_back({plumes[i].get(), std::make_shared<Profiles>(hour.tree->heights_m.size())});
    class_of[i] = place->second;
  }
  const std::size_t heights = hour.tree->heights_m.size();
  parallel_for(classes.size() * heights, hour.thread_count, hour.stop, [&](std::size_t task) {
    const Class& c = classes[task / heights];
    const double height = hour.tree->heights_m[task % heights];
    (*c.profiles)[task % heights] =
        std::make_unique<AreaProfile>(c.plume->plume(), PlumeReceptor{height, height, 0.0, 0.0},
                                      nearest_element_m, farthest, profile_smoothness);
  });
  if (hour.stop.stop_requested()) return fields;
  parallel_for(sources.size(), hour.thread_count, hour.stop, [&](std::size_t i) {
    const bool is_flat = plumes[i]->is_flat();
    auto field = std::make_unique<AreaField>(std::move(*plumes[i]), *hour.tree, hour.mode,
                                             is_flat ? classes[class_of[i]].profiles : nullptr);
    if (is_flat && hour.mode != Mode::exact) field->find_largest(std::get<AreaSource>(*sources[i].source));
    fields[i] = std::move(field);
  });
  return fields;
}

}  // namespace leeward::dispersion
