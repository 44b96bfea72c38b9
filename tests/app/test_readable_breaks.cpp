// Class limits of maps: what app/run_city.h promises of readable_breaks.
#include <gtest/gtest.h>

#include "app/run_city.h"

namespace leeward::app {
namespace {

ConcentrationField field_of(std::vector<float> values) {
  ConcentrationField field;
  field.layout = {{.columns = values.size(), .rows = 1, .south_west_m = {}, .spacing_m = 10}, {1.5}};
  field.pollutants = {"NO2"};
  field.hours = {UtcHour{0}};
  field.status = {HourStatus::valid};
  field.values.assign(values.begin(), values.end());
  return field;
}

TEST(ReadableBreaks, FallFromTheLargestWhereSomePlacesAreClean) {
  EXPECT_EQ(readable_breaks(field_of({0, 3, 172}), 0), (std::vector<double>{0.5, 1, 2, 5, 10, 20, 50, 100}));
  EXPECT_EQ(readable_breaks(field_of({0.01F, 0.7F}), 0),
            (std::vector<double>{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5}));
  EXPECT_EQ(readable_breaks(field_of({0, 0}), 0), (std::vector<double>{1}));
}

TEST(ReadableBreaks, LieBetweenSmallestAndLargestAboveABackground) {
  EXPECT_EQ(readable_breaks(field_of({9, 20, 172}), 0),
            (std::vector<double>{10, 12, 20, 30, 40, 60, 100, 150}));
  EXPECT_EQ(readable_breaks(field_of({11, 48}), 0), (std::vector<double>{12, 15, 20, 25, 30, 40}));
  // All nearly the same: no two limits lie between.
  EXPECT_EQ(readable_breaks(field_of({9.9F, 10.1F}), 0),
            (std::vector<double>{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10}));
}

TEST(ReadableBreaks, LeaveOutHoursWithoutAValue) {
  ConcentrationField field = field_of({9, 20, 172});
  field.hours.push_back(UtcHour{1});
  field.status.push_back(HourStatus::calm);
  field.values.resize(6);  // 0: not values
  EXPECT_EQ(readable_breaks(field, 0).front(), 10);
}

}  // namespace
}  // namespace leeward::app
