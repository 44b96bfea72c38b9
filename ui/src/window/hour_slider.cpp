#include "ui/hour_slider.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace leeward::ui {
namespace {

constexpr double side_margin = 9;
constexpr double band_top = 5;
constexpr double band_height = 16;
constexpr double text_gap = 5;
const QColor valid_colour(0x9c, 0xc4, 0xe4);
const QColor calm_colour(0x8a, 0x8f, 0x96);
const QColor missing_colour(0xc6, 0x28, 0x28);
const QColor handle_colour(0x0b, 0x4f, 0x8a);

}  // namespace

HourSlider::HourSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setObjectName(QStringLiteral("hour_slider"));
  setAccessibleName(tr("Hour shown"));
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setRange(0, 0);
}

void HourSlider::set_hours(std::vector<UtcHour> hours, std::vector<HourStatus> status, const HourText& text) {
  hours_ = std::move(hours);
  status_ = std::move(status);
  text_ = text;
  setRange(0, std::max(0, static_cast<int>(hours_.size()) - 1));
  setPageStep(24);
  updateGeometry();
  update();
}

QSize HourSlider::sizeHint() const {
  return {400, static_cast<int>(band_top + band_height + text_gap) + fontMetrics().height()};
}
QSize HourSlider::minimumSizeHint() const {
  return {160, sizeHint().height()};
}

QRectF HourSlider::band() const {
  return {side_margin, band_top, std::max(1.0, width() - 2 * side_margin), band_height};
}

QRectF HourSlider::cell(int index) const {
  const QRectF all = band();
  const double step = all.width() / std::max<double>(1, static_cast<double>(hours_.size()));
  return {all.left() + index * step, all.top(), step, all.height()};
}

int HourSlider::index_at(QPointF position) const {
  const QRectF all = band();
  const double share = std::clamp((position.x() - all.left()) / all.width(), 0.0, 1.0);
  return std::clamp(static_cast<int>(share * static_cast<double>(hours_.size())), minimum(), maximum());
}

void HourSlider::paint_band(QPainter& painter) const {
  const QRectF all = band();
  painter.fillRect(all, isEnabled() ? valid_colour : palette().color(QPalette::Midlight));
  // Runs of equal hours, at least a pixel wide: a single calm hour of a year must not vanish.
  for (std::size_t i = 0; i < status_.size();) {
    std::size_t end = i + 1;
    while (end < status_.size() && status_[end] == status_[i]) ++end;
    if (status_[i] != HourStatus::valid) {
      QRectF run = cell(static_cast<int>(i)).united(cell(static_cast<int>(end) - 1));
      run.setWidth(std::max(1.0, run.width()));
      const bool is_calm = status_[i] == HourStatus::calm;
      painter.fillRect(run, Qt::white);
      painter.fillRect(run, QBrush(is_calm ? calm_colour : missing_colour,
                                   is_calm ? Qt::Dense4Pattern : Qt::BDiagPattern));
    }
    i = end;
  }
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawRect(all);
}

void HourSlider::paint_days(QPainter& painter) const {
  if (hours_.empty()) return;
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.85);
  painter.setFont(small);
  const QFontMetricsF metrics(small);
  const double text_top = band().bottom() + text_gap;
  double free_from = 0;
  for (std::size_t i = 0; i < hours_.size(); ++i) {
    const QDateTime local = text_.local(hours_[i]);
    // The hour that ends at 01:00 is the first of its day.
    const bool is_first = local.time().hour() == 1;
    if (i != 0 && !is_first) continue;
    const double x = cell(static_cast<int>(i)).left();
    const QString text = text_.local(hours_[i] + (-1)).date().toString(QStringLiteral("ddd d MMM"));
    if (is_first) {
      painter.setPen(palette().color(QPalette::Dark));
      painter.drawLine(QPointF(x, band().top()), QPointF(x, band().bottom() + 4));
    }
    const double text_width = metrics.horizontalAdvance(text);
    if (x < free_from || x + 3 + text_width > width()) continue;
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QPointF(x + 3, text_top + metrics.ascent()), text);
    free_from = x + text_width + 14;
  }
}

void HourSlider::paint_handle(QPainter& painter) const {
  if (hours_.empty() || !isEnabled()) return;
  const QRectF at = cell(value());
  const double x = at.center().x();
  QRectF handle(x - std::max(4.0, 0.5 * at.width()), band_top - 4, std::max(8.0, at.width()),
                band_height + 8);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(Qt::white, 1));
  painter.setBrush(QColor(handle_colour.red(), handle_colour.green(), handle_colour.blue(), 90));
  painter.drawRoundedRect(handle, 3, 3);
  painter.setPen(QPen(handle_colour, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(handle, 3, 3);
}

void HourSlider::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint_band(painter);
  paint_days(painter);
  paint_handle(painter);
  if (hasFocus()) {
    QStyleOptionFocusRect option;
    option.initFrom(this);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
  }
}

void HourSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  setSliderDown(true);
  setSliderPosition(index_at(event->position()));
}

void HourSlider::mouseMoveEvent(QMouseEvent* event) {
  if (isSliderDown()) setSliderPosition(index_at(event->position()));
}

void HourSlider::mouseReleaseEvent(QMouseEvent*) {
  setSliderDown(false);
}

QString HourSlider::text_of(int index) const {
  const auto i = static_cast<std::size_t>(index);
  if (i >= hours_.size()) return {};
  const QString hour = text_.hour_ending(hours_[i]);
  const QString status = i < status_.size() ? status_text(status_[i]) : QString();
  return status.isEmpty() ? hour : hour + QLatin1Char('\n') + status;
}

bool HourSlider::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), text_of(index_at(help->pos())), this);
    return true;
  }
  return QSlider::event(event);
}

}  // namespace leeward::ui
