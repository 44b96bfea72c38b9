// Relies on: shared/physics/07 section 6.1 (what a record replaces, missing rates) and the records of
// shared/reference/aermod/hourly_emissions_a, whose form is quoted here.
#include "data/hourly_emissions_file.h"

#include <gmock/gmock.h>

#include <cmath>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;
using Kind = HourlySource::Kind;

class HourlyFile : public ::testing::Test {
protected:
  HourlyFile() {
    met_.utc_offset_hours = -5;
    for (int h = 1; h <= 2; ++h) {
      MetHour hour;
      hour.hour = utc_from_local_standard({2021, 7, 2, h}, met_.utc_offset_hours);
      met_.hours.push_back(hour);
    }
  }
  Result<Loaded<std::vector<HourlyEmissions>>> read(const std::string& text,
                                                    std::vector<HourlySource> sources) {
    return read_hourly_emissions(folder_.file("hourly.emi", text), sources, met_);
  }
  std::string fault(const std::string& text, std::vector<HourlySource> sources) {
    const auto result = read(text, std::move(sources));
    return result ? "no fault" : to_text(result.error());
  }
  test::TempFolder folder_;
  MetSeries met_;
};

TEST_F(HourlyFile, GivesStacksRateTemperatureAndVelocity) {
  const auto read_file = read(
      "SO HOUREMIS 21 7 2 2 PT 26.442 -5 13.13\n"
      "SO HOUREMIS 21 7 2 1 VOL 1.600\n"
      "SO HOUREMIS 21 7 2 1 pt 20.000 430.0 10.00\n"
      "SO HOUREMIS 2021 7 2 2 VOL -1.527\n"
      "SO HOUREMIS 21 7 2 3 PT 1 1 1\n",
      {{"PT", Kind::stack}, {"VOL", Kind::volume}});
  ASSERT_TRUE(read_file) << to_text(read_file.error());
  ASSERT_EQ(read_file->value.size(), 2U);
  const HourlyEmissions& stack = read_file->value[0];
  EXPECT_EQ(stack.hours[0].rate, 20.0);
  EXPECT_EQ(stack.hours[0].exit_temperature_k, 430.0);
  EXPECT_EQ(stack.hours[1].exit_temperature_k, -5.0);
  EXPECT_EQ(stack.hours[1].exit_velocity_m_per_s, 13.13);
  EXPECT_TRUE(is_missing(stack.hours[0].release_height_m));
  const HourlyEmissions& volume = read_file->value[1];
  EXPECT_EQ(volume.hours[0].rate, 1.6);
  EXPECT_EQ(volume.hours[1].rate, -1.527);  // a credit
  EXPECT_TRUE(is_missing(volume.hours[0].initial_sigma_y_m));
}

TEST_F(HourlyFile, MayLeaveOutThePathwayAndWritesNumbersAsFortran) {
  const auto read_file = read("   HOUREMIS 21 7 2 1 PT 1.5D0 430. 1.E1\nso houremis 21 7 2 2 PT 2d1 430 10\n",
                              {{"PT", Kind::stack}});
  ASSERT_TRUE(read_file) << to_text(read_file.error());
  EXPECT_EQ(read_file->value[0].hours[0].rate, 1.5);
  EXPECT_EQ(read_file->value[0].hours[1].rate, 20.0);
}

TEST_F(HourlyFile, GivesHeightsOfVolumesAndRoads) {
  const auto read_file = read(
      "SO HOUREMIS 21 7 2 1 VOL 1 2 3 4\nSO HOUREMIS 21 7 2 2 VOL 5 6 7 8\n"
      "SO HOUREMIS 21 7 2 1 RD 0.5 2 3\nSO HOUREMIS 21 7 2 2 RD 0.25 3 4\n",
      {{"VOL", Kind::volume}, {"RD", Kind::area_or_road, 14}});
  ASSERT_TRUE(read_file) << to_text(read_file.error());
  const HourlyRelease& volume = read_file->value[0].hours[1];
  EXPECT_EQ(volume.release_height_m, 6);
  EXPECT_EQ(volume.initial_sigma_y_m, 7);
  EXPECT_EQ(volume.initial_sigma_z_m, 8);
  const HourlyRelease& road = read_file->value[1].hours[0];
  EXPECT_EQ(road.rate, 0.5 * 14);
  EXPECT_EQ(road.release_height_m, 2);
  EXPECT_TRUE(is_missing(road.initial_sigma_y_m));
  EXPECT_EQ(road.initial_sigma_z_m, 3);
}

TEST_F(HourlyFile, ReleasesNothingWithoutARateAndSaysSo) {
  const auto read_file =
      read("SO HOUREMIS 21 7 2 1 PT\nSO HOUREMIS 21 7 2 2 PT -99 400 10\n", {{"PT", Kind::stack}});
  ASSERT_TRUE(read_file) << to_text(read_file.error());
  EXPECT_EQ(read_file->value[0].hours[0].rate, 0);
  EXPECT_EQ(read_file->value[0].hours[1].rate, 0);
  ASSERT_EQ(read_file->faults.size(), 1U);
  EXPECT_THAT(to_text(read_file->faults[0]), HasSubstr("2 hours of source PT without a rate"));
}

TEST_F(HourlyFile, IsRefusedWithTheLineOfEachFault) {
  const std::string faults = fault(
      "SO HOUREMIS 21 13 2 1 PT 1 1 1\n"
      "SO HOUREMIS 21 7 2 25 PT 1 1 1\n"
      "SO HOUREMIS 21 7 2 1 PT 1\n"
      "SO HOUREMIS 21 7 2 1 PT 1 1 1\n"
      "SO HOUREMIS 21 7 2 2 VOL 1 2\n"
      "SO SRCPARAM 21 7 2 2 VOL 1\n"
      "SO HOUREMIS 21 7 x 2 VOL 1\n"
      "SO HOUREMIS 21 7 2 1 VOL one\n",
      {{"PT", Kind::stack}, {"VOL", Kind::volume}});
  for (const char* words :
       {"line 1: found date 21 13 2 hour 1", "line 2: found date 21 7 2 hour 25",
        "line 3: found 1 values of source PT, expected 3", "line 4: found a second record of source PT",
        "line 5: found 2 values of source VOL, expected 1 or 4", "line 6: found 8 words",
        "line 7: found 'x' in the date", "line 8: found 'one', expected a number",
        "no record of source PT in hour 2021-07-02T07:00Z"})
    EXPECT_THAT(faults, HasSubstr(words));
  EXPECT_THAT(fault("SO HOUREMIS 21 7 2 1 V 1\nSO HOUREMIS 21 7 2 2 V 1 2 3 4\n", {{"V", Kind::volume}}),
              HasSubstr("line 2: found 4 values of source V, expected 1, as in its other records"));
}

TEST_F(HourlyFile, MayHaveALineOfAMillionCharacters) {
  EXPECT_THAT(
      fault("SO HOUREMIS 21 7 2 1 PT " + std::string(1000000, '9') + "x 1 1\n", {{"PT", Kind::stack}}),
      HasSubstr("line 1: found"));
}

TEST_F(HourlyFile, OfValuesHasOnePerHourOrNone) {
  const auto read_values = [&](const std::string& text) {
    return read_hourly_values(folder_.file("bg.dat", text), met_);
  };
  const auto values = read_values("21  7  2  1 6.8\n21  7  2  2 -99.\n21 7 2 3 1\n");
  ASSERT_TRUE(values) << to_text(values.error());
  EXPECT_EQ(values->value[0], 6.8);
  EXPECT_TRUE(is_missing(values->value[1]));
  EXPECT_TRUE(values->faults.empty());
  const auto gap = read_values("21  7  2  1 6.8\n");
  ASSERT_TRUE(gap);
  EXPECT_TRUE(is_missing(gap->value[1]));
  EXPECT_THAT(to_text(gap->faults.at(0)), HasSubstr("no record of 1 hours"));
  const auto broken = read_values("21  7  2  1\n21 7 2 2 3\n21 7 2 2 4\n21 2 30 1 4\n");
  ASSERT_FALSE(broken);
  for (const char* words :
       {"line 1: found", "line 3: found a second value", "line 4: found date 21 2 30 hour 1"})
    EXPECT_THAT(to_text(broken.error()), HasSubstr(words));
}

}  // namespace
}  // namespace leeward::data
