#pragma once
#include <QFont>
#include <QImage>
#include <QPainter>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <vector>

#include "ui/scene/view_state.h"

/// What is written over a picture of the city: title, legend, scale bar, north arrow, attribution.
namespace leeward::ui {

/// The words that belong to one picture; they travel with it, so that legend and map never disagree.
struct MapLabels {
  QString title;
  QString subtitle;         ///< below the title, smaller; empty: none
  QString banner;           ///< "FICTIONAL CITY"; empty: none
  QStringList attribution;  ///< one line per data source
  QString quantity;         ///< "NOₓ (as NO₂)"; empty: no legend
  QString averaging;        ///< "1-h mean"
  QString unit;             ///< "µg/m³"
  QStringList drawn_as;     ///< "map at 1.5 m above ground", "slice at 50 m ..."
  QStringList hour;         ///< "hour ending ...", or the period
  QString notice;           ///< why there is nothing to see: calm hour, no run; empty: none
  ColourScale scale;
  double opacity = 1;  ///< [0..1] of the drawn classes, so that swatch and map look alike
};

/// "≥ 200", "100 – 200", "< 1 (not drawn)": highest class first.
QStringList class_texts(const ColourScale& scale);

/// Where everything goes, in logical pixels. Empty rectangles: not shown. None meets another.
struct DecorationLayout {
  double type_size_px = 13;
  QRectF title;
  double title_split = 0;  ///< height of the title's own lines, above the subtitle
  QRectF banner;
  QRectF north_arrow;
  QRectF legend;
  QRectF scale_bar;
  QRectF attribution;
  QRectF notice;
  double scale_bar_m = 0;
  double scale_bar_px = 0;
  bool is_whole = true;  ///< false: the picture is too small for all of it even in the smallest type
};

DecorationLayout lay_out(QSizeF size, const MapLabels& labels, const Camera& camera, const QFont& font);
/// The boxes of the layout that are shown, for ViewState::covered of a renderer whose names grow as the type
/// does: its pixel ratio is that of the picture times type_growth(size).
std::vector<Box2> covered_boxes(const DecorationLayout& layout, QSizeF size);
void paint_decorations(QPainter& painter, QSizeF size, const MapLabels& labels, const Camera& camera);
/// A picture with its decorations, as exported. The image's device pixel ratio is kept.
QImage decorated(QImage picture, const MapLabels& labels, const Camera& camera);

}  // namespace leeward::ui
