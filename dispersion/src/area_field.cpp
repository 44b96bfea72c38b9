// Polygons of an hour.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "area_integral.h"
#include "area_outline.h"
#include "area_profile.h"
#include "core/model/parallel.h"
#include "dispersion/area_plume.h"
#include "hour_fields.h"

namespace leeward::dispersion {
namespace area_field_detail {

constexpr double profile_smoothness = 2e-5;

/// What polygons of the same release have in common on flat ground: a profile for each height of the receptor
/// tree.
using Profiles = std::vector<std::unique_ptr<const AreaProfile>>;

class AreaField final : public SourceField {
public:
  AreaField(AreaPlume plume, const ReceptorTree& tree, std::shared_ptr<const Profiles> profiles)
      : plume_(std::move(plume)), tree_(&tree), profiles_(std::move(profiles)) {}

  std::size_t term_count() const override { return 1; }
  Reach reach(std::size_t, const TreeSquare& square) const override {
    return is_negligible(square) ? Reach::none : Reach::split;
  }
  void evaluate(std::size_t, const Places& places, float* values) const override {
    AreaIntegral integral;
    const AreaProfile* profile = profile_at(places.receptors->height_m);
    for (std::size_t i = 0; i < places.count; ++i)
      values[i] =
          static_cast<float>(plume_.concentration_per_unit_rate(places.receptors[i], profile, integral));
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    AreaIntegral integral;
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
  const AreaProfile* profile_at(double height_m) const {
    if (!profiles_) return nullptr;
    const auto& heights = tree_->heights_m;
    const auto found = std::lower_bound(heights.begin(), heights.end(), height_m);
    return (*profiles_)[static_cast<std::size_t>(found - heights.begin())].get();
  }

  AreaPlume plume_;
  const ReceptorTree* tree_;
  std::shared_ptr<const Profiles> profiles_;
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
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool is_flat = plumes[i]->is_flat();
    fields[i] = std::make_unique<AreaField>(std::move(*plumes[i]), *hour.tree,
                                            is_flat ? classes[class_of[i]].profiles : nullptr);
  }
  return fields;
}

}  // namespace leeward::dispersion
