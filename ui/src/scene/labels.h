#pragma once
#include <osg/Group>
#include <osgText/Text>

#include <string>
#include <vector>

#include "core/model/city.h"
#include "font.h"
#include "terrain_surface.h"
#include "ui/scene/view_state.h"
#include "view_frame.h"

namespace leeward::ui {

enum class MarkerKind { none, station, receptor, volume };

/// Something with a name at a place of the city.
struct LabelAnchor {
  SceneLayer layer = SceneLayer::terrain;
  MarkerKind marker = MarkerKind::none;
  std::string text;
  Vec2 position_m;
  double elevation_m = 0;  ///< of the point the text belongs to
  double priority = 0;     ///< larger first when there is no room for all
  double size_m = 0;       ///< of a polygon: its name shows when the polygon is seen about as large
};
std::vector<LabelAnchor> label_anchors(const City& city, const TerrainSurface& surface);

/// Height of a station's pin on the picture [px at pixel ratio 1].
inline constexpr double pin_height_px = 22;

/// Names and markers flat on the picture: constant size, over everything, names that would overlap are left
/// out (markers never are).
class Labels {
public:
  Labels();
  osg::Group* node() { return group_; }
  void set_city(const City& city, const TerrainSurface& surface);
  void set_style(double pixel_ratio, bool is_dark);
  /// Places everything for this camera.
  void arrange(const ViewFrame& view, const ViewState& state);

private:
  struct Entry {
    LabelAnchor anchor;
    osg::ref_ptr<osgText::Text> text;
    osg::ref_ptr<osg::Node> marker;
    Vec2 size_px;
  };
  void rebuild();

  osg::ref_ptr<osg::Group> group_;
  LabelFonts fonts_;
  std::vector<LabelAnchor> anchors_;
  std::vector<Entry> entries_;
  double pixel_ratio_ = 1;
  bool is_dark_ = false;
};

}  // namespace leeward::ui
