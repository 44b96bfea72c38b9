#include "ui/map_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <cmath>

#include "ui/camera_math.h"

namespace leeward::ui {
namespace {

constexpr double click_slack_px = 4;
constexpr double wheel_notch = 120;  // eighths of a degree of one notch (QWheelEvent)
constexpr double zoom_per_notch = 0.8;

}  // namespace

MapView::MapView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("map"));
  setAccessibleName(tr("3D map of the city"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void MapView::set_picture(PicturePtr picture) {
  picture_ = std::move(picture);
  update();
}

void MapView::set_message(const QString& message) {
  message_ = message;
  update();
}

QSize MapView::device_size() const {
  const double ratio = devicePixelRatioF();
  return {static_cast<int>(std::lround(width() * ratio)), static_cast<int>(std::lround(height() * ratio))};
}

QPoint MapView::to_device(QPointF logical) const {
  return (logical * devicePixelRatioF()).toPoint();
}

void MapView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!picture_ || !message_.isEmpty()) {
    painter.fillRect(rect(), QColor(0xe8, 0xee, 0xf2));
    painter.setPen(QColor(0x30, 0x38, 0x40));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    painter.setFont(large);
    painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    return;
  }
  const QSizeF picture_size = picture_->image.deviceIndependentSize();
  if (picture_size.toSize() == size()) {
    painter.drawImage(QPointF(0, 0), picture_->image);
  } else {
    // Until the picture of the new size comes.
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(rect()), picture_->image);
  }
  paint_decorations(painter, size(), picture_->labels, picture_->view.camera);
}

void MapView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  Q_EMIT size_changed();
}

void MapView::change_camera(const Camera& camera) {
  if (!city_) return;
  camera_ = within(camera, *city_);
  Q_EMIT camera_changed(camera_);
}

void MapView::mousePressEvent(QMouseEvent* event) {
  if (drag_ != Drag::none) return;
  press_ = event->position();
  press_camera_ = camera_;
  has_moved_ = false;
  if (event->button() == Qt::LeftButton) drag_ = Drag::pan;
  if (event->button() == Qt::RightButton || event->button() == Qt::MiddleButton) drag_ = Drag::orbit;
}

void MapView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF by = event->position() - press_;
  if (drag_ == Drag::none) {
    Q_EMIT hovered(to_device(event->position()));
    return;
  }
  if (!has_moved_ && std::hypot(by.x(), by.y()) < click_slack_px) return;
  has_moved_ = true;
  change_camera(drag_ == Drag::pan ? panned(press_camera_, size(), press_, event->position())
                                   : orbited(press_camera_, size(), by));
}

void MapView::mouseReleaseEvent(QMouseEvent* event) {
  const bool is_click = drag_ == Drag::pan && !has_moved_ && event->button() == Qt::LeftButton;
  const bool is_end = (drag_ == Drag::pan && event->button() == Qt::LeftButton) ||
                      (drag_ == Drag::orbit && event->button() != Qt::LeftButton);
  if (is_end) drag_ = Drag::none;
  if (is_click) Q_EMIT clicked(to_device(event->position()));
}

void MapView::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / wheel_notch;
  if (notches != 0) zoom(event->position(), std::pow(zoom_per_notch, notches));
  event->accept();
}

void MapView::zoom(QPointF at, double factor) {
  if (!city_) return;
  // The factor that is left at the limits of the distance, or the map would slide there instead of stopping.
  Camera wanted = camera_;
  wanted.distance_m *= factor;
  change_camera(zoomed(camera_, size(), at, within(wanted, *city_).distance_m / camera_.distance_m));
}

// What the mouse does by dragging: Shift and an arrow move, Alt and an arrow turn and tilt.
bool MapView::move_by_key(const QKeyEvent* event) {
  constexpr double part = 0.08;  // of the picture, a press
  QPointF by;
  if (event->key() == Qt::Key_Left) by = {-part * width(), 0};
  if (event->key() == Qt::Key_Right) by = {part * width(), 0};
  if (event->key() == Qt::Key_Up) by = {0, -part * height()};
  if (event->key() == Qt::Key_Down) by = {0, part * height()};
  if (by.isNull()) return false;
  const QPointF middle(0.5 * width(), 0.5 * height());
  if (event->modifiers() & Qt::ShiftModifier)
    change_camera(panned(camera_, size(), middle + by, middle));
  else if (event->modifiers() & Qt::AltModifier)
    change_camera(orbited(camera_, size(), by));
  else
    return false;
  return true;
}

void MapView::keyPressEvent(QKeyEvent* event) {
  const QPointF middle(0.5 * width(), 0.5 * height());
  if (move_by_key(event)) return;
  switch (event->key()) {
    case Qt::Key_Space:
      Q_EMIT play_toggled();
      return;
    case Qt::Key_Left:
      Q_EMIT step_wished(-1);
      return;
    case Qt::Key_Right:
      Q_EMIT step_wished(1);
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      Q_EMIT clicked(to_device(middle));
      return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom(middle, zoom_per_notch);
      return;
    case Qt::Key_Minus:
      zoom(middle, 1 / zoom_per_notch);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void MapView::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  Q_EMIT left();
}

}  // namespace leeward::ui
