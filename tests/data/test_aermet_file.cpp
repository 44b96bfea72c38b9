// Relies on: shared/physics/01-meteorology.md sections 2.1-2.3 (fields, missing codes, screening) and the
// reference files of shared/reference/aermod, whose header and first hours are quoted in the tests.
#include "data/aermet_file.h"

#include <gmock/gmock.h>

#include <cmath>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

const std::string header =
    "   41.300N   74.000W          UA_ID: 00014735  SF_ID: 14735     OS_ID: 99999        VERSION: 24142    "
    "CCVR_Sub\n";
const std::string stable_hour =
    "21  7  2 183  1   -1.8  0.043 -9.000 -9.000 -999.   21.      4.0  0.1000   0.80   1.00    1.00  270.0   "
    "10.0"
    "  288.1    2.0     0   0.00    82.   995.     0 NAD-OS  NoSubs\n";
const std::string stable_level = "21  7  2  1    10.0 1   270.0     1.00    14.95    99.00    99.00\n";

/// One surface record with a field (numbered as in physics/01, from 1) replaced.
std::string with_field(int number, const std::string& value) {
  const char* fields[] = {"21",    "7",    "2",     "183",  "13",  "120.0", "0.4", "1.5",   "0.006",
                          "900.",  "800.", "-60.0", "0.1",  "1",   "0.2",   "4.0", "200.0", "10.0",
                          "300.0", "2.0",  "0",     "0.00", "50.", "1000.", "3",   "A",     "B"};
  std::string line;
  for (int i = 1; i <= 27; ++i) line += (i == number ? value : fields[i - 1]) + std::string(" ");
  return line + "\n";
}

class Aermet : public ::testing::Test {
protected:
  Result<Loaded<MetSeries>> read(const std::string& surface, const std::string& profile) {
    return read_aermet(folder_.file("met.sfc", surface), folder_.file("met.pfl", profile), -5, 42);
  }
  /// The hour of a file with one record, one field replaced.
  MetHour hour_with(int number, const std::string& value) {
    auto met = read(header + with_field(number, value), "21 7 2 13 10.0 1 200.0 4.0 26.0 99 99\n");
    EXPECT_TRUE(met) << (met ? "" : to_text(met.error()));
    return met && !met->value.hours.empty() ? met->value.hours[0] : MetHour{};
  }
  std::string refusal(const std::string& surface, const std::string& profile) {
    auto met = read(surface, profile);
    return met ? "accepted" : to_text(met.error());
  }
  test::TempFolder folder_;
};

TEST_F(Aermet, ReadsHeaderAndRecord) {
  auto met = read(header + stable_hour, stable_level);
  ASSERT_TRUE(met) << to_text(met.error());
  const MetSeries& series = met->value;
  EXPECT_EQ(series.latitude_deg, 41.3);
  EXPECT_EQ(series.longitude_deg, -74);
  EXPECT_EQ(series.station, "14735");
  EXPECT_EQ(series.profile_base_elevation_m, 42);
  EXPECT_FALSE(series.is_adjusted_u_star);
  ASSERT_EQ(series.hours.size(), 1u);
  const MetHour& hour = series.hours[0];
  EXPECT_EQ(to_iso(hour.hour), "2021-07-02T06:00Z");  // hour 1 of the local day ends 01:00, 5 h behind UTC
  EXPECT_EQ(hour.sensible_heat_flux_w_per_m2, -1.8);
  EXPECT_EQ(hour.friction_velocity_m_per_s, 0.043);
  EXPECT_TRUE(is_missing(hour.convective_velocity_m_per_s));
  EXPECT_TRUE(is_missing(hour.temperature_gradient_above_zi_k_per_m));
  EXPECT_TRUE(is_missing(hour.convective_mixing_height_m));
  EXPECT_EQ(hour.mechanical_mixing_height_m, 21);
  EXPECT_EQ(hour.inverse_obukhov_length_per_m, 0.25);
  EXPECT_EQ(hour.roughness_length_m, 0.1);
  EXPECT_EQ(hour.bowen_ratio, 0.8);
  EXPECT_EQ(hour.albedo, 1);
  EXPECT_EQ(hour.wind_speed_m_per_s, 1);
  EXPECT_EQ(hour.wind_from_deg, 270);
  EXPECT_EQ(hour.wind_height_m, 10);
  EXPECT_EQ(hour.temperature_k, 288.1);
  EXPECT_EQ(hour.temperature_height_m, 2);
  EXPECT_EQ(hour.relative_humidity_percent, 82);
  EXPECT_EQ(hour.pressure_hpa, 995);
  EXPECT_EQ(hour.cloud_tenths, 0);
  ASSERT_EQ(hour.profile.size(), 1u);
  EXPECT_EQ(hour.profile[0].height_m, 10);
  EXPECT_EQ(hour.profile[0].temperature_c, 14.95);
  EXPECT_TRUE(is_missing(hour.profile[0].sigma_theta_deg));
  EXPECT_TRUE(is_missing(hour.profile[0].sigma_w_m_per_s));  // 99 is above 90
}

TEST_F(Aermet, HeaderFlagsChangeThePhysics) {
  const std::string flagged =
      "   29.967S   95.350E   UA_ID: 3937  SF_ID: 722430    OS_ID:              VERSION: 24142  ADJ_U*  "
      "BULKRN\r\n";
  auto met = read(flagged + stable_hour, stable_level);
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_TRUE(met->value.is_adjusted_u_star);
  EXPECT_TRUE(met->value.is_bulk_richardson);
  EXPECT_EQ(met->value.latitude_deg, -29.967);
  EXPECT_EQ(met->value.longitude_deg, 95.35);
  EXPECT_EQ(met->value.station, "722430");
}

TEST_F(Aermet, OutOfRangeBecomesMissingExactlyByTheRules) {
  struct Case {
    int field;
    double MetHour::*member;
    const char* last_good;
    const char* first_bad;
  };
  // physics/01 section 2.3 step 3, each limit from both sides.
  const Case cases[] = {
      {7, &MetHour::friction_velocity_m_per_s, "8.999", "9.0"},
      {7, &MetHour::friction_velocity_m_per_s, "0.0", "-0.001"},
      {8, &MetHour::convective_velocity_m_per_s, "0.0", "-0.001"},
      {10, &MetHour::convective_mixing_height_m, "90000", "90001"},
      {10, &MetHour::convective_mixing_height_m, "0", "-1"},
      {11, &MetHour::mechanical_mixing_height_m, "90000", "90001"},
      {11, &MetHour::mechanical_mixing_height_m, "0", "-1"},
      {12, &MetHour::inverse_obukhov_length_per_m, "-99990", "-99991"},
      {16, &MetHour::wind_speed_m_per_s, "89.99", "90.0"},
      {16, &MetHour::wind_speed_m_per_s, "0.0", "-0.01"},
      {17, &MetHour::wind_from_deg, "900", "900.1"},
      {17, &MetHour::wind_from_deg, "-8.9", "-9"},
      {18, &MetHour::wind_height_m, "2.0", "-9"},
      {19, &MetHour::temperature_k, "900", "900.1"},
      {19, &MetHour::temperature_k, "0.1", "0"},
      {20, &MetHour::temperature_height_m, "2.0", "-9"},
      {22, &MetHour::precipitation_mm_per_h, "1.5", "-9"},
      {23, &MetHour::relative_humidity_percent, "100", "999"},
      {24, &MetHour::pressure_hpa, "1013", "99999"},
      {25, &MetHour::cloud_tenths, "10", "99"},
  };
  for (const Case& one : cases) {
    EXPECT_FALSE(is_missing(hour_with(one.field, one.last_good).*one.member))
        << "field " << one.field << " " << one.last_good;
    EXPECT_TRUE(is_missing(hour_with(one.field, one.first_bad).*one.member))
        << "field " << one.field << " " << one.first_bad;
  }
  EXPECT_EQ(hour_with(7, "8.999").friction_velocity_m_per_s, 8.999);
}

TEST_F(Aermet, ObukhovLengthZeroTakesTheSignAgainstTheHeatFlux) {
  EXPECT_EQ(hour_with(12, "0.0").inverse_obukhov_length_per_m, -1);  // H = 120: L = -1 m
  auto stable = read(header + "21 7 2 183 1 -5 0.1 -9 -9 -999 50 0 .1 1 1 2 10 10 288 2\n",
                     "21 7 2 1 10 1 10 2 15 99 99\n");
  ASSERT_TRUE(stable) << to_text(stable.error());
  EXPECT_EQ(stable->value.hours[0].inverse_obukhov_length_per_m, 1);
}

TEST_F(Aermet, FieldsAfterTheTwentiethMayBeAbsent) {
  auto met = read(header + "2021,7,2,183,13,120,0.4,1.5,0.006,900,800,-60,0.1,1,0.2,4,200,10,300,2\n",
                  "2021 7 2 13 10.0 1 200.0 4.0 26.0 99 99\n");
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_TRUE(is_missing(met->value.hours[0].precipitation_mm_per_h));
  EXPECT_TRUE(is_missing(met->value.hours[0].cloud_tenths));
  EXPECT_EQ(met->value.hours[0].precipitation_code, 0);
}

TEST_F(Aermet, ProfileLevelsAreCleaned) {
  auto met = read(header + stable_hour,
                  "21 7 2 1   2.0 0   0.0  0.0  89.9   98.9  90.0\n"    // calm level: both missing
                  "21 7 2 1  10.0 0   0.0  1.0  90.0   99.0  90.1\n"    // D = 0 with wind is north
                  "21 7 2 1  50.0 0   0.0 90.1 -90.0   -1.0  -0.1\n"    // no speed; D = 0 stays
                  "21 7 2 1 100.0 1 900.1  0.0 -89.9    0.0   0.0\n");  // U = 0 with a direction is not calm
  ASSERT_TRUE(met) << to_text(met.error());
  const auto& levels = met->value.hours[0].profile;
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_TRUE(is_missing(levels[0].wind_speed_m_per_s));
  EXPECT_TRUE(is_missing(levels[0].wind_from_deg));
  EXPECT_EQ(levels[0].temperature_c, 89.9);
  EXPECT_EQ(levels[0].sigma_theta_deg, 98.9);
  EXPECT_EQ(levels[0].sigma_w_m_per_s, 90);
  EXPECT_EQ(levels[1].wind_from_deg, 360);
  EXPECT_TRUE(is_missing(levels[1].temperature_c));
  EXPECT_TRUE(is_missing(levels[1].sigma_theta_deg));
  EXPECT_TRUE(is_missing(levels[1].sigma_w_m_per_s));
  EXPECT_TRUE(is_missing(levels[2].wind_speed_m_per_s));
  EXPECT_TRUE(is_missing(levels[2].temperature_c));
  EXPECT_TRUE(is_missing(levels[2].sigma_theta_deg));
  EXPECT_EQ(levels[3].wind_speed_m_per_s, 0);
  EXPECT_TRUE(is_missing(levels[3].wind_from_deg));
  EXPECT_EQ(levels[3].sigma_theta_deg, 0);
}

TEST_F(Aermet, TwoDigitYearsAndHour24) {
  auto met = read(header +
                      "99 12 31 365 24 -5 .1 -9 -9 -999 50 40 .1 1 1 2 10 10 288 2\n"
                      "00  1  1   1  1 -5 .1 -9 -9 -999 50 40 .1 1 1 2 10 10 288 2\n",
                  "99 12 31 24 10 1 10 2 15 99 99\n00 1 1 1 10 1 10 2 15 99 99\n");
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_EQ(to_iso(met->value.hours[0].hour), "2000-01-01T05:00Z");
  EXPECT_EQ(to_iso(met->value.hours[1].hour), "2000-01-01T06:00Z");
  EXPECT_TRUE(met->faults.empty());
}

TEST_F(Aermet, CarriageReturnsByteOrderMarkAndBlankLinesAreFine) {
  const std::string crlf_hour = stable_hour.substr(0, stable_hour.size() - 1) + "\r\n\r\n";
  auto met = read("\xEF\xBB\xBF" + header + crlf_hour, "\r\n" + stable_level);
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_EQ(met->value.hours.size(), 1u);
}

TEST_F(Aermet, FaultsNameFileAndLineAllAtOnce) {
  const std::string text = refusal(
      header + "21 7 2 183 1 -1.8 0.0x43 -9 -9 -999 21 4 .1 .8 1 1 270 10 288 2\n" + "21 7 2 183 1 -1.8\n" +
          "21 2 30 61 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n" + "21 7 2 183 25 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
      stable_level);
  EXPECT_THAT(text, HasSubstr("met.sfc, line 2: found '0.0x43' as field 7, expected a number"));
  EXPECT_THAT(text, HasSubstr("met.sfc, line 3: found 6 fields, expected at least 20"));
  EXPECT_THAT(text, HasSubstr("line 4: found 2021-02-30 hour 1, expected a date of the calendar"));
  EXPECT_THAT(text, HasSubstr("line 5: found 2021-07-02 hour 25, expected an hour 1-24"));
}

TEST_F(Aermet, HoursMustAscend) {
  EXPECT_THAT(refusal(header + stable_hour + stable_hour, stable_level + stable_level),
              HasSubstr("line 3: found 2021-07-02 hour 1 twice, expected hours in ascending order"));
}

TEST_F(Aermet, ProfileMustFollowTheSurfaceHours) {
  EXPECT_THAT(
      refusal(header + stable_hour, "21 7 2 2 10.0 1 270 1.00 14.95 99 99\n"),
      HasSubstr(
          "met.pfl, line 1: found 2021-07-02 hour 2, expected 2021-07-02 hour 1, as the surface file has"));
  EXPECT_THAT(refusal(header + stable_hour, stable_level + stable_level), HasSubstr("no more hours"));
  EXPECT_THAT(refusal(header + stable_hour, "21 7 2 1 10.0 0 270 1.00 14.95 99 99\n"),
              HasSubstr("top flag 1"));
  EXPECT_THAT(
      refusal(header + stable_hour, "21 7 2 1 10.0 0 270 1 15 99 99\n21 7 2 1 10.0 1 270 1 15 99 99\n"),
      HasSubstr("line 2: found height 10 m after 10 m, expected ascending heights"));
  EXPECT_THAT(refusal(header + stable_hour + "21 7 2 183 2 -5 .1 -9 -9 -999 50 40 .1 1 1 2 10 10 288 2\n",
                      stable_level),
              HasSubstr("found 1 hours, expected 2 hours"));
}

TEST_F(Aermet, WhatIsNoAermetFileIsRefused) {
  EXPECT_THAT(refusal("", stable_level), HasSubstr("met.sfc: found an empty file"));
  EXPECT_THAT(refusal("\xEF\xBB\xBF", stable_level), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal(header + stable_hour, ""), HasSubstr("met.pfl: found an empty file"));
  EXPECT_THAT(refusal(std::string("\x7f"
                                  "ELF\0\0\1",
                                  7),
                      stable_level),
              HasSubstr("binary content"));
  EXPECT_THAT(refusal("\x01\xff\xfe garbage\n", stable_level), HasSubstr("line 1: found '?"));
  EXPECT_THAT(refusal(stable_hour, stable_level), HasSubstr("expected an AERMET header"));
  EXPECT_THAT(refusal(header, stable_level), HasSubstr("found no hours after the header"));
  EXPECT_THAT(refusal(header + stable_hour.substr(0, 50), stable_level),
              HasSubstr("line 2: found 10 fields"));
  auto absent = read_aermet(folder_.path() / "none.sfc", folder_.path() / "none.pfl", 0, 0);
  ASSERT_FALSE(absent);
  EXPECT_THAT(to_text(absent.error()), HasSubstr("none.sfc: No such file"));
  EXPECT_THAT(to_text(absent.error()), HasSubstr("none.pfl: No such file"));
}

TEST_F(Aermet, NoCutOfAFilePassesInSilence) {
  const std::string surface = header + stable_hour;
  for (std::size_t size = 0; size < surface.size(); ++size) {
    auto met = read(surface.substr(0, size), stable_level);
    if (!met) continue;
    ASSERT_FALSE(met->faults.empty()) << size;
    EXPECT_THAT(to_text(met->faults[0]), HasSubstr("met.sfc, line 2: found no line end")) << size;
  }
  for (std::size_t size = 0; size < stable_level.size(); ++size) {
    auto met = read(surface, stable_level.substr(0, size));
    if (!met) continue;
    ASSERT_FALSE(met->faults.empty()) << size;
    EXPECT_THAT(to_text(met->faults[0]), HasSubstr("met.pfl, line 1: found no line end")) << size;
  }
}

TEST_F(Aermet, GapsAndWrongDayOfYearAreTold) {
  auto met = read(header +
                      "21 7 2 184 1 -5 .1 -9 -9 -999 50 40 .1 1 1 2 10 10 288 2\n"
                      "21 7 2 183 4 -5 .1 -9 -9 -999 50 40 .1 1 1 2 10 10 288 2\n",
                  "21 7 2 1 10 1 10 2 15 99 99\n21 7 2 4 10 1 10 2 15 99 99\n");
  ASSERT_TRUE(met) << to_text(met.error());
  ASSERT_EQ(met->faults.size(), 2u);
  EXPECT_THAT(to_text(met->faults[0]),
              HasSubstr("line 2: found day of year 184 with 2021-07-02 hour 1, expected 183"));
  EXPECT_THAT(to_text(met->faults[1]), HasSubstr("1 gaps between hours"));
}

TEST(AermetReference, ReadsEpaFiles) {
  const std::filesystem::path reference = LEEWARD_SOURCE_DIR "/../shared/reference/aermod";
  if (!std::filesystem::exists(reference)) GTEST_SKIP() << reference << " is not there";
  auto year = read_aermet(reference / "_met/houston1996.sfc", reference / "_met/houston1996.pfl", -6, 0);
  ASSERT_TRUE(year) << to_text(year.error());
  ASSERT_EQ(year->value.hours.size(), 8784u);  // a leap year
  EXPECT_TRUE(year->faults.empty());
  EXPECT_TRUE(year->value.is_adjusted_u_star);
  EXPECT_EQ(to_iso(year->value.hours.front().hour), "1996-01-01T07:00Z");
  EXPECT_EQ(to_iso(year->value.hours.back().hour), "1997-01-01T06:00Z");
  EXPECT_EQ(year->value.hours[0].wind_speed_m_per_s, 0);  // the file's first hour is calm
  EXPECT_TRUE(is_missing(year->value.hours[0].friction_velocity_m_per_s));
  EXPECT_EQ(year->value.hours[1].inverse_obukhov_length_per_m, 1 / 54.1);
  auto tower = read_aermet(reference / "realmet_tower/met.sfc", reference / "realmet_tower/met.pfl", -5, 0);
  ASSERT_TRUE(tower) << to_text(tower.error());
  EXPECT_EQ(tower->value.hours.size(), 96u);
  EXPECT_GT(tower->value.hours[0].profile.size(), 1u);
}

}  // namespace
}  // namespace leeward::data
