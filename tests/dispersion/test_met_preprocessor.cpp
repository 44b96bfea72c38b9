// Truth: EPA's own AERMET v24142 files (../shared/reference/aermod: a year of Houston 1996 with ADJ_U*, four
// days of an on-site tower without), whose cloud, wind and temperature columns give u*, L, H and z_im again;
// and made-up days.
#include "dispersion/met_preprocessor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/model/units.h"
#include "dispersion/met_profile.h"
#include "dispersion/sun_position.h"
#include "dispersion/surface_layer.h"
#include "support/reference_met.h"

namespace leeward::dispersion {
namespace {

/// What AERMET had to work with, from the columns of its SFC file.
ObservedSeries observed_from(const MetSeries& met, const MetSite& site) {
  ObservedSeries observed{.site = site, .hours = {}, .origin = "aermet.sfc"};
  for (const MetHour& hour : met.hours) {
    observed.hours.push_back({.hour = hour.hour,
                              .wind_speed_m_per_s = hour.wind_speed_m_per_s,
                              .wind_from_deg = hour.wind_from_deg,
                              .temperature_k = hour.temperature_k,
                              .cloud_tenths = hour.cloud_tenths,
                              .pressure_hpa = hour.pressure_hpa});
  }
  return observed;
}

struct Deviations {
  std::vector<double> values;
  void add(double ours, double theirs) { values.push_back(std::abs(ours - theirs) / std::abs(theirs)); }
  double quantile(double p) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 1e9
                          : values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
  }
};

// Houston 1996, ADJ_U*: every one of the 7181 hours has AERMET's stability. Relative deviations, median and
// 95th percentile: stable u* 0.07 %, 0.28 %; L 0.09 %, 0.42 %; H 0.08 %, 0.35 %; z_im 0.07 %, 0.29 %.
// Convective u* 0.05 %, 0.19 %; L 0.16 %, 0.60 %; H 0.05 %, 0.45 %; z_im 0.06 %, 0.21 %. The file prints u*
// to 0.001 m/s (0.25 % of 0.2 m/s), T to 0.1 K, L to 0.1 m and cloud to tenths: the bound, twice the largest
// of these, is what rounding makes.
TEST(MetPreprocessorReference, ReturnsAermetsYearOfHouston) {
  const auto folder = test::reference_folder() / "_met";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/reference/aermod here";
  const MetSeries reference =
      test::read_reference_met(folder / "houston1996.sfc", folder / "houston1996.pfl", -6);
  const MetSite site{.station = "Houston",
                     .latitude_deg = reference.latitude_deg,
                     .longitude_deg = reference.longitude_deg,
                     .elevation_m = 30,
                     .utc_offset_hours = -6,
                     .wind_height_m = 6.1,
                     .roughness_length_m = {0.15},
                     .albedo = {0.25},
                     .bowen_ratio = {0.7}};
  const auto result = preprocess(observed_from(reference, site));
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->value.hours.size(), reference.hours.size());
  Deviations u_star[2], length[2], heat[2], mechanical[2];
  Deviations convective_height;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < reference.hours.size(); ++i) {
    const MetHour& theirs = reference.hours[i];
    const MetHour& ours = result->value.hours[i];
    EXPECT_EQ(ours.hour, theirs.hour);
    if (!is_missing(
            theirs.pressure_hpa)) {  // the last seven hours have no data at all, and no albedo of the sun
      EXPECT_NEAR(ours.albedo, theirs.albedo, 0.0051) << i;  // printed to 0.01
    }
    if (is_missing(theirs.friction_velocity_m_per_s)) continue;
    ASSERT_FALSE(is_missing(ours.friction_velocity_m_per_s)) << i;
    const bool is_stable = theirs.inverse_obukhov_length_per_m > 0;
    ASSERT_EQ(ours.inverse_obukhov_length_per_m > 0, is_stable) << "hour " << to_iso(ours.hour);
    ++compared;
    u_star[is_stable].add(ours.friction_velocity_m_per_s, theirs.friction_velocity_m_per_s);
    length[is_stable].add(1 / ours.inverse_obukhov_length_per_m, 1 / theirs.inverse_obukhov_length_per_m);
    heat[is_stable].add(ours.sensible_heat_flux_w_per_m2, theirs.sensible_heat_flux_w_per_m2);
    mechanical[is_stable].add(ours.mechanical_mixing_height_m, theirs.mechanical_mixing_height_m);
    if (!is_stable && !is_missing(theirs.convective_mixing_height_m)) {
      convective_height.add(ours.convective_mixing_height_m, theirs.convective_mixing_height_m);
    }
  }
  EXPECT_EQ(compared, 7181U);
  for (const bool is_stable : {false, true}) {
    for (Deviations* deviations :
         {&u_star[is_stable], &length[is_stable], &heat[is_stable], &mechanical[is_stable]}) {
      EXPECT_LT(deviations->quantile(0.5), 0.0032);
      EXPECT_LT(deviations->quantile(0.95), 0.012);
    }
    EXPECT_LT(u_star[is_stable].quantile(1.0), 0.006);  // worst 0.43 %, at 0.18 m/s
  }
  // Theirs come from soundings, ours from one gradient for the year: the median is the site's, not the
  // formula's.
  RecordProperty("median_deviation_of_convective_height", std::to_string(convective_height.quantile(0.5)));
  EXPECT_LT(convective_height.quantile(0.5), 0.5);
}

// The tower's hours with wind at 10 m from the sector with z0 0.75 m: the standard relations (no ADJ_U*),
// which do use cloud. 79 of 96 hours; u* to its printed 0.001 m/s, L to 0.1 m or 0.5 % (T to 0.1 K enters
// it).
TEST(MetPreprocessorReference, ReturnsAermetsTowerHours) {
  const auto folder = test::reference_folder() / "realmet_tower";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/reference/aermod here";
  const MetSeries reference = test::read_reference_met(folder / "met.sfc", folder / "met.pfl", -5);
  ASSERT_FALSE(reference.is_adjusted_u_star);
  const MetSite site{.station = "tower",
                     .latitude_deg = reference.latitude_deg,
                     .longitude_deg = reference.longitude_deg,
                     .utc_offset_hours = -5,
                     .wind_height_m = 10,
                     .temperature_height_m = 10,
                     .roughness_length_m = {0.75},
                     .albedo = {0.5},
                     .bowen_ratio = {1.5},
                     .is_adjusted_u_star = false};
  const auto result = preprocess(observed_from(reference, site));
  ASSERT_TRUE(result.has_value());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < reference.hours.size(); ++i) {
    const MetHour& theirs = reference.hours[i];
    const MetHour& ours = result->value.hours[i];
    if (theirs.roughness_length_m != 0.75 || theirs.wind_height_m != 10 || theirs.wind_speed_m_per_s < 0.5)
      continue;
    // At 0.5 m/s and less the file's one decimal of the wind is 10 %: only what AERMET printed in full can be
    // compared.
    const double length = 1 / theirs.inverse_obukhov_length_per_m;
    ++compared;
    EXPECT_NEAR(ours.friction_velocity_m_per_s, theirs.friction_velocity_m_per_s, 0.00051) << i;
    EXPECT_NEAR(1 / ours.inverse_obukhov_length_per_m, length, 0.051 + 0.005 * std::abs(length)) << i;
    EXPECT_NEAR(ours.sensible_heat_flux_w_per_m2, theirs.sensible_heat_flux_w_per_m2,
                0.051 + 0.005 * std::abs(theirs.sensible_heat_flux_w_per_m2))
        << i;
  }
  EXPECT_GT(compared, 60U);
}

// The authored sets (README of the reference) take their convective u* and L from H and wind by the same
// relations.
TEST(MetPreprocessorReference, ReturnsTheConvectiveHoursOfTheDevelopmentSets) {
  if (!std::filesystem::exists(test::reference_folder()))
    GTEST_SKIP() << "no ../shared/reference/aermod here";
  std::size_t compared = 0;
  for (const char* name : {"point_flat_ground_a", "point_flat_nonbuoyant_b", "point_stable_s"}) {
    for (const MetHour& hour : test::read_case_met(name).hours) {
      if (!(hour.inverse_obukhov_length_per_m < 0) || !(hour.wind_speed_m_per_s > 0)) continue;
      const SurfaceWind wind{
          .wind_speed_m_per_s = hour.wind_speed_m_per_s,
          .wind_height_m = hour.wind_height_m,
          .roughness_length_m = hour.roughness_length_m,
          .temperature_k = hour.temperature_k,
          .density_kg_per_m3 = air_density_kg_per_m3(hour.pressure_hpa, hour.temperature_k)};
      const SurfaceLayer layer = convective_surface_layer(wind, hour.sensible_heat_flux_w_per_m2);
      // Printed to 0.001 m/s, and both iterations stop within 1 % of L, a third of that in u*.
      EXPECT_NEAR(layer.friction_velocity_m_per_s, hour.friction_velocity_m_per_s,
                  0.0006 + 0.004 * hour.friction_velocity_m_per_s)
          << name << " " << to_iso(hour.hour);
      ++compared;
    }
  }
  EXPECT_GT(compared, 30U);
}

// A summer's day and the night before at 8 h east of Greenwich, wind 3 m/s.
ObservedSeries made_up_days(std::size_t hours) {
  ObservedSeries observed;
  observed.origin = "met.csv";
  observed.site = {.station = "made up",
                   .latitude_deg = 22.5,
                   .longitude_deg = 114,
                   .elevation_m = 40,
                   .utc_offset_hours = 8,
                   .roughness_length_m = {0.5},
                   .albedo = {0.18},
                   .bowen_ratio = {1.0}};
  const UtcHour first = utc_from_local_standard({2024, 6, 20, 1}, 8);
  for (std::size_t i = 0; i < hours; ++i) {
    observed.hours.push_back({.hour = first + static_cast<std::int64_t>(i),
                              .wind_speed_m_per_s = 3,
                              .wind_from_deg = 120,
                              .temperature_k = 300,
                              .cloud_tenths = 2,
                              .pressure_hpa = 1005});
  }
  return observed;
}

std::size_t faults_with(const std::vector<Fault>& faults, const std::string& words) {
  return static_cast<std::size_t>(std::count_if(faults.begin(), faults.end(), [&](const Fault& fault) {
    return to_text(fault).find(words) != std::string::npos;
  }));
}

TEST(MetPreprocessor, MakesADayTheSolverAccepts) {
  const auto result = preprocess(made_up_days(24));
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->faults.empty());
  const std::vector<MetHour>& hours = result->value.hours;
  ASSERT_EQ(hours.size(), 24U);
  EXPECT_EQ(result->value.profile_base_elevation_m, 40);
  double highest = 0;
  for (std::size_t i = 0; i < 24; ++i) {
    const BoundaryLayer layer = make_boundary_layer(hours[i], boundary_layer_options(result->value, {}));
    EXPECT_EQ(layer.status, HourStatus::valid) << i;
    const bool is_day = i >= 7 && i < 17;  // hours ending 8 to 17
    const bool is_night = i < 5 || i >= 20;
    EXPECT_FALSE(is_day && layer.is_stable) << i;
    EXPECT_TRUE(!is_night || layer.is_stable) << i;
    ASSERT_EQ(hours[i].profile.size(), 1U);
    EXPECT_EQ(hours[i].profile[0].height_m, 10);
    if (!is_day) continue;
    EXPECT_GT(hours[i].convective_mixing_height_m, highest);  // it grows all day
    highest = hours[i].convective_mixing_height_m;
  }
  EXPECT_GT(highest,
            800);  // S of about 8 MJ/m2 over 0.008 K/m: sqrt(2.8 * 8e6/(1.17 * 1004 * 0.008)) = 1540 m
  EXPECT_LT(highest, 2500);
}

TEST(MetPreprocessor, LeavesHoursMissingAndCountsEachLackOnce) {
  ObservedSeries observed = made_up_days(48);
  for (const std::size_t i : {3U, 4U, 5U}) observed.hours[i].wind_speed_m_per_s = missing;
  observed.hours[7].wind_from_deg = missing;
  for (const std::size_t i : {10U, 11U, 12U, 13U})
    observed.hours[i].temperature_k = missing;  // too long a gap
  for (std::size_t i = 32; i < 36; ++i) observed.hours[i].cloud_tenths = missing;
  observed.hours[20].wind_speed_m_per_s = 0;
  observed.hours[21].wind_speed_m_per_s = 400;
  const auto result = preprocess(observed);
  ASSERT_TRUE(result.has_value());
  const std::vector<std::size_t> lost{3, 4, 5, 7, 10, 11, 12, 13, 21, 32, 33, 34, 35};
  for (std::size_t i = 0; i < 48; ++i) {
    const BoundaryLayer layer =
        make_boundary_layer(result->value.hours[i], boundary_layer_options(result->value, {}));
    const bool is_lost = std::find(lost.begin(), lost.end(), i) != lost.end();
    const HourStatus expected = i == 20   ? HourStatus::calm
                                : is_lost ? HourStatus::missing
                                          : HourStatus::valid;
    EXPECT_EQ(layer.status, expected) << i;
  }
  EXPECT_EQ(result->faults.size(), 5U);
  EXPECT_EQ(faults_with(result->faults, "4 hours without wind speed"), 1U);  // with the impossible one
  EXPECT_EQ(faults_with(result->faults, "first at 2024-06-19T20:00Z"),
            1U);  // hour 3 ends at 4:00, 20:00 UTC before
  EXPECT_EQ(faults_with(result->faults, "1 hour with wind but without its direction"), 1U);
  EXPECT_EQ(faults_with(result->faults, "4 hours without temperature"), 1U);
  EXPECT_EQ(faults_with(result->faults, "4 hours without cloud cover"), 1U);
  EXPECT_EQ(faults_with(result->faults, "1 hour with an impossible wind speed"), 1U);
}

TEST(MetPreprocessor, FillsShortGapsAndSaysSo) {
  ObservedSeries observed = made_up_days(24);
  observed.hours[9].temperature_k = 303;
  observed.hours[10].temperature_k = missing;
  observed.hours[11].temperature_k = missing;
  observed.hours[12].cloud_tenths = missing;
  observed.hours[13].cloud_tenths = 5;
  observed.hours[14].pressure_hpa = missing;
  observed.hours[15].wind_speed_m_per_s = 0.1;
  const auto result = preprocess(observed);
  ASSERT_TRUE(result.has_value());
  const std::vector<MetHour>& hours = result->value.hours;
  EXPECT_NEAR(hours[10].temperature_k, 302, 1e-9);
  EXPECT_NEAR(hours[11].temperature_k, 301, 1e-9);
  EXPECT_EQ(hours[12].cloud_tenths, 4);  // 3.5 to whole tenths
  EXPECT_NEAR(hours[14].pressure_hpa, 1013.25 * std::pow(1 - 0.0065 * 40 / 288.15, 5.255), 1e-9);
  EXPECT_EQ(hours[15].wind_speed_m_per_s, 0.2828);
  EXPECT_EQ(faults_with(result->faults, "interpolated"), 2U);
  EXPECT_EQ(faults_with(result->faults, "1 hour without pressure"), 1U);
  EXPECT_EQ(faults_with(result->faults, "raised to 0.2828"), 1U);
  EXPECT_EQ(result->faults.size(), 4U);
}

TEST(MetPreprocessor, RadiationStandsInForCloud) {
  ObservedSeries observed = made_up_days(24);
  const auto with_cloud = preprocess(observed).value();
  for (ObservedHour& hour : observed.hours) {
    const CivilHour start = local_standard_from_utc(hour.hour + (-1), 8);
    const SunDay sun(day_of_year(start.year, start.month, start.day), 22.5, 114, -8);
    const double elevation = 0.5 * (sun.elevation_deg(start.hour) + sun.elevation_deg(start.hour + 1));
    hour.solar_radiation_w_per_m2 = cloudy_radiation_w_per_m2(elevation, 2);
    hour.cloud_tenths = missing;
  }
  const auto with_radiation = preprocess(observed).value();
  for (std::size_t i = 0; i < 24; ++i) {
    const double u_star = with_cloud.value.hours[i].friction_velocity_m_per_s;
    EXPECT_NEAR(with_radiation.value.hours[i].friction_velocity_m_per_s, u_star, 1e-9) << i;
  }
}

TEST(MetPreprocessor, AbsentHoursAreCountedAndEndTheMemoryOfTheMechanicalHeight) {
  ObservedSeries observed = made_up_days(48);
  for (ObservedHour& hour : observed.hours) hour.wind_speed_m_per_s = 6;
  for (std::size_t i = 25; i < 48; ++i) observed.hours[i].wind_speed_m_per_s = 1;
  observed.hours.erase(observed.hours.begin() + 24);
  const auto result = preprocess(observed);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(faults_with(result->faults, "1 hour not in the table"), 1U);
  const MetHour& after = result->value.hours[24];
  EXPECT_NEAR(after.mechanical_mixing_height_m, 2400 * std::pow(after.friction_velocity_m_per_s, 1.5), 1e-9);
}

TEST(MetPreprocessor, TakesTheMonthsValues) {
  ObservedSeries observed = made_up_days(2);
  observed.site.roughness_length_m.assign(12, 0.1);
  observed.site.roughness_length_m[5] = 0.4;  // June
  const auto result = preprocess(observed);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->value.hours[0].roughness_length_m, 0.4);
}

TEST(MetPreprocessor, TellsAllThatIsWrongWithTheSiteAtOnce) {
  ObservedSeries observed = made_up_days(3);
  observed.site.latitude_deg = 200;
  observed.site.albedo = {0.2, 0.3};
  observed.site.roughness_length_m = {2};  // 7 z0 is above the 10 m of the wind
  std::swap(observed.hours[0], observed.hours[1]);
  const auto result = preprocess(observed);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::input);
  EXPECT_EQ(result.error().faults.size(), 4U) << to_text(result.error());
  EXPECT_EQ(faults_with(result.error().faults, "wind measured at 10 m over a roughness length of 2 m"), 1U);
  observed = made_up_days(0);
  EXPECT_FALSE(preprocess(observed).has_value());
}

}  // namespace
}  // namespace leeward::dispersion
