// Worked numbers of GB/T 8170 and of the regulations' own examples.
#include <gtest/gtest.h>

#include <cmath>

#include "core/assess/concentration_unit.h"
#include "core/assess/rounding.h"

namespace leeward {
namespace {

using Mode = Rounding::Mode;

TEST(Rounding, HalfEvenIsThatOfGbt8170) {
  const Rounding whole{Mode::half_even, 0};
  EXPECT_EQ(rounded(60.5, whole), 60);  // physics/12 section 7a
  EXPECT_EQ(rounded(61.5, whole), 62);
  EXPECT_EQ(rounded(60.500001, whole), 61);
  EXPECT_EQ(rounded(60.4999, whole), 60);
  EXPECT_EQ(rounded(0, whole), 0);
  const Rounding tenths{Mode::half_even, 1};
  EXPECT_EQ(rounded(4.05, tenths), 4.0);  // 4.05 lies above its decimal in binary: still a half
  EXPECT_EQ(rounded(4.15, tenths), 4.2);
  EXPECT_EQ(rounded(4.35, tenths), 4.4);
}

TEST(Rounding, HalfUpAndTruncationByDecimals) {
  EXPECT_EQ(rounded(40.5, {Mode::half_up, 0}), 41);
  EXPECT_EQ(rounded(40.4999, {Mode::half_up, 0}), 40);
  EXPECT_EQ(rounded(3.45, {Mode::half_up, 1}), 3.5);
  EXPECT_EQ(rounded(154.9, {Mode::half_up, -1}), 150);
  EXPECT_EQ(rounded(155, {Mode::half_up, -1}), 160);
  EXPECT_EQ(rounded(0.07853333, {Mode::truncate, 3}), 0.078);
  EXPECT_EQ(rounded(35.9, {Mode::truncate, 1}), 35.9);  // 359.00000000000006 tenths in binary
  EXPECT_EQ(rounded(35.4999, {Mode::truncate, 1}), 35.4);
  EXPECT_EQ(rounded(0.29, {Mode::truncate, 2}), 0.29);  // 28.999999999999996 hundredths
  EXPECT_EQ(rounded(1.23456, {}), 1.23456);
}

TEST(Rounding, TheLargestNumberWithinIsWhereTheComparisonTurns) {
  for (const Mode mode : {Mode::half_even, Mode::half_up, Mode::truncate})
    for (const int decimals : {-1, 0, 1, 3})
      for (const double digits : {1.0, 2.0, 35.0, 75.0, 150.0}) {
        const Rounding rounding{mode, decimals};
        const double limit = rounded(digits * std::pow(10, -decimals), rounding);
        const double within = largest_within(limit, rounding);
        EXPECT_LE(rounded(within, rounding), limit) << to_text(rounding) << ' ' << limit;
        EXPECT_GT(rounded(std::nextafter(within, INFINITY), rounding), limit)
            << to_text(rounding) << ' ' << limit;
      }
  EXPECT_EQ(largest_within(50, {}), 50);
}

TEST(Rounding, TextsOfTheTables) {
  for (const char* text : {"half-even 0", "half-up -1", "truncate 3", "none"}) {
    const auto parsed = parse_rounding(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_text(*parsed), text);
  }
  for (const char* text : {"", "half-even", "half-even x", "half-odd 0", "truncate 30", "half-up 1 "})
    EXPECT_FALSE(parse_rounding(text)) << text;
}

// Factors of physics/14 section 4, five digits.
TEST(UnitFactor, IsThatOfThePerfectGas) {
  const ReferenceState at_20{293.15, 1013.25};
  const ReferenceState at_25{298.15, 1013.25};
  EXPECT_NEAR(*unit_factor("ppb", "ug/m3", "NO2", at_20), 1.91250, 1e-5);
  EXPECT_NEAR(*unit_factor("ppb", "ug/m3", "NO2", at_25), 1.88043, 1e-5);
  EXPECT_NEAR(*unit_factor("ppb", "ug/m3", "O3", at_20), 1.99534, 1e-5);
  EXPECT_NEAR(*unit_factor("ppb", "ug/m3", "SO2", at_20), 2.66321, 1e-5);
  EXPECT_NEAR(*unit_factor("ppb", "ug/m3", "NO", at_20), 1.24739, 1e-5);
  EXPECT_NEAR(*unit_factor("ppm", "mg/m3", "CO", at_25), 1.14489, 1e-5);
  EXPECT_NEAR(*unit_factor("ug/m3", "ppm", "O3", at_20) * *unit_factor("ppm", "ug/m3", "O3", at_20), 1,
              1e-15);
  EXPECT_EQ(*unit_factor("mg/m3", "ug/m3", "PM10", at_25), 1000);
  EXPECT_FALSE(unit_factor("ppb", "ug/m3", "PM10", at_25));
  EXPECT_FALSE(unit_factor("ppb", "lb/ft3", "NO2", at_25));
}

}  // namespace
}  // namespace leeward
