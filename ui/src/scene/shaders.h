#pragma once
#include <string_view>

/// GLSL 1.20 sources. Positions in gl_Vertex are metres from the local origin before vertical exaggeration.
namespace leeward::ui::shader {

inline constexpr int most_classes = 32;

extern const std::string_view shared;  ///< put in front of every shader: fog, classes
extern const std::string_view terrain_vertex;
extern const std::string_view terrain_fragment;
extern const std::string_view slice_vertex;
extern const std::string_view slice_fragment;
extern const std::string_view solid_vertex;  ///< buildings, the side of the terrain block
extern const std::string_view solid_fragment;
extern const std::string_view ribbon_vertex;  ///< roads, outlines
extern const std::string_view column_vertex;  ///< stacks
extern const std::string_view screen_vertex;  ///< full-screen passes
extern const std::string_view sky_fragment;
extern const std::string_view volume_fragment;
extern const std::string_view composite_fragment;

}  // namespace leeward::ui::shader
