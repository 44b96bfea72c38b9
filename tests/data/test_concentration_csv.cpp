// Relies on: the form in data/concentration_csv.h.
#include "data/concentration_csv.h"

#include <gmock/gmock.h>

#include "core/model/meteorology.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

class ConcentrationCsv : public ::testing::Test {
protected:
  std::string refused(const std::string& text) {
    const auto read = read_concentrations(folder_.file("a.csv", text));
    return read ? "accepted" : to_text(read.error());
  }
  test::TempFolder folder_;
};

TEST_F(ConcentrationCsv, HoldsHoursAndGaps) {
  const auto read = read_concentrations(folder_.file(
      "a.csv", "time_utc,O3_ug_per_m3,PM2.5_ug_per_m3\n2025-03-01 01:00,61.5,\n2025-03-01T04:00Z,0,7\n"));
  ASSERT_TRUE(read) << to_text(read.error());
  const ConcentrationTable& table = read->value;
  const UtcHour first = utc_from_local_standard({2025, 3, 1, 1}, 0);
  EXPECT_EQ(table.at("O3", first), 61.5);
  EXPECT_TRUE(is_missing(table.at("PM2.5", first)));
  EXPECT_TRUE(is_missing(table.at("O3", first + 1)));
  EXPECT_EQ(table.at("O3", first + 3), 0);
  EXPECT_EQ(table.at("PM2.5", first + 3), 7);
  EXPECT_TRUE(is_missing(table.at("NO2", first)));
}

TEST_F(ConcentrationCsv, FaultsHaveTheirLines) {
  const std::string heading = "time_utc,NO2_ug_per_m3\n";
  EXPECT_THAT(refused("hour,NO2_ug_per_m3\n"), HasSubstr("line 1"));
  EXPECT_THAT(refused("time_utc,NO2_ppb\n"), HasSubstr("line 1: found column 'NO2_ppb'"));
  EXPECT_THAT(refused("time_utc,dust_ug_per_m3\n"), HasSubstr("'dust_ug_per_m3'"));
  EXPECT_THAT(refused("time_utc,NO2_ug_per_m3,no2_ug_per_m3\n"), HasSubstr("twice"));
  EXPECT_THAT(refused(heading), HasSubstr("no hours"));
  EXPECT_THAT(refused(heading + "2025-03-01 01:00,1,2\n"), HasSubstr("line 2: found 3 columns, expected 2"));
  EXPECT_THAT(refused(heading + "2025-03-01 01:30,1\n"), HasSubstr("line 2: found time"));
  EXPECT_THAT(refused(heading + "2025-03-01 01:00,-1\n"),
              HasSubstr("line 2: found NO2 '-1', expected 0 to 100000"));
  EXPECT_THAT(refused(heading + "2025-03-01 01:00,nan\n"), HasSubstr("line 2: found NO2 'nan'"));
  EXPECT_THAT(refused(heading + "2025-03-01 02:00,1\n2025-03-01 02:00,1\n"), HasSubstr("line 3: found hour"));
}

}  // namespace
}  // namespace leeward::data
