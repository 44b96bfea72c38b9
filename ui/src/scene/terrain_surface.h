#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/city.h"
#include "core/model/geometry.h"

namespace leeward::ui {

/// Where OpenGL's single precision counts from: coordinates handed to it are p - origin (elevation -
/// origin.z).
struct LocalFrame {
  Vec3 origin;
  Vec3 local(Vec2 p, double elevation_m) const {
    return {p.x - origin.x, p.y - origin.y, elevation_m - origin.z};
  }
};

/// A straight line of sight in city coordinates (metres, true elevations).
struct SightRay {
  Vec3 from;
  Vec3 direction;  ///< any length > 0
  Vec3 at(double t) const {
    return {from.x + t * direction.x, from.y + t * direction.y, from.z + t * direction.z};
  }
};

/// The ground as it is drawn: a regular mesh over the domain and some of the terrain around it, thinned so
/// that it stays fast. Everything that stands on the ground asks this surface, not the raster, for its
/// elevation.
class TerrainSurface {
public:
  TerrainSurface() = default;
  explicit TerrainSurface(const City& city);

  const Box2& bounds() const { return bounds_; }
  std::size_t columns() const { return columns_; }  ///< vertices west to east
  std::size_t rows() const { return rows_; }        ///< vertices south to north
  double cell_width_m() const { return cell_width_m_; }
  double cell_height_m() const { return cell_height_m_; }
  double lowest_m() const { return lowest_m_; }
  double highest_m() const { return highest_m_; }
  const LocalFrame& frame() const { return frame_; }

  Vec2 position(std::size_t column, std::size_t row) const;
  double vertex_elevation_m(std::size_t column, std::size_t row) const {
    return elevations_[row * columns_ + column];
  }
  const std::vector<float>& elevations() const { return elevations_; }
  /// Elevation of the drawn triangles; beyond the edge, that of the edge.
  double elevation_m(Vec2 p) const;
  /// First t > 0 at which the ray meets the drawn triangles from above.
  std::optional<double> hit(const SightRay& ray) const;

private:
  std::optional<double> hit_cell(const SightRay& ray, std::size_t column, std::size_t row) const;

  Box2 bounds_;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
  double cell_width_m_ = 1;
  double cell_height_m_ = 1;
  double lowest_m_ = 0;
  double highest_m_ = 0;
  LocalFrame frame_;
  std::vector<float> elevations_;  // row 0 south
};

}  // namespace leeward::ui
