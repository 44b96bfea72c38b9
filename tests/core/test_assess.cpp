#include <gtest/gtest.h>

#include <cmath>

#include "core/assess/evaluation.h"
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

// By hand: O = 1, 2, 4 and P = 2, 2, 1.
TEST(Evaluation, HasTheMeasuresOfAWorkedExample) {
  const std::vector<double> observed = {1, 2, 4};
  const std::vector<double> predicted = {2, 2, 1};
  const Evaluation e = evaluate(observed, predicted);
  EXPECT_EQ(e.pairs, 3U);
  EXPECT_DOUBLE_EQ(e.fractional_bias, 2 * (7.0 / 3 - 5.0 / 3) / 4);
  EXPECT_DOUBLE_EQ(e.normalised_mean_square_error, (10.0 / 3) / (35.0 / 9));
  EXPECT_DOUBLE_EQ(e.factor_of_two, 2.0 / 3);
  EXPECT_DOUBLE_EQ(e.geometric_mean_bias, std::exp(std::log(2.0) / 3));
  EXPECT_DOUBLE_EQ(e.geometric_variance, std::exp(5 * std::log(2.0) * std::log(2.0) / 3));
  EXPECT_NEAR(e.correlation, -5.0 / 3 / std::sqrt(14.0 / 3 * 2.0 / 3), 1e-15);
}

TEST(Evaluation, LeavesZerosOutOfTheLogarithms) {
  const Evaluation e = evaluate(std::vector<double>{0, 1, 1}, std::vector<double>{1, 0, 1});
  EXPECT_EQ(e.factor_of_two, 0.5);
  EXPECT_EQ(e.geometric_variance, 1);
  EXPECT_TRUE(std::isnan(evaluate({}, {}).fractional_bias));
}

}  // namespace
}  // namespace leeward
