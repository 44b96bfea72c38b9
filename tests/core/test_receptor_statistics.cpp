// Many receptor_count at once give what each gives alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "../support/law_series.h"
#include "core/assess/averages.h"
#include "core/assess/highest_values.h"
#include "core/assess/receptor_statistics.h"
#include "core/assess/rounding.h"

namespace leeward {
namespace {

constexpr std::size_t receptor_count = 1100;  // more than two blocks of the loops

struct Hours {
  std::vector<HourOfDay> at;
  std::vector<HourStatus> status;
  std::vector<std::vector<float>> values;
};

/// Six days, some hours calm or missing, some left out, from hour 5 on.
Hours random_hours() {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> value(0.0F, 100.0F);
  Hours hours;
  for (int hour = 5; hour <= 6 * 24; ++hour) {
    if (hour % 37 == 0) continue;
    hours.at.push_back({Date{2024, 2, 27} + (hour - 1) / 24, (hour - 1) % 24 + 1});
    const bool is_valid = random() % 9 != 0;
    hours.status.push_back(is_valid ? HourStatus::valid : HourStatus::calm);
    std::vector<float> values(receptor_count, 0.0F);
    if (is_valid) std::generate(values.begin(), values.end(), [&] { return value(random); });
    hours.values.push_back(values);
  }
  return hours;
}

HourlySeries series_of(const Hours& hours, std::size_t receptor) {
  HourlySeries series;
  series.first_day = {2024, 2, 27};
  series.values.assign(6 * 24, 0.0);
  series.status.assign(6 * 24, HourStatus::missing);
  for (std::size_t h = 0; h < hours.at.size(); ++h) {
    const std::size_t at = law_test::hour_index(series, hours.at[h].date, hours.at[h].hour);
    series.status[at] = hours.status[h];
    series.values[at] = static_cast<double>(hours.values[h][receptor]);
  }
  return series;
}

class ReceptorStatistics : public ::testing::TestWithParam<const char*> {};

TEST_P(ReceptorStatistics, AreThoseOfEachSeries) {
  const CaptureRule rule = parse_capture(GetParam()).value();
  const Hours hours = random_hours();
  using Days = std::map<Date, std::vector<float>>;
  Days means;
  Days maxima;
  Days maxima_8h;
  const auto keeping = [](Days& days) {
    return [&days](Date day, bool is_valid, std::span<const float> values) {
      if (is_valid) {
        EXPECT_TRUE(days.emplace(day, std::vector<float>(values.begin(), values.end())).second);
      }
    };
  };
  DailyReceptorValues daily(receptor_count, rule, {keeping(means), keeping(maxima), keeping(maxima_8h)});
  for (std::size_t h = 0; h < hours.at.size(); ++h) daily.take(hours.at[h], hours.status[h], hours.values[h]);
  daily.finish();
  EXPECT_GE(means.size(), 3U);
  EXPECT_GE(maxima_8h.size(), 2U);
  for (std::size_t receptor = 0; receptor < receptor_count; receptor += 97) {
    const HourlySeries series = series_of(hours, receptor);
    const DailySeries expected[] = {daily_means(series, rule), daily_maxima(series, rule),
                                    daily_maxima_8h(series, rule)};
    const Days* const ours[] = {&means, &maxima, &maxima_8h};
    for (int kind = 0; kind < 3; ++kind)
      for (int day = 0; day < 6; ++day) {
        const auto found = ours[kind]->find(series.first_day + day);
        const auto& value = expected[kind].values[static_cast<std::size_t>(day)];
        ASSERT_EQ(found != ours[kind]->end(), value.has_value()) << kind << ' ' << day;
        if (value) {
          EXPECT_NEAR(static_cast<double>(found->second[receptor]), *value, 1e-5) << kind << ' ' << day;
        }
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, ReceptorStatistics,
                         ::testing::Values("day>=18h 8h>=6h windows=8..24 dm8h>=12",
                                           "day>=18h 8h>=6h windows=1..24 dm8h>=15",
                                           "day>=18h 8h>=6h windows=15..31 dm8h>=10"));

TEST(ReceptorSums, AreMeansOverAYearWithoutLoss) {
  ReceptorSums sums(3);
  std::vector<float> values(3);
  for (int hour = 0; hour < 8784; ++hour) {
    values = {0.1F, 1e6F, hour == 0 ? 1e30F : 1.0F};
    sums.add(values);
  }
  EXPECT_EQ(sums.count(), 8784U);
  const std::vector<float> means = sums.means();
  EXPECT_EQ(means[0], 0.1F);
  EXPECT_EQ(means[1], 1e6F);
  EXPECT_EQ(means[2], static_cast<float>(static_cast<double>(1e30F) / 8784));
  sums.clear();
  EXPECT_EQ(sums.count(), 0U);
}

TEST(CountAbove, RoundsAsTheLawDoes) {
  const std::vector<float> values = {50.0F, 50.49F, 50.5F, 50.51F, 51.0F};
  std::vector<std::uint16_t> half_up(5, 2);
  count_above(values, largest_within(50, {Rounding::Mode::half_up, 0}), half_up);
  EXPECT_EQ(half_up, (std::vector<std::uint16_t>{2, 2, 3, 3, 3}));
  std::vector<std::uint16_t> half_even(5, 0);
  count_above(values, largest_within(50, {Rounding::Mode::half_even, 0}), half_even);
  EXPECT_EQ(half_even, (std::vector<std::uint16_t>{0, 0, 0, 1, 1}));  // 50.5 goes to 50
  std::vector<std::uint16_t> plain(1, 0);
  count_above(std::vector<float>{0.1F}, 0.1, plain);  // 0.1F lies above 0.1
  EXPECT_EQ(plain[0], 1);
}

TEST(HighestValues, OfManyPlacesKeepTheFirstOfEqualOnes) {
  HighestValues<float> highest(200, 3, -INFINITY);
  std::vector<std::vector<float>> all;
  std::mt19937 random(3);
  for (std::int32_t day = 1; day <= 50; ++day) {
    std::vector<float> values(200);
    for (float& value : values) value = static_cast<float>(random() % 20);
    highest.add(day, values);
    all.push_back(values);
  }
  for (std::size_t place = 0; place < 200; ++place) {
    std::vector<std::pair<float, std::int32_t>> sorted;
    for (std::size_t day = 0; day < all.size(); ++day)
      sorted.emplace_back(all[day][place], static_cast<std::int32_t>(day) + 1);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (int rank = 1; rank <= 3; ++rank) {
      EXPECT_EQ(highest.values(rank)[place], sorted[static_cast<std::size_t>(rank) - 1].first);
      EXPECT_EQ(highest.dates(rank)[place], sorted[static_cast<std::size_t>(rank) - 1].second);
    }
  }
}

}  // namespace
}  // namespace leeward
