// leeward-batch verify and bench as a user starts them: exit codes and JSON.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "../support/program.h"

namespace leeward::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string batch_program = program("leeward-batch");
const fs::path reference_cases = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

json document_of(const ProgramResult& result) {
  json document = json::parse(result.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << "stdout is not one JSON document: " << result.out << result.err;
  return document;
}

class BatchVerify : public ::testing::Test {
protected:
  void SetUp() override {
    if (!fs::exists(reference_cases)) GTEST_SKIP() << "no reference set at " << reference_cases;
  }
  ScratchFolder scratch_;
};

TEST_F(BatchVerify, GivesARowPerCaseAndMode) {
  const ProgramResult result =
      run_program({batch_program, "--json", "verify", "--mode", "both",
                   (reference_cases / "point_nostd_a").string(), (reference_cases / "emisfact_a").string()});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  const json rows = document_of(result);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("case"), "point_nostd_a");
  EXPECT_EQ(rows[0].at("mode"), "exact");
  EXPECT_FALSE(rows[0].contains("from_exact"));
  EXPECT_EQ(rows[1].at("mode"), "standard");
  EXPECT_TRUE(rows[1].contains("from_exact"));
  for (const json& row : rows) EXPECT_TRUE(row.at("is_met").get<bool>()) << row;
}

TEST_F(BatchVerify, LeavesWithOneWhenABarIsNotMet) {
  const fs::path folder = scratch_.path() / "point_nostd_a";
  fs::create_directory(folder);
  for (const char* name : {"met.sfc", "met.pfl", "expected.csv"})
    fs::copy_file(reference_cases / "point_nostd_a" / name, folder / name);
  json document = json::parse(std::ifstream(reference_cases / "point_nostd_a/case.json"));
  document["sources"][0]["release_height_m"] =
      document["sources"][0]["release_height_m"].get<double>() * 1.01;
  std::ofstream(folder / "case.json") << document;
  const ProgramResult result = run_program({batch_program, "--json", "verify", folder.string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_FALSE(document_of(result).at(0).at("not_met").empty());
}

TEST_F(BatchVerify, LeavesWithTwoWhenACaseIsRefused) {
  const ProgramResult result =
      run_program({batch_program, "verify", (reference_cases / "downwash_tall_a").string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("building downwash"), std::string::npos) << result.err;
}

TEST(BatchBench, MeasuresWhatItIsAskedFor) {
  const ProgramResult result = run_program(
      {batch_program, "--json", "bench", "solver", "--shape", "D,H", "--scale", "0.001", "--repeat", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const json document = document_of(result);
  ASSERT_EQ(document.at("shapes").size(), 2U);
  EXPECT_EQ(document["shapes"][0].at("shape"), "D");
  EXPECT_GT(document["shapes"][0].at("pairs_per_s"), 0);
  EXPECT_GT(document.at("exp2_per_s"), 0);
  EXPECT_FALSE(document.at("machine").at("processor").empty());
  EXPECT_EQ(run_program({batch_program, "bench", "solver", "--shape", "Z"}).exit_code, 2);
}

}  // namespace
}  // namespace leeward::testing
