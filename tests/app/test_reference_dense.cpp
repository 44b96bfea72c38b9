// Mode standard takes the full formulas where receptors are few, as in the reference cases. Here each case
// gets 4,096 receptors more between its own (576 with roads), so that profile tables, squares and line nodes
// do the work, and its own receptors are compared with mode exact: the bound that standard states of itself
// (dispersion/run.h).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "dispersion/run.h"
#include "reference_scenario.h"

namespace leeward::app {
namespace {

const std::filesystem::path dense_set =
    std::filesystem::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

class DenseSink final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    hours.emplace_back(values.begin(), values.end());
  }
  std::vector<std::vector<double>> hours;  ///< [column][receptor]
};

using Hours = std::vector<std::vector<double>>;

Hours solved(const Scenario& scenario, dispersion::Mode mode) {
  DenseSink sink;
  NoProgress progress;
  const auto report = dispersion::run(scenario, {.mode = mode, .sampled_receptors = 0}, {}, progress, sink);
  EXPECT_TRUE(report) << to_text(report.error());
  return sink.hours;
}

/// A grid over the box of the receptors; each place has the ground and height of the receptor next to it.
void add_receptors(Scenario& scenario, std::size_t side) {
  const std::vector<Receptor> own = scenario.receptors;
  Box2 box;
  for (const Receptor& receptor : own) box.add(receptor.position_m);
  for (std::size_t i = 0; i < side * side; ++i) {
    const auto share = [side](std::size_t k) {
      return (static_cast<double>(k) + 0.5) / static_cast<double>(side);
    };
    const Vec2 place{box.min.x + share(i % side) * (box.max.x - box.min.x),
                     box.min.y + share(i / side) * (box.max.y - box.min.y)};
    Receptor receptor =
        *std::min_element(own.begin(), own.end(), [place](const Receptor& a, const Receptor& b) {
          return length(a.position_m - place) < length(b.position_m - place);
        });
    receptor.position_m = place;
    scenario.receptors.push_back(receptor);
  }
}

class DenseReference : public ::testing::TestWithParam<const char*> {};

TEST_P(DenseReference, IsWithinTheBoundOfStandard) {
  const std::filesystem::path folder = dense_set / GetParam();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference set at " << dense_set;
  auto read = read_reference_scenario(folder);
  ASSERT_TRUE(read) << to_text(read.error());
  Scenario& scenario = read->scenario;
  const std::size_t own = scenario.receptors.size();
  const bool has_roads =
      std::any_of(scenario.sources.begin(), scenario.sources.end(),
                  [](const Source& source) { return std::holds_alternative<LineSource>(source); });
  // Every third hour is enough of the dear ones (none of them has a series by the hour).
  if (has_roads) {
    std::vector<MetHour> some;
    for (std::size_t h = 0; h < scenario.met.hours.size(); h += 3) some.push_back(scenario.met.hours[h]);
    scenario.met.hours = some;
  }
  const Hours exact = solved(scenario, dispersion::Mode::exact);
  add_receptors(scenario, has_roads ? 24 : 64);  // roads take the full formulas at many of them
  const Hours standard = solved(scenario, dispersion::Mode::standard);
  const std::size_t all = scenario.receptors.size();
  double largest_of_peak = 0;
  double largest_local = 0;
  std::string worst;
  ASSERT_EQ(exact.size(), standard.size());
  for (std::size_t h = 0; h < exact.size(); ++h)
    for (std::size_t c = 0; c < scenario.columns.size(); ++c) {
      const double* fast = standard[h].data() + c * all;
      const double* full = exact[h].data() + c * own;
      const double peak = std::max(*std::max_element(fast, fast + all), *std::max_element(full, full + own));
      ASSERT_GE(*std::min_element(fast, fast + all), 0.0);
      for (std::size_t r = 0; r < own; ++r) {
        const double difference = std::abs(fast[r] - full[r]);
        if (difference == 0) continue;
        const double local = full[r] > 1e-3 * peak ? difference / full[r] : 0.0;
        if (std::max(difference / peak * 10, local) > std::max(largest_of_peak * 10, largest_local))
          worst = "hour " + std::to_string(h + 1) + ", receptor " + std::to_string(r + 1) + ", group " +
                  scenario.columns[c].group;
        largest_of_peak = std::max(largest_of_peak, difference / peak);
        largest_local = std::max(largest_local, local);
      }
    }
  EXPECT_LE(largest_of_peak, dispersion::standard_bound_of_peak) << worst;
  EXPECT_LE(largest_local, dispersion::standard_local_bound) << worst;
  std::printf("%s: %.1e of the peak, %.1e local, %s\n", GetParam(), largest_of_peak, largest_local,
              worst.c_str());
}

INSTANTIATE_TEST_SUITE_P(Aermod, DenseReference,
                         ::testing::Values("point_flat_buoyant_tall_a", "point_flat_buoyant_tall_b",
                                           "point_flat_ground_a", "point_flat_momentum_a",
                                           "point_flat_nonbuoyant_a", "point_flat_nonbuoyant_b",
                                           "point_nostd_a", "point_cap_hor_a", "point_stable_s", "emisfact_a",
                                           "hourly_emissions_a", "groups_background_a", "volume_a",
                                           "volume_b", "terrain_hill_a", "terrain_ridge_b", "flagpole_a",
                                           "urban_a", "urban_small_b", "lowwind_mixed_s", "realmet_adjustar",
                                           "realmet_tower", "area_circ_a", "area_poly_a", "area_rect_a",
                                           "area_rect_b", "line_a", "rline_a", "rline_b"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace leeward::app
