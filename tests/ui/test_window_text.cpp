// Numbers, hours and names as the user reads them. Hours: Central European Time is UTC+1, in summer UTC+2.
#include <gtest/gtest.h>

#include "ui/colour_ramp.h"
#include "ui/display_text.h"

namespace leeward::ui {
namespace {

TEST(DisplayText, NumbersHaveThreeDigitsAndNoExponent) {
  EXPECT_EQ(number_text(218.4), QStringLiteral("218"));
  EXPECT_EQ(number_text(3.4), QStringLiteral("3.4"));
  EXPECT_EQ(number_text(0.0123), QStringLiteral("0.0123"));
  EXPECT_EQ(number_text(0), QStringLiteral("0"));
  EXPECT_EQ(number_text(123456), QStringLiteral("123456"));
  EXPECT_EQ(number_text(std::nan("")), QStringLiteral("no value"));
}

TEST(DisplayText, PositionsAreGrouped) {
  EXPECT_EQ(position_text({388123.4, 5818456.6}), QString::fromUtf8("388\u202f123 E  5\u202f818\u202f457 N"));
  EXPECT_EQ(grouped_text(-1234567), QString::fromUtf8("-1\u202f234\u202f567"));
  EXPECT_EQ(grouped_text(999), QStringLiteral("999"));
}

TEST(DisplayText, UnitsAndPollutantsHaveTheirSigns) {
  EXPECT_EQ(unit_text("ug/m3"), QStringLiteral("µg/m³"));
  EXPECT_EQ(unit_text("g/s"), QStringLiteral("g/s"));
  EXPECT_EQ(pollutant_text("no such thing"), QStringLiteral("no such thing"));
}

TEST(DisplayText, DurationsReadLikeSpeech) {
  EXPECT_EQ(duration_text(45), QStringLiteral("45 s"));
  EXPECT_EQ(duration_text(185), QStringLiteral("3 min 05 s"));
  EXPECT_EQ(duration_text(4800), QStringLiteral("1 h 20 min"));
  EXPECT_EQ(duration_text(-3), QStringLiteral("0 s"));
}

TEST(HourText, LocalAndUtcWithTheDateWhenItDiffers) {
  const HourText berlin("Europe/Berlin", 1);
  EXPECT_EQ(berlin.hour_ending(*parse_iso_hour("2024-06-20T09:00Z")),
            QStringLiteral("hour ending 2024-06-20 11:00 CEST (09:00 UTC)"));
  EXPECT_EQ(berlin.with_utc(*parse_iso_hour("2024-06-20T23:00Z")),
            QStringLiteral("2024-06-21 01:00 CEST (2024-06-20 23:00 UTC)"));
  EXPECT_EQ(berlin.with_utc(*parse_iso_hour("2024-01-20T09:00Z")),
            QStringLiteral("2024-01-20 10:00 CET (09:00 UTC)"));
}

TEST(HourText, UnknownZoneFallsBackToTheStandardOffset) {
  const HourText text("Nowhere/AtAll", 8);
  EXPECT_EQ(text.local(*parse_iso_hour("2024-06-20T09:00Z")).time().hour(), 17);
  EXPECT_EQ(HourText("", 0).with_utc(*parse_iso_hour("2024-06-20T09:00Z")),
            QStringLiteral("2024-06-20 09:00 UTC"));
}

TEST(ColourRamp, ScalesHaveOneColourMoreThanLimitsAndHideTheLowest) {
  for (const ColourRamp& ramp : colour_ramps()) {
    const ColourScale scale = make_scale({1, 2, 5}, ramp);
    ASSERT_EQ(scale.colours.size(), 4U);
    EXPECT_EQ(scale.colours[0] & 0xffU, 0U);
    EXPECT_EQ(scale.colours[3] & 0xffU, 255U);
    EXPECT_EQ(scale.colours[3] >> 8, ramp.colours.back());
  }
}

/// Relative luminance by sRGB weights, enough to order colours.
double lightness(unsigned rgb) {
  return 0.2126 * ((rgb >> 16) & 0xffU) + 0.7152 * ((rgb >> 8) & 0xffU) + 0.0722 * (rgb & 0xffU);
}

TEST(ColourRamp, HigherClassesAreDarker) {
  for (const ColourRamp& ramp : colour_ramps())
    for (std::size_t i = 1; i < ramp.colours.size(); ++i)
      EXPECT_LT(lightness(ramp.colours[i]), lightness(ramp.colours[i - 1])) << ramp.id << i;
}

}  // namespace
}  // namespace leeward::ui
