// The AERMOD v24142 reference set (../shared/reference/aermod and its README, which gives the bars): every
// case that the solver can do is solved in the modes `exact` and `standard` and judged by the bars of
// verify_case; every other one is refused by name.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>

#include "app/reference_case.h"

namespace leeward::app {
namespace {

using dispersion::Mode;

const std::filesystem::path reference_set =
    std::filesystem::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

/// What holds of a case in `exact` beside the bars of verify_case.
struct Known {
  const char* case_id;
  double max_error = 0;  ///< 0: the bars alone
};
void PrintTo(const Known& known, std::ostream* out) {
  *out << known.case_id;
}

// Stacks and volumes: formulas without a quadrature. The series of images stop at 1e-6 of their sum, in
// AERMOD term by term in an order of its own; the README's bar for an independent implementation is 1e-3.
constexpr double images = 5e-6;

class ReferenceCase : public ::testing::TestWithParam<Known> {};

TEST_P(ReferenceCase, IsMetWithinItsBars) {
  const Known& known = GetParam();
  const std::filesystem::path folder = reference_set / known.case_id;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference set at " << reference_set;
  const auto verdicts = verify_case(folder, {Mode::exact, Mode::standard}, {});
  ASSERT_TRUE(verdicts) << to_text(verdicts.error());
  ASSERT_EQ(verdicts->size(), 2U);
  const Verdict& exact = verdicts->front();
  const Verdict& standard = verdicts->back();
  EXPECT_GT(exact.all.n, 1000U);
  EXPECT_EQ(exact.all.n, exact.tight.n + exact.printed.n);
  EXPECT_FALSE(exact.from_exact);
  if (known.max_error > 0) {
    EXPECT_LE(exact.all.max, known.max_error) << exact.all.worst;
  }
  EXPECT_TRUE(exact.not_met.empty()) << exact.not_met.front() << ", " << exact.all.worst;
  ASSERT_TRUE(standard.from_exact);
  EXPECT_TRUE(standard.not_met.empty()) << standard.not_met.front() << ", " << standard.from_exact->worst;
}

INSTANTIATE_TEST_SUITE_P(
    Aermod, ReferenceCase,
    ::testing::Values(Known{"point_flat_buoyant_tall_a", images}, Known{"point_flat_buoyant_tall_b", images},
                      Known{"point_flat_ground_a", images}, Known{"point_flat_momentum_a", images},
                      Known{"point_flat_nonbuoyant_a", images}, Known{"point_flat_nonbuoyant_b", images},
                      Known{"point_nostd_a", images}, Known{"point_cap_hor_a", images},
                      Known{"point_stable_s", images}, Known{"emisfact_a", images},
                      Known{"hourly_emissions_a", images}, Known{"groups_background_a", images},
                      Known{"no2_arm2_a", images}, Known{"no2_olm_a", images}, Known{"no2_olmgroup_b", images},
                      Known{"volume_a", images}, Known{"volume_b", images}, Known{"terrain_hill_a", images},
                      Known{"urban_small_b", images}, Known{"terrain_ridge_b"}, Known{"flagpole_a"},
                      Known{"urban_a"}, Known{"lowwind_mixed_s"}, Known{"realmet_adjustar"},
                      Known{"realmet_tower"}, Known{"area_circ_a"}, Known{"area_poly_a"},
                      Known{"area_rect_a"}, Known{"area_rect_b"}, Known{"line_a"}, Known{"rline_a"},
                      Known{"rline_b"}, Known{"rlinext_barrier_a"}),
    [](const auto& test) { return std::string(test.param.case_id); });

// A year of hours with calms: block means, ranks, mean of years of ranked daily maxima, and daily maxima with
// their hours.
class StatisticsCase : public ::testing::TestWithParam<const char*> {};

TEST_P(StatisticsCase, HasItsValuesAndDates) {
  const std::filesystem::path folder = reference_set / GetParam();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference set at " << reference_set;
  const auto verdicts = verify_case(folder, {Mode::exact, Mode::standard}, {});
  ASSERT_TRUE(verdicts) << to_text(verdicts.error());
  ASSERT_EQ(verdicts->size(), 2U);
  for (const Verdict& verdict : *verdicts) {
    EXPECT_GE(verdict.all.n, 96U);
    EXPECT_LE(verdict.all.max, 1e-5) << verdict.all.worst;  // E13.6 of AERMOD, PERIOD means of 6 digits
    EXPECT_TRUE(verdict.not_met.empty()) << verdict.not_met.front();
    ASSERT_TRUE(verdict.dates);
    EXPECT_GE(verdict.dates->n, 72U);
    EXPECT_EQ(verdict.dates->different, verdict.dates->tied) << verdict.dates->first_wrong;
    EXPECT_LE(verdict.dates->tied, 2U);
  }
}

INSTANTIATE_TEST_SUITE_P(Aermod, StatisticsCase, ::testing::Values("stats_no2", "stats_other", "stats_pm25", "stats_so2"),
                         [](const auto& test) { return std::string(test.param); });

struct Refusal {
  const char* case_id;
  const char* reason;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.case_id;
}

class RefusedCase : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedCase, IsRefusedByName) {
  const std::filesystem::path folder = reference_set / GetParam().case_id;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference set at " << reference_set;
  const auto verdict = verify_case(folder, {Mode::exact}, {});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::input);
  EXPECT_NE(verdict.error().message.find(GetParam().reason), std::string::npos) << to_text(verdict.error());
}

INSTANTIATE_TEST_SUITE_P(Aermod, RefusedCase,
                         ::testing::Values(Refusal{"downwash_squat_a", "building downwash"},
                                           Refusal{"downwash_tall_a", "building downwash"},
                                           Refusal{"downwash_tall_b", "building downwash"},
                                           Refusal{"dep_gas_a", "deposition of gases"},
                                           Refusal{"dep_particle_m1_a", "deposition of particles"},
                                           Refusal{"dep_particle_m2_b", "deposition of particles"},
                                           Refusal{"no2_pvmrm_a", "NO2 chemistry by PVMRM"},
                                           Refusal{"no2_grsm_a", "NO2 chemistry by GRSM"}),
                         [](const auto& test) { return std::string(test.param.case_id); });

/// A copy of a reference case that a test may spoil.
class SpoiltCase : public ::testing::Test {
protected:
  void SetUp() override {
    const std::filesystem::path from = reference_set / "point_nostd_a";
    if (!std::filesystem::exists(from)) GTEST_SKIP() << "no reference set at " << reference_set;
    folder_ =
        std::filesystem::temp_directory_path() /
        ("leeward_spoilt_" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    std::filesystem::create_directory(folder_);
    for (const char* name : {"case.json", "met.sfc", "met.pfl", "expected.csv"}) {
      std::ifstream in(from / name, std::ios::binary);
      std::ofstream(folder_ / name, std::ios::binary) << in.rdbuf();
    }
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  std::string read(const char* name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace(const char* name, const std::string& what, const std::string& with) const {
    std::string text = read(name);
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::filesystem::path folder_;
};

TEST_F(SpoiltCase, AWrongStatisticOrDateIsNotMet) {
  const std::filesystem::path stats = reference_set / "stats_pm25";
  std::filesystem::copy_file(stats / "case.json", folder_ / "case.json",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(stats / "expected_stats.csv", folder_ / "expected_stats.csv");
  for (const char* name : {"met.sfc", "met.pfl"}) std::filesystem::remove(folder_ / name);
  std::filesystem::create_directory_symlink(std::filesystem::canonical(reference_set / "_met"),
                                            folder_ / "_met");
  replace("case.json", "../_met/houston1996.sfc", "_met/houston1996.sfc");
  replace("case.json", "../_met/houston1996.pfl", "_met/houston1996.pfl");
  replace("expected_stats.csv", "0.142022E+03@96020624", "0.142022E+03@96020724");
  const auto wrong_date = verify_case(folder_, {Mode::exact}, {});
  ASSERT_TRUE(wrong_date) << to_text(wrong_date.error());
  ASSERT_EQ(wrong_date->front().not_met.size(), 1U);
  EXPECT_NE(wrong_date->front().not_met.front().find("24 1ST, receptor 1: 96020624 for 96020724"),
            std::string::npos);
  replace("expected_stats.csv", "200,0.142022E+03", "200,0.142222E+03");
  const auto wrong_value = verify_case(folder_, {Mode::exact}, {});
  ASSERT_TRUE(wrong_value) << to_text(wrong_value.error());
  EXPECT_EQ(wrong_value->front().not_met.size(), 2U);
  replace("expected_stats.csv", "24,ALL,1ST,2,", "24,ALL,1ST,25,");
  const auto no_receptor = verify_case(folder_, {Mode::exact}, {});
  ASSERT_FALSE(no_receptor);
  EXPECT_NE(no_receptor.error().message.find("expected_stats.csv line 3"), std::string::npos);
}

TEST_F(SpoiltCase, IsMetBeforeItIsSpoilt) {
  const auto verdict = verify_case(folder_, {Mode::exact}, {});
  ASSERT_TRUE(verdict) << to_text(verdict.error());
  EXPECT_LE(verdict->front().all.max, images);
  EXPECT_EQ(verdict->front().against, "expected.csv");
  EXPECT_TRUE(verdict->front().not_met.empty());
}

TEST_F(SpoiltCase, AnUnknownKeyIsNotPassedOver) {
  replace("case.json", "\"diameter_m\"", "\"plume_colour\": 3, \"diameter_m\"");
  const auto verdict = verify_case(folder_, {Mode::exact}, {});
  ASSERT_FALSE(verdict);
  EXPECT_NE(verdict.error().message.find("plume_colour"), std::string::npos) << to_text(verdict.error());
}

TEST_F(SpoiltCase, AnotherSourceIsNoticed) {
  replace("case.json", "\"release_height_m\": ", "\"release_height_m\": 1");  // ten times as high, or more
  const auto verdict = verify_case(folder_, {Mode::exact}, {});
  ASSERT_TRUE(verdict) << to_text(verdict.error());
  EXPECT_GT(verdict->front().all.max, 0.1);
  ASSERT_EQ(verdict->front().not_met.size(), 1U);
  EXPECT_EQ(verdict->front().not_met[0].find("largest "), 0U);
}

TEST_F(SpoiltCase, ABadLineOfExpectedValuesIsNamed) {
  replace("expected.csv", "\n2,", "\nnoon,");
  const auto verdict = verify_case(folder_, {Mode::exact}, {});
  ASSERT_FALSE(verdict);
  EXPECT_NE(verdict.error().message.find("expected.csv line "), std::string::npos)
      << to_text(verdict.error());
}

TEST_F(SpoiltCase, BrokenJsonIsAnErrorOfTheInput) {
  replace("case.json", "{", "");
  const auto verdict = verify_case(folder_, {Mode::exact}, {});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::input);
}

TEST_F(SpoiltCase, ARunCanBeStopped) {
  std::stop_source stop;
  stop.request_stop();
  const auto verdict = verify_case(folder_, {Mode::exact}, stop.get_token());
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace leeward::app
