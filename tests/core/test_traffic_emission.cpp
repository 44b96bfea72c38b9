// Numbers: physics/11 sections 2.7, 2.8 (illustrative fleet) and 7 (worked examples).
#include <gtest/gtest.h>

#include <stdexcept>
#include <tuple>

#include "core/emission/fleet.h"
#include "core/emission/stack_gas.h"
#include "core/emission/traffic_processes.h"
#include "core/model/emission_schedule.h"
#include "core/model/units.h"
#include "data/fleet_tables.h"

namespace leeward {
namespace {

FleetTables built_in() {
  auto tables = data::read_fleet_tables();
  EXPECT_TRUE(tables) << to_text(tables.error());
  return tables ? *tables : FleetTables{};
}

Emission default_emission(const Traffic& traffic, const std::vector<std::string>& pollutants) {
  const FleetTables tables = built_in();
  return traffic_emission(tables, tables.fleets.at(find_fleet(tables, "").value()), traffic, pollutants);
}

TEST(TrafficEmission, UnitConversionReproducesTheWorkedLink) {
  // physics/11 7b: 24,000 vehicles a day, 0.536594 g/km -> 1.490538e-4 g/(m s); the factor is printed to six
  // digits.
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 / hours_per_day, 0.536594), 1.490538e-4, 1.5e-10);
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 * 0.08, 0.536594), 2.861832e-4, 3e-10);
}

TEST(TrafficEmission, TonsAYearReproduceTheWorkedStack) {
  EXPECT_NEAR(g_per_s_from_t_per_year(120), 3.805175, 5e-7);  // physics/11 7e, printed to 7 digits
  EXPECT_NEAR(g_per_s_from_t_per_year(120, 6500), 5.128205, 5e-7);
}

TEST(TrafficEmission, WearIsThatOfTheWorkedMixture) {
  // physics/11 7c: 90 % passenger cars, 10 % heavy: PM10 28.825 mg/km, PM2.5 15.533 mg/km, without exhaust.
  const Traffic traffic{.vehicles_per_day = 24, .heavy_share = 0.1, .speed_km_per_h = 40};
  const Emission emission = default_emission(traffic, {"PM10", "PM2.5"});
  const double exhaust = 0.9 * (0.55 * .0015 + 0.45 * .002) + 0.1 * (0.4 * .04 + 0.4 * .01 + 0.2 * .05);
  EXPECT_NEAR(emission.at("PM10") * 3.6e6, 28.825e-3 + exhaust, 1e-9);
  EXPECT_NEAR(emission.at("PM2.5") * 3.6e6, 15.533e-3 + exhaust, 1e-9);
}

TEST(TrafficEmission, HasNoEntryForAPollutantWithoutFactor) {
  EXPECT_TRUE(default_emission({1000, 0.1, 50}, {"SO2"}).empty());
}

TEST(TrafficEmission, DefaultFleetIsTheOneOfTheDocumentation) {
  // docs/models/road.md, g/km of a light and a heavy vehicle.
  for (const auto& [heavy, nox, pm10, pm25] :
       {std::tuple(0.0, 0.3215, 0.022975, 0.013195), std::tuple(1.0, 2.8, 0.127, 0.0821)}) {
    const Emission emission = default_emission({24, heavy, 40}, {"NOx", "PM10", "PM2.5"});
    EXPECT_NEAR(emission.at("NOx") * 3.6e6, nox, 1e-12);
    EXPECT_NEAR(emission.at("PM10") * 3.6e6, pm10, 1e-12);
    EXPECT_NEAR(emission.at("PM2.5") * 3.6e6, pm25, 1e-12);
  }
}

const HotCurve& curve_of(const FleetTables& tables, const std::string& vehicle, const std::string& euro) {
  for (const HotCurve& curve : tables.curves)
    if (curve.vehicle == vehicle && curve.euro == euro) return curve;
  throw std::runtime_error("no curve " + vehicle + " " + euro);
}

TEST(HotExhaust, ReproducesTheTestVectors) {
  // physics/11 7a and tables/hot_ef_test_vectors.csv, g/km at 20, 30, 50 and 80 km/h, printed to 1e-5.
  struct Row {
    const char* vehicle;
    const char* euro;
    double expected[4];
  };
  const Row rows[] = {{"PC petrol 1.4-2.0 l", "Euro 5", {0.03937, 0.03303, 0.02460, 0.01696}},
                      {"PC petrol 1.4-2.0 l", "Euro 6", {0.04505, 0.03790, 0.02785, 0.01824}},
                      {"PC diesel 1.4-2.0 l", "Euro 5", {0.79008, 0.67371, 0.53680, 0.48091}},
                      {"PC diesel 1.4-2.0 l", "Euro 6", {0.27306, 0.23575, 0.18450, 0.16116}},
                      {"PC diesel 1.4-2.0 l", "Euro 6c", {0.14594, 0.12600, 0.09861, 0.08614}},
                      {"LCV diesel <3.5 t", "Euro 5", {0.72370, 0.66313, 0.62239, 0.70066}},
                      {"LCV diesel <3.5 t", "Euro 6", {0.25793, 0.23603, 0.22063, 0.24574}}};
  const double speeds[] = {20, 30, 50, 80};
  const FleetTables tables = built_in();
  for (const Row& row : rows)
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_NEAR(hot_factor_g_per_km(curve_of(tables, row.vehicle, row.euro), speeds[i]).value(),
                  row.expected[i], 5.1e-6)
          << row.vehicle << ' ' << row.euro << ' ' << speeds[i];
}

TEST(HotExhaust, MixtureOfTheWorkedLink) {
  // physics/11 7b: 55 % petrol Euro 5, 30 % diesel Euro 5, 10 % LCV diesel Euro 5, 5 % bus at 5.0 g/km, 30
  // km/h.
  const FleetTables tables = built_in();
  const double mean =
      0.55 * hot_factor_g_per_km(curve_of(tables, "PC petrol 1.4-2.0 l", "Euro 5"), 30).value() +
      0.30 * hot_factor_g_per_km(curve_of(tables, "PC diesel 1.4-2.0 l", "Euro 5"), 30).value() +
      0.10 * hot_factor_g_per_km(curve_of(tables, "LCV diesel <3.5 t", "Euro 5"), 30).value() + 0.05 * 5.0;
  EXPECT_NEAR(mean, 0.536594, 5e-7);
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 / hours_per_day, mean), 1.490538e-4, 1.5e-10);
  EXPECT_NEAR(g_per_m_s_from_vehicles(24'000 * 0.08, mean), 2.861832e-4, 3e-10);
}

TEST(HotExhaust, RefusesABadDenominatorAndANegativeFactor) {
  HotCurve curve{
      .vehicle = "made up", .euro = "Euro 0", .pollutant = "NOx", .gamma = 1, .zeta = -0.05, .eta = 1};
  EXPECT_TRUE(hot_factor_g_per_km(curve, 10));  // 1 / 0.5
  const auto pole = hot_factor_g_per_km(curve, 20);
  ASSERT_FALSE(pole);
  EXPECT_NE(to_text(pole.error()).find("made up, Euro 0, NOx: found denominator 0 at 20 km/h"),
            std::string::npos)
      << to_text(pole.error());
  curve = {.vehicle = "made up", .euro = "Euro 0", .pollutant = "NOx", .alpha = 0, .beta = -0.1, .gamma = 1};
  EXPECT_TRUE(hot_factor_g_per_km(curve, 9));
  EXPECT_FALSE(hot_factor_g_per_km(curve, 11));
  EXPECT_FALSE(hot_factor_g_per_km(curve, 0));
}

TEST(TrafficProcesses, SpeedCorrectionsMeetAtTheirBreaks) {
  EXPECT_NEAR(tyre_speed_correction(40), 1.39, 1e-3);  // the relation is printed to three digits
  EXPECT_NEAR(tyre_speed_correction(90), 0.902, 1.5e-3);
  EXPECT_NEAR(brake_speed_correction(40), 1.67, 1e-12);
  EXPECT_NEAR(brake_speed_correction(95), 0.185, 1e-12);
  EXPECT_GT(brake_speed_correction(50), brake_speed_correction(80));
}

TEST(TrafficProcesses, PavedRoadReproducesTheWorkedExample) {
  // physics/11 7d: sL 0.5 g/m2, W 2.4 t, P 120 days; printed to six digits.
  const PavedRoad road{.silt_g_per_m2 = 0.5, .mean_weight_t = 2.4, .wet_days = 120};
  EXPECT_NEAR(resuspension_ap42_g_per_km(resuspension_k_pm10_g_per_km, road).value(), 0.816898, 5e-7);
  EXPECT_NEAR(resuspension_ap42_g_per_km(resuspension_k_pm25_g_per_km, road).value(), 0.197637, 5e-7);
  PavedRoad dry = road;
  dry.wet_days = 0;
  EXPECT_NEAR(resuspension_ap42_g_per_km(resuspension_k_pm10_g_per_km, dry).value(), 0.890053, 5e-7);
  dry.mean_weight_t = 0;
  EXPECT_FALSE(resuspension_ap42_g_per_km(resuspension_k_pm10_g_per_km, dry));
}

TEST(TrafficProcesses, ColdStartAndCongestion) {
  EXPECT_NEAR(cold_distance_share(10, 10), 0.6474 - 0.2545 - (0.00974 - 0.00385) * 10, 1e-12);
  EXPECT_EQ(cold_distance_share(30, 10), cold_distance_share(15, 10));
  EXPECT_GE(cold_distance_share(15, 45), 0.0);
  EXPECT_NEAR(cold_excess_g_per_km(0.3, 0.05, 1.8), 0.3 * 0.05 * 0.8, 1e-15);
  EXPECT_EQ(cold_excess_g_per_km(0.3, 0.05, 0.9), 0.0);
  EXPECT_EQ(congested_speed_km_per_h(50, 0), 50);
  EXPECT_NEAR(congested_speed_km_per_h(50, 1), 50 / 1.15, 1e-12);  // BPR: at capacity 15 % more time
}

TEST(StackGas, ReproducesTheWorkedExample) {
  // physics/11 7f: 120,000 m3/h at 120 degC, 10 % H2O, 9 % O2, 50 mg/Nm3 at 6 % O2.
  const StackGas gas{
      .flow_m3_per_h = 120'000, .temperature_k = 393.15, .water_share = 0.1, .oxygen_percent = 9};
  EXPECT_NEAR(dry_normal_flow_m3_per_h(gas), 75'035.5, 0.05);
  const double reference = reference_flow_m3_per_h(gas, 6).value();
  EXPECT_NEAR(reference, 59'927.7, 0.05);
  EXPECT_NEAR(emission_g_per_s_from_concentration(50, reference), 0.832329, 5e-7);
  EXPECT_NEAR(exit_velocity_m_per_s_from_flow(120'000, 2.5), 6.790611, 5e-7);
  EXPECT_FALSE(reference_flow_m3_per_h(gas, 20.9));
}

TEST(Fleet, Primary_NO2_IsWeightedByNox) {
  const FleetTables tables = built_in();
  const Fleet& fleet = tables.fleets.at(find_fleet(tables, "").value());
  // Heavy: 0.4 x 3.5 x .10 + 0.4 x 0.5 x .12 + 0.2 x 6 x .10 over 2.8 (physics/11 2.5 and 2.7).
  EXPECT_NEAR(primary_no2_share(tables, fleet, {1000, 1.0, 50}), (0.14 + 0.024 + 0.12) / 2.8, 1e-12);
  EXPECT_EQ(primary_no2_share(tables, fleet, {1000, 0.0, 50}) > 0.25, true);
}

TEST(Fleet, BadTablesAreNamed) {
  FleetTables tables = built_in();
  tables.fleets[0].shares[0] += 0.1;
  tables.classes[1].nox_g_per_km = -1;
  tables.classes[2].wear_category = "SUV";
  tables.curves[0].epsilon = -1;
  std::string text;
  for (const Fault& fault : validate(tables)) text += to_text(fault) + "\n";
  for (const char* words : {"light shares sum to 1.1", "NOx [g/km] -1", "wear category 'SUV'", "denominator"})
    EXPECT_NE(text.find(words), std::string::npos) << text;
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
