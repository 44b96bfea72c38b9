// What the inspector says of the made-up city and run.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/made_run.h"
#include "ui/facts.h"
#include "ui/facts_table.h"
#include "ui/inspector_panel.h"
#include "ui/scene/field_sample.h"
#include "ui/series_chart.h"

namespace leeward::ui {
namespace {

QString value(const Facts& facts, const char* name) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const FactRow& row) { return row.name == QLatin1String(name); });
  return found == facts.end() ? QStringLiteral("(none)") : found->value;
}

MapState shown_state() {
  const auto city = made::city();
  MapState state;
  state.set_city(made::city_view(city));
  state.set_run(made::run_view(*city, true, 10));
  return state;
}

TEST(Facts, OfAStackHaveUnits) {
  const auto city = made::city();
  const Facts facts = feature_facts(*city, "stack S01 Power plant");
  EXPECT_EQ(value(facts, "Height"), QStringLiteral("120 m"));
  EXPECT_EQ(value(facts, "Exit velocity"), QStringLiteral("15 m/s"));
  EXPECT_EQ(value(facts, "Exit temperature"), QStringLiteral("127 °C (400 K)"));  // 400 - 273.15
  EXPECT_TRUE(value(facts, "Emission").contains(QStringLiteral("40 g/s")));
}

TEST(Facts, AFeatureIsFoundByItsLongestId) {
  auto city = made::city();
  city->stacks[1].id = "S01 Power";
  EXPECT_EQ(value(feature_facts(*city, "stack S01 Power plant"), "Name"), QStringLiteral("Glass works"));
  EXPECT_EQ(value(feature_facts(*city, "building B-known"), "Height"), QStringLiteral("30 m"));
  EXPECT_EQ(value(feature_facts(*city, "road R1 Riverside motorway"), "Class"), QStringLiteral("motorway"));
  EXPECT_EQ(value(feature_facts(*city, "zone Z1 Low-emission zone"), "People"), QStringLiteral("52000"));
  EXPECT_EQ(value(feature_facts(*city, "area source A1 Port"), "Name"), QStringLiteral("Port"));
  EXPECT_TRUE(feature_facts(*city, "stack S77").empty());
  EXPECT_TRUE(feature_facts(*city, "").empty());
}

TEST(Facts, OfTheMapFollowHourAndStatistic) {
  MapState state = shown_state();
  const double maximum = state.summary()->maximum;
  EXPECT_EQ(value(map_facts(state), "Maximum"), number_text(maximum) + QStringLiteral(" µg/m³"));
  state.set_hour(made::calm_hour);
  EXPECT_EQ(value(map_facts(state), "Maximum"), QStringLiteral("(none)"));
  EXPECT_TRUE(value(map_facts(state), "Values").contains(QStringLiteral("Calm")));
  state.set_statistic(MapStatistic::maximum);
  EXPECT_GE(state.summary()->maximum, maximum);
}

TEST(Facts, ACalmHourHasNoValueAndSaysWhy) {
  MapState state = shown_state();
  Pick pick;
  pick.position_m = {389500, 5819000};
  pick.value_ug_per_m3 = 12.34;
  EXPECT_EQ(value_text(state, pick), QStringLiteral("12.3 µg/m³"));
  pick.value_ug_per_m3.reset();
  EXPECT_EQ(value_text(state, pick), QStringLiteral("no value here"));
  state.set_hour(made::calm_hour);
  EXPECT_TRUE(value_text(state, pick).contains(QStringLiteral("Calm")));
}

TEST(Facts, OfTwinAndRunNameWhatCounts) {
  const MapState state = shown_state();
  const Facts twin = twin_facts(*state.city());
  EXPECT_EQ(value(twin, "CRS"), QStringLiteral("EPSG:25833"));
  EXPECT_EQ(value(twin, "Domain"), QStringLiteral("4 km × 3 km"));
  EXPECT_TRUE(value(twin, "Name").contains(QStringLiteral("fictional")));
  const Facts run = run_facts(*state.run(), state.hour_text());
  EXPECT_EQ(value(run, "Valid hours"), QStringLiteral("8"));
  EXPECT_EQ(value(run, "Calm hours"), QStringLiteral("1"));
  EXPECT_EQ(value(run, "Missing hours"), QStringLiteral("1"));
}

TEST(Inspector, TheValueOfAClickedPlaceFollowsTheHour) {
  MapState state = shown_state();
  InspectorPanel panel;
  Pick pick;
  pick.position_m = {389500, 5819000};
  pick.value_ug_per_m3 = 1e6;  // of an hour before
  panel.show_place(state, pick);
  panel.show_state(state);
  const auto* place = panel.findChild<FactsTable*>(QStringLiteral("facts_place"));
  const auto here = [&] {
    return *sample_level(*state.run()->hourly.ground, 0, state.hour(), 0, pick.position_m);
  };
  EXPECT_EQ(place->value(pollutant_text("NOx")), number_text(here()) + QStringLiteral(" µg/m³"));
  state.set_hour(8);
  panel.show_state(state);
  EXPECT_EQ(place->value(pollutant_text("NOx")), number_text(here()) + QStringLiteral(" µg/m³"));
  const auto* series = panel.findChild<SeriesChart*>();
  ASSERT_EQ(series->values().size(), 10U);
  EXPECT_FALSE(series->values()[made::calm_hour]);
  EXPECT_DOUBLE_EQ(*series->values()[8], here());
}

}  // namespace
}  // namespace leeward::ui
