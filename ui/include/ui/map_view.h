#pragma once
#include <QPointF>
#include <QWidget>
#include <memory>

#include "ui/render_thread.h"

namespace leeward::ui {

/// Shows the newest picture with its decorations and turns mouse and keys into wishes. It draws nothing of
/// the city itself and never waits.
class MapView final : public QWidget {
  Q_OBJECT
public:
  explicit MapView(QWidget* parent = nullptr);

  void set_picture(PicturePtr picture);
  const PicturePtr& picture() const { return picture_; }
  /// Shown in the middle while there is no picture.
  void set_message(const QString& message);
  QString message() const { return message_; }
  /// The camera that mouse movements change; the window sets it whenever it changes the camera itself.
  void set_camera(const Camera& camera) { camera_ = camera; }
  /// Limits a camera to useful places; empty: no city, the mouse does nothing.
  void set_city(std::shared_ptr<const City> city) { city_ = std::move(city); }
  /// Of the picture that fills the map, in device pixels.
  QSize device_size() const;

  QSize sizeHint() const override { return {900, 600}; }
  QSize minimumSizeHint() const override { return {360, 300}; }

Q_SIGNALS:
  void camera_changed(const leeward::ui::Camera& camera);
  void size_changed();
  void clicked(QPoint device_px);
  void hovered(QPoint device_px);
  void left();
  void play_toggled();
  void step_wished(int hours);

protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

public:
  void zoom(QPointF at, double factor);

private:
  enum class Drag { none, pan, orbit };
  void change_camera(const Camera& camera);
  bool move_by_key(const QKeyEvent* event);
  QPoint to_device(QPointF logical) const;

  PicturePtr picture_;
  QString message_;
  std::shared_ptr<const City> city_;
  Camera camera_;
  Drag drag_ = Drag::none;
  bool has_moved_ = false;
  QPointF press_;
  Camera press_camera_;
};

}  // namespace leeward::ui
