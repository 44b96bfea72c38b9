// Broken runstreams, case files, hourly emissions and backgrounds: either they are solved to numbers, or
// refused by an error that names the file; never a crash, a hang or a value that is no number.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "../support/program.h"
#include "aermod_scenario.h"
#include "data/aermod_runstream.h"
#include "dispersion/run.h"
#include "reference_scenario.h"
#include "support/mutations.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;
using testing::Mutations;
using testing::ScratchFolder;

const fs::path hostile_set = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

/// LEEWARD_FUZZ_SCENES=n breaks each file n times instead of as often as in an ordinary test run.
int times(int usual) {
  const char* wanted = std::getenv("LEEWARD_FUZZ_SCENES");
  return wanted != nullptr ? std::atoi(wanted) : usual;
}

/// Every value is a number, and not below 0 where no rate is.
class CheckingSink final : public dispersion::HourSink {
public:
  explicit CheckingSink(bool has_credits) : has_credits_(has_credits) {}
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    for (const double value : values) is_sound_ &= std::isfinite(value) && (has_credits_ || value >= 0);
  }
  bool is_sound() const { return is_sound_; }

private:
  bool has_credits_;
  bool is_sound_ = true;
};

/// The first hours and receptors of a scenario, as many as a broken one is worth.
void shorten(Scenario& scenario) {
  constexpr std::size_t hours = 2;
  constexpr std::size_t receptors = 40;
  if (scenario.met.hours.size() > hours) scenario.met.hours.resize(hours);
  for (HourlyEmissions& emissions : scenario.hourly_emissions)
    emissions.hours.resize(std::min(emissions.hours.size(), scenario.met.hours.size()));
  if (!scenario.background_ug_per_m3.empty()) scenario.background_ug_per_m3.resize(scenario.met.hours.size());
  if (scenario.receptors.size() > receptors) scenario.receptors.resize(receptors);
}

bool has_credits(const Scenario& scenario) {
  for (const HourlyEmissions& emissions : scenario.hourly_emissions)
    for (const HourlyRelease& hour : emissions.hours)
      if (hour.rate < 0) return true;
  for (const Source& source : scenario.sources)
    for (const double rate : common(source).rates)
      if (rate < 0) return true;
  return false;
}

class HostileInputs : public ::testing::Test {
protected:
  void SetUp() override {
    if (!fs::exists(hostile_set)) GTEST_SKIP() << "no reference set";
    // A number that asks for more memory than a machine has must be refused, not tried.
    constexpr rlim_t most_bytes = rlim_t{6} << 30U;
    getrlimit(RLIMIT_AS, &before_);
    rlimit limit = before_;
    limit.rlim_cur = std::min(before_.rlim_max, most_bytes);
    setrlimit(RLIMIT_AS, &limit);
  }
  void TearDown() override {
    if (before_.rlim_cur != 0) setrlimit(RLIMIT_AS, &before_);
  }

  /// A copy of a case with one of its files still to be written.
  fs::path copy_without(const fs::path& folder, const std::string& file) {
    const fs::path copy = scratch_.path() / folder.filename();
    fs::create_directories(copy);
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().filename() != file &&
          entry.path().filename().string().find("expected") == std::string::npos)
        fs::copy_file(entry.path(), copy / entry.path().filename(), fs::copy_options::overwrite_existing);
    return copy;
  }
  void expect_solved(Scenario scenario, const std::string& what) {
    shorten(scenario);
    NoProgress progress;
    CheckingSink sink(has_credits(scenario));
    const auto report = dispersion::run(scenario, {.thread_count = 1}, {}, progress, sink);
    EXPECT_TRUE(report) << what << ": " << (report ? "" : to_text(report.error()));
    EXPECT_TRUE(sink.is_sound()) << what;
  }
  void expect_told(const Error& error, const std::string& file, const std::string& what) {
    const std::string text = to_text(error);
    EXPECT_NE(error.code, ErrorCode::internal) << what << ": " << text;
    EXPECT_NE(text.find(file), std::string::npos) << what << " is not named in: " << text;
    EXPECT_LT(text.size(), 20'000U) << what;  // a line of a million characters is not told whole
  }
  /// Breaks a file of a case and reads the runstream.
  void break_runstream(const fs::path& folder, const std::string& file, int count) {
    const fs::path copy = copy_without(folder, file);
    const std::string text = testing::text_of(folder / file);
    Mutations mutations(
        static_cast<std::uint32_t>(std::hash<std::string>{}(folder.filename().string()) & 0xFFFFU));
    for (int i = 0; i < count; ++i) {
      std::ofstream(copy / file, std::ios::binary | std::ios::trunc) << mutations.of(text);
      const std::string what = folder.filename().string() + ", mutation " + std::to_string(i) + " of " + file;
      const auto run = data::read_aermod_runstream(copy / "aermod.inp");
      if (!run) {
        expect_told(run.error(), "aermod.inp", what);
        continue;
      }
      const auto scenario = scenario_of(run->value);
      if (!scenario)
        expect_told(scenario.error(), folder.filename().string(), what);
      else
        expect_solved(scenario->value, what);
      if (HasFailure()) {
        fs::copy_file(copy / file, fs::temp_directory_path() / ("hostile-" + file),
                      fs::copy_options::overwrite_existing);
        GTEST_FAIL() << "kept as " << fs::temp_directory_path() / ("hostile-" + file);
      }
    }
  }
  ScratchFolder scratch_;

private:
  rlimit before_{};
};

TEST_F(HostileInputs, RunstreamsAreSolvedOrRefused) {
  for (const auto& entry : fs::directory_iterator(hostile_set)) {
    if (!fs::exists(entry.path() / "aermod.inp")) continue;
    ASSERT_NO_FATAL_FAILURE(break_runstream(entry.path(), "aermod.inp", times(20)));
  }
}

TEST_F(HostileInputs, HourlyEmissionsAreSolvedOrRefused) {
  ASSERT_NO_FATAL_FAILURE(break_runstream(hostile_set / "hourly_emissions_a", "hourly.emi", times(60)));
}

TEST_F(HostileInputs, MeteorologyIsSolvedOrRefused) {
  for (const char* file : {"met.sfc", "met.pfl"})
    ASSERT_NO_FATAL_FAILURE(break_runstream(hostile_set / "volume_a", file, times(60)));
}

TEST_F(HostileInputs, HourlyBackgroundsAreSolvedOrRefused) {
  const fs::path folder = scratch_.path() / "with_background";
  fs::create_directories(folder);
  const fs::path of = hostile_set / "volume_a";
  for (const char* file : {"met.sfc", "met.pfl"}) fs::copy_file(of / file, folder / file);
  std::string text = testing::text_of(of / "aermod.inp");
  const std::size_t groups = text.find("SRCGROUP");
  ASSERT_NE(groups, std::string::npos);
  text.insert(text.rfind('\n', groups) + 1, "   BACKGRND HOURLY back.txt\n   SRCGROUP ALL BACKGROUND\n");
  std::ofstream(folder / "aermod.inp") << text;
  std::ifstream met(of / "met.sfc");
  std::string line;
  std::getline(met, line);
  std::string hours;
  while (std::getline(met, line)) {
    std::istringstream numbers(line);
    int year = 0, month = 0, day = 0, of_year = 0, hour = 0;
    numbers >> year >> month >> day >> of_year >> hour;
    hours += std::to_string(year) + " " + std::to_string(month) + " " + std::to_string(day) + " " +
             std::to_string(hour) + " 12.5\n";
  }
  std::ofstream(folder / "back.txt") << hours;
  const auto run = data::read_aermod_runstream(folder / "aermod.inp");
  ASSERT_TRUE(run) << to_text(run.error());
  ASSERT_TRUE(scenario_of(run->value));
  Mutations mutations(7);
  for (int i = 0; i < times(60); ++i) {
    std::ofstream(folder / "back.txt", std::ios::binary | std::ios::trunc) << mutations.of(hours);
    const std::string what = "mutation " + std::to_string(i) + " of back.txt";
    const auto scenario = scenario_of(run->value);
    if (!scenario)
      expect_told(scenario.error(), "aermod.inp", what);
    else
      expect_solved(scenario->value, what);
  }
}

TEST_F(HostileInputs, CaseFilesAreSolvedOrRefused) {
  for (const auto& entry : fs::directory_iterator(hostile_set)) {
    if (!fs::exists(entry.path() / "case.json")) continue;
    const fs::path copy = copy_without(entry.path(), "case.json");
    const std::string text = testing::text_of(entry.path() / "case.json");
    Mutations mutations(3);
    for (int i = 0; i < times(20); ++i) {
      std::ofstream(copy / "case.json", std::ios::binary | std::ios::trunc) << mutations.of(text);
      const std::string what = entry.path().filename().string() + ", mutation " + std::to_string(i);
      const auto read = read_reference_scenario(copy);
      if (!read)
        expect_told(read.error(), entry.path().filename().string(), what);
      else
        expect_solved(read->scenario, what);
      if (HasFailure()) {
        fs::copy_file(copy / "case.json", fs::temp_directory_path() / "hostile-case.json",
                      fs::copy_options::overwrite_existing);
        GTEST_FAIL() << "kept as " << fs::temp_directory_path() / "hostile-case.json";
      }
    }
  }
}

TEST_F(HostileInputs, DeepCaseFilesAreRefused) {
  const fs::path copy = copy_without(hostile_set / "volume_a", "case.json");
  for (const char open : {'[', '{'}) {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += open == '[' ? "[" : "{\"a\":";
    std::ofstream(copy / "case.json", std::ios::trunc) << deep;
    const auto read = read_reference_scenario(copy);
    ASSERT_FALSE(read);
    expect_told(read.error(), "volume_a", "deep json");
  }
}

}  // namespace
}  // namespace leeward::app
