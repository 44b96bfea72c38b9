#pragma once
// What both field experiments need: files, the solver and the table of scores.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/assess/evaluation.h"
#include "dispersion/run.h"
#include "support/reference_met.h"

namespace leeward::test {

inline std::filesystem::path experiment(const char* name) {
  return std::filesystem::path(LEEWARD_SOURCE_DIR) / ".." / "shared" / "validation" / name;
}

/// Values of one hour after the other, [column][receptor].
class HoursSink final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    hours.emplace_back(values.begin(), values.end());
  }
  std::vector<std::vector<double>> hours;
};

inline std::vector<std::vector<double>> solve_exactly(const Scenario& scenario) {
  HoursSink sink;
  NoProgress progress;
  const auto report = dispersion::run(scenario, {.mode = dispersion::Mode::exact}, {}, progress, sink);
  EXPECT_TRUE(report) << to_text(report.error());
  EXPECT_TRUE(report && report->valid_hours == scenario.met.hours.size());
  return sink.hours;
}

/// Prints one row of docs/validation.md.
inline Evaluation print_scores(const std::string& name, const std::vector<double>& observed,
                               const std::vector<double>& predicted) {
  const Evaluation e = evaluate(observed, predicted);
  std::printf("| %s | %zu | %+.3f | %.3f | %.3f | %.2f | %.2f | %.3f |\n", name.c_str(), e.pairs,
              e.fractional_bias, e.normalised_mean_square_error, e.factor_of_two, e.geometric_mean_bias,
              e.geometric_variance, e.correlation);
  return e;
}

}  // namespace leeward::test
