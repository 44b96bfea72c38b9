#pragma once
#include <QString>
#include <string>
#include <vector>

#include "ui/map_state.h"

/// What the inspector says, as rows of name and value.
namespace leeward::ui {

struct FactRow {
  QString name;
  QString value;
  QString hint = {};  ///< tool tip: the whole of what is shortened
};
using Facts = std::vector<FactRow>;

Facts twin_facts(const CityView& city);
Facts run_facts(const RunView& run, const HourText& text);
/// Of the map that is shown: mean, maximum and where it is.
Facts map_facts(const MapState& state);
/// Of a clicked place; with the feature's own data when there is one.
Facts place_facts(const MapState& state, const Pick& pick);
/// Of the feature a pick names ("stack S01 Power plant"); empty when the city has no such feature.
Facts feature_facts(const City& city, const std::string& feature);
/// "12.3 µg/m³", or why there is none.
QString value_text(const MapState& state, const Pick& pick);

}  // namespace leeward::ui
