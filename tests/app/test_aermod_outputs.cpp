// Results in AERMOD's layout, read back from the files and held against AERMOD's own numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "../support/program.h"
#include "aermod_files.h"
#include "app/run_aermod.h"
#include "core/assess/aermod_averages.h"
#include "data/aermod_output.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;
using testing::ScratchFolder;
using testing::text_of;

const fs::path aermod_set = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

data::Manifest run_into(const fs::path& runstream, const fs::path& out, int threads = 1) {
  NoProgress progress;
  AermodRequest request;
  request.runstream = runstream;
  request.out = out;
  request.thread_count = threads;
  const auto finished = run_aermod(request, {}, progress);
  EXPECT_TRUE(finished) << to_text(finished.error());
  return finished ? finished->manifest : data::Manifest{};
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

struct PostRecord {
  std::int32_t date = 0;
  std::int32_t hours = 0;
  std::string group;
  std::vector<double> values;
};

/// Reads Fortran's sequential unformatted records, as a program after AERMOD does.
std::vector<PostRecord> read_unformatted(const fs::path& file) {
  const std::string bytes = text_of(file);
  std::vector<PostRecord> records;
  std::size_t at = 0;
  const auto take = [&](void* into, std::size_t size) {
    ASSERT_LE(at + size, bytes.size());
    std::memcpy(into, bytes.data() + at, size);
    at += size;
  };
  while (at < bytes.size()) {
    PostRecord record;
    std::int32_t length = 0;
    std::int32_t length_again = 0;
    take(&length, 4);
    take(&record.date, 4);
    take(&record.hours, 4);
    record.group.resize(8);
    take(record.group.data(), 8);
    record.group.erase(record.group.find_last_not_of(' ') + 1);
    record.values.resize((static_cast<std::size_t>(length) - 16) / 8);
    take(record.values.data(), record.values.size() * 8);
    take(&length_again, 4);
    EXPECT_EQ(length, length_again);
    records.push_back(std::move(record));
  }
  return records;
}

/// Rows of a text file without its heading.
std::vector<std::vector<std::string>> rows_of(const fs::path& file) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('*')) continue;
    std::istringstream words(line);
    rows.push_back({std::istream_iterator<std::string>(words), {}});
  }
  return rows;
}

class AermodPostfile : public ::testing::TestWithParam<const char*> {};

TEST_P(AermodPostfile, HasTheNumbersOfAermod) {
  const fs::path folder = aermod_set / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "no reference set at " << aermod_set;
  ScratchFolder scratch;
  const data::Manifest manifest = run_into(folder / "aermod.inp", scratch.path());
  std::map<std::string, std::vector<PostRecord>> groups;
  for (const auto& entry : fs::directory_iterator(scratch.path()))
    if (entry.path().extension() == ".bin")
      for (PostRecord& record : read_unformatted(entry.path())) {
        const std::string group = record.group;
        groups[group].push_back(std::move(record));
      }
  ASSERT_EQ(groups.size(), manifest.counts.at("groups"));
  std::ifstream expected(folder / "expected.csv");
  std::string line;
  std::getline(expected, line);
  std::size_t compared = 0;
  double worst = 0;
  std::map<std::pair<std::string, std::size_t>, double> peaks;
  std::vector<std::vector<std::string>> rows;
  while (std::getline(expected, line)) rows.push_back(cells_of(line));
  for (const auto& row : rows) {
    double& peak = peaks[{row[8], std::stoul(row[0])}];
    peak = std::max(peak, std::stod(row[9]));
  }
  for (const auto& row : rows) {
    const std::size_t hour = std::stoul(row[0]);
    const PostRecord& record = groups.at(row[8]).at(hour - 1);
    EXPECT_EQ(record.date, std::stoi(row[1]));
    EXPECT_EQ(record.hours, 1);
    const double theirs = std::stod(row[9]);
    const double ours = record.values.at(std::stoul(row[2]) - 1);
    const double scale = std::max(theirs, 1e-3 * peaks[{row[8], hour}]);
    if (scale > 0) worst = std::max(worst, std::abs(ours - theirs) / scale);
    ++compared;
  }
  EXPECT_EQ(compared,
            manifest.counts.at("hours") * manifest.counts.at("groups") * manifest.counts.at("receptors"));
  // The bar of formulas without quadrature in test_reference_cases.cpp.
  EXPECT_LE(worst, 5e-6);
}

INSTANTIATE_TEST_SUITE_P(Aermod, AermodPostfile,
                         ::testing::Values("point_flat_buoyant_tall_a", "point_cap_hor_a", "point_nostd_a",
                                           "volume_b", "terrain_hill_a", "urban_small_b", "emisfact_a",
                                           "hourly_emissions_a", "groups_background_a", "no2_arm2_a",
                                           "no2_olm_a", "no2_olmgroup_b"),
                         [](const auto& one) { return std::string(one.param); });

class AermodPlotfile : public ::testing::TestWithParam<const char*> {};

TEST_P(AermodPlotfile, HasTheStatisticsOfAermod) {
  const fs::path folder = aermod_set / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "no reference set at " << aermod_set;
  ScratchFolder scratch;
  run_into(folder / "aermod.inp", scratch.path());
  std::map<std::string, std::vector<std::vector<std::string>>> tables;
  std::ifstream expected(folder / "expected_stats.csv");
  std::string line;
  std::getline(expected, line);
  std::size_t compared = 0;
  while (std::getline(expected, line)) {
    const auto row = cells_of(line);
    const std::string name = row[2] == "-" ? "p_" + row[0] + ".plt" : "p_" + row[0] + "_" + row[2] + ".plt";
    if (!tables.contains(name)) tables[name] = rows_of(scratch.path() / name);
    const auto& ours = tables[name].at(std::stoul(row[3]) - 1);
    const double theirs = std::stod(row[6]);
    // Seven digits are printed; the last one may be rounded the other way.
    EXPECT_NEAR(std::stod(ours.at(2)), theirs, 2e-6 * theirs) << name << ' ' << line;
    const bool is_over_years = row.size() > 8 && !row[8].empty();
    if (row.size() > 7 && !row[7].empty() && row[2] != "-") {
      EXPECT_EQ(std::stol(ours.at(is_over_years ? 10 : 9)), std::stol(row[7])) << name << ' ' << line;
    }
    if (is_over_years) {
      EXPECT_NEAR(std::stod(ours.at(9)), std::stod(row[8]), 2e-6 * theirs) << line;
    }
    ++compared;
  }
  EXPECT_GE(compared, 40U);
}

INSTANTIATE_TEST_SUITE_P(Aermod, AermodPlotfile,
                         ::testing::Values("stats_no2", "stats_other", "stats_so2", "stats_pm25"),
                         [](const auto& one) { return std::string(one.param); });

// Every day of a year, receptors 1-6 of 24, with AERMOD's layout of the line.
TEST(AermodMaxDaily, HasAermodsDailyMaxima) {
  const fs::path folder = aermod_set / "stats_so2";
  if (!fs::exists(folder)) GTEST_SKIP() << "no reference set at " << aermod_set;
  ScratchFolder scratch;
  run_into(folder / "aermod.inp", scratch.path());
  const auto ours = rows_of(scratch.path() / "maxdaily.txt");
  ASSERT_EQ(ours.size(), 366U * 24U);
  std::ifstream expected(folder / "expected_maxdaily.csv");
  std::string line;
  std::getline(expected, line);
  std::size_t compared = 0;
  std::size_t other_dates = 0;
  while (std::getline(expected, line)) {
    const auto row = cells_of(line);  // rec, value, day_of_year, hour, date
    const auto& cells = ours.at((std::stoul(row[2]) - 1) * 24 + std::stoul(row[0]) - 1);
    ASSERT_EQ(cells.size(), 11U) << line;  // no network
    EXPECT_NEAR(std::stod(cells[2]), std::stod(row[1]), 2e-6 * std::stod(row[1])) << line;
    EXPECT_EQ(cells[6], "1-HR");
    EXPECT_EQ(cells[7], "ALL");
    EXPECT_EQ(cells[8], row[2]);
    EXPECT_EQ(std::stoi(cells[9]), std::stoi(cells[10]) % 100);
    if (cells[10] != row[4]) ++other_dates;
    ++compared;
  }
  EXPECT_EQ(compared, 366U * 6U);
  EXPECT_LE(other_dates, 2U);  // hours of one day whose values are equal in the digits printed
}

TEST(AermodMaxDaily, NeedsAPollutantOfDailyMaxima) {
  data::AermodRun run;
  run.files = {"a.inp"};
  run.pollutant = "OTHER";
  run.averages_h = {1};
  run.groups.resize(1);
  data::AermodMaxDaily daily;
  daily.file = "d.txt";
  daily.place.line = 7;
  run.max_daily = {daily};
  ScratchFolder scratch;
  AermodFiles files(run, scratch.path(), "1");
  const auto begun = files.begin();
  ASSERT_FALSE(begun);
  ASSERT_EQ(begun.error().faults.size(), 1U);
  EXPECT_EQ(begun.error().faults[0].found, "MAXDAILY of OTHER");
  EXPECT_EQ(begun.error().faults[0].feature, "line 7");
}

TEST(AermodOutputs, AreTheSameBytesForAnyNumberOfThreads) {
  const fs::path runstream = aermod_set / "terrain_hill_a" / "aermod.inp";
  if (!fs::exists(runstream)) GTEST_SKIP() << "no reference set at " << aermod_set;
  ScratchFolder one;
  ScratchFolder two;
  const data::Manifest a = run_into(runstream, one.path(), 1);
  const data::Manifest b = run_into(runstream, two.path(), 2);
  ASSERT_EQ(a.products.size(), b.products.size());
  ASSERT_FALSE(a.products.empty());
  for (std::size_t i = 0; i < a.products.size(); ++i) EXPECT_EQ(a.products[i].sha256, b.products[i].sha256);
}

TEST(AermodOutputs, LeaveNothingWhenCancelled) {
  const fs::path runstream = aermod_set / "stats_other" / "aermod.inp";
  if (!fs::exists(runstream)) GTEST_SKIP() << "no reference set at " << aermod_set;
  ScratchFolder scratch;
  NoProgress progress;
  AermodRequest request;
  request.runstream = runstream;
  request.out = scratch.path();
  std::stop_source stop;
  stop.request_stop();
  const auto finished = run_aermod(request, stop.get_token(), progress);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, ErrorCode::cancelled);
  EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST(AermodOutputs, DailyMaximaNeedTheAverageOfTheStandardAlone) {
  data::AermodRun run;
  run.pollutant = "SO2";
  run.averages_h = {1};
  run.has_period = true;
  EXPECT_TRUE(is_daily_maximum(run));
  run.averages_h = {1, 24};
  EXPECT_TRUE(is_of_daily_maxima(run) && !is_daily_maximum(run));
  run.pollutant = "PM25";
  run.averages_h = {24};
  EXPECT_FALSE(is_daily_maximum(run));  // AERMOD: ANNUAL, not PERIOD, beside the 24-h means of PM2.5
  run.has_period = false;
  EXPECT_TRUE(is_daily_maximum(run));
  run.pollutant_variant = "H2H";
  EXPECT_FALSE(is_of_daily_maxima(run));
}

TEST(FortranText, IsWhatFortranWrites) {
  EXPECT_EQ(data::fortran_exponent(625.307, 13, 6), " 0.625307E+03");
  EXPECT_EQ(data::fortran_exponent(0, 13, 6), " 0.000000E+00");
  EXPECT_EQ(data::fortran_exponent(-1.5e-120, 13, 6), "-0.150000-119");
  EXPECT_EQ(data::fortran_exponent(0.99999996, 13, 6), " 0.100000E+01");
  EXPECT_EQ(data::fortran_fixed(123.456, 13, 5), "    123.45600");
  EXPECT_EQ(data::fortran_fixed(123456789.0, 13, 5), "*************");
  EXPECT_EQ(data::aermod_rank_name(1), "  1ST");
  EXPECT_EQ(data::aermod_rank_name(12), " 12TH");
  EXPECT_EQ(data::aermod_rank_name(23), " 23RD");
}

UtcHour hour_at(int year, int month, int day, int hour) {
  return utc_from_local_standard({year, month, day, hour}, 0);
}

TEST(AermodAverages, CountCalmsAsAermodDoes) {
  AermodAverages averages(1, {1, 3, 24}, {1, 1, 2}, false);
  std::vector<double> means_of_3;
  averages.on_block([&](std::size_t average, std::int32_t, std::span<const double> values) {
    if (average == 1) means_of_3.push_back(values[0]);
  });
  for (int hour = 1; hour <= 24; ++hour) {
    const bool is_calm = hour == 2 || hour == 3 || hour == 5;
    const double value = is_calm ? 0.0 : 6.0;
    averages.take(hour_at(2021, 7, 2, hour), is_calm ? HourStatus::calm : HourStatus::valid,
                  std::span(&value, 1));
  }
  averages.finish();
  ASSERT_EQ(means_of_3.size(), 8U);
  EXPECT_DOUBLE_EQ(means_of_3[0],
                   6.0 / 3.0);  // one valid hour, spread over three (3 x 0.75 + 0.4 rounds to 3)
  EXPECT_DOUBLE_EQ(means_of_3[1], 12.0 / 3.0);
  EXPECT_DOUBLE_EQ(means_of_3[2], 6.0);
  EXPECT_DOUBLE_EQ(averages.highest(2).values(1)[0], 21 * 6.0 / 21);
  EXPECT_EQ(averages.highest(2).dates(1)[0], 21070224);
  EXPECT_EQ(averages.highest(0).dates(1)[0], 21070201);  // of equal values the first keeps its place
  EXPECT_DOUBLE_EQ(averages.period_mean()[0], 6.0);
}

TEST(AermodAverages, YearsEndWhereTheyBegan) {
  AermodAverages averages(1, {aermod_month}, {1}, false);
  int months = 0;
  averages.on_block([&](std::size_t, std::int32_t, std::span<const double>) { ++months; });
  const UtcHour first = hour_at(2019, 3, 1, 1);
  const UtcHour last = hour_at(2021, 3, 1, 5);
  for (UtcHour hour = first; hour <= last; hour = hour + 1) {
    const double value = hour < hour_at(2020, 3, 1, 1) ? 1.0 : 3.0;
    averages.take(hour, HourStatus::valid, std::span(&value, 1));
  }
  averages.finish();
  EXPECT_EQ(months, 24);
  EXPECT_EQ(averages.whole_years(), 2);
  EXPECT_EQ(averages.hours_after_last_year(), 5U);
  EXPECT_DOUBLE_EQ(averages.annual_mean()[0], 2.0);
}

}  // namespace
}  // namespace leeward::app
