// leeward-batch aermod and create --from RUNSTREAM as a user calls them: exit codes, JSON, files, messages.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../support/program.h"

namespace leeward::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class AermodProgram : public ::testing::Test {
protected:
  void SetUp() override {
    const fs::path folder = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod/volume_a";
    if (!fs::exists(folder)) GTEST_SKIP() << "no reference set";
    for (const char* file : {"met.sfc", "met.pfl"}) fs::copy_file(folder / file, scratch_.path() / file);
  }
  fs::path write(const std::string& receptors, const std::string& results) {
    const fs::path file = scratch_.path() / "run.inp";
    std::ofstream(file) << "CO STARTING\n   TITLEONE  T\n   MODELOPT  CONC FLAT\n   AVERTIME  1 24\n   "
                           "POLLUTID  NOX\n   RUNORNOT  RUN\n"
                           "CO FINISHED\nSO STARTING\n   LOCATION  S POINT 500000. 5400000. 0.\n   SRCPARAM  "
                           "S 10. 35. 400. 10. 2.\n"
                           "   SRCGROUP  ALL\nSO FINISHED\nRE STARTING\n"
                        << receptors
                        << "RE FINISHED\nME STARTING\n   SURFFILE  met.sfc\n   PROFFILE  met.pfl\n   "
                           "SURFDATA  1 2021\n   UAIRDATA  1 2021\n"
                           "   PROFBASE  0.0\nME FINISHED\nOU STARTING\n"
                        << results << "OU FINISHED\n";
    return file;
  }
  const std::string batch_ = program("leeward-batch");
  const std::string grid_ =
      "   GRIDCART C STA\n   GRIDCART C XYINC 499700. 7 100. 5399800. 5 100.\n   GRIDCART C END\n";
  ScratchFolder scratch_;
};

TEST_F(AermodProgram, WritesFilesAndAGridBesideTheRunstream) {
  const fs::path runstream =
      write(grid_,
            "   RECTABLE ALLAVE FIRST\n   PLOTFILE 24 ALL FIRST day.plt\n   POSTFILE 1 ALL PLOT hours.pst\n");
  const ProgramResult result =
      run_program({batch_, "aermod", runstream.string(), "--crs", "EPSG:32632", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err << result.out;
  const json document = json::parse(result.out);
  EXPECT_EQ(document.at("mode"), "exact");
  EXPECT_EQ(document.at("counts").at("receptors"), 35);
  EXPECT_EQ(document.at("products").size(), 3U);
  for (const char* name : {"day.plt", "hours.pst", "day.tif", "run.manifest.json"})
    EXPECT_TRUE(fs::exists(scratch_.path() / name)) << name;
  const std::string table = text_of(scratch_.path() / "day.plt");
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 8 + 35);
  EXPECT_NE(table.find("HIGH   1ST HIGH 24-HR VALUES FOR SOURCE GROUP: ALL"), std::string::npos);
}

TEST_F(AermodProgram, BrokenInputIsExitCode2WithTheLine) {
  const fs::path runstream = write(grid_ + "   DISCCART  1.0 abc\n   " + std::string(1'000'000, 'x') + "\n",
                                   "   POSTFILE 1 ALL PLOT nowhere/a.pst\n");
  const ProgramResult result = run_program({batch_, "aermod", runstream.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("run.inp, line 17: found DISCCART: 'ABC'"), std::string::npos)
      << result.err.substr(0, 2000);
  EXPECT_NE(result.err.find("a line of 1000003 characters"), std::string::npos);
  EXPECT_EQ(run_program({batch_, "aermod", (scratch_.path() / "none.inp").string()}).exit_code, 2);
}

TEST_F(AermodProgram, AFolderThatIsNotThereIsToldBeforeTheRun) {
  const fs::path runstream = write(grid_, "   POSTFILE 1 ALL PLOT nowhere/a.pst\n");
  const ProgramResult result = run_program({batch_, "aermod", runstream.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("--out"), std::string::npos) << result.err;
  const ProgramResult into = run_program(
      {batch_, "aermod", runstream.string(), "--out", (scratch_.path() / "all").string(), "--standard"});
  EXPECT_EQ(into.exit_code, 0) << into.err;
  EXPECT_TRUE(fs::exists(scratch_.path() / "all" / "a.pst"));
  EXPECT_EQ(run_program({batch_, "aermod", runstream.string(), "--out", (scratch_.path() / "b").string(),
                         "--crs", "EPSG:4326"})
                .exit_code,
            2);
}

TEST_F(AermodProgram, ResultsNeverReplaceWhatIsRead) {
  const fs::path runstream = write(grid_, "   POSTFILE 1 ALL PLOT ./met.sfc\n");
  const std::string before = text_of(scratch_.path() / "met.sfc");
  const ProgramResult result = run_program({batch_, "aermod", runstream.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("which the run reads"), std::string::npos) << result.err;
  EXPECT_EQ(text_of(scratch_.path() / "met.sfc"), before);
}

TEST_F(AermodProgram, GridsOfFilesThatDifferInTheirExtensionAreTwo) {
  const fs::path runstream = write(
      grid_, "   RECTABLE ALLAVE FIRST\n   PLOTFILE 1 ALL FIRST max.01h\n   PLOTFILE 24 ALL FIRST max.24h\n");
  EXPECT_EQ(run_program({batch_, "aermod", runstream.string()}).exit_code, 0);
  EXPECT_TRUE(fs::exists(scratch_.path() / "max.01h.tif") && fs::exists(scratch_.path() / "max.24h.tif"));
}

TEST_F(AermodProgram, CreateMakesATwinThatRuns) {
  const fs::path runstream = write(grid_, "   POSTFILE 1 ALL PLOT a.pst\n");
  const std::string city = (scratch_.path() / "city").string();
  EXPECT_EQ(run_program({batch_, "create", city, "--from", runstream.string()}).exit_code, 2);
  const ProgramResult created =
      run_program({batch_, "create", city, "--from", runstream.string(), "--crs", "EPSG:32632"});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  EXPECT_EQ(run_program({batch_, "check", city}).exit_code, 0);
  EXPECT_EQ(run_program({batch_, "run", city, "--exact"}).exit_code, 0);
}

}  // namespace
}  // namespace leeward::testing
