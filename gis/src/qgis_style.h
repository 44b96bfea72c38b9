#pragma once
#include <string>
#include <vector>

/// Private to gis/src.
namespace leeward::gis::writing {

struct StyleClass {
  int index = 0;          ///< value of the field that the classes are of
  std::string label;      ///< "40 - 60 ug/m3"
  std::string colour;     ///< "#rrggbb"
};

/// QGIS layer style (QML): polygons filled by class, without outline. For QGIS 3.
std::string categorized_fill_qml(const std::string& field, const std::vector<StyleClass>& classes, double opacity);

}  // namespace leeward::gis::writing
