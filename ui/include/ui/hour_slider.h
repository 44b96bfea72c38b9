#pragma once
#include <QSlider>
#include <vector>

#include "ui/display_text.h"

namespace leeward::ui {

/// A slider over hours with a band that marks calm and missing ones, and the local days below it.
class HourSlider final : public QSlider {
  Q_OBJECT
public:
  explicit HourSlider(QWidget* parent = nullptr);
  void set_hours(std::vector<UtcHour> hours, std::vector<HourStatus> status, const HourText& text);
  /// Where the cell of an hour lies, in pixels of the widget.
  QRectF cell(int index) const;
  int index_at(QPointF position) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

private:
  QRectF band() const;
  void paint_band(QPainter& painter) const;
  void paint_days(QPainter& painter) const;
  void paint_handle(QPainter& painter) const;
  QString text_of(int index) const;

  std::vector<UtcHour> hours_;
  std::vector<HourStatus> status_;
  HourText text_;
};

}  // namespace leeward::ui
