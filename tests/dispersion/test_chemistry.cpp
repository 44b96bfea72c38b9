// Hand-worked numbers of the formulas in physics/06 sections 7 to 9.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dispersion/chemistry.h"
#include "dispersion/ozone.h"

namespace leeward::dispersion {
namespace {

TEST(Arm2, IsItsPolynomialBetweenItsBounds) {
  // C = 200: 1.2441 - 0.54766 - 0.224248 + 0.27644 - 0.093352 + 0.01369440 - 0.00075027 = 0.66822413
  EXPECT_NEAR(arm2_ratio(200.0), 0.66822413, 1e-8);  // the sum above is rounded there
  EXPECT_DOUBLE_EQ(arm2_ratio(0.0), 0.9);
  EXPECT_DOUBLE_EQ(arm2_ratio(114.0), 0.9);  // 0.9013 before the bound
  EXPECT_LT(arm2_ratio(115.0), 0.9);         // 0.8983
  EXPECT_DOUBLE_EQ(arm2_ratio(300.0), 0.5);  // 0.4739
  EXPECT_DOUBLE_EQ(arm2_ratio(1e6), 0.5);    // far beyond the fit
  EXPECT_NEAR(arm2_ratio(300.0, {.lowest = 0.2, .highest = 0.9}), 0.4739, 5e-5);
  EXPECT_DOUBLE_EQ(arm2_ratio(1.0, {.lowest = 0.2, .highest = 1.0}), 1.0);
}

TEST(Arm2, NeverRisesAgainAboveItsLowestRatio) {
  double before = arm2_ratio(0.0, {.lowest = 0.01, .highest = 1});
  for (double c = 1; c < 5000; c += 1) {
    const double ratio = arm2_ratio(c, {.lowest = 0.01, .highest = 1});
    EXPECT_LE(ratio, before) << c;
    before = ratio;
  }
}

TEST(Olm, IsLimitedByOzone) {
  // C 200, r 0.1: P 20, NO 180*30/46; O3 48: 48/48 = 1 < 180/46, so NO2 = 20 + 48*46/48 = 66
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(200.0, 20.0, 48.0, 0.9), 66.0);
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(200.0, 20.0, 0.0, 0.9), 20.0);
}

TEST(Olm, IsLimitedByNoAndByTheEquilibrium) {
  // C 40, P 4: NO/30 = 36/46 = 0.783 < 96/48 = 2: all NO is turned, then NO2 <= 0.9*40
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(40.0, 4.0, 96.0, 1.0), 40.0);
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(40.0, 4.0, 96.0, 0.9), 36.0);
  // Ozone for 0.95 of the NOx: P + 34 = 38 > 36
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(40.0, 4.0, 34.0 * 48.0 / 46.0, 0.9), 36.0);
  // More in the stack than the equilibrium allows
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(40.0, 40.0, 10.0, 0.9), 36.0);
}

TEST(Olm, TakesTheEquilibriumWhereOzoneIsMissing) {
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(200.0, 20.0, std::nan(""), 0.9), 180.0);
  EXPECT_DOUBLE_EQ(olm_no2_ug_per_m3(0.0, 0.0, std::nan(""), 0.9), 0.0);
}

TEST(Olm, IsTheSameOverManyReceptorsInBothWidths) {
  const std::vector<double> nox = {0, 1e-9, 40, 200, 4000};
  const std::vector<double> primary = {0, 1e-10, 4, 20, 400};
  std::vector<double> no2(nox.size());
  olm_no2<double>(nox, primary, 48.0, 0.9, no2);
  const std::vector<float> nox_f(nox.begin(), nox.end());
  const std::vector<float> primary_f(primary.begin(), primary.end());
  std::vector<float> no2_f(nox.size());
  olm_no2<float>(nox_f, primary_f, 48.0, 0.9, no2_f);
  for (std::size_t i = 0; i < nox.size(); ++i) {
    EXPECT_DOUBLE_EQ(no2[i], olm_no2_ug_per_m3(nox[i], primary[i], 48.0, 0.9));
    EXPECT_NEAR(no2_f[i], no2[i], 3e-7 * no2[i]);  // a few roundings of float
  }
}

/// `count` hours from hour 1 of a day with wind from the west.
MetSeries hours(std::size_t count, double obukhov_length_m) {
  MetSeries met;
  for (std::size_t i = 0; i < count; ++i) {
    MetHour hour;
    hour.hour = utc_from_local_standard({2024, 6, 20, 1}, 0) + static_cast<std::int64_t>(i);
    hour.wind_speed_m_per_s = 3;
    hour.wind_from_deg = 270;
    hour.inverse_obukhov_length_per_m = 1 / obukhov_length_m;
    met.hours.push_back(hour);
  }
  return met;
}

SectoredSeries hourly(std::vector<double> values) {
  return {.sector_starts_deg = {},
          .sectors = {{.by_time = {.id = {}, .values = {}}, .hourly = std::move(values)}}};
}

TEST(Ozone, IsMeasuredSubstitutedOrMissing) {
  const MetSeries met = hours(3, -50);
  SectoredSeries series = hourly({40, missing, 60});
  auto ozone = ozone_of_hours(series, true, met);
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[0], 40);
  EXPECT_TRUE(is_missing(ozone->ug_per_m3[1]));
  EXPECT_EQ(ozone->measured, 2U);
  EXPECT_EQ(ozone->missing_hours, 1U);
  series.sectors[0].by_time = {.id = {}, .hours = 24, .values = std::vector<double>(24, 10)};
  series.sectors[0].by_time.values[1] = 25;  // the hour that ends at 2
  ozone = ozone_of_hours(series, true, met);
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[1], 25);
  EXPECT_EQ(ozone->substituted, 1U);
  EXPECT_EQ(ozone->raised, 0U);
}

/// Ozone of the first hour, measured as 5, with `largest` at some time in the 24 hours before it.
double first_hour(double largest, double obukhov_length_m, bool has_night_floor = true) {
  SectoredSeries series = hourly({5});
  series.sectors[0].before.assign(24, 1.0);
  series.sectors[0].before[3] = largest;
  const auto ozone = ozone_of_hours(series, has_night_floor, hours(1, obukhov_length_m));
  return ozone ? ozone->ug_per_m3[0] : missing;
}

TEST(Ozone, HasAFloorInStableHours) {
  EXPECT_DOUBLE_EQ(first_hour(100, 50), 78.4);  // M = min(78.4, 100)
  EXPECT_DOUBLE_EQ(first_hour(60, 20), 60);
  EXPECT_DOUBLE_EQ(first_hour(100, 150), 39.2);  // (250 - 150)/200 = 0.5 of 78.4
  EXPECT_DOUBLE_EQ(first_hour(100, 250), 5);
  EXPECT_DOUBLE_EQ(first_hour(100, 1000), 5);
  EXPECT_DOUBLE_EQ(first_hour(100, -20), 5);
  EXPECT_DOUBLE_EQ(first_hour(100, 50, false), 5);
}

TEST(Ozone, FloorOfAnUnknownPastIsTheLargest) {
  const auto ozone = ozone_of_hours(hourly({5, 6}), true, hours(2, 20));
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[0], 78.4);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[1], 78.4);
  EXPECT_EQ(ozone->raised, 2U);
}

TEST(Ozone, RemembersTwentyFourHoursAsMeasured) {
  std::vector<double> values(27, 1.0);
  values[0] = 70;
  SectoredSeries series = hourly(values);
  series.sectors[0].before.assign(24, 1.0);
  const auto ozone = ozone_of_hours(series, true, hours(27, 20));
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[0], 70);   // more than what is before it
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[24], 70);  // 24 hours later
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[25], 1);   // the raised values between are not remembered
}

TEST(Ozone, RemembersWhatWasBeforeTheRun) {
  SectoredSeries series = hourly({1, 1, 1});
  series.sectors[0].before = {90};
  series.sectors[0].before.resize(24, 1.0);  // 90 is 24 hours before the first hour
  const auto ozone = ozone_of_hours(series, true, hours(3, 20));
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[0], 78.4);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[1], 1);
}

TEST(Ozone, FollowsTheSectorOfTheWind) {
  MetSeries met = hours(4, -50);
  met.hours[1].wind_from_deg = 90;      // flow 270
  met.hours[2].wind_from_deg = 180;     // flow 360: the last sector
  met.hours[3].wind_speed_m_per_s = 0;  // no sector
  SectoredSeries series;
  series.sector_starts_deg = {0, 180};
  series.sectors = {{.by_time = {.id = {}, .values = {11}}, .hourly = {}},
                    {.by_time = {.id = {}, .values = {22}}, .hourly = {}}};
  const auto ozone = ozone_of_hours(series, true, met);
  ASSERT_TRUE(ozone);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[0], 11);  // from the west: flow 90
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[1], 22);
  EXPECT_DOUBLE_EQ(ozone->ug_per_m3[2], 22);
  EXPECT_TRUE(is_missing(ozone->ug_per_m3[3]));
  EXPECT_EQ(ozone->substituted, 3U);
  EXPECT_EQ(ozone->missing_hours, 0U);
}

TEST(Ozone, FaultsAreNamed) {
  const auto ozone = ozone_of_hours(hourly({1, -2}), true, hours(3, -50));
  ASSERT_FALSE(ozone);
  ASSERT_EQ(ozone.error().faults.size(), 2U);
  EXPECT_EQ(ozone.error().faults[0].layer, "ozone");
  EXPECT_EQ(ozone.error().faults[0].found, "2 hourly values");
  EXPECT_EQ(ozone.error().faults[1].found, "-2 ug/m3");
}

}  // namespace
}  // namespace leeward::dispersion
