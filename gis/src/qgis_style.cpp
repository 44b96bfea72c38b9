#include "qgis_style.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>

namespace leeward::gis::writing {
namespace {

std::string xml_escaped(const std::string& text) {
  char* result = CPLEscapeString(text.c_str(), static_cast<int>(text.size()), CPLES_XML);
  std::string copy = result;
  CPLFree(result);
  return copy;
}

/// "#ff8000" -> "255,128,0,255"
std::string rgba_of(const std::string& colour) {
  return fmt::format("{},{},{},255", std::stoi(colour.substr(1, 2), nullptr, 16),
                     std::stoi(colour.substr(3, 2), nullptr, 16),
                     std::stoi(colour.substr(5, 2), nullptr, 16));
}

}  // namespace

std::string categorized_fill_qml(const std::string& field, const std::vector<StyleClass>& classes,
                                 double opacity) {
  std::string categories;
  std::string symbols;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    categories += fmt::format(R"(      <category render="true" value="{}" symbol="{}" label="{}"/>)"
                              "\n",
                              classes[i].index, i, xml_escaped(classes[i].label));
    symbols += fmt::format(R"(      <symbol type="fill" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option name="color" type="QString" value="{}"/>
            <Option name="style" type="QString" value="solid"/>
            <Option name="outline_style" type="QString" value="no"/>
          </Option>
          <prop k="color" v="{}"/>
          <prop k="style" v="solid"/>
          <prop k="outline_style" v="no"/>
        </layer>
      </symbol>
)",
                           i, rgba_of(classes[i].colour), rgba_of(classes[i].colour));
  }
  return fmt::format(R"(<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology">
  <renderer-v2 type="categorizedSymbol" attr="{}" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
{}    </categories>
    <symbols>
{}    </symbols>
  </renderer-v2>
  <layerOpacity>{}</layerOpacity>
</qgis>
)",
                     xml_escaped(field), categories, symbols, opacity);
}

}  // namespace leeward::gis::writing
