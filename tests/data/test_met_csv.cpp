// Relies on: the contract in data/met_csv.h and core/model/met_table.h; the wind product of DWD station 399
// in shared/realcity/berlin, whose rows quoted here were read with unzip.
#include "data/met_csv.h"

#include <gmock/gmock.h>

#include <cmath>

#include "support/packed.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

MetSite site() {
  MetSite s;
  s.station = "399";
  s.utc_offset_hours = 1;
  return s;
}

class MetCsv : public ::testing::Test {
protected:
  MetCsv() {
    table_.time_format = "%Y-%m-%d %H:%M";
    table_.fields = {{"time", "time"}, {"wind_speed_m_per_s", "F"}, {"wind_from_deg", "D"}};
  }
  Result<Loaded<ObservedSeries>> read(const std::string& content) {
    table_.file = folder_.file("met.csv", content);
    return read_met_csv(table_, site());
  }
  ObservedSeries series(const std::string& content) {
    auto observed = read(content);
    EXPECT_TRUE(observed) << (observed ? "" : to_text(observed.error()));
    return observed ? observed->value : ObservedSeries{};
  }
  /// Everything that was said, one per line.
  std::string said(const std::string& content) {
    auto observed = read(content);
    if (!observed) return "refused: " + to_text(observed.error());
    std::string text;
    for (const Fault& fault : observed->faults) text += to_text(fault) + "\n";
    return text;
  }
  test::TempFolder folder_;
  MetTable table_;
};

TEST_F(MetCsv, ReadsRowsInAnyOrder) {
  const ObservedSeries s = series("time,F,D\n2024-06-01 02:00,2.5,90\n2024-06-01 01:00,1.5,10\n");
  ASSERT_EQ(s.hours.size(), 2u);
  EXPECT_EQ(to_iso(s.hours[0].hour), "2024-06-01T01:00Z");
  EXPECT_EQ(s.hours[0].wind_speed_m_per_s, 1.5);
  EXPECT_EQ(s.hours[1].wind_from_deg, 90);
  EXPECT_TRUE(is_missing(s.hours[1].temperature_k));
  EXPECT_EQ(s.site.station, "399");
  EXPECT_THAT(s.origin, HasSubstr("met.csv"));
}

TEST_F(MetCsv, SeparatorsAndNumberFormats) {
  for (const char* content :
       {"time;F;D\r\n2024-06-01 01:00;1,5;10\r\n", "\xEF\xBB\xBFtime\tF\tD\n2024-06-01 01:00\t1.5\t1.0e1\n",
        "\n  \ntime,F,D\n\"2024-06-01 01:00\",\"1.5\",+10\n",
        "station 399\ntime; F; D; eor\n2024-06-01 01:00; 1.50; 10;eor"}) {
    const ObservedSeries s = series(content);
    ASSERT_EQ(s.hours.size(), 1u) << content;
    EXPECT_EQ(s.hours[0].wind_speed_m_per_s, 1.5) << content;
    EXPECT_EQ(s.hours[0].wind_from_deg, 10) << content;
  }
  table_.separator = '|';
  EXPECT_EQ(series("time|F|D\n2024-06-01 01:00|1.5|10\n").hours.size(), 1u);
}

TEST_F(MetCsv, TimeFormatsAndOffsets) {
  struct Case {
    const char* format;
    const char* stamp;
    const char* hour;
  };
  table_.utc_offset_hours = 2;
  for (const Case& one : {Case{"%Y%m%d%H", "2024060103", "2024-06-01T01:00Z"},
                          Case{"%d.%m.%Y %H:%M", "1.6.2024   3:00", "2024-06-01T01:00Z"},
                          Case{"%y%m%d%H", "24060124", "2024-06-01T22:00Z"},
                          Case{"%Y %j %H", "2024 366 2", "2024-12-31T00:00Z"},
                          Case{"%Y-%m-%dT%H:%M:%S%z", "2024-06-01T03:00:00Z", "2024-06-01T03:00Z"},
                          Case{"%Y-%m-%dT%H:%M%z", "2024-06-01T03:00-05:00", "2024-06-01T08:00Z"}}) {
    table_.time_format = one.format;
    const ObservedSeries s = series(std::string("time;F;D\n") + one.stamp + ";1;10\n");
    ASSERT_EQ(s.hours.size(), 1u) << one.format;
    EXPECT_EQ(to_iso(s.hours[0].hour), one.hour) << one.format;
  }
}

TEST_F(MetCsv, StampOfTheHoursBeginningIsMovedToItsEnd) {
  table_.is_hour_beginning = true;
  EXPECT_EQ(to_iso(series("time,F,D\n2024-06-01 23:00,1,10\n").hours[0].hour), "2024-06-02T00:00Z");
}

TEST_F(MetCsv, TimeMayBeSpreadOverColumns) {
  table_.fields["time"] = "iy + id + it";
  table_.time_format = "%Y %j %H";
  const ObservedSeries s = series("iy id it F D\n1997 157 5 1.0 90\n");
  ASSERT_EQ(s.hours.size(), 1u);
  EXPECT_EQ(to_iso(s.hours[0].hour), "1997-06-06T05:00Z");
  EXPECT_THAT(said("iy id F D\n1997 157 1.0 90\n"),
              HasSubstr("expected a header with the time column 'iy + id + it'"));
}

TEST_F(MetCsv, ConstantsAndUnits) {
  table_.fields = {{"time", "t"},
                   {"wind_speed_knots", "kn"},
                   {"temperature_c", "T"},
                   {"cloud_octas", "N"},
                   {"pressure_pa", "p"}};
  table_.values = {{"relative_humidity_percent", 60}};
  table_.time_format = "%Y-%m-%dT%H";
  const ObservedSeries s = series("t,kn,T,N,p\n2024-06-01T01,10,20,8,101325\n");
  ASSERT_EQ(s.hours.size(), 1u);
  EXPECT_NEAR(s.hours[0].wind_speed_m_per_s, 5.144444, 1e-6);  // 1 kn = 1852 m/h; last digit quoted
  EXPECT_DOUBLE_EQ(s.hours[0].temperature_k, 293.15);
  EXPECT_EQ(s.hours[0].cloud_tenths, 10);
  EXPECT_DOUBLE_EQ(s.hours[0].pressure_hpa, 1013.25);
  EXPECT_EQ(s.hours[0].relative_humidity_percent, 60);
}

TEST_F(MetCsv, WindOfATowerIsBroughtToTheSitesHeight) {
  table_.wind_measured_at_m = 160;
  table_.wind_power_law_exponent = 0.25;  // (10 m / 160 m)^0.25 = 0.5 exactly
  const ObservedSeries s =
      series("time,F,D\n2024-06-01 01:00,8,90\n2024-06-01 02:00,0,0\n2024-06-01 03:00,,10\n");
  ASSERT_EQ(s.hours.size(), 3u);
  EXPECT_DOUBLE_EQ(s.hours[0].wind_speed_m_per_s, 4.0);
  EXPECT_EQ(s.hours[1].wind_speed_m_per_s, 0.0) << "a calm stays a calm";
  EXPECT_TRUE(is_missing(s.hours[2].wind_speed_m_per_s));
}

TEST_F(MetCsv, MissingCodesAndEmptyCells) {
  table_.missing_codes = {{"wind_speed_m_per_s", -999}};
  const ObservedSeries s =
      series("time,F,D\n2024-06-01 01:00,-999,10\n2024-06-01 02:00,-999.0,\n2024-06-01 03:00,1,NaN\n");
  ASSERT_EQ(s.hours.size(), 3u);
  EXPECT_TRUE(is_missing(s.hours[0].wind_speed_m_per_s));
  EXPECT_EQ(s.hours[0].wind_from_deg, 10);
  EXPECT_TRUE(is_missing(s.hours[1].wind_speed_m_per_s));
  EXPECT_TRUE(is_missing(s.hours[2].wind_from_deg));
  EXPECT_THAT(said("time,F,D\n2024-06-01 01:00,-999,10\n2024-06-01 02:00,2,10\n"),
              HasSubstr("wind speed missing in 1 of 2 hours"));
}

TEST_F(MetCsv, FaultyRowsAreLeftOutAndNamed) {
  const std::string text = said(
      "time,F,D\n2024-06-01 01:00,1,10\n2024-06-01 02:00,-999,10\n2024-06-01 03:00,fast,10\n2024-06-01 "
      "04:00,1\n"
      "2024-02-30 05:00,1,10\n2024-06-01 06:30,1,10\n2024-06-01 25:00,1,10\nyesterday,1,10\n2024-06-01 "
      "08:00,1,361\n");
  EXPECT_THAT(
      text, HasSubstr("met.csv, line 3: found wind_speed_m_per_s -999, expected 0 to 75 m/s; row left out"));
  EXPECT_THAT(text, HasSubstr("line 4: found wind_speed_m_per_s 'fast', expected a number; row left out"));
  EXPECT_THAT(text, HasSubstr("line 5: found 2 columns, expected at least 3"));
  EXPECT_THAT(text, HasSubstr("line 6: found time '2024-02-30 05:00': no such date"));
  EXPECT_THAT(text, HasSubstr("line 7: found time '2024-06-01 06:30': not a full hour"));
  EXPECT_THAT(text, HasSubstr("line 8: found time '2024-06-01 25:00': no hour 0-24"));
  EXPECT_THAT(text, HasSubstr("line 9: found time 'yesterday': not in the given format"));
  EXPECT_THAT(text, HasSubstr("line 10: found wind_from_deg 361, expected 0 to 360 deg"));
}

TEST_F(MetCsv, DoublesAreAnErrorAndGapsAreCounted) {
  EXPECT_THAT(said("time,F,D\n2024-06-01 01:00,1,10\n2024-06-01 02:00,1,10\n2024-06-01 01:00,2,10\n"),
              HasSubstr("refused: "));
  EXPECT_THAT(said("time,F,D\n2024-06-01 01:00,1,10\n2024-06-01 02:00,1,10\n2024-06-01 01:00,2,10\n"),
              HasSubstr("line 4: found hour 2024-06-01T01:00Z a second time (first in line 2)"));
  EXPECT_THAT(said("time,F,D\n2024-06-01 01:00,1,10\n2024-06-01 05:00,1,10\n"),
              HasSubstr("found 3 hours without a row between the first and the last"));
}

TEST_F(MetCsv, TableThatMayBeCutIsTold) {
  EXPECT_THAT(said("time,F,D\n2024-06-01 01:00,1,10\n2024-06-01 02:00,1,1"),
              HasSubstr("line 3: found no line end after the last line, expected a whole file"));
}

TEST_F(MetCsv, RadiationBelowZeroAtNightIsZeroAndTold) {
  table_.fields = {{"time", "time"}, {"solar_radiation_w_per_m2", "Kdn"}};
  const std::string content = "time,Kdn\n2024-06-01 01:00,-3.2\n2024-06-01 02:00,-30\n";
  EXPECT_EQ(series(content).hours[0].solar_radiation_w_per_m2, 0);
  EXPECT_THAT(said(content), HasSubstr("1 hours with slightly negative solar radiation"));
  EXPECT_THAT(said(content), HasSubstr("line 3: found solar_radiation_w_per_m2 -30"));
}

TEST_F(MetCsv, WhatCannotBeReadIsRefused) {
  EXPECT_THAT(said(""), HasSubstr("refused: "));
  EXPECT_THAT(said("\xEF\xBB\xBF\r\n"), HasSubstr("found no content"));
  EXPECT_THAT(said(std::string("\0\1\2\3", 4)), HasSubstr("binary content"));
  EXPECT_THAT(said("zeit;F;D\n"),
              HasSubstr("line 1: found columns 'zeit, F, D', expected a header with the time column 'time'"));
  EXPECT_THAT(said("time;F\n2024-06-01 01:00;1\n"),
              HasSubstr("line 1: found columns time, F, expected a column D"));
  EXPECT_THAT(said("time;F;D;D\n2024-06-01 01:00;1;1;1\n"),
              HasSubstr("found several columns D, expected one"));
  EXPECT_THAT(said("time;F;D\n"), HasSubstr("found no row that can be read, 0 left out"));
  EXPECT_THAT(said("time;F;D\nx;1;1\n"), HasSubstr("line 2: time 'x': not in the given format"));
  table_.time_format = "%Q";
  EXPECT_THAT(said("time;F;D\n2024-06-01 01:00;1;1\n"), HasSubstr("unknown directive %Q"));
  table_.time_format = "%Y-%m-%d";
  EXPECT_THAT(said("time;F;D\n2024-06-01;1;1\n"), HasSubstr("no hour (%H)"));
  table_.file = folder_.path() / "none.csv";
  EXPECT_THAT(to_text(read_met_csv(table_, site()).error()), HasSubstr("No such file"));
}

TEST_F(MetCsv, ReadsGzip) {
  const std::string content = "time,F,D\n2024-06-01 01:00,1,10\n";
  const std::string second = "2024-06-01 02:00,2,20\n";
  EXPECT_EQ(series(test::deflated(content, 31)).hours.size(), 1u);
  EXPECT_EQ(series(test::deflated(content, 31) + test::deflated(second, 31)).hours.size(), 2u);
  std::string cut = test::deflated(content, 31);
  cut.resize(cut.size() - 12);
  EXPECT_THAT(said(cut), HasSubstr("broken or cut off compression"));
  std::string broken = test::deflated(content, 31);
  broken[broken.size() - 6] ^= 1;  // its check sum
  EXPECT_THAT(said(broken), HasSubstr("broken or cut off compression"));
}

TEST_F(MetCsv, ReadsOneMemberOfAZip) {
  const std::string content = "time,F,D\n2024-06-01 01:00,1,10\n";
  const std::vector<test::ZipMember> members = {
      {"info/", "", false}, {"info/readme.txt", "words", false}, {"data/produkt_1.txt", content, true}};
  table_.member = "produkt_";
  EXPECT_EQ(series(test::zip_archive(members)).hours.size(), 1u);
  table_.member = "data/produkt_1.txt";
  EXPECT_EQ(series(test::zip_archive(members)).hours.size(), 1u);
  table_.member = "";
  EXPECT_EQ(series(test::zip_archive({{"only.csv", content, false}})).hours.size(), 1u);
  EXPECT_THAT(
      said(test::zip_archive(members)),
      HasSubstr("found 2 members, expected one; the archive holds: info/readme.txt, data/produkt_1.txt"));
  table_.member = "other";
  EXPECT_THAT(said(test::zip_archive(members)), HasSubstr("found 0 members that begin with 'other'"));
}

TEST_F(MetCsv, BrokenZipsAreRefusedNotRead) {
  const std::string content = "time,F,D\n2024-06-01 01:00,1,10\n";
  const std::string whole = test::zip_archive({{"a.csv", content, true}});
  // No cut of the archive and no single wrong byte of its content may be taken for the table.
  for (std::size_t size = 4; size < whole.size() - 14; ++size)
    EXPECT_THAT(said(whole.substr(0, size)), HasSubstr("refused: ")) << size;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    auto observed = read(broken);
    if (!observed) continue;
    ASSERT_EQ(observed->value.hours.size(), 1u) << at;
    EXPECT_EQ(observed->value.hours[0].wind_from_deg, 10) << at;
  }
}

TEST_F(MetCsv, TwinsOwnTableRoundTrips) {
  ObservedSeries written;
  written.site = site();
  written.origin = "wind.zip (produkt_)";
  ObservedHour hour;
  hour.hour = {477720};
  hour.wind_speed_m_per_s = 0.1 + 0.2;
  hour.wind_from_deg = 350;
  hour.temperature_k = 288.65;
  hour.cloud_tenths = 5;
  written.hours = {hour, ObservedHour{.hour = {477722}}};
  const auto file = folder_.path() / "observed.csv";
  ASSERT_TRUE(write_observed(file, written));
  const auto read_back = read_observed(file, site());
  ASSERT_TRUE(read_back) << to_text(read_back.error());
  ASSERT_EQ(read_back->value.hours.size(), 2u);
  EXPECT_EQ(read_back->value.origin, written.origin);
  EXPECT_EQ(read_back->value.site.station, "399");
  const ObservedHour& r = read_back->value.hours[0];
  EXPECT_EQ(r.hour, hour.hour);
  EXPECT_EQ(r.wind_speed_m_per_s, hour.wind_speed_m_per_s);
  EXPECT_EQ(r.wind_from_deg, 350);
  EXPECT_EQ(r.temperature_k, 288.65);
  EXPECT_EQ(r.cloud_tenths, 5);
  EXPECT_TRUE(is_missing(r.solar_radiation_w_per_m2));
  EXPECT_TRUE(is_missing(read_back->value.hours[1].wind_speed_m_per_s));
}

TEST_F(MetCsv, TwinsOwnTableIsReadStrictly) {
  const auto refusal = [this](const std::string& content) {
    const auto observed = read_observed(folder_.file("observed.csv", content), site());
    return observed ? "accepted" : to_text(observed.error());
  };
  const std::string columns =
      "hour_end_utc,wind_speed_m_per_s,wind_from_deg,temperature_k,cloud_tenths,solar_radiation_w_per_m2,"
      "pressure_hpa,"
      "relative_humidity_percent,precipitation_mm_per_h\n";
  EXPECT_EQ(refusal(columns + "2024-06-01T01:00Z,1,2,,,,,,\r\n"), "accepted");
  EXPECT_THAT(refusal(""), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal("a,b\n"), HasSubstr("line 1: found 'a,b', expected the header hour_end_utc"));
  EXPECT_THAT(refusal("# origin only"), HasSubstr("line 2: found ''"));
  EXPECT_THAT(refusal(columns), HasSubstr("found no hours"));
  const std::string both = refusal(columns + "2024-06-01T01:00Z,1,2,15,,,,,\n2024-06-01T01:00Z,1\n");
  EXPECT_THAT(both, HasSubstr("line 2: found temperature_k '15', expected 200 to 335"));
  EXPECT_THAT(both, HasSubstr("line 3: found 2 columns, expected 9"));
  EXPECT_THAT(refusal(columns + "2024-06-01T01:00Z,,,,,,,,\n2024-06-01T01:00Z,,,,,,,,\n"),
              HasSubstr("ascending hours"));
}

TEST(MetCsvBerlin, ReadsTheWindProductOfDwd) {
  MetTable table;
  table.file = LEEWARD_SOURCE_DIR "/../shared/realcity/berlin/met/stundenwerte_wind_399_akt.zip";
  if (!std::filesystem::exists(table.file)) GTEST_SKIP() << table.file << " is not there";
  table.member = "produkt_";
  table.time_format = "%Y%m%d%H";
  table.fields = {{"time", "MESS_DATUM"},
                  {"wind_speed_m_per_s", "WINDGESCHWINDIGKEIT"},
                  {"wind_from_deg", "WINDRICHTUNG"}};
  table.missing_codes = {{"wind_speed_m_per_s", -999}, {"wind_from_deg", -999}};
  const auto observed = read_met_csv(table, site());
  ASSERT_TRUE(observed) << to_text(observed.error());
  const auto& hours = observed->value.hours;
  // 66533 rows below the header; one of them has a wind speed of -0.80 m/s.
  EXPECT_EQ(hours.size(), 66532u);
  ASSERT_FALSE(observed->faults.empty());
  EXPECT_THAT(to_text(observed->faults[0]),
              HasSubstr("line 15717: found wind_speed_m_per_s -0.80, expected 0 to 75 m/s"));
  EXPECT_EQ(to_iso(hours.front().hour), "2015-08-20T01:00Z");
  EXPECT_EQ(hours.front().wind_speed_m_per_s, 7.5);
  EXPECT_EQ(hours.front().wind_from_deg, 100);
  EXPECT_EQ(hours[1].wind_speed_m_per_s, 8.1);
}

}  // namespace
}  // namespace leeward::data
