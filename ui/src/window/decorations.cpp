#include "ui/decorations.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/units.h"
#include "ui/camera_math.h"
#include "ui/display_text.h"

namespace leeward::ui {
namespace {

struct DecorationText {
  Q_DECLARE_TR_FUNCTIONS(DecorationText)
};

constexpr double default_type_px = 13;
constexpr double smallest_type_px = 7;
const QColor ink(0x1c, 0x24, 0x2c);
const QColor paper(255, 255, 255, 228);
const QColor paper_edge(0, 0, 0, 70);
const QColor alarm(0xb3, 0x26, 0x1e);

QFont sized(QFont font, double px, bool is_bold = false) {
  font.setPixelSize(std::max(1, static_cast<int>(std::lround(px))));
  font.setBold(is_bold);
  return font;
}

/// A little more than the text needs: rounding of glyph positions must not wrap the last word.
QSizeF text_size(const QString& text, const QFont& font, double width) {
  const QRectF box = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e5), Qt::TextWordWrap, text);
  return {std::min(width, std::ceil(box.width()) + 2), std::ceil(box.height())};
}

/// One row of the legend.
struct LegendRow {
  QString text;
  bool is_bold = false;
  int swatch = -1;  ///< class index; negative: text only
  double gap_before = 0;
  QColor colour = ink;
};

/// A line that must be broken is broken before what stands in brackets: "(14:00 UTC)" stays whole.
QString kept_together(QString text) {
  const auto open = text.indexOf(u'(');
  const auto close = text.indexOf(u')', open);
  for (auto i = open; open >= 0 && i < close; ++i)
    if (text[i] == u' ') text[i] = QChar::Nbsp;
  return text;
}

std::vector<LegendRow> legend_rows(const MapLabels& labels) {
  std::vector<LegendRow> rows;
  rows.push_back({.text = labels.quantity, .is_bold = true});
  rows.push_back({.text = labels.averaging});
  for (const QString& line : labels.drawn_as) rows.push_back({.text = line});
  rows.push_back({.text = labels.unit, .is_bold = true, .gap_before = 0.45});
  const QStringList classes = class_texts(labels.scale);
  for (qsizetype i = 0; i < classes.size(); ++i)
    rows.push_back({.text = classes[i], .swatch = static_cast<int>(classes.size() - 1 - i)});
  for (qsizetype i = 0; i < labels.hour.size(); ++i)
    rows.push_back({.text = kept_together(labels.hour[i]), .gap_before = i == 0 ? 0.45 : 0});
  if (!labels.notice.isEmpty())
    rows.push_back({.text = labels.notice, .is_bold = true, .gap_before = 0.3, .colour = alarm});
  return rows;
}

/// The legend in one type size: its extent, and how it is painted.
class LegendBox {
public:
  LegendBox(const MapLabels& labels, const QFont& font, double type_px)
      : rows_(legend_rows(labels)),
        scale_(labels.scale),
        opacity_(labels.opacity),
        font_(font),
        type_px_(type_px) {
    for (const LegendRow& row : rows_) {
      const QSizeF size = text_size(row.text, font_of(row), text_width_limit() - indent(row));
      heights_.push_back(size.height());
      size_.setWidth(std::max(size_.width(), size.width() + indent(row)));
      size_.setHeight(size_.height() + size.height() + row.gap_before * type_px_);
    }
    size_ += QSizeF(2 * padding(), 2 * padding());
  }
  QSizeF size() const { return size_; }

  void paint(QPainter& painter, QPointF at) const {
    double y = at.y() + padding();
    const double x = at.x() + padding();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const LegendRow& row = rows_[i];
      y += row.gap_before * type_px_;
      if (row.swatch >= 0)
        paint_swatch(painter, QRectF(x, y + 0.12 * heights_[i], 1.9 * type_px_, 0.8 * heights_[i]),
                     row.swatch);
      painter.setFont(font_of(row));
      painter.setPen(row.colour);
      painter.drawText(
          QRectF(x + indent(row), y, size_.width() - 2 * padding() - indent(row) + 2, heights_[i]),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, row.text);
      y += heights_[i];
    }
  }

private:
  double padding() const { return 0.75 * type_px_; }
  double indent(const LegendRow& row) const { return row.swatch >= 0 ? 2.5 * type_px_ : 0; }
  double text_width_limit() const { return 18.5 * type_px_; }
  QFont font_of(const LegendRow& row) const {
    return sized(font_, row.is_bold && row.colour == ink ? 1.12 * type_px_ : type_px_, row.is_bold);
  }

  void paint_swatch(QPainter& painter, QRectF box, int index) const {
    const unsigned rgba = scale_.colours[static_cast<std::size_t>(index)];
    const bool is_drawn = (rgba & 0xffU) != 0;
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1));
    QColor colour = QColor::fromRgb(QRgb(rgba >> 8));
    colour.setAlphaF(static_cast<float>(opacity_));
    painter.fillRect(box, Qt::white);
    painter.setBrush(is_drawn ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawRect(box);
  }

  std::vector<LegendRow> rows_;
  std::vector<double> heights_;
  ColourScale scale_;
  double opacity_;
  QFont font_;
  double type_px_;
  QSizeF size_{0, 0};
};

QString attribution_text(const MapLabels& labels) {
  return labels.attribution.isEmpty()
             ? QString()
             : DecorationText::tr("Data: %1").arg(labels.attribution.join(QStringLiteral("  |  ")));
}

/// The largest 1-2-5 length that fits.
double nice_length_m(double limit_m) {
  const double decade = std::pow(10.0, std::floor(std::log10(limit_m)));
  for (const double step : {5.0, 2.0})
    if (step * decade <= limit_m) return step * decade;
  return decade;
}

QString length_text(double length_m) {
  return length_m >= metres_per_km ? DecorationText::tr("%1 km").arg(number_text(length_m / metres_per_km))
                                   : DecorationText::tr("%1 m").arg(number_text(length_m));
}

bool is_clear(const DecorationLayout& layout, QSizeF size) {
  const std::array boxes{&layout.title,     &layout.banner,      &layout.north_arrow, &layout.legend,
                         &layout.scale_bar, &layout.attribution, &layout.notice};
  const QRectF all(QPointF(0, 0), size);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i]->isEmpty()) continue;
    if (!all.contains(*boxes[i])) return false;
    for (std::size_t j = i + 1; j < boxes.size(); ++j)
      if (!boxes[j]->isEmpty() && boxes[i]->intersects(*boxes[j])) return false;
  }
  return true;
}

DecorationLayout lay_out_in(double type_px, QSizeF size, const MapLabels& labels, const Camera& camera,
                            const QFont& font) {
  DecorationLayout layout;
  layout.type_size_px = type_px;
  const double margin = 0.8 * type_px;
  const double padding = 0.6 * type_px;
  const QSizeF panel(2 * padding, 1.2 * padding);
  const double arrow = 3.6 * type_px;
  layout.north_arrow = QRectF(size.width() - margin - arrow, margin, arrow, arrow);

  double top = margin;
  const double title_width = size.width() - arrow - 4 * margin;
  if (!labels.title.isEmpty()) {
    QSizeF extent = text_size(labels.title, sized(font, 1.35 * type_px, true), title_width - 2 * padding);
    layout.title_split = extent.height();
    if (!labels.subtitle.isEmpty()) {
      const QSizeF below = text_size(labels.subtitle, sized(font, type_px), title_width - 2 * padding);
      extent = QSizeF(std::max(extent.width(), below.width()), extent.height() + below.height());
    }
    layout.title = QRectF(QPointF(margin, top), extent + panel);
    top = layout.title.bottom() + 0.5 * margin;
  }
  if (!labels.banner.isEmpty()) {
    layout.banner =
        QRectF(QPointF(margin, top),
               text_size(labels.banner, sized(font, type_px, true), title_width - 2 * padding) + panel);
    top = layout.banner.bottom() + 0.5 * margin;
  }
  top = std::max(top, layout.north_arrow.bottom() + 0.5 * margin);

  double bottom = size.height();
  if (const QString text = attribution_text(labels); !text.isEmpty()) {
    const QSizeF extent = text_size(text, sized(font, 0.85 * type_px), size.width() - 2 * margin);
    const double height = extent.height() + 0.5 * type_px;
    layout.attribution = QRectF(0, size.height() - height, size.width(), height);
    bottom = layout.attribution.top();
  }
  if (!labels.quantity.isEmpty()) {
    const QSizeF legend = LegendBox(labels, font, type_px).size();
    layout.legend =
        QRectF(QPointF(size.width() - margin - legend.width(), bottom - margin - legend.height()), legend);
  }
  if (is_top_view(camera) && size.height() > 0) {
    const double scale = metres_per_pixel(camera, size);
    layout.scale_bar_m = nice_length_m(scale * 0.22 * size.width());
    layout.scale_bar_px = layout.scale_bar_m / scale;
    const double height = QFontMetricsF(sized(font, type_px)).height() + 1.1 * type_px;
    const double width = layout.scale_bar_px + 5 * type_px;
    layout.scale_bar = QRectF(margin, bottom - margin - height, width, height);
  }
  if (!labels.notice.isEmpty()) {
    // Beside the legend, not under it: centred over what is left of the legend's column.
    const double right = layout.legend.isEmpty() ? size.width() : layout.legend.left();
    const double room = right - 2 * margin - 2 * padding;
    const QSizeF extent =
        text_size(labels.notice, sized(font, 1.15 * type_px, true), std::max(1.0, room)) + panel;
    layout.notice = QRectF(QPointF(std::max(margin, 0.5 * (right - extent.width())), top), extent);
  }
  layout.is_whole = is_clear(layout, size);
  return layout;
}

void paint_panel(QPainter& painter, QRectF box, const QColor& fill) {
  painter.setPen(QPen(paper_edge, 1));
  painter.setBrush(fill);
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void paint_text_panel(QPainter& painter, QRectF box, const QString& text, const QFont& font,
                      const QColor& fill, const QColor& pen) {
  if (box.isEmpty()) return;
  paint_panel(painter, box, fill);
  painter.setFont(font);
  painter.setPen(pen);
  painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, text);
}

void paint_title(QPainter& painter, const DecorationLayout& layout, const MapLabels& labels,
                 const QFont& font) {
  if (layout.title.isEmpty()) return;
  paint_panel(painter, layout.title, paper);
  const double s = layout.type_size_px;
  QRectF inner = layout.title.adjusted(0.6 * s, 0.36 * s, -0.6 * s, -0.36 * s);
  painter.setPen(ink);
  painter.setFont(sized(font, 1.35 * s, true));
  painter.drawText(QRectF(inner.topLeft(), QSizeF(inner.width(), layout.title_split)),
                   Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, labels.title);
  inner.setTop(inner.top() + layout.title_split);
  painter.setFont(sized(font, s));
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, labels.subtitle);
}

void paint_north_arrow(QPainter& painter, QRectF box, double azimuth_deg, const QFont& font) {
  painter.save();
  painter.setPen(QPen(paper_edge, 1));
  painter.setBrush(paper);
  painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
  painter.translate(box.center());
  painter.rotate(-azimuth_deg);
  const double r = 0.5 * box.width();
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawPolygon(
      QPolygonF({{0, -0.45 * r}, {0.36 * r, 0.62 * r}, {0, 0.36 * r}, {-0.36 * r, 0.62 * r}}));
  painter.setFont(font);
  painter.setPen(ink);
  painter.drawText(QRectF(-r, -0.98 * r, 2 * r, 0.52 * r), Qt::AlignCenter, DecorationText::tr("N"));
  painter.restore();
}

void paint_scale_bar(QPainter& painter, const DecorationLayout& layout, const QFont& font) {
  if (layout.scale_bar.isEmpty()) return;
  paint_panel(painter, layout.scale_bar, paper);
  const double s = layout.type_size_px;
  const QRectF box = layout.scale_bar;
  const double left = box.center().x() - 0.5 * layout.scale_bar_px;
  const double y = box.bottom() - 0.85 * s;
  const double h = 0.4 * s;
  for (int part = 0; part < 4; ++part) {
    painter.setPen(QPen(ink, 1));
    painter.setBrush(part % 2 == 0 ? ink : QColor(Qt::white));
    painter.drawRect(QRectF(left + 0.25 * part * layout.scale_bar_px, y, 0.25 * layout.scale_bar_px, h));
  }
  painter.setFont(font);
  painter.setPen(ink);
  const double text_height = QFontMetricsF(font).height();
  const double top = y - text_height - 0.1 * s;
  painter.drawText(QRectF(left - 2 * s, top, 4 * s, text_height), Qt::AlignCenter, QStringLiteral("0"));
  painter.drawText(QRectF(left + layout.scale_bar_px - 2.5 * s, top, 5 * s, text_height), Qt::AlignCenter,
                   length_text(layout.scale_bar_m));
}

}  // namespace

QStringList class_texts(const ColourScale& scale) {
  QStringList texts;
  const std::size_t count = scale.breaks.size();
  if (count == 0) return texts;
  texts << QStringLiteral("≥ %1").arg(number_text(scale.breaks.back()));
  for (std::size_t i = count - 1; i > 0; --i)
    texts << QStringLiteral("%1 – %2").arg(number_text(scale.breaks[i - 1]), number_text(scale.breaks[i]));
  const bool is_hidden = !scale.colours.empty() && (scale.colours.front() & 0xffU) == 0;
  const QString lowest = QStringLiteral("< %1").arg(number_text(scale.breaks.front()));
  texts << (is_hidden ? DecorationText::tr("%1 (not coloured)").arg(lowest) : lowest);
  return texts;
}

DecorationLayout lay_out(QSizeF size, const MapLabels& labels, const Camera& camera, const QFont& font) {
  // Type grows with a large picture (4K at ratio 1) and shrinks until everything has its place.
  const double wanted = default_type_px * type_growth(size);
  DecorationLayout layout;
  for (double type_px = wanted; type_px >= smallest_type_px; type_px -= 1) {
    layout = lay_out_in(type_px, size, labels, camera, font);
    if (layout.is_whole) break;
  }
  return layout;
}

std::vector<Box2> covered_boxes(const DecorationLayout& layout, QSizeF size) {
  const double unit = type_growth(size);
  std::vector<Box2> boxes;
  for (const QRectF& box : {layout.title, layout.banner, layout.north_arrow, layout.legend, layout.scale_bar,
                            layout.attribution, layout.notice})
    if (!box.isEmpty())
      boxes.push_back({{box.left() / unit, box.top() / unit}, {box.right() / unit, box.bottom() / unit}});
  return boxes;
}

void paint_decorations(QPainter& painter, QSizeF size, const MapLabels& labels, const Camera& camera) {
  const QFont font = QGuiApplication::font();
  const DecorationLayout layout = lay_out(size, labels, camera, font);
  const double s = layout.type_size_px;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  paint_title(painter, layout, labels, font);
  paint_text_panel(painter, layout.banner, labels.banner, sized(font, s, true), alarm, Qt::white);
  paint_text_panel(painter, layout.notice, labels.notice, sized(font, 1.15 * s, true), paper, alarm);
  paint_north_arrow(painter, layout.north_arrow, camera.azimuth_deg, sized(font, 0.85 * s, true));
  paint_scale_bar(painter, layout, sized(font, s));
  if (!layout.legend.isEmpty()) {
    paint_panel(painter, layout.legend, paper);
    LegendBox(labels, font, s).paint(painter, layout.legend.topLeft());
  }
  if (!layout.attribution.isEmpty()) {
    painter.fillRect(layout.attribution, QColor(255, 255, 255, 216));
    painter.setFont(sized(font, 0.85 * s));
    painter.setPen(ink);
    painter.drawText(layout.attribution.adjusted(0.8 * s, 0, -0.8 * s, 0),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, attribution_text(labels));
  }
  painter.restore();
}

QImage decorated(QImage picture, const MapLabels& labels, const Camera& camera) {
  if (picture.isNull()) return picture;
  QImage result = picture.convertToFormat(QImage::Format_RGB32);
  result.setDevicePixelRatio(picture.devicePixelRatio());
  QPainter painter(&result);
  paint_decorations(painter, picture.deviceIndependentSize(), labels, camera);
  return result;
}

}  // namespace leeward::ui
