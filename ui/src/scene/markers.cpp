#include "markers.h"

#include <QImage>
#include <QPainter>
#include <cmath>
#include <osg/BlendFunc>

#include "gl_parts.h"

namespace leeward::ui {
namespace {

// Logical pixels; the place is at the middle of the lower edge.
constexpr double sprite_width = 20;
constexpr double sprite_height = 34;

void paint(MarkerKind kind, QPainter& painter) {
  const QPointF foot(0.5 * sprite_width, sprite_height - 6);
  if (kind == MarkerKind::station) {
    const QPointF head = foot - QPointF(0, pin_height_px);
    painter.setPen(QPen(QColor(255, 255, 255, 230), 3.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(foot, head);
    painter.setPen(QPen(QColor(22, 84, 96), 1.8, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(foot, head);
    painter.setPen(QPen(Qt::white, 1.6));
    painter.setBrush(QColor(22, 96, 110));
    painter.drawEllipse(head, 5.6, 5.6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    painter.drawEllipse(head, 1.9, 1.9);
    return;
  }
  painter.setPen(QPen(Qt::white, 1.4));
  if (kind == MarkerKind::receptor) {
    painter.setBrush(QColor(58, 62, 70));
    painter.drawRect(QRectF(foot.x() - 3.6, foot.y() - 3.6, 7.2, 7.2));
  } else {
    painter.setBrush(QColor(96, 84, 118));
    painter.drawPolygon(QPolygonF(
        {foot + QPointF(0, -5), foot + QPointF(5, 0), foot + QPointF(0, 5), foot + QPointF(-5, 0)}));
  }
}

}  // namespace

osg::ref_ptr<osg::Geometry> make_marker(MarkerKind kind, double pixel_ratio) {
  const int width = static_cast<int>(std::ceil(sprite_width * pixel_ratio));
  const int height = static_cast<int>(std::ceil(sprite_height * pixel_ratio));
  QImage sprite(width, height, QImage::Format_RGBA8888_Premultiplied);
  sprite.fill(Qt::transparent);
  {
    QPainter painter(&sprite);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(pixel_ratio, pixel_ratio);
    paint(kind, painter);
  }
  std::vector<unsigned char> bytes;
  for (int row = height - 1; row >= 0; --row)
    bytes.insert(bytes.end(), sprite.constScanLine(row), sprite.constScanLine(row) + 4 * width);

  MeshArrays mesh;
  const auto x = static_cast<float>(std::lround(0.5 * width));
  const auto below = static_cast<float>(std::lround(6 * pixel_ratio));
  const auto w = static_cast<float>(width);
  const auto h = static_cast<float>(height);
  for (const auto& [u, v] : {std::pair{0.0F, 0.0F}, {1.0F, 0.0F}, {1.0F, 1.0F}, {0.0F, 1.0F}}) {
    mesh.positions->push_back({u * w - x, v * h - below, 0.0F});
    mesh.coordinates->push_back({u, v});
    mesh.colours->push_back({255, 255, 255, 255});
  }
  mesh.triangle(0, 1, 2);
  mesh.triangle(0, 2, 3);
  osg::ref_ptr<osg::Geometry> quad = mesh.geometry();
  osg::StateSet& state = *quad->getOrCreateStateSet();
  const osg::ref_ptr<osg::Image> image =
      byte_image(static_cast<std::size_t>(width), static_cast<std::size_t>(height), 4, bytes);
  state.setTextureAttributeAndModes(0, make_texture(image, false, false));
  state.setAttributeAndModes(new osg::BlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA));
  return quad;
}

}  // namespace leeward::ui
