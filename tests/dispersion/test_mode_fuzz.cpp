// Random scenes: mode standard against mode exact, with floating-point traps on.
#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <cstdlib>

#include "dispersion/run.h"
#include "support/random_scene.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

/// Invalid operations and divisions by zero raise SIGFPE while it lives.
class Traps {
public:
  Traps() {
    std::feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(traps);
  }
  ~Traps() {
    fedisableexcept(traps);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  Traps(const Traps&) = delete;
  Traps& operator=(const Traps&) = delete;

private:
  static constexpr int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;
};

void solve(const Scenario& scenario, Mode mode, KeepingSink& sink) {
  NoProgress progress;
  const auto report = run(scenario, {.thread_count = 1, .mode = mode}, {}, progress, sink);
  ASSERT_TRUE(report) << to_text(report.error());
  ASSERT_EQ(report->outcome, RunOutcome::completed);
  ASSERT_EQ(report->valid_hours, 1U);
}

void expect_within_bound(std::uint32_t seed) {
  const Scenario scene = RandomScene(seed).make();
  KeepingSink exact, standard;
  {
    const Traps traps;
    solve(scene, Mode::exact, exact);
    solve(scene, Mode::standard, standard);
  }
  ASSERT_FALSE(testing::Test::HasFatalFailure());
  const std::vector<double>& e = exact.hours.front();
  const std::vector<double>& s = standard.hours.front();
  const double peak = *std::max_element(e.begin(), e.end());
  for (std::size_t i = 0; i < e.size(); ++i) {
    ASSERT_TRUE(std::isfinite(e[i]) && e[i] >= 0 && std::isfinite(s[i]) && s[i] >= 0)
        << "seed " << seed << " receptor " << i << ": " << s[i] << " for " << e[i];
    EXPECT_LE(std::abs(s[i] - e[i]), 1e-3 * peak)
        << "seed " << seed << " receptor " << i << " exact " << e[i];
    const double local = e[i] > 1e-3 * peak ? std::abs(s[i] - e[i]) / e[i] : 0.0;
    EXPECT_LE(local, 1e-2) << "seed " << seed << " receptor " << i << " exact " << e[i] << " peak " << peak;
  }
}

/// LEEWARD_FUZZ_SCENES=n solves n scenes instead of those of an ordinary test run.
TEST(ModeFuzz, StandardHoldsItsBoundInRandomScenes) {
  const char* wanted = std::getenv("LEEWARD_FUZZ_SCENES");
  const std::uint32_t scenes = wanted != nullptr ? static_cast<std::uint32_t>(std::atoi(wanted)) : 3000;
  for (std::uint32_t seed = 1; seed <= scenes; ++seed) {
    expect_within_bound(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace leeward::dispersion
