#include "ui/series_chart.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/display_text.h"
#include "ui/scene/field_sample.h"

namespace leeward::ui {
namespace {

const QColor series_line(0x0b, 0x4f, 0x8a);
const QColor series_mark(0xb3, 0x26, 0x1e);

/// The smallest 1-2-5 number at or above `value`.
double axis_end(double value) {
  if (!(value > 0)) return 1;
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * decade >= value) return step * decade;
  return 10 * decade;
}

}  // namespace

SeriesChart::SeriesChart(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("series"));
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SeriesChart::show_place(const MapState& state, Vec2 position_m) {
  const ConcentrationField& field = *state.run()->hourly.ground;
  hours_ = field.hours;
  text_ = state.hour_text();
  values_.clear();
  for (std::size_t hour = 0; hour < field.hours.size(); ++hour)
    values_.push_back(sample_level(field, state.pollutant_index(), hour, 0, position_m));
  marked_ = state.hour();
  has_mark_ = state.statistic() == MapStatistic::hourly;
  unit_ = unit_text(field.unit);
  double largest = 0;
  for (const auto& value : values_) largest = std::max(largest, value.value_or(0));
  setAccessibleName(tr("Hourly values at the clicked place"));
  setAccessibleDescription(tr("Largest: %1 %2").arg(number_text(largest), unit_));
  update();
}

void SeriesChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.85);
  painter.setFont(small);
  const QFontMetricsF metrics(small);
  double largest = 0;
  for (const auto& value : values_) largest = std::max(largest, value.value_or(0));
  const double end = axis_end(largest);
  const double left =
      std::max(metrics.horizontalAdvance(number_text(end)), metrics.horizontalAdvance(QStringLiteral("0"))) +
      12;
  const QRectF plot(left, metrics.height() + 6, width() - left - 8, height() - 2 * metrics.height() - 14);
  if (plot.width() < 10 || plot.height() < 10 || values_.empty()) return;

  painter.fillRect(plot, Qt::white);
  painter.setPen(QPen(QColor(0xd5, 0xda, 0xdf), 1));
  painter.drawRect(plot);
  painter.drawLine(QPointF(plot.left(), plot.center().y()), QPointF(plot.right(), plot.center().y()));
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(QRectF(0, 0, width(), metrics.height() + 4), Qt::AlignLeft | Qt::AlignVCenter,
                   tr(" Hourly values here, %1").arg(unit_));
  const auto label = [&](double value, double y) {
    painter.drawText(QRectF(0, y - 0.5 * metrics.height(), left - 5, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, number_text(value));
  };
  label(end, plot.top() + 2);
  label(0, plot.bottom() - 2);
  const QString format = QStringLiteral("d MMM HH:mm");
  const QRectF below(plot.left(), plot.bottom() + 2, plot.width(), metrics.height());
  painter.drawText(below, Qt::AlignLeft, text_.local(hours_.front()).toString(format));
  painter.drawText(below, Qt::AlignRight, text_.local(hours_.back()).toString(format));

  const double step = plot.width() / static_cast<double>(values_.size());
  const auto x_of = [&](std::size_t i) { return plot.left() + (static_cast<double>(i) + 0.5) * step; };
  if (has_mark_ && marked_ < values_.size()) {
    painter.setPen(QPen(series_mark, 1));
    painter.drawLine(QPointF(x_of(marked_), plot.top()), QPointF(x_of(marked_), plot.bottom()));
  }
  painter.setPen(QPen(series_line, 1.5));
  painter.setBrush(series_line);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!values_[i]) continue;
    const QPointF here(x_of(i), plot.bottom() - *values_[i] / end * plot.height());
    const bool has_next = i + 1 < values_.size() && values_[i + 1];
    if (has_next)
      painter.drawLine(here, QPointF(x_of(i + 1), plot.bottom() - *values_[i + 1] / end * plot.height()));
    const bool is_alone = !has_next && (i == 0 || !values_[i - 1]);
    if (is_alone || i == marked_) painter.drawEllipse(here, 2, 2);
  }
}

}  // namespace leeward::ui
