#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/geometry.h"

/// What the picture shows, as plain values: the window edits a ViewState, the renderer draws it.
namespace leeward::ui {

/// Orbit camera: looks at `target` (city CRS metres, elevation) from `distance_m`.
struct Camera {
  Vec2 target_m;
  double target_elevation_m = 0;
  double distance_m = 3000;
  double azimuth_deg = 0;     ///< where the camera looks: 0 north, 90 east
  double pitch_deg = 40;      ///< angle below the horizon, 5..90 (90: straight down)
};

/// Vertical field of view of every picture (perspective; also straight down). The window's mouse, scale bar and the
/// renderer must agree on it, or the ground slips under the cursor.
inline constexpr double vertical_field_of_view_deg = 35;

/// Colour classes: value < breaks[0] takes colours[0], and so on; colours.size() == breaks.size() + 1.
/// Colours are 0xRRGGBBAA; alpha 0 hides a class on the drape.
struct ColourScale {
  std::vector<double> breaks;       ///< ascending [ug/m3]
  std::vector<unsigned> colours;
};

enum class SceneLayer { terrain, land_cover, buildings, roads, stacks, areas, stations, receptors, zones, drape, slice, volume };
inline constexpr std::size_t scene_layer_count = 12;
const char* layer_id(SceneLayer layer);  ///< "terrain", ...

struct ViewState {
  Camera camera;
  std::array<bool, scene_layer_count> visible{true, true, true, true, true, true, true, false, false, true, false, false};
  FieldPtr ground;                 ///< drape and picked values; null: none
  FieldPtr volume;                 ///< slice and ray-marched volume; null: none
  std::size_t pollutant = 0;
  std::size_t hour = 0;
  ColourScale scale;
  double drape_opacity = 0.75;
  double slice_height_m = 50;      ///< above ground
  double vertical_exaggeration = 1.0;
  bool is_dark = false;            ///< background of the sky
  /// Parts of the picture that something lies over (legend, title), in pixels at pixel ratio 1 from the top left:
  /// names keep out of them.
  std::vector<Box2> covered;
};

/// What is under a pixel.
struct Pick {
  Vec2 position_m;
  double elevation_m = 0;
  std::string feature;                ///< "building 123", "stack S01 Power plant"; empty: ground
  std::optional<double> value_ug_per_m3;  ///< of the shown field there; nullopt: outside, calm or no field
};

}  // namespace leeward::ui
