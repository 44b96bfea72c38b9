// The rules are those of physics/07 section 6.4; the arithmetic of each expectation stands beside it.
#include "background.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leeward::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

MetSeries winds(const std::vector<double>& from_deg, double speed_m_per_s = 3) {
  MetSeries met;
  for (std::size_t i = 0; i < from_deg.size(); ++i) {
    MetHour hour;
    hour.hour = utc_from_local_standard({2024, 7, 1, 1}, 0) + static_cast<std::int64_t>(i);
    hour.wind_speed_m_per_s = speed_m_per_s;
    hour.wind_from_deg = from_deg[i];
    met.hours.push_back(hour);
  }
  return met;
}

BackgroundSector constant(double ug_per_m3) {
  BackgroundSector sector;
  sector.by_time.values = {ug_per_m3};
  return sector;
}

std::vector<double> values_of(const Background& background, const MetSeries& met) {
  const auto result = background_of_hours(background, met);
  EXPECT_TRUE(result) << to_text(result.error());
  return result.value_or(std::vector<double>{});
}

std::string fault_of(const Background& background, const MetSeries& met) {
  const auto result = background_of_hours(background, met);
  return result ? "no fault" : to_text(result.error());
}

TEST(Background, IsOfTheSectorTheAirFlowsInto) {
  const Background background{{45, 135, 225, 315}, {constant(1), constant(2), constant(3), constant(4)}};
  // Wind from 270 flows to 90: the first sector. From 225 flows to 45, which begins it; from 315 to 135,
  // which ends it.
  EXPECT_THAT(values_of(background, winds({270, 225, 315, 0, 360, 45, 90, 135, 224.9, 180})),
              ElementsAre(1, 1, 2, 2, 2, 3, 3, 4, 4, 4));
}

TEST(Background, OfAirFromDueSouthIsInTheLastSector) {
  const Background background{{0, 180}, {constant(1), constant(2)}};
  EXPECT_THAT(values_of(background, winds({180, 181, 360, 359})), ElementsAre(2, 1, 2, 1));
}

TEST(Background, FollowsTheHourOfTheDayAndTheWind) {
  Background background{{}, {{}}};
  EmissionFactors& by_time = background.sectors[0].by_time;
  by_time.hours = 24;
  by_time.values.resize(24);
  for (std::size_t h = 0; h < 24; ++h) by_time.values[h] = static_cast<double>(h + 1);
  EXPECT_THAT(values_of(background, winds({10, 20, 30})), ElementsAre(1, 2, 3));
}

TEST(Background, OfMissingHoursIsSubstituted) {
  Background background{{}, {constant(7)}};
  background.sectors[0].hourly = {1, missing, 3};
  EXPECT_THAT(values_of(background, winds({10, 20, 30})), ElementsAre(1, 7, 3));
  background.sectors[0].by_time.values.clear();
  EXPECT_THAT(fault_of(background, winds({10, 20, 30})),
              HasSubstr("layer background, sector 1, 2024-07-01T02:00Z: found no value"));
}

TEST(Background, IsNothingWithoutWind) {
  const Background background{{}, {constant(7)}};
  EXPECT_THAT(values_of(background, winds({10, 20}, 0)), ElementsAre(0, 0));
  EXPECT_THAT(values_of(background, winds({missing, 20})), ElementsAre(0, 7));
}

TEST(Background, ThatCannotBeUsedIsRefusedWithEveryFault) {
  const Background background{{90, 45, 400}, {constant(-1), {}}};
  const std::string fault = fault_of(background, winds({10}));
  for (const char* words :
       {"values of 2 sectors, expected 3", "sector 2: found start 45 deg", "sector 3: found start 400",
        "sector 1: found -1 ug/m3", "sector 2: found no values"})
    EXPECT_THAT(fault, HasSubstr(words));
  Background of_other_length{{}, {{}}};
  of_other_length.sectors[0].hourly = {1, 2, 3};
  of_other_length.sectors[0].by_time.hours = 24;
  of_other_length.sectors[0].by_time.values = {1, 2};
  EXPECT_THAT(fault_of(of_other_length, winds({10})), HasSubstr("found 3 hourly values, expected 1"));
  EXPECT_THAT(fault_of(of_other_length, winds({10})), HasSubstr("found 2 values, expected 24"));
}

TEST(BackgroundUnit, IsOfThePollutant) {
  EXPECT_EQ(ug_per_m3_of_unit("ug/m3", "OTHER").value(), 1.0);
  EXPECT_DOUBLE_EQ(ug_per_m3_of_unit("PPB", "no2").value() * 0.5319, 1.0);
  EXPECT_DOUBLE_EQ(ug_per_m3_of_unit("ppm", "SO2").value() * 0.3823, 1000.0);
  EXPECT_FALSE(ug_per_m3_of_unit("ppb", "PM25"));
  EXPECT_FALSE(ug_per_m3_of_unit("furlongs", "NO2"));
}

}  // namespace
}  // namespace leeward::app
