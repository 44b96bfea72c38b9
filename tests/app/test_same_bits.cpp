// Whole products are the same bytes for 1 and 2 threads and for the instruction sets AVX2 and AVX-512: all
// kinds of sources, flat and in hills, all modes, as leeward-batch writes them.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "../support/program.h"
#include "dispersion/simd.h"
#include "support/small_kit.h"

namespace leeward::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// How a program is started; the first is what the others are compared with.
std::vector<std::vector<std::string>> starts() {
  std::vector<std::vector<std::string>> all = {{"--threads", "1"}, {"--threads", "2"}};
  for (const std::string& target : dispersion::simd_targets())
    if (target == "AVX2" || target == "AVX3") all.push_back({"--threads", "2", "--simd", target});
  return all;
}

/// File name -> SHA-256 of what a run wrote.
std::map<std::string, std::string> products_of(std::vector<std::string> command,
                                               const std::vector<std::string>& start, const fs::path& out) {
  command.insert(command.end(), start.begin(), start.end());
  command.insert(command.end(), {"--out", out.string(), "--json"});
  const ProgramResult result = run_program(command);
  EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
  std::map<std::string, std::string> products;
  const json document = json::parse(result.out, nullptr, false);
  if (document.is_discarded()) return products;
  for (const json& product : document.at("products"))
    products[fs::path(product.at("path").get<std::string>()).filename().string()] = product.at("sha256");
  return products;
}

class SameBits : public ::testing::Test {
protected:
  void expect_same(const std::vector<std::string>& command, const std::string& name) {
    std::map<std::string, std::string> first;
    int number = 0;
    for (const std::vector<std::string>& start : starts()) {
      const auto found = products_of(command, start, scratch_.path() / fmt::format("{}-{}", name, ++number));
      ASSERT_FALSE(found.empty()) << name;
      if (first.empty()) first = found;
      EXPECT_EQ(found, first) << name << ' ' << fmt::format("{}", fmt::join(start, " "));
    }
  }

  /// Stacks, volume, areas, roads with and without barriers; 256 receptors, and some higher up; hours of
  /// stable and of convective air.
  fs::path write_runstream(bool is_flat) {
    const fs::path met = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod/volume_a";
    for (const char* file : {"met.sfc", "met.pfl"})
      fs::copy_file(met / file, scratch_.path() / file, fs::copy_options::skip_existing);
    std::string sources;
    const auto add = [&](const std::string& id, const std::string& place, const std::string& parameters) {
      sources += fmt::format("   LOCATION {} {}\n   SRCPARAM {} {}\n", id, place, id, parameters);
    };
    add("P1", "POINT 200. 300. 12.", "8. 60. 410. 15. 2.5");
    add("P2", "POINTCAP 900. 1200. 5.", "1. 20. 380. 8. 1.");
    add("P3", "POINTHOR 1500. 600. 20.", "1. 15. 350. 6. 0.8");
    add("V1", "VOLUME 700. 700. 8.", "2. 5. 12. 6.");
    add("A1", "AREA 300. 1400. 6.", "1e-4 2. 150. 90. 30. 1.");
    add("A2", "AREAPOLY 1200. 1300. 9.", "1e-4 1. 5 2.");
    sources += "   AREAVERT A2 1200. 1300. 1350. 1320. 1400. 1450. 1300. 1500. 1180. 1400.\n";
    add("A3", "AREACIRC 1600. 1600. 9.", "1e-4 0. 90. 24");
    add("L1", "LINE 100. 900. 500. 950. 7.", "2e-4 1. 10. 1.");
    add("R1", "RLINE 50. 60. 1900. 400. 7.", "1e-4 1.3 12. 1.5");
    add("R2", "RLINE 1000. 0. 1050. 1990. 7.", "1e-4 0.6 12. 1.5");
    add("R3", "RLINEXT 300. 1800. 1.3 1700. 1850. 1.3 7.", "1e-3 0. 14. 1.2");
    add("R4", "RLINEXT 1500. 100. 1.3 1800. 900. 1.3 7.", "1e-3 0. 14. 1.2");
    sources +=
        "   RBARRIER R3 6. 12. 4. -15.\n   RDEPRESS R4 -6. 40. 26.\n   URBANSRC P1 R1\n   SRCGROUP ALL\n"
        "   SRCGROUP ROADS R1-R4\n";
    std::string receptors = "   GRIDCART G STA\n   GRIDCART G XYINC 15. 16 125. 15. 16 125.\n";
    for (int row = 1; row <= 16 && !is_flat; ++row)
      for (const char* what : {"ELEV", "HILL"}) {
        receptors += fmt::format("   GRIDCART G {} {}", what, row);
        for (int column = 1; column <= 16; ++column)
          receptors += fmt::format(" {:.1f}",
                                   (what[0] == 'H' ? 60 : 0) + 30 + 25 * std::sin(0.2 * column + 0.3 * row));
        receptors += "\n";
      }
    receptors += "   GRIDCART G END\n";
    for (int i = 0; i < 20; ++i)
      receptors += is_flat ? fmt::format("   DISCCART {} {} 0. 0. 9.\n", 90 * i + 33, 85 * i + 40)
                           : fmt::format("   DISCCART {} {} 20. 50. 9.\n", 90 * i + 33, 85 * i + 40);
    const fs::path file = scratch_.path() / (is_flat ? "flat.inp" : "hills.inp");
    put_file(file,
             fmt::format(
                 "CO STARTING\n   TITLEONE  All kinds\n   MODELOPT  CONC {} ALPHA\n   AVERTIME  1\n"
                 "   POLLUTID  NOX\n   FLAGPOLE  1.5\n   URBANOPT  200000.\n   RUNORNOT  RUN\nCO FINISHED\n"
                 "SO STARTING\n{}SO FINISHED\nRE STARTING\n{}RE FINISHED\n"
                 "ME STARTING\n   SURFFILE met.sfc\n   PROFFILE met.pfl\n   SURFDATA 1 2021\n"
                 "   UAIRDATA 1 2021\n   PROFBASE 0.0\n   STARTEND 2021 7 2 6 2021 7 2 8\nME FINISHED\n"
                 "OU STARTING\n   POSTFILE 1 ALL UNFORM all.bin\n   POSTFILE 1 ROADS UNFORM roads.bin\n"
                 "OU FINISHED\n",
                 is_flat ? "FLAT" : "ELEV", sources, receptors));
    return file;
  }

  const std::string batch_ = program("leeward-batch");
  ScratchFolder scratch_;
};

TEST_F(SameBits, OfATwinInEveryMode) {
  const fs::path kit = write_small_kit(scratch_.path() / "kit", 8, 40);
  const std::string city = (scratch_.path() / "city").string();
  ASSERT_EQ(run_program({batch_, "create", city, "--from", kit.string()}).exit_code, 0);
  expect_same({batch_, "run", city}, "standard");
  expect_same({batch_, "run", city, "--exact"}, "exact");
  expect_same({batch_, "run", city, "--draft"}, "draft");
}

TEST_F(SameBits, OfEveryKindOfSourceFlatAndInHills) {
  if (!fs::exists(fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod/volume_a"))
    GTEST_SKIP() << "no reference set";
  for (const bool is_flat : {true, false}) {
    const std::string file = write_runstream(is_flat).string();
    expect_same({batch_, "aermod", file}, is_flat ? "flat" : "hills");
    expect_same({batch_, "aermod", file, "--standard"}, is_flat ? "flat-standard" : "hills-standard");
  }
}

TEST_F(SameBits, AnUnknownInstructionSetIsRefusedWithThoseThereAre) {
  const ProgramResult result = run_program({batch_, "run", scratch_.path().string(), "--simd", "AVX9"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("AVX9"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find(dispersion::simd_targets().back()), std::string::npos) << result.err;
}

}  // namespace
}  // namespace leeward::testing
