// Numbers: physics/11 sections 2.7, 2.8 (illustrative fleet) and 7 (worked examples).
#include <gtest/gtest.h>

#include <numeric>

#include "core/model/emission_schedule.h"
#include "core/model/traffic_emission.h"
#include "core/model/units.h"

namespace leeward {
namespace {

TEST(TrafficEmission, UnitConversionReproducesTheWorkedLink) {
  // physics/11 7b: 24,000 vehicles a day, 0.536594 g/km -> 1.490538e-4 g/(m s); the factor is printed to six digits.
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 / hours_per_day, 0.536594), 1.490538e-4, 1.5e-10);
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 * 0.08, 0.536594), 2.861832e-4, 3e-10);
}

TEST(TrafficEmission, TonsAYearReproduceTheWorkedStack) {
  EXPECT_NEAR(g_per_s_from_t_per_year(120), 3.805175, 5e-7);        // physics/11 7e, printed to 7 digits
  EXPECT_NEAR(g_per_s_from_t_per_year(120, 6500), 5.128205, 5e-7);
}

TEST(TrafficEmission, WearIsThatOfTheWorkedMixture) {
  // physics/11 7c: 90 % passenger cars, 10 % heavy: PM10 28.825 mg/km, PM2.5 15.533 mg/km, without exhaust.
  const Traffic traffic{.vehicles_per_day = 24, .heavy_share = 0.1, .speed_km_per_h = 40};
  const Emission emission = illustrative_traffic_emission(traffic, {"PM10", "PM2.5"});
  const double exhaust = 0.9 * (0.55 * .0015 + 0.45 * .002) + 0.1 * (0.4 * .04 + 0.4 * .01 + 0.2 * .05);
  EXPECT_NEAR(emission.at("PM10") * 3.6e6, 28.825e-3 + exhaust, 1e-9);
  EXPECT_NEAR(emission.at("PM2.5") * 3.6e6, 15.533e-3 + exhaust, 1e-9);
}

TEST(TrafficEmission, HasNoEntryForAPollutantWithoutFactor) {
  EXPECT_TRUE(illustrative_traffic_emission({1000, 0.1, 50}, {"SO2"}).empty());
}

TEST(TrafficSchedule, MeanOverAWeekIsOne) {
  const EmissionSchedule schedule = illustrative_traffic_schedule();
  double sum = 0;
  const UtcHour monday = utc_from_local_standard({2024, 6, 17, 0}, 2);
  for (int h = 1; h <= 7 * 24; ++h) sum += factor(schedule, monday + h, 2);
  EXPECT_NEAR(sum / (7 * 24), 1.0, 1e-12);
}

TEST(TrafficSchedule, RushHourIsTheHourEndingAtNine) {
  const EmissionSchedule schedule = illustrative_traffic_schedule();
  // Share 7.2 % stands at place 9 of the table: the hour ending 09:00 local.
  const UtcHour nine = utc_from_local_standard({2024, 6, 20, 9}, 8);
  EXPECT_GT(factor(schedule, nine, 8), factor(schedule, nine + 1, 8));
  EXPECT_NEAR(factor(schedule, nine, 8), 0.072 * 24 / ((5 + 2 * 0.8) / 7), 1e-12);
}

TEST(Schedule, ConstantIsOneAlways) {
  const UtcHour hour = utc_from_local_standard({2024, 12, 28, 24}, 8);
  EXPECT_EQ(factor(constant_schedule(), hour, 8), 1.0);
}

}  // namespace
}  // namespace leeward
