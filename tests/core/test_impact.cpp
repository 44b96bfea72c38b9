// Exposure and health: core/assess/exposure.h, health.h. Worked numbers of physics/13 section 8.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/assess/exposure.h"
#include "core/assess/health.h"

namespace leeward {
namespace {

constexpr double no_limit = std::numeric_limits<double>::quiet_NaN();

Zone square_zone(const std::string& id, double x0, double y0, double side, double population = missing) {
  Zone zone;
  zone.id = id;
  zone.name = "Zone " + id;
  zone.kind = "district";
  zone.polygons_m = {
      {.outer = {{x0, y0}, {x0 + side, y0}, {x0 + side, y0 + side}, {x0, y0 + side}}, .holes = {}}};
  zone.population = population;
  return zone;
}

/// 4 x 4 cells of 100 m from (0, 0) to (400, 400).
const ReceptorGrid grid{.columns = 4, .rows = 4, .south_west_m = {50, 50}, .spacing_m = 100};

TEST(PopulationMap, ConservesPeopleOfARasterOfAnotherGrid) {
  Raster<float> raster;
  raster.columns = 3;
  raster.rows = 2;
  raster.north_west = {-30, 430};
  raster.cell_width_m = 170;
  raster.cell_height_m = 230;
  raster.cells = {10, 20, 30, 40, 50, 60};
  raster.valid = {1, 1, 1, 1, 0, 1};
  const PopulationMap map =
      make_population_map(raster, {square_zone("a", 0, 0, 200), square_zone("b", 200, 0, 200)}, grid);
  const double inside = std::accumulate(map.people.begin(), map.people.end(), 0.0);
  // Rounding of sums of parts.
  EXPECT_NEAR(inside + map.people_outside, 160, 1e-12);
  EXPECT_GT(map.people_outside, 0);
  EXPECT_GT(map.zones[0].people, 0);
  for (const ZonePeople& zone : map.zones) {
    double sum = 0;
    for (const PeopleInCell& cell : zone.cells) sum += cell.people;
    EXPECT_NEAR(sum, zone.people, 1e-12);
  }
}

TEST(PopulationMap, PutsPeopleWhereTheCellIs) {
  Raster<float> raster;  // the grid's own cells, row 0 north
  raster.columns = 4;
  raster.rows = 4;
  raster.north_west = {0, 400};
  raster.cell_width_m = 100;
  raster.cell_height_m = 100;
  raster.cells.resize(16);
  raster.valid.assign(16, 1);
  std::iota(raster.cells.begin(), raster.cells.end(), 1.0F);
  const PopulationMap map = make_population_map(raster, {square_zone("a", 0, 300, 100)}, grid);
  EXPECT_EQ(map.people[12], 1) << "north-west";
  EXPECT_EQ(map.people[0], 13) << "south-west";
  EXPECT_EQ(map.people[3], 16) << "south-east";
  ASSERT_EQ(map.zones[0].cells.size(), 1U);
  EXPECT_EQ(map.zones[0].cells[0].cell, 12U);
  EXPECT_EQ(map.zones[0].people, 1);
}

TEST(PopulationMap, SpreadsPeopleOfZonesWhereThereIsNoRaster) {
  const PopulationMap map =
      make_population_map({}, {square_zone("a", 0, 0, 200, 800), square_zone("b", 350, 350, 100, 40)}, grid);
  for (const std::size_t cell : {0U, 1U, 4U, 5U}) EXPECT_NEAR(map.people[cell], 200, 1e-12);
  // A quarter of b lies in the grid's last cell.
  EXPECT_NEAR(map.people[15], 10, 1e-12);
  EXPECT_NEAR(map.people_outside, 30, 1e-12);
  EXPECT_NEAR(map.zones[1].people_outside, 30, 1e-12);
  EXPECT_TRUE(make_population_map({}, {square_zone("a", 0, 0, 200)}, grid).empty());
  EXPECT_TRUE(make_population_map({}, {square_zone("a", 0, 0, 200, 800)}, grid, "park").empty());
}

TEST(Exposure, IsTheWorkedExample) {
  // c) 12000, 30000, 8000 people at 42, 38, 55: 41.68; after 36, 35, 44: 36.68.
  PopulationMap map;
  map.people = {12000, 30000, 8000};
  map.zones = {{.id = "z", .name = "", .people = 38000, .cells = {{1, 30000}, {2, 8000}}}};
  const auto before = exposure(map, std::vector<double>{42, 38, 55}, 40);
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0].people, 50000);
  EXPECT_NEAR(before[0].weighted_mean_ug_per_m3, 41.68, 1e-12);
  EXPECT_EQ(before[0].people_above, 20000);
  EXPECT_EQ(before[0].largest_ug_per_m3, 55);
  EXPECT_EQ(before[1].id, "z");
  EXPECT_NEAR(before[1].weighted_mean_ug_per_m3, (30000 * 38.0 + 8000 * 55.0) / 38000, 1e-12);
  EXPECT_EQ(before[1].people_above, 8000);
  const auto after = exposure(map, std::vector<double>{36, 35, 44}, no_limit);
  EXPECT_NEAR(after[0].weighted_mean_ug_per_m3, 36.68, 1e-12);
  EXPECT_EQ(after[0].people_above, 0) << "no limit";
}

TEST(Health, WorkedNumbersOfABurden) {
  const double beta = log_slope(1.08, 10);
  EXPECT_NEAR(beta, .007696104, 5e-10) << "printed to nine decimals";
  EXPECT_NEAR(attributable_fraction(beta, 10, 5), .03774955, 5e-9);
  const std::vector<ExposedPeople> city{{650000, 10, 5}};
  EXPECT_NEAR(burden_cases(city, beta, .0095, 5), 233.103, 5e-4);
  EXPECT_NEAR(burden_cases(city, log_slope(1.06, 10), .0095, 5), 177.310, 5e-4);
  EXPECT_NEAR(burden_cases(city, log_slope(1.09, 10), .0095, 5), 260.423, 5e-4);
  EXPECT_NEAR(attributable_fraction(beta, 38, 5), .2242860, 5e-8);
  EXPECT_EQ(attributable_fraction(beta, 4, 5), 0) << "below the counterfactual";
}

const std::vector<ExposedPeople> cells{{12000, 42, 36}, {30000, 38, 35}, {8000, 55, 44}};

TEST(Health, WorkedNumbersOfAScenario) {
  EXPECT_NEAR(avoided_cases(cells, log_slope(1.08, 10), .009, 0), 16.88055, 5e-6);
  EXPECT_NEAR(avoided_cases(cells, log_slope(1.06, 10), .009, 0), 12.85946, 5e-6);
  EXPECT_NEAR(avoided_cases(cells, log_slope(1.09, 10), .009, 0), 18.84509, 5e-6);
  // What gets worse has the other sign; a change below the counterfactual counts for nothing.
  const std::vector<ExposedPeople> worse{{1000, 20, 21}};
  EXPECT_LT(avoided_cases(worse, log_slope(1.08, 10), .009, 0), 0);
  EXPECT_EQ(avoided_cases(worse, log_slope(1.08, 10), .009, 25), 0);
}

ResponseFunction pm25_function() {
  ResponseFunction function;
  function.id = "PM2.5 all-cause";
  function.relative_risk = 1.08;
  function.low = 1.06;
  function.high = 1.09;
  return function;
}

TEST(Health, IntervalsOfAScenario) {
  HealthUncertainty uncertainty{.population = 0, .rate = 0, .value_per_case = {3e6, 3e6, 3e6}};
  const HealthImpact certain = health_impact(cells, pm25_function(), .009, 0, uncertainty, 1);
  EXPECT_NEAR(certain.cases.central, 16.88055, 5e-6);
  EXPECT_NEAR(certain.money.central, 50.6417e6, 50) << "printed to 100";
  // Only the relative risk is uncertain: ln RR normal with SE (ln 1.09 - ln 1.06)/3.92 = .00711959 (section
  // 8a).
  const double se = .00711959;
  const double low = avoided_cases(cells, (std::log(1.08) - 1.96 * se) / 10, .009, 0);
  const double high = avoided_cases(cells, (std::log(1.08) + 1.96 * se) / 10, .009, 0);
  // 2000 strata: the 2.5th percentile is known to about a stratum, 0.5 % of the value here.
  EXPECT_NEAR(certain.cases.low, low, 0.005 * low);
  EXPECT_NEAR(certain.cases.high, high, 0.005 * high);
  EXPECT_NEAR(certain.money.low, certain.cases.low * 3e6, 1e-3);
  uncertainty = {.population = 0.02, .rate = 0.03, .value_per_case = {1.5e6, 3e6, 5e6}};
  const HealthImpact all = health_impact(cells, pm25_function(), .009, 0, uncertainty, 1);
  EXPECT_LT(all.cases.low, certain.cases.low);
  EXPECT_GT(all.cases.high, certain.cases.high);
  EXPECT_GT(all.money.high / all.money.low, certain.money.high / certain.money.low);
  EXPECT_NEAR(all.tornado_cases_or_money[1].high / all.tornado_cases_or_money[1].central, 1 + 0.02 * 1.644854,
              1e-6);
  EXPECT_LT(all.tornado_cases_or_money[3].low, all.tornado_cases_or_money[3].central);
  const HealthImpact again = health_impact(cells, pm25_function(), .009, 0, uncertainty, 1);
  EXPECT_EQ(again.cases.low, all.cases.low) << "the same seed, the same samples";
}

TEST(Health, WorkedMarginalDamage) {
  const MarginalDamage damage = marginal_damage(650000, .12, 60, log_slope(1.08, 10), .0095);
  EXPECT_NEAR(damage.cases_per_tonne * 60, 5.700181, 5e-7);
  EXPECT_NEAR(damage.cases_per_tonne, .0950030, 5e-8);
  EXPECT_NEAR(damage.intake_fraction, 7.1175e-6, 5e-11);
  EXPECT_NEAR(transferred_value(3e6, 20000, 40000, 1.0), 1.5e6, 1e-6);
}

}  // namespace
}  // namespace leeward
