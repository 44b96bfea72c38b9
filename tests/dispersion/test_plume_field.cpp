// Stacks and volumes by profile tables, polynomials over squares and look-ups (modes standard and draft),
// against the full formulas at the same receptors. Bounds are those of mode standard: 1e-3 of the hour's peak
// everywhere, 1 % where the value is above 1e-3 of the peak.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "flat_tables.h"
#include "hour_fields.h"
#include "hwy/targets.h"
#include "support/field_walk.h"
#include "support/hard_plumes.h"
#include "support/random_scene.h"
#include "support/reference_met.h"

namespace leeward::dispersion {
namespace {

using test::boundary_layer;

std::vector<Receptor> grid(std::size_t side, double spacing_m, double height_m = 0) {
  std::vector<Receptor> receptors;
  const double middle = 0.5 * static_cast<double>(side - 1);
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      receptors.push_back(test::receptor_at((static_cast<double>(column) - middle) * spacing_m,
                                            (static_cast<double>(row) - middle) * spacing_m, 0, 0, height_m));
  return receptors;
}

/// All stacks and volumes of the hard kinds, a little apart so that their nearest receptors differ.
std::vector<Source> all_sources() {
  std::vector<Source> sources;
  for (PointSource stack : test::many_stacks()) {
    stack.position_m = {7.0 * static_cast<double>(sources.size()), -3.0};
    sources.emplace_back(stack);
  }
  for (VolumeSource volume : test::many_volumes()) {
    volume.position_m = {7.0 * static_cast<double>(sources.size()), -3.0};
    sources.emplace_back(volume);
  }
  return sources;
}

SourceFields fields_of(const std::vector<Source>& sources, const BoundaryLayer& air, const ReceptorTree& tree,
                       Mode mode = Mode::standard) {
  std::vector<ActiveSource> active;
  for (std::size_t i = 0; i < sources.size(); ++i) active.push_back({i, &sources[i]});
  HourContext hour;
  hour.air = &air;
  hour.options.is_flat = true;
  hour.tree = &tree;
  hour.mode = mode;
  return make_plume_fields(active, hour);
}

struct Bounds {
  double of_peak = 1e-3;
  double local = 1e-2;
};

void expect_holds(const SourceField& field, const ReceptorTree& tree, const std::string& what,
                  const Bounds& bounds = {}) {
  const std::vector<double> found = test::walk_field(field, tree);
  std::vector<double> expected(found.size());
  field.exact(tree.receptors, expected.data());
  const double peak = *std::max_element(expected.begin(), expected.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Vec2 at = tree.receptors[i].position_m;
    const auto where = [&] {
      return what + " at (" + std::to_string(at.x) + ", " + std::to_string(at.y) + "), peak " +
             std::to_string(peak);
    };
    ASSERT_TRUE(std::isfinite(found[i])) << where();
    ASSERT_GE(found[i], 0.0) << where();
    ASSERT_NEAR(found[i], expected[i], bounds.of_peak * peak + 1e-30) << where();
    if (expected[i] > 1e-3 * peak) {
      ASSERT_NEAR(found[i], expected[i], bounds.local * expected[i]) << where();
    }
  }
}

void expect_table_agrees(const Plume& plume, double height_m, const std::string& what) {
  const PlumeReceptor place{height_m, height_m, 0, 0};
  const ProfileTable table(plume, place, {1, 16384}, 1e-4, 2e-4, 0);
  std::vector<double> distances;
  for (double x = 1.0; x < 16384; x *= 1.011) distances.push_back(x);
  std::vector<std::array<double, plume_channel_count>> expected(distances.size());
  evaluate_channels(plume, place, distances.size(), distances.data(), expected.data());
  double largest = -1e9;
  for (const auto& e : expected)
    largest = std::max({largest, e[column_channel], e[penetrated_column_channel]});
  std::size_t unsound = 0;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    PlumeChannels found;
    if (!table.look_up(distances[i], found)) {
      ++unsound;
      continue;
    }
    for (const std::size_t c : {column_channel, penetrated_column_channel}) {
      if (expected[i][c] < largest - 27) continue;  // 1e-8 of the largest
      // 10 times the tolerance: a table is checked between its nodes, not everywhere.
      EXPECT_NEAR(static_cast<double>(found[c]), expected[i][c], 1e-3 * std::numbers::log2e)
          << what << ", channel " << c << " at " << distances[i] << " m";
      EXPECT_NEAR(static_cast<double>(found[c + 1]), expected[i][c + 1], 3e-4 * expected[i][c + 1])
          << what << ", channel " << c + 1 << " at " << distances[i] << " m";
    }
  }
  EXPECT_LE(unsound, distances.size() / 50) << what;
}

TEST(ProfileTable, AgreesWithTheFullFormulas) {
  std::size_t n = 0;
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = boundary_layer(hour);
    const std::string what = "hard hour " + std::to_string(n++) + ", ";
    for (const double height : {0.0, 40.0}) {
      std::size_t i = 0;
      for (const PointSource& stack : test::many_stacks())
        expect_table_agrees(PointPlume(stack, air, {}).plume(), height,
                            what + "stack " + std::to_string(i++));
      for (const VolumeSource& volume : test::many_volumes())
        expect_table_agrees(VolumePlume(volume, air, {}).plume(), height,
                            what + "volume " + std::to_string(i++));
    }
  }
}

TEST(PlumeField, HoldsItsBoundsInHardHours) {
  const std::vector<UrbanArea> city = {{.population = 2e6, .roughness_length_m = 1}};
  for (const double spacing : {7.0, 190.0}) {
    const ReceptorTree tree = make_receptor_tree(grid(64, spacing));
    std::size_t n = 0;
    for (const MetHour& hour : test::hard_plume_hours()) {
      const BoundaryLayer air = boundary_layer(hour, city);
      std::vector<Source> sources = all_sources();
      std::get<PointSource>(sources[0]).is_urban = true;
      const SourceFields fields = fields_of(sources, air, tree);
      for (std::size_t i = 0; i < fields.size(); ++i)
        expect_holds(*fields[i], tree,
                     "hard hour " + std::to_string(n) + ", source " + std::to_string(i) + ", spacing " +
                         std::to_string(spacing));
      ++n;
    }
  }
}

TEST(PlumeField, HoldsItsBoundsInReferenceHours) {
  if (!std::filesystem::exists(test::reference_folder())) GTEST_SKIP() << "no reference cases";
  const ReceptorTree tree = make_receptor_tree(grid(64, 110));
  for (const std::string name :
       {"point_flat_buoyant_tall_a", "lowwind_mixed_s", "realmet_adjustar", "realmet_tower"}) {
    const MetSeries series = test::read_case_met(name);
    const BoundaryLayerOptions options = boundary_layer_options(series, {});
    for (std::size_t h = 0; h < series.hours.size() && h < 24; h += 2) {
      const BoundaryLayer air = make_boundary_layer(series.hours[h], options);
      if (air.status != HourStatus::valid) continue;
      const SourceFields fields = fields_of(all_sources(), air, tree);
      for (std::size_t i = 0; i < fields.size(); ++i)
        expect_holds(*fields[i], tree, name + " hour " + std::to_string(h) + ", source " + std::to_string(i));
    }
  }
}

TEST(PlumeField, HoldsItsBoundsInRandomHours) {
  std::size_t sources_seen = 0;
  for (std::uint32_t seed = 1; seed <= 600; ++seed) {
    const Scenario scene = test::RandomScene(seed).make();
    const BoundaryLayer air =
        make_boundary_layer(scene.met.hours[0], boundary_layer_options(scene.met, scene.urban_areas));
    if (air.status != HourStatus::valid) continue;
    std::vector<Source> sources;
    std::vector<Receptor> receptors = grid(24, scene.receptors.size() > 130 ? 25 : 400);
    for (const Source& source : scene.sources) {
      if (!std::holds_alternative<PointSource>(source) && !std::holds_alternative<VolumeSource>(source))
        continue;
      sources.push_back(source);
      const auto* stack = std::get_if<PointSource>(&source);
      const Vec2 at = stack != nullptr ? stack->position_m : std::get<VolumeSource>(source).position_m;
      receptors.push_back(test::receptor_at(at.x, at.y));
      receptors.push_back(test::receptor_at(at.x + 1.5, at.y - 0.7));
    }
    const ReceptorTree tree = make_receptor_tree(receptors);
    for (const auto& field : fields_of(sources, air, tree)) {
      expect_holds(*field, tree, "seed " + std::to_string(seed));
      ++sources_seen;
    }
  }
  EXPECT_GT(sources_seen, 100U);
}

TEST(PlumeField, DraftIsCoarserButBounded) {
  const ReceptorTree tree = make_receptor_tree(grid(64, 110));
  for (const MetHour& hour : {test::convective_hour(), test::stable_hour()}) {
    const BoundaryLayer air = boundary_layer(hour);
    // Five times those of mode standard: squares 1.5 times as wide, polynomials of degree 5.
    for (const auto& field : fields_of(all_sources(), air, tree, Mode::draft))
      expect_holds(*field, tree, "draft", {.of_peak = 5e-3, .local = 5e-2});
  }
}

TEST(PlumeField, HeightsHaveTheirOwnTables) {
  std::vector<Receptor> receptors = grid(40, 90);
  for (const Receptor& receptor : grid(40, 90, 60)) receptors.push_back(receptor);
  const ReceptorTree tree = make_receptor_tree(receptors);
  ASSERT_EQ(tree.heights_m.size(), 2U);
  for (const MetHour& hour : {test::convective_hour(), test::stable_hour()}) {
    const BoundaryLayer air = boundary_layer(hour);
    for (const auto& field : fields_of(all_sources(), air, tree)) expect_holds(*field, tree, "two heights");
  }
}

TEST(PlumeField, DoesNotDependOnOtherSources) {
  const ReceptorTree tree = make_receptor_tree(grid(40, 110));
  const BoundaryLayer air = boundary_layer(test::stable_hour());
  std::vector<Source> sources = all_sources();
  PointSource twin = std::get<PointSource>(sources[0]);
  twin.position_m = {-1900, 1234};
  sources.emplace_back(twin);
  const SourceFields together = fields_of(sources, air, tree);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const SourceFields alone = fields_of({sources[i]}, air, tree);
    EXPECT_EQ(test::walk_field(*alone[0], tree), test::walk_field(*together[i], tree)) << "source " << i;
  }
}

TEST(PlumeField, HasTheSameBitsOnAvx2AndAvx512) {
  const std::int64_t machine = hwy::SupportedTargets();
  if ((machine & HWY_AVX3) == 0) GTEST_SKIP() << "no AVX-512 here";
  const ReceptorTree tree = make_receptor_tree(grid(48, 110));
  const auto values_on = [&](std::int64_t target, const BoundaryLayer& air) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    std::vector<std::vector<double>> values;
    for (const auto& field : fields_of(all_sources(), air, tree))
      values.push_back(test::walk_field(*field, tree));
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
    return values;
  };
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = boundary_layer(hour);
    EXPECT_EQ(values_on(HWY_AVX3, air), values_on(HWY_AVX2, air));
  }
}

}  // namespace
}  // namespace leeward::dispersion
