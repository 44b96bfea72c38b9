#include "ui/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <array>

namespace leeward::ui {
namespace {

const QColor icon_ink(0x2b, 0x3a, 0x48);
const QColor icon_blue(0x0b, 0x4f, 0x8a);
const QColor icon_green(0x1d, 0x7d, 0x3f);
const QColor icon_sand(0xf2, 0xc9, 0x6b);

/// All shapes live in a square of 24 units.
void paint_run(QPainter& painter) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(icon_green);
  painter.drawPolygon(QPolygonF({{6, 3.5}, {20.5, 12}, {6, 20.5}}));
}

void paint_buildings(QPainter& painter) {
  painter.setPen(QPen(icon_ink, 1.4));
  painter.setBrush(QColor(0xd9, 0xe4, 0xec));
  painter.drawPolygon(QPolygonF({{2, 18}, {9, 11}, {22, 11}, {17, 18}}));
  painter.setBrush(icon_blue);
  painter.drawRect(QRectF(9, 6, 3, 9));
  painter.drawRect(QRectF(14, 9, 3, 6));
}

void paint_top(QPainter& painter) {
  painter.setPen(QPen(icon_ink, 1.4));
  painter.setBrush(QColor(0xd9, 0xe4, 0xec));
  painter.drawRect(QRectF(3, 3, 18, 18));
  painter.setBrush(icon_blue);
  painter.setPen(Qt::NoPen);
  for (const QRectF& block :
       {QRectF(6, 6, 5, 4), QRectF(13, 6, 5, 7), QRectF(6, 13, 5, 5), QRectF(13, 15, 5, 3)})
    painter.drawRect(block);
}

void paint_stack(QPainter& painter) {
  painter.setPen(QPen(QColor(0x8a, 0x8f, 0x96), 2.6, Qt::SolidLine, Qt::RoundCap));
  painter.setBrush(Qt::NoBrush);
  QPainterPath smoke(QPointF(9, 7));
  smoke.cubicTo(QPointF(10, 3), QPointF(15, 6), QPointF(21, 3.5));
  painter.drawPath(smoke);
  painter.setPen(QPen(icon_ink, 1.2));
  painter.setBrush(QColor(0xc0, 0x5a, 0x45));
  painter.drawPolygon(QPolygonF({{7, 9}, {11, 9}, {12.5, 21.5}, {5.5, 21.5}}));
}

void paint_export(QPainter& painter) {
  painter.setPen(QPen(icon_ink, 1.4));
  painter.setBrush(Qt::white);
  painter.drawRect(QRectF(3, 4, 18, 14));
  painter.setPen(Qt::NoPen);
  painter.setBrush(icon_green);
  painter.drawPolygon(QPolygonF({{4, 17}, {10, 9}, {14, 14}, {16.5, 11.5}, {20, 17}}));
  painter.setBrush(icon_sand);
  painter.drawEllipse(QPointF(16.5, 7.8), 1.8, 1.8);
  painter.setPen(QPen(icon_blue, 2));
  painter.drawLine(QPointF(12, 17), QPointF(12, 22.5));
  painter.drawPolyline(QPolygonF({{9, 20}, {12, 22.8}, {15, 20}}));
}

void paint_open(QPainter& painter) {
  painter.setPen(QPen(icon_ink, 1.4));
  painter.setBrush(icon_sand);
  painter.drawPolygon(QPolygonF({{2.5, 19}, {2.5, 5}, {9, 5}, {11, 8}, {20, 8}, {20, 19}}));
  painter.setBrush(QColor(0xfb, 0xe3, 0xa6));
  painter.drawPolygon(QPolygonF({{2.5, 19.5}, {6, 11}, {23, 11}, {19.5, 19.5}}));
}

void paint_scale(QPainter& painter) {
  const std::array colours{QColor(0x80, 0x00, 0x26), QColor(0xe3, 0x1a, 0x1c), QColor(0xfd, 0x8d, 0x3c),
                           QColor(0xfe, 0xd9, 0x76)};
  painter.setPen(QPen(icon_ink, 1));
  double y = 3;
  for (const QColor& colour : colours) {
    painter.setBrush(colour);
    painter.drawRect(QRectF(4, y, 8, 4.5));
    painter.drawLine(QPointF(15, y + 2.2), QPointF(21, y + 2.2));
    y += 4.5;
  }
}

void paint_application(QPainter& painter) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(icon_blue);
  painter.drawRoundedRect(QRectF(1, 1, 22, 22), 5, 5);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(Qt::white, 2.2, Qt::SolidLine, Qt::RoundCap));
  for (const double y : {8.0, 12.5, 17.0}) {
    QPainterPath wind(QPointF(5, y));
    wind.cubicTo(QPointF(9, y - 4), QPointF(14, y + 3), QPointF(19, y - 2));
    painter.drawPath(wind);
  }
}

void paint_shape(QPainter& painter, IconShape shape) {
  switch (shape) {
    case IconShape::application:
      return paint_application(painter);
    case IconShape::run:
      return paint_run(painter);
    case IconShape::overview:
      return paint_buildings(painter);
    case IconShape::top:
      return paint_top(painter);
    case IconShape::stack:
      return paint_stack(painter);
    case IconShape::export_picture:
      return paint_export(painter);
    case IconShape::open:
      return paint_open(painter);
    case IconShape::scale:
      return paint_scale(painter);
  }
}

}  // namespace

QIcon painted_icon(IconShape shape) {
  QIcon icon;
  for (const int size : {16, 24, 32, 48, 64}) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size / 24.0, size / 24.0);
    paint_shape(painter, shape);
    painter.end();
    icon.addPixmap(pixmap);
  }
  return icon;
}

}  // namespace leeward::ui
