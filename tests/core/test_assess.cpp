#include <gtest/gtest.h>

#include "core/assess/field_statistics.h"

namespace leeward {
namespace {

/// Two places, three hours: (1, 10), calm, (3, 4).
ConcentrationField small_field() {
  ConcentrationField field;
  field.layout.grid = {2, 1, {0, 0}, 10};
  field.layout.heights_m = {1.5};
  field.pollutants = {"NOx"};
  field.hours = {{100}, {101}, {102}};
  field.status = {HourStatus::valid, HourStatus::calm, HourStatus::valid};
  field.values = {1, 10, 0, 0, 3, 4};
  return field;
}

TEST(Reduce, MeanCountsValidHoursOnly) {
  const FieldMap map = reduce(small_field(), 0, 0, Statistic::mean);
  EXPECT_EQ(map.values, (std::vector<float>{2, 7}));
  EXPECT_EQ(map.valid_hours, 2U);
  EXPECT_EQ(map.hour, "1970-01-05T04:00Z/1970-01-05T06:00Z");
}

TEST(Reduce, MaximumIsTakenFromValidHoursEvenWhenNegative) {
  ConcentrationField field = small_field();
  field.values = {-1, -10, 0, 0, -3, -4};  // emission credits may make a field negative
  EXPECT_EQ(reduce(field, 0, 0, Statistic::maximum).values, (std::vector<float>{-1, -4}));
}

TEST(Reduce, OfCalmHoursHasNoValues) {
  ConcentrationField field = small_field();
  field.status.assign(3, HourStatus::calm);
  EXPECT_FALSE(reduce(field, 0, 0, Statistic::mean).has_values);
}

TEST(HourlyMap, OfACalmHourHasNoValues) {
  EXPECT_FALSE(hourly_map(small_field(), 0, 1, 0).has_values);
  const FieldMap map = hourly_map(small_field(), 0, 2, 0);
  EXPECT_TRUE(map.has_values);
  EXPECT_EQ(map.values, (std::vector<float>{3, 4}));
  EXPECT_EQ(map.hour, "1970-01-05T06:00Z");
}

}  // namespace
}  // namespace leeward
