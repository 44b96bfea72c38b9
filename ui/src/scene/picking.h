#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "terrain_surface.h"
#include "ui/scene/view_state.h"
#include "view_frame.h"

namespace leeward::ui {

/// What lies under a pixel, found from the city's own geometry (no OpenGL): rays against the drawn ground and
/// the buildings, distances on the picture for things drawn with a least size.
class Picker {
public:
  Picker() = default;
  Picker(std::shared_ptr<const City> city, const TerrainSurface& surface);
  /// @param pixel  from the bottom left
  std::optional<Pick> pick(const ViewFrame& view, const ViewState& state, Vec2 pixel, double pixel_ratio,
                           const TerrainSurface& surface) const;

private:
  struct Block {
    std::size_t building = 0;
    Box2 box;
    double foot_m = 0;
    double roof_m = 0;
  };
  struct Hit {
    double t = 0;
    std::string feature;
    std::optional<Vec2> at;  ///< the thing's own place, when it is not where the ray ends
    std::optional<double> elevation_m;
  };
  std::optional<Hit> hit_buildings(const SightRay& ray) const;
  std::optional<Hit> hit_columns(const ViewFrame& view, const ViewState& state, Vec2 pixel,
                                 double pixel_ratio, const TerrainSurface& surface) const;
  std::string feature_on_ground(const ViewFrame& view, const ViewState& state, Vec2 p,
                                double metres_per_px) const;

  std::shared_ptr<const City> city_;
  std::vector<Block> blocks_;
  std::vector<Box2> road_boxes_;
};

}  // namespace leeward::ui
