#include "labels.h"

#include <osg/BlendFunc>
#include <osg/MatrixTransform>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "gl_parts.h"
#include "markers.h"
#include "stack_node.h"

namespace leeward::ui {
namespace {

constexpr std::size_t most_labels = 400;  // of the most important ones; more could not be read
constexpr double text_px = 12.5;
constexpr double gap_px = 3;

struct Rectangle {
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;
  bool overlaps(const Rectangle& o) const {
    return left < o.right && o.left < right && bottom < o.top && o.bottom < top;
  }
};

double total_of(const Emission& emission) {
  double sum = 0;
  for (const auto& [pollutant, rate] : emission)
    if (std::isfinite(rate)) sum += rate;
  return sum;
}

Vec2 label_place(const MultiPolygon& polygons) {
  const auto largest = std::max_element(polygons.begin(), polygons.end(),
                                        [](const Polygon& a, const Polygon& b) { return area(a) < area(b); });
  return largest == polygons.end() ? Vec2{} : centroid(largest->outer);
}

Rgb text_colour(SceneLayer layer, bool is_dark) {
  if (layer == SceneLayer::zones) return is_dark ? Rgb{150, 200, 232} : Rgb{24, 74, 110};
  if (layer == SceneLayer::areas) return is_dark ? Rgb{200, 190, 220} : Rgb{78, 66, 100};
  return is_dark ? Rgb{240, 242, 245} : Rgb{28, 30, 34};
}

osg::Vec4f colour4(Rgb c, float alpha) {
  return {static_cast<float>(c.red) / 255.0F, static_cast<float>(c.green) / 255.0F,
          static_cast<float>(c.blue) / 255.0F, alpha};
}

// Lower left corners to try for a text of w x h pixels that belongs to `at`, best first.
std::vector<Vec2> places_for(const LabelAnchor& anchor, Vec2 at, double w, double h, double pixel_ratio) {
  if (anchor.size_m > 0)
    return {{at.x - 0.5 * w, at.y - 0.5 * h}, {at.x - 0.5 * w, at.y + h}, {at.x - 0.5 * w, at.y - 2 * h}};
  if (anchor.marker != MarkerKind::none) {
    // More than the marker's half size, the gap around texts and a pixel of rounding.
    const double beside = 10 * pixel_ratio + 1;
    return {{at.x + beside, at.y - 0.4 * h},
            {at.x - beside - w, at.y - 0.4 * h},
            {at.x - 0.5 * w, at.y + beside}};
  }
  const double beside = 5 * pixel_ratio;
  return {
      {at.x - 0.5 * w, at.y + beside}, {at.x + beside, at.y - 0.3 * h}, {at.x - beside - w, at.y - 0.3 * h}};
}

}  // namespace

std::vector<LabelAnchor> label_anchors(const City& city, const TerrainSurface& surface) {
  std::vector<LabelAnchor> out;
  const auto named = [](const std::string& name, const std::string& id) { return name.empty() ? id : name; };
  for (const Station& s : city.stations)
    out.push_back({SceneLayer::stations, MarkerKind::station, named(s.name, s.id), s.position_m,
                   surface.elevation_m(s.position_m), 3e9});
  for (const Stack& s : city.stacks)
    out.push_back({SceneLayer::stacks, MarkerKind::none, named(s.name, s.id), s.position_m,
                   stack_base_m(s, city, surface) + s.stack_height_m,
                   1e9 + std::min(1e8, total_of(s.emission_g_per_s))});
  for (const Zone& z : city.zones)
    if (!z.polygons_m.empty()) {
      const Vec2 p = label_place(z.polygons_m);
      out.push_back({SceneLayer::zones, MarkerKind::none, named(z.name, z.id), p, surface.elevation_m(p), 1e6,
                     std::sqrt(area(z.polygons_m))});
    }
  for (const AreaFeature& a : city.areas)
    if (!a.polygons_m.empty()) {
      const Vec2 p = label_place(a.polygons_m);
      out.push_back({SceneLayer::areas, MarkerKind::none, named(a.name, a.id), p, surface.elevation_m(p), 5e5,
                     std::sqrt(area(a.polygons_m))});
    }
  for (const VolumeFeature& v : city.volumes)
    out.push_back({SceneLayer::areas, MarkerKind::volume, named(v.name, v.id), v.position_m,
                   surface.elevation_m(v.position_m) + v.release_height_m, 3e6});
  for (const ReceptorFeature& r : city.receptors)
    out.push_back({SceneLayer::receptors, MarkerKind::receptor, named(r.name, r.id), r.position_m,
                   surface.elevation_m(r.position_m) + r.height_m, 4e6});
  std::stable_sort(out.begin(), out.end(),
                   [](const LabelAnchor& a, const LabelAnchor& b) { return a.priority > b.priority; });
  return out;
}

Labels::Labels() : group_(new osg::Group) {
  group_->setName("labels");
  set_blending(*group_->getOrCreateStateSet());
  group_->setCullingActive(false);
}

void Labels::set_city(const City& city, const TerrainSurface& surface) {
  anchors_ = label_anchors(city, surface);
  std::vector<std::string> texts;
  for (const LabelAnchor& anchor : anchors_) texts.push_back(anchor.text);
  fonts_.prepare(texts);
  rebuild();
}

void Labels::set_style(double pixel_ratio, bool is_dark) {
  if (pixel_ratio == pixel_ratio_ && is_dark == is_dark_) return;
  pixel_ratio_ = pixel_ratio;
  is_dark_ = is_dark;
  rebuild();
}

void Labels::rebuild() {
  group_->removeChildren(0, group_->getNumChildren());
  entries_.clear();
  std::map<MarkerKind, osg::ref_ptr<osg::Geometry>> markers;
  osg::ref_ptr<osg::Group> marker_group = new osg::Group;
  osg::ref_ptr<osg::Group> text_group = new osg::Group;
  marker_group->getOrCreateStateSet()->setRenderBinDetails(11, "TraversalOrderBin");
  text_group->getOrCreateStateSet()->setRenderBinDetails(12, "TraversalOrderBin");
  const float size = static_cast<float>(std::lround(text_px * pixel_ratio_));
  for (const LabelAnchor& anchor : anchors_) {
    Entry entry;
    entry.anchor = anchor;
    if (anchor.marker != MarkerKind::none) {
      auto& shared = markers[anchor.marker];
      if (!shared) shared = make_marker(anchor.marker, pixel_ratio_);
      osg::ref_ptr<osg::MatrixTransform> place = new osg::MatrixTransform;
      place->addChild(shared);
      place->setCullingActive(false);
      entry.marker = place;
      marker_group->addChild(place);
    }
    if (entries_.size() < most_labels && !anchor.text.empty()) {
      osg::ref_ptr<osgText::Text> text = new osgText::Text;
      if (osgText::Font* font = fonts_.font_for(anchor.text)) text->setFont(font);
      text->setFontResolution(static_cast<unsigned>(size), static_cast<unsigned>(size));
      text->setCharacterSize(size);
      text->setAxisAlignment(osgText::TextBase::XY_PLANE);
      text->setAlignment(osgText::TextBase::LEFT_BOTTOM_BASE_LINE);
      text->setText(osgText::String(anchor.text, osgText::String::ENCODING_UTF8));
      text->setColor(colour4(text_colour(anchor.layer, is_dark_), 1.0F));
      text->setBackdropType(osgText::Text::OUTLINE);
      text->setBackdropOffset(0.09F);
      text->setBackdropColor(is_dark_ ? osg::Vec4f(0.08F, 0.09F, 0.12F, 0.9F) : osg::Vec4f(1, 1, 1, 0.92F));
      text->setCullingActive(false);
      text->setDataVariance(osg::Object::DYNAMIC);
      const osg::BoundingBox box = text->getBoundingBox();
      entry.size_px = {box.xMax() - box.xMin(), box.yMax() - box.yMin()};
      entry.text = text;
      text_group->addChild(text);
    }
    entries_.push_back(std::move(entry));
  }
  group_->addChild(marker_group);
  group_->addChild(text_group);
}

void Labels::arrange(const ViewFrame& view, const ViewState& state) {
  std::vector<Rectangle> covered;
  for (const Box2& box : state.covered)
    covered.push_back({box.min.x * pixel_ratio_, view.height_px - box.max.y * pixel_ratio_,
                       box.max.x * pixel_ratio_, view.height_px - box.min.y * pixel_ratio_});
  std::vector<Rectangle> taken = covered;
  struct Placed {
    Entry* entry;
    Vec2 at;
    double metres_per_px = 0;
  };
  std::vector<Placed> wanted;
  // Markers first: no name may cover one.
  for (Entry& entry : entries_) {
    const bool is_visible = state.visible[static_cast<std::size_t>(entry.anchor.layer)];
    const auto on =
        is_visible ? view.project(entry.anchor.position_m, entry.anchor.elevation_m) : std::nullopt;
    const bool is_inside = on && on->pixel.x >= 0 && on->pixel.y >= 0 && on->pixel.x < view.width_px &&
                           on->pixel.y < view.height_px;
    if (entry.marker) entry.marker->setNodeMask(is_inside ? ~0u : 0u);
    if (entry.text) entry.text->setNodeMask(0u);
    if (!is_inside) continue;
    Vec2 at{std::round(on->pixel.x), std::round(on->pixel.y)};
    if (entry.marker) {
      static_cast<osg::MatrixTransform*>(entry.marker.get())
          ->setMatrix(osg::Matrixd::translate(at.x, at.y, 0));
      const double r = 6 * pixel_ratio_;
      if (entry.anchor.marker == MarkerKind::station) at.y += std::round(pin_height_px * pixel_ratio_);
      taken.push_back({at.x - r, at.y - r, at.x + r, at.y + r});
    }
    // A name next to the legend must not speak of something under it.
    const Rectangle place{at.x, at.y, at.x, at.y};
    if (std::any_of(covered.begin(), covered.end(), [&](const Rectangle& c) { return c.overlaps(place); }))
      continue;
    if (entry.text) wanted.push_back({&entry, at, 2 * view.half_height() * on->along_m / view.height_px});
  }
  const double gap = gap_px * pixel_ratio_;
  std::set<std::string> polygons_named;
  for (const auto& [entry, at, metres_per_px] : wanted) {
    const double w = entry->size_px.x;
    const double h = entry->size_px.y;
    // The name of a polygon that is small on the picture would be read as that of its neighbours, and one
    // name once is enough.
    if (entry->anchor.size_m > 0 && entry->anchor.size_m < 0.55 * w * metres_per_px) continue;
    if (entry->anchor.size_m > 0 && !polygons_named.insert(entry->anchor.text).second) continue;
    for (Vec2 corner : places_for(entry->anchor, at, w, h, pixel_ratio_)) {
      corner = {std::round(corner.x), std::round(corner.y)};
      const Rectangle r{corner.x - gap, corner.y - gap, corner.x + w + gap, corner.y + h + gap};
      if (r.left < 0 || r.bottom < 0 || r.right > view.width_px || r.top > view.height_px) continue;
      if (std::any_of(taken.begin(), taken.end(), [&](const Rectangle& t) { return t.overlaps(r); }))
        continue;
      taken.push_back(r);
      // Descenders hang below the base line by about a fifth of the size.
      entry->text->setPosition(
          osg::Vec3f(static_cast<float>(corner.x), static_cast<float>(corner.y + std::round(0.2 * h)), 0));
      entry->text->setNodeMask(~0u);
      break;
    }
  }
}

}  // namespace leeward::ui
