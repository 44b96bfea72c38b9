// The tables of the law that Leeward ships (data/tables): they read, do not contradict themselves, and every
// break of every row holds at, just under and just over it. Worked numbers of physics/12 section 7.
#include "data/law_tables.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>

#include "core/assess/judge.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using Average = IndexAverage;

const LawTables& tables() {
  static const LawTables read = [] {
    const auto folder = bundled_table_folder();
    EXPECT_TRUE(folder.has_value()) << (folder ? "" : folder.error().message);
    const std::array folders{folder.value()};
    auto found = read_law_tables(folders);
    EXPECT_TRUE(found.has_value()) << (found ? "" : to_text(found.error()));
    return std::move(found).value();
  }();
  return read;
}

int index_of(std::string_view index, Date date, IndexReport report,
             const IndexConcentrations& concentrations) {
  const auto found = air_quality_index(tables().indices, index, date, report, concentrations);
  return found ? found->value : -1;
}

TEST(LawTables, AreThoseOfAllSets) {
  EXPECT_TRUE(faults_of(tables().indices).empty());
  EXPECT_TRUE(overlaps_of(tables().standards.rows()).empty());
  EXPECT_EQ(tables().standards.rows().size(), 195U) << "every row of ../shared's table";
  EXPECT_EQ(tables().indices.breakpoints.size(), 249U);
  for (const char* set : {"CN", "EU", "WHO", "US"})
    EXPECT_FALSE(tables().standards.in_force({2026, 6, 1}, set).empty()) << set;
}

TEST(LawTables, TheDateOfTheDataDecides) {
  const auto limit = [](Date date) {
    const Standard* row = tables().standards.find("CN", date, "grade2", "PM2.5", Averaging::day, "limit");
    return row == nullptr ? -1 : row->limit;
  };
  EXPECT_EQ(limit({2026, 2, 28}), 75);
  EXPECT_EQ(limit({2026, 3, 1}), 60);
  EXPECT_EQ(limit({2031, 1, 1}), 50);
}

TEST(LawTables, EveryBreakOfEveryIndexHolds) {
  std::size_t tried = 0;
  for (const IndexBreakpoint& row : tables().indices.breakpoints) {
    const auto inputs = tables().indices.inputs_of(row.index, row.version, IndexReport::daily);
    const auto real_time = tables().indices.inputs_of(row.index, row.version, IndexReport::real_time);
    const IndexInput* input = nullptr;
    for (const auto* list : {&inputs, &real_time})
      for (const IndexInput* one : *list)
        if (input == nullptr && one->pollutant == row.pollutant && one->table == row.averaging &&
            one->factor == 1)
          input = one;
    ASSERT_NE(input, nullptr) << row.file << " line " << row.line << ": no report uses it";
    const double digit = std::pow(10.0, -row.rounding.decimals);
    const auto at = [&](double concentration) {
      const auto found = sub_index(tables().indices, *input, concentration);
      return found ? found->index : -1;
    };
    const std::string where = row.file + " line " + std::to_string(row.line);
    const int low = static_cast<int>(row.index_lo);
    const int high = static_cast<int>(row.index_hi);
    ++tried;
    if (row.index_rounding == IndexBreakpoint::IndexRounding::band) {
      // The band's number up to and with its upper end, the next one just over it.
      if (row.conc_hi) {
        EXPECT_EQ(at(*row.conc_hi), high) << where;
        EXPECT_NE(at(*row.conc_hi + digit), high) << where;
        EXPECT_EQ(at(*row.conc_hi - digit), high) << where;
      } else {
        EXPECT_EQ(at(row.conc_lo + 10 * digit), high) << where;
      }
      continue;
    }
    if (row.conc_hi) {
      EXPECT_EQ(at(*row.conc_hi), high) << where;
      const int under = at(*row.conc_hi - digit);
      EXPECT_LE(under, high) << where;
      EXPECT_GE(under, low) << where;
      const int over = at(*row.conc_hi + digit);
      EXPECT_TRUE(over == -1 || over >= high) << where << ": " << over;
    }
    if (row.interval == IndexBreakpoint::Interval::closed) {
      EXPECT_EQ(at(row.conc_lo), low) << where;
    } else {
      EXPECT_GT(at(row.conc_lo + digit), low) << where << ": rounded up";
    }
  }
  EXPECT_EQ(tried, 249U);
}

TEST(LawTables, EveryLimitHoldsAtJustUnderAndJustOverIt) {
  for (const Standard& row : tables().standards.rows()) {
    const std::string where = row.file + " line " + std::to_string(row.line);
    const double within = largest_within(row.limit, row.rounding);
    EXPECT_GE(within, row.limit) << where;
    EXPECT_LE(rounded(within, row.rounding), row.limit) << where;
    EXPECT_GT(rounded(within * (1 + 1e-6) + 1e-12, row.rounding), row.limit) << where << ": just over it";
    EXPECT_LE(rounded(row.limit * (1 - 1e-6), row.rounding), row.limit) << where << ": just under it";
  }
}

TEST(AirQualityIndex, WorkedNumbersOfChina) {
  const Date new_law{2026, 6, 1};
  const Date old_law{2025, 6, 1};
  const auto day = [](const char* pollutant, double value) {
    return IndexConcentrations{{{pollutant, Average::day}, value}};
  };
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("PM2.5", 45)), 70);
  EXPECT_EQ(index_of("CN-AQI", old_law, IndexReport::daily, day("PM2.5", 45)), 63);
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("PM2.5", 61)), 101);
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("PM2.5", 60.5)), 100) << "half to even: 60";
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("PM2.5", 210)), 260) << "exactly, not 261";
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("PM10", 130)), 104);
  EXPECT_EQ(index_of("CN-AQI", old_law, IndexReport::daily, day("PM10", 130)), 90);
  EXPECT_EQ(index_of("CN-AQI", new_law, IndexReport::daily, day("NO2", 65)), 82);
  IndexConcentrations all{{{"PM2.5", Average::day}, 45},
                          {{"PM10", Average::day}, 130},
                          {{"NO2", Average::day}, 65},
                          {{"SO2", Average::day}, 12},
                          {{"O3", Average::daily_max_8h}, 172}};
  const auto whole = air_quality_index(tables().indices, "CN-AQI", new_law, IndexReport::daily, all);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->value, 111);
  EXPECT_EQ(whole->primary, std::vector<std::string>{"O3"});
}

TEST(AirQualityIndex, WorkedNumbersOfTheUs) {
  const Date date{2025, 6, 1};
  const auto of = [&](const char* pollutant, Average average, double value) {
    return index_of("US-AQI", date, IndexReport::daily, {{{pollutant, average}, value}});
  };
  EXPECT_EQ(of("PM2.5", Average::day, 35.9), 102);
  EXPECT_EQ(of("PM2.5", Average::day, 46.1), 127);
  EXPECT_EQ(of("PM2.5", Average::day, 250.0), 350);
  const std::vector<std::optional<double>> hours{62.4, 58.1, 50.0, 44.2, 40.0, 38.5,
                                                 36.0, 35.1, 34.8, 36.2, 33.9, 32.0};
  EXPECT_NEAR(nowcast_pm(hours).value(), 56.8, 1e-12);
  const std::vector<std::optional<double>> gap{20.0, std::nullopt, 19.0, 18.5, 18.0, 18.2,
                                               17.9, 18.8,         19.2, 19.0, 18.6, 18.4};
  EXPECT_NEAR(nowcast_pm(gap).value(), 18.7, 1e-12);
}

TEST(LawTables, OfABureauAreReadTooAndBadRowsNamed) {
  const test::TempFolder folder;
  const std::string columns =
      "set,version,valid_from,valid_to,area_class,pollutant,averaging,assessment,allowed_exceedances,limit,"
      "unit,kind,interim_targets,"
      "rounding,capture,reference_temperature_k,reference_pressure_hpa,reference_state,verified,assessment_"
      "verified,source\n";
  const std::string row =
      "PORT,2025,2025-01-01,,all,NO2,1h,count,10,150,ug/m3,limit,,half-up 0,,,,,yes,yes,a by-law\n";
  folder.file("own/standards.csv", columns + row);
  const std::array folders{bundled_table_folder().value(), folder.path() / "own"};
  const auto both = read_law_tables(folders);
  ASSERT_TRUE(both.has_value()) << to_text(both.error());
  EXPECT_NE(both->standards.find("PORT", {2026, 1, 1}, "all", "NO2", Averaging::hour, "limit"), nullptr);
  folder.file("own/standards.csv", columns + row + row);
  EXPECT_FALSE(read_law_tables(folders).has_value()) << "two rows for one question";
  folder.file("own/standards.csv",
              columns + "PORT,2025,2025-13-01,,all,NO2,1h,count,ten,150,ug/m3,limit,,up,,,,,yes,yes,x\n");
  const auto bad = read_law_tables(folders);
  ASSERT_FALSE(bad.has_value());
  ASSERT_FALSE(bad.error().faults.empty());
  EXPECT_NE(bad.error().faults.front().file.find("standards.csv"), std::string::npos);
  EXPECT_NE(bad.error().faults.front().feature.find("2"), std::string::npos) << "the line";
}

}  // namespace
}  // namespace leeward::data
