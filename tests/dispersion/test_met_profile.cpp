// Truth: AERMOD v24142's own intermediate values (../shared/reference/aermod: _met/<set>/ and the urban
// cases, six printed digits), the worked table of physics/07 section 7.1 (five decimals), and identities of
// the operators.
#include "dispersion/met_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "support/reference_met.h"

namespace leeward::dispersion {
namespace {

using test::printed_tolerance;
using test::read_reference_table;
using test::ReferenceTable;

struct ReferenceSet {
  const char* name;     // folder of the intermediate values
  const char* met;      // case with that meteorology
  const char* options;  // case whose aermod.inp has PROFBASE and URBANOPT; null: neither
};

void PrintTo(const ReferenceSet& set, std::ostream* out) {
  *out << set.name;
}

class MetProfileReference : public testing::TestWithParam<ReferenceSet> {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(test::reference_folder()))
      GTEST_SKIP() << "no ../shared/reference/aermod here";
    const ReferenceSet& set = GetParam();
    series_ = test::read_case_met(set.met);
    std::vector<UrbanArea> urban;
    if (set.options != nullptr) {
      const auto options =
          test::read_reference_options(test::reference_folder() / set.options / "aermod.inp");
      urban = options.urban_areas;
      series_.profile_base_elevation_m = options.profile_base_elevation_m;
    } else {
      series_.profile_base_elevation_m = 0;
    }
    options_ = boundary_layer_options(series_, urban);
    scalars_ = read_reference_table(test::reference_folder() / set.name / "met_scalars.csv");
    profile_ = read_reference_table(test::reference_folder() / set.name / "met_profile.csv");
    ASSERT_GT(scalars_.rows, 0U);
    ASSERT_GT(profile_.rows, 0U);
  }

  BoundaryLayer layer_of(double hour) const {
    return make_boundary_layer(series_.hours.at(static_cast<std::size_t>(hour) - 1), options_);
  }

  MetSeries series_;
  BoundaryLayerOptions options_;
  ReferenceTable scalars_, profile_;
};

TEST_P(MetProfileReference, ScalarsAgreeToThePrintedDigits) {
  for (std::size_t row = 0; row < scalars_.rows; ++row) {
    const BoundaryLayer layer = layer_of(scalars_["hour"][row]);
    ASSERT_EQ(layer.status, HourStatus::valid) << "hour " << scalars_["hour"][row];
    const auto expect_same = [&](const char* name, double value) {
      const double expected = scalars_[name][row];
      if (expected == -9 || expected == -999) return;
      EXPECT_NEAR(value, expected, printed_tolerance(expected)) << name << ", hour " << scalars_["hour"][row];
    };
    const ProfileSet& rural = layer.rural;
    const AirSample at_zi = rural.at(rural.mixing_height_m);
    expect_same("ustar", rural.friction_velocity_m_per_s);
    expect_same("wstar", layer.convective_velocity_m_per_s);
    expect_same("L", 1.0 / rural.inverse_obukhov_length_per_m);
    expect_same("z0", rural.roughness_length_m);
    expect_same("zic", layer.convective_mixing_height_m);
    expect_same("zim", layer.mechanical_mixing_height_m);
    expect_same("zi", rural.mixing_height_m);
    expect_same("vptg", layer.gradient_above_zi_k_per_m);
    expect_same("u_avg", layer.mean_wind_speed_m_per_s);
    expect_same("sigv_avg", layer.mean_sigma_v_m_per_s);
    expect_same("sigw_avg", layer.mean_sigma_w_m_per_s);
    expect_same("u_zi", at_zi.wind_speed_m_per_s);
    expect_same("sigv_zi", at_zi.sigma_v_m_per_s);
    expect_same("sigw_zi", at_zi.sigma_w_m_per_s);
    expect_same("theta_zi", layer.potential_temperature_at_zi_k);
    expect_same("uref", layer.wind_speed_m_per_s);
    expect_same("wdref", layer.wind_from_deg);
    expect_same("zref", layer.wind_height_m);
    expect_same("t_ref", layer.temperature_k);
  }
}

TEST_P(MetProfileReference, ProfilesAgreeToThePrintedDigits) {
  BoundaryLayer layer;
  double hour = 0;
  for (std::size_t row = 0; row < profile_.rows; ++row) {
    if (profile_["hour"][row] != hour) layer = layer_of(hour = profile_["hour"][row]);
    const double z = profile_["z"][row];
    const std::size_t level =
        std::min<std::size_t>(static_cast<std::size_t>(std::lower_bound(profile_height_m.begin(),
                                                                        profile_height_m.end(), z - 1e-6) -
                                                       profile_height_m.begin()),
                              profile_level_count - 1);
    ASSERT_NEAR(profile_height_m[level], z, 1e-9);
    const auto expect_same = [&](const char* name, double value) {
      const double expected = profile_[name][row];
      EXPECT_NEAR(value, expected, printed_tolerance(expected)) << name << ", hour " << hour << ", z " << z;
    };
    const AirSample rural = layer.rural.level(level);
    expect_same("wind_dir", layer.rural.wind_from_deg_at_level(level));
    expect_same("wind_speed", rural.wind_speed_m_per_s);
    expect_same("sigma_v", rural.sigma_v_m_per_s);
    expect_same("sigma_w", rural.sigma_w_m_per_s);
    expect_same("theta", rural.potential_temperature_k);
    expect_same("dthdz", rural.gradient_k_per_m);
    if (!profile_.has("sigma_v_urban")) continue;
    const bool has_urban = !layer.urban.empty() && layer.urban[0];
    ASSERT_EQ(has_urban, profile_["sigma_w_urban"][row] != -99) << "hour " << hour;
    if (!has_urban) continue;  // AERMOD leaves the columns of an hour without urban effect as they were
    const AirSample urban = layer.urban[0]->level(level);
    expect_same("sigma_v_urban", urban.sigma_v_m_per_s);
    expect_same("sigma_w_urban", urban.sigma_w_m_per_s);
    expect_same("theta_urban", urban.potential_temperature_k);
    expect_same("dthdz_urban", urban.gradient_k_per_m);
    const double urban_zi = std::max(profile_["zi_urban"][row], layer.mechanical_mixing_height_m);
    EXPECT_NEAR(layer.urban[0]->mixing_height_m, urban_zi, printed_tolerance(urban_zi)) << "hour " << hour;
    expect_same("ustar_urban", layer.urban[0]->friction_velocity_m_per_s);
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, MetProfileReference,
                         testing::Values(ReferenceSet{"_met/dev_a", "point_flat_ground_a", nullptr},
                                         ReferenceSet{"_met/dev_b", "point_flat_nonbuoyant_b", nullptr},
                                         ReferenceSet{"_met/dev_s", "point_stable_s", nullptr},
                                         ReferenceSet{"urban_a", "urban_a", "urban_a"},
                                         ReferenceSet{"urban_small_b", "urban_small_b", "urban_small_b"}));

// Stack-height values as AERMOD used them, floors applied: the set each source takes, interpolation,
// PROFBASE.
TEST(MetProfileReferenceSources, StackHeightValuesAgreeToThePrintedDigits) {
  if (!std::filesystem::exists(test::reference_folder()))
    GTEST_SKIP() << "no ../shared/reference/aermod here";
  std::size_t compared = 0;
  for (const char* name :
       {"urban_a", "urban_small_b", "terrain_hill_a", "terrain_ridge_b", "point_stable_s"}) {
    const MetSeries series = test::read_case_met(name);
    const auto urban =
        test::read_reference_options(test::reference_folder() / name / "aermod.inp").urban_areas;
    const auto file = test::reference_folder() / name / "intermediate_source.csv";
    const ReferenceTable rows = read_reference_table(file);
    const std::vector<std::string> sources = test::read_reference_texts(file, "source");
    ASSERT_EQ(sources.size(), rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const MetHour& hour = series.hours.at(static_cast<std::size_t>(rows["hour"][row]) - 1);
      const BoundaryLayer layer = make_boundary_layer(hour, boundary_layer_options(series, urban));
      SourceCommon source;
      source.is_urban = !urban.empty() && sources[row] != "RURPT";
      const ProfileSet& set = layer.set_for(source);
      const double height = rows["hs"][row];
      AirSample air = set.at(height);
      air.apply_floors();
      const auto expect_same = [&](const char* column, double value) {
        const double expected = rows[column][row];
        EXPECT_NEAR(value, expected, printed_tolerance(expected))
            << name << ", " << sources[row] << ", " << column << ", hour " << rows["hour"][row];
        ++compared;
      };
      expect_same("zi", set.mixing_height_m);
      expect_same("L", 1.0 / set.inverse_obukhov_length_per_m);
      expect_same("ustar", set.friction_velocity_m_per_s);
      expect_same("u_stack", air.wind_speed_m_per_s);
      expect_same("sigv_stack", air.sigma_v_m_per_s);
      expect_same("sigw_stack", air.sigma_w_m_per_s);
      expect_same("dthdz_stack", air.gradient_k_per_m);
      expect_same("theta_stack", air.potential_temperature_k);
    }
  }
  EXPECT_GT(compared, 400U);
}

// Hours K and S of physics/07 section 7.1: one level at 10 m, z0 = 0.3 m, base elevation 0.
MetHour worked_hour(bool is_stable) {
  MetHour hour;
  hour.sensible_heat_flux_w_per_m2 = is_stable ? -20 : 150;
  hour.friction_velocity_m_per_s = is_stable ? 0.15 : 0.35;
  hour.mechanical_mixing_height_m = is_stable ? 140 : 500;
  hour.inverse_obukhov_length_per_m = is_stable ? 1.0 / 25 : -1.0 / 30;
  hour.wind_speed_m_per_s = is_stable ? 2 : 3;
  hour.temperature_k = is_stable ? 285 : 295;
  hour.roughness_length_m = 0.3;
  hour.wind_from_deg = 270;
  hour.wind_height_m = 10;
  hour.temperature_height_m = 2;
  if (is_stable) return hour;
  hour.convective_velocity_m_per_s = 1.6;
  hour.temperature_gradient_above_zi_k_per_m = 0.008;
  hour.convective_mixing_height_m = 900;
  return hour;
}

TEST(MetProfile, ReturnsTheWorkedConvectiveHour) {
  constexpr double printed = 0.51e-5;  // the table has five decimals
  const BoundaryLayer layer = make_boundary_layer(worked_hour(false), {});
  ASSERT_EQ(layer.status, HourStatus::valid);
  EXPECT_FALSE(layer.is_stable);
  struct Row {
    double z, speed, sigma_v, sigma_w;
  };
  for (const Row& row :
       {Row{1, .86771, 1.15612, .50073}, Row{10, 2.97139, 1.15463, .63732}, Row{65, 3.99035, 1.14550, .94956},
        Row{100, 4.16429, 1.13965, 1.03930}, Row{300, 4.52946, 1.10562, 1.01737},
        Row{900, 4.80746, 1.07051, .95144}, Row{1500, 4.80746, .70711, .16017}}) {
    const AirSample air = layer.rural.at(row.z);
    EXPECT_NEAR(air.wind_speed_m_per_s, row.speed, printed) << row.z;
    EXPECT_NEAR(air.sigma_v_m_per_s, row.sigma_v, printed) << row.z;
    EXPECT_NEAR(air.sigma_w_m_per_s, row.sigma_w, printed) << row.z;
  }
  EXPECT_NEAR(layer.rural.at(500).potential_temperature_k, 295.0195, 0.51e-4);
  EXPECT_NEAR(layer.rural.at(1500).potential_temperature_k, 299.3945, 0.51e-4);
  EXPECT_NEAR(layer.mean_wind_speed_m_per_s, 4.51536, printed);
  EXPECT_NEAR(layer.mean_sigma_w_m_per_s, .98030, printed);
}

TEST(MetProfile, ReturnsTheWorkedStableHour) {
  constexpr double printed = 0.51e-5;  // the table has five decimals
  const BoundaryLayer layer = make_boundary_layer(worked_hour(true), {});
  ASSERT_EQ(layer.status, HourStatus::valid);
  EXPECT_TRUE(layer.is_stable);
  struct Row {
    double z, speed, sigma_v, sigma_w, gradient;
  };
  for (const Row& row :
       {Row{1, .41184, .28460, .19431, .114437}, Row{10, 1.98317, .28460, .18822, .050212},
        Row{65, 5.38842, .28460, .15862, .035226}, Row{100, 6.56223, .28460, .14881, .034331}}) {
    const AirSample air = layer.rural.at(row.z);
    EXPECT_NEAR(air.wind_speed_m_per_s, row.speed, printed) << row.z;
    EXPECT_NEAR(air.sigma_v_m_per_s, row.sigma_v, printed) << row.z;
    EXPECT_NEAR(air.sigma_w_m_per_s, row.sigma_w, printed) << row.z;
    EXPECT_NEAR(air.gradient_k_per_m, row.gradient, 0.51e-6) << row.z;
  }
  EXPECT_NEAR(layer.rural.at(65).potential_temperature_k, 287.6757, 0.51e-4);
  EXPECT_NEAR(layer.mean_wind_speed_m_per_s, 5.14728, printed);
  EXPECT_NEAR(layer.mean_sigma_w_m_per_s, .16187, printed);
}

TEST(MetProfile, ScreensCalmAndMissingHours) {
  MetHour hour = worked_hour(false);
  hour.wind_speed_m_per_s = 0;
  hour.friction_velocity_m_per_s = missing;  // a calm hour is not asked for anything else
  EXPECT_EQ(make_boundary_layer(hour, {}).status, HourStatus::calm);
  const auto status_without = [](double MetHour::*member, bool is_stable) {
    MetHour changed = worked_hour(is_stable);
    changed.*member = missing;
    return make_boundary_layer(changed, {}).status;
  };
  for (const auto member :
       {&MetHour::wind_speed_m_per_s, &MetHour::wind_from_deg, &MetHour::temperature_k,
        &MetHour::wind_height_m, &MetHour::friction_velocity_m_per_s, &MetHour::inverse_obukhov_length_per_m,
        &MetHour::mechanical_mixing_height_m, &MetHour::roughness_length_m, &MetHour::temperature_height_m}) {
    EXPECT_EQ(status_without(member, true), HourStatus::missing);
    EXPECT_EQ(status_without(member, false), HourStatus::missing);
  }
  for (const auto member : {&MetHour::convective_mixing_height_m, &MetHour::convective_velocity_m_per_s}) {
    EXPECT_EQ(status_without(member, true), HourStatus::valid);
    EXPECT_EQ(status_without(member, false), HourStatus::missing);
  }
  hour = worked_hour(true);
  hour.friction_velocity_m_per_s = 0;  // divides nothing: see the departures of make_boundary_layer
  EXPECT_EQ(make_boundary_layer(hour, {}).status, HourStatus::missing);
}

TEST(MetProfile, RepairsAsAermod) {
  MetHour hour = worked_hour(false);
  hour.wind_from_deg = 0;
  hour.convective_velocity_m_per_s = 0;
  hour.temperature_gradient_above_zi_k_per_m = 0.001;
  hour.inverse_obukhov_length_per_m = -3;
  hour.convective_mixing_height_m = 0.2;
  hour.mechanical_mixing_height_m = 5200;
  hour.roughness_length_m = 0;
  const BoundaryLayer layer = make_boundary_layer(hour, {});
  ASSERT_EQ(layer.status, HourStatus::valid);
  EXPECT_EQ(layer.wind_from_deg, 360);
  EXPECT_EQ(layer.convective_velocity_m_per_s, 0.001);
  EXPECT_EQ(layer.gradient_above_zi_k_per_m, 0.005);
  EXPECT_EQ(layer.rural.inverse_obukhov_length_per_m, -1);
  EXPECT_EQ(layer.convective_mixing_height_m, 1);
  EXPECT_EQ(layer.rural.mixing_height_m, 4000);
  EXPECT_EQ(layer.rural.roughness_length_m, 1e-4);
  hour = worked_hour(true);
  hour.inverse_obukhov_length_per_m = 0;  // neutral
  EXPECT_TRUE(make_boundary_layer(hour, {}).is_stable);
  EXPECT_EQ(make_boundary_layer(hour, {}).rural.inverse_obukhov_length_per_m, 1.0 / 8888);
}

// physics/01 section 7 by hand: P = P_0, so dT = 12 K, z_iu = 400 m; with T = 295 K and u* = 0.2 m/s
// H_u/(rho cp) = 0.03 * 12 * 0.2 = 0.072 K m/s and g/T * 0.072 = 2.393368e-3 m2/s3.
TEST(MetProfile, MakesAnUrbanSetInTheMorningTransition) {
  MetHour hour = worked_hour(false);
  hour.friction_velocity_m_per_s = 0.2;
  hour.convective_mixing_height_m = 399;
  hour.mechanical_mixing_height_m = 100;
  const BoundaryLayerOptions city{.urban_areas = {{.population = 2e6, .roughness_length_m = 1}}};
  const BoundaryLayer layer = make_boundary_layer(hour, city);
  ASSERT_TRUE(layer.urban.at(0));
  EXPECT_FALSE(layer.is_stable);
  EXPECT_TRUE(layer.urban[0]->is_urban_stable);
  EXPECT_EQ(layer.urban[0]->mixing_height_m, 400);
  EXPECT_EQ(layer.rural.mixing_height_m, 399);
  const double w_star = std::cbrt(2.393368e-3 * 400);  // 0.9855 m/s
  const double u_star =
      w_star * std::sqrt(1.6 * std::pow(7.0 / 400, 2.0 / 3)) / (1.3 * std::sqrt(1 - 7.0 / 400));
  ASSERT_GT(u_star, 0.2);
  constexpr double rounding = 1e-6;  // of the seven digits above
  EXPECT_NEAR(layer.urban[0]->friction_velocity_m_per_s, u_star, rounding);
  const double length =
      std::max(-u_star * u_star * u_star / (0.4 * 2.393368e-3), -30.0);  // the one nearer to 0
  EXPECT_NEAR(1 / layer.urban[0]->inverse_obukhov_length_per_m, length, 1e-4);
  const double rural_sigma_v = layer.rural.at(50).sigma_v_m_per_s;
  EXPECT_NEAR(layer.urban[0]->at(50).sigma_v_m_per_s, std::hypot(rural_sigma_v, std::sqrt(0.35) * w_star),
              rounding);
  EXPECT_EQ(layer.urban[0]->at(50).gradient_k_per_m, 1e-5);
  EXPECT_EQ(layer.urban[0]->at(50).wind_speed_m_per_s, layer.rural.at(50).wind_speed_m_per_s);
  hour.convective_mixing_height_m = 401;
  EXPECT_FALSE(make_boundary_layer(hour, city).urban.at(0));
}

TEST(MetProfile, AllValuesAreFiniteInExtremeHours) {
  for (const double inverse_l : {-1.0, -1e-9, 0.0, 1e-9, 1.0}) {
    for (const double z0 : {1e-5, 0.3, 2.0}) {
      for (const double z_im : {0.5, 5.0, 4000.0}) {
        MetHour hour = worked_hour(inverse_l >= 0);
        hour.inverse_obukhov_length_per_m = inverse_l;
        hour.roughness_length_m = z0;
        hour.mechanical_mixing_height_m = z_im;
        hour.profile = {{.height_m = 0, .wind_speed_m_per_s = 1, .temperature_c = 10},
                        {.height_m = 2, .wind_speed_m_per_s = 0, .temperature_c = 10, .sigma_theta_deg = 98},
                        {.height_m = 600,
                         .wind_from_deg = 0,
                         .wind_speed_m_per_s = 3,
                         .temperature_c = 30,
                         .sigma_w_m_per_s = 0}};
        for (const double population : {0.0, 20.0, 5e3, 3e7}) {
          for (const bool is_bulk : {false, true}) {
            const BoundaryLayer layer = make_boundary_layer(
                hour, {.is_adjusted_u_star = is_bulk,
                       .is_bulk_richardson = is_bulk,
                       .urban_areas = {{.population = population, .roughness_length_m = 3}}});
            ASSERT_EQ(layer.status, HourStatus::valid);
            EXPECT_FALSE(layer.urban.at(0) && population < 91);
            for (const bool is_urban : {false, true}) {
              SourceCommon source;
              source.is_urban = is_urban;
              for (const double z : {0.0, 0.1, 5.0, 600.0, 4999.0, 6000.0}) {
                const AirSample air = layer.set_for(source).at(z);
                EXPECT_GE(air.wind_speed_m_per_s, 0.01 * (z <= 5000));
                EXPECT_TRUE(std::isfinite(air.wind_speed_m_per_s + air.sigma_v_m_per_s + air.sigma_w_m_per_s +
                                          air.gradient_k_per_m + air.potential_temperature_k))
                    << inverse_l << " " << z0 << " " << z_im << " " << z;
              }
            }
          }
        }
      }
    }
  }
}

// Without a measured level the profile goes through U_ref at z_ref. Airports measure at 7.9 m, the grid has 8
// m: that level has U(8) = U_ref u_MO(8)/u_MO(7.9), not U_ref. L = 8888, z0 = 0.1: psi = -17 (1 - exp(-0.29
// z/L)).
TEST(MetProfile, ReferenceWindIsNoLevel) {
  MetHour hour = worked_hour(true);
  hour.profile = {{.height_m = 50, .temperature_c = 12}};
  hour.roughness_length_m = 0.1;
  hour.inverse_obukhov_length_per_m = 1.0 / 8888;
  hour.mechanical_mixing_height_m = 900;
  hour.wind_height_m = 7.9;
  hour.wind_speed_m_per_s = 5;
  const auto shape = [](double z) {
    return std::log(z / 0.1) + 17 * (1 - std::exp(-0.29 * z / 8888)) -
           17 * (1 - std::exp(-0.29 * 0.1 / 8888));
  };
  const BoundaryLayer layer = make_boundary_layer(hour, {});
  ASSERT_EQ(layer.status, HourStatus::valid);
  EXPECT_NEAR(layer.rural.at(8).wind_speed_m_per_s, 5 * shape(8) / shape(7.9), 1e-12);
  // A measured level does stand for the grid level within 0.1 m of it.
  hour.profile[0] = {.height_m = 7.9, .wind_speed_m_per_s = 5};
  EXPECT_EQ(make_boundary_layer(hour, {}).rural.at(8).wind_speed_m_per_s, 5.0);
}

// With ADJ_U* and BULKRN AERMOD takes the code 99 of a missing cloud cover for its tenths: N8 = nint(79.2) =
// 79 oktas. theta* by physics/01 section 5.3, Gamma at 2 m = theta*/(2 k) (0.74 + 4.7*2/L).
TEST(MetProfile, MissingCloudOfABulkRichardsonNightIsItsCode) {
  MetHour hour = worked_hour(true);
  hour.profile.clear();
  hour.cloud_tenths = missing;
  const double z0 = hour.roughness_length_m;
  const double u_max = 0.6 * std::pow(10 / std::log((10 - 5 * z0) / z0), 0.333333);
  const double theta_0 = 1.4 * (0.005 / std::tan(0.17 * (2 * 79 + 1)) + 0.05);
  const double theta_star = theta_0 * (1 - std::pow(2 * hour.friction_velocity_m_per_s / u_max - 1, 2));
  const BoundaryLayer layer =
      make_boundary_layer(hour, {.is_adjusted_u_star = true, .is_bulk_richardson = true});
  ASSERT_EQ(layer.status, HourStatus::valid);
  EXPECT_NEAR(layer.rural.at(2).gradient_k_per_m,
              theta_star / (2 * 0.4) * (0.74 + 4.7 * 2 * hour.inverse_obukhov_length_per_m), 1e-12);
}

// A year is 8760 hours and the hour's plumes take seconds: 0.3 ms an hour keeps this part out of sight.
TEST(MetProfile, TakesWellBelowAMillisecond) {
  MetHour hour = worked_hour(true);
  for (double z = 10; z <= 500; z += 10) {
    hour.profile.push_back({z, 200, 4, 10, 12, 0.3});
  }
  const auto start = std::chrono::steady_clock::now();
  double sum = 0;
  for (int k = 0; k < 200; ++k) {
    sum += make_boundary_layer(hour, {.urban_areas = {{.population = 1e6}}}).mean_wind_speed_m_per_s;
  }
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
  RecordProperty("milliseconds_per_hour", std::to_string(spent.count() / 200));
  EXPECT_GT(sum, 0);
  EXPECT_LT(spent.count() / 200, 1.0);
}

}  // namespace
}  // namespace leeward::dispersion
