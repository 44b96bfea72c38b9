// Fields of road links walked over a receptor tree (modes standard and draft) against the exact integral.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "hwy/targets.h"
#include "support/road_scenes.h"
#include "support/tree_walk.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

struct Compared {
  double of_peak = 0;  ///< largest |fast - exact| over the link's largest value
  double local = 0;    ///< largest relative error where the value is above 1e-3 of the largest
  double lowest = 0;   ///< of the fast values, over the largest
  std::size_t smooth_squares = 0;
};

Compared compare(const LineSource& line, const LineHour& hour, const std::vector<Receptor>& receptors,
                 Mode mode = Mode::standard) {
  const ReceptorTree tree = make_receptor_tree(receptors);
  const BoundaryLayer air = air_of(hour);
  HourContext context;
  context.air = &air;
  context.tree = &tree;
  context.options.is_flat = true;
  context.mode = mode;
  const Source source = line;
  const ActiveSource active{.index = 0, .source = &source};
  const SourceFields fields = make_road_fields(std::span(&active, 1), context);
  const WalkedField fast = walk(*fields.front(), tree);
  std::vector<double> exact(receptors.size());
  EXPECT_EQ(fields.front()->exact(tree.receptors, exact.data()), 0U);
  const double peak = *std::max_element(exact.begin(), exact.end());
  Compared out;
  out.smooth_squares = fast.smooth_squares;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double difference = std::abs(fast.values[i] - exact[i]);
    if (peak > 0) out.of_peak = std::max(out.of_peak, difference / peak);
    if (exact[i] > 1e-3 * peak) out.local = std::max(out.local, difference / exact[i]);
    if (peak > 0) out.lowest = std::min(out.lowest, fast.values[i] / peak);
  }
  return out;
}

constexpr double rounding =
    -1e-12;  // of a polynomial through values of very different size, against the peak

TEST(RoadField, StandardHoldsItsBoundForLinksInAnyDirection) {
  Random random(20);
  for (const auto& [name, west] : line_hours())
    for (int i = 0; i < 12; ++i) {
      LineHour hour = west;
      hour.wind_from_deg = random.between(0, 360);
      LineSource line = random_link(random, hour.wind_from_deg);
      line.release_height_m = random.between(0.3, 1.5);
      line.initial_sigma_z_m = random.between(0.8, 2.5);
      const Compared c =
          compare(line, hour, receptors_about(line, random, 300, i % 2 == 0 ? 300 : 5000, 1.5));
      EXPECT_LT(c.of_peak, 1e-3) << name << " link " << i;  // the mode's stated bound
      EXPECT_LT(c.local, 1e-2) << name << " link " << i;
      EXPECT_GE(c.lowest, rounding) << name << " link " << i;
    }
}

TEST(RoadField, AGridOverACityIsMostlySmoothSquares) {
  std::vector<Receptor> grid;
  for (int row = 0; row < 100; ++row)
    for (int column = 0; column < 100; ++column)
      grid.push_back({.position_m = {60.0 * column - 3000, 60.0 * row - 3000}, .height_m = 1.5});
  for (const auto& [name, hour] : line_hours()) {
    const Compared c = compare(road({0, 0}, {80, 60}), hour, grid);
    EXPECT_LT(c.of_peak, 1e-3) << name;
    EXPECT_LT(c.local, 1e-2) << name;
    EXPECT_GE(c.lowest, rounding) << name;
    EXPECT_GT(c.smooth_squares, 20U) << name;
    const Compared draft = compare(road({0, 0}, {80, 60}), hour, grid, Mode::draft);
    EXPECT_LT(draft.of_peak, 5e-3) << name;
    EXPECT_LT(draft.local, 5e-2) << name;
  }
}

TEST(RoadField, AwkwardGeometryHoldsTheBound) {
  const LineHour neutral = line_hours()[1].hour;
  const auto on_axis = [](Vec2 a, Vec2 b) {
    std::vector<Receptor> out;
    for (int i = -20; i <= 120; ++i) out.push_back({.position_m = a + 0.01 * i * (b - a), .height_m = 1.5});
    return out;
  };
  const auto check = [&](const std::string& what, const LineSource& line,
                         const std::vector<Receptor>& receptors, const LineHour& hour) {
    const Compared c = compare(line, hour, receptors);
    EXPECT_LT(c.of_peak, 1e-3) << what;
    EXPECT_LT(c.local, 1e-2) << what;
    EXPECT_GE(c.lowest, rounding) << what;
  };
  check("wind along the road", road({0, 0}, {400, 0}), on_axis({0, 0}, {400, 0}), neutral);
  check("wind against the road", road({400, 0}, {0, 0}), on_axis({0, 0}, {400, 0}), neutral);
  check("across, on the axis", road({0, 0}, {0, 400}), on_axis({0, 0}, {0, 400}), neutral);
  check("oblique, on the axis", road({0, 0}, {300, 300}), on_axis({0, 0}, {300, 300}), neutral);
  check("nearly along", road({0, 0}, {400, 0.01}), on_axis({0, 5}, {400, -3}), neutral);
  check("one metre", road({0, 0}, {1, 0.5}), on_axis({-2, -1}, {60, 20}), neutral);
  LineHour low_lid = line_hours()[0].hour;
  low_lid.mixing_height_m = 1;
  check("lid at 1 m", road({0, 0}, {80, 60}), on_axis({0, 5}, {200, 30}), low_lid);
  LineHour calm = line_hours()[0].hour;
  calm.wind_speed_m_per_s = 0.3;
  calm.sigma_v_m_per_s = 0.4;
  check("all meander", road({0, 0}, {80, 60}), on_axis({0, 5}, {200, 30}), calm);
}

TEST(RoadField, TheSameBitsOnAvx2AndAvx512) {
  const std::int64_t machine = hwy::SupportedTargets();
  if ((machine & HWY_AVX3) == 0) GTEST_SKIP() << "no AVX-512 here";
  Random random(5);
  const LineHour hour = line_hours()[2].hour;
  for (int i = 0; i < 10; ++i) {
    const LineSource line = random_link(random, hour.wind_from_deg);
    const ReceptorTree tree = make_receptor_tree(receptors_about(line, random, 800, 3000, 1.5));
    const BoundaryLayer air = air_of(hour);
    HourContext context;
    context.air = &air;
    context.tree = &tree;
    context.options.is_flat = true;
    const Source source = line;
    const ActiveSource active{.index = 0, .source = &source};
    const SourceFields fields = make_road_fields(std::span(&active, 1), context);
    const auto values_on = [&](std::int64_t target) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      WalkedField field = walk(*fields.front(), tree);
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().DeInit();
      return field.values;
    };
    EXPECT_EQ(values_on(HWY_AVX2), values_on(HWY_AVX3)) << i;
  }
}

}  // namespace
}  // namespace leeward::dispersion
