// The SIMD kernel of the plume against the scalar Plume, over the hours of the reference cases and made-up
// hard ones.
#include "plume_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "hwy/targets.h"
#include "support/floating_point_traps.h"
#include "support/hard_plumes.h"
#include "support/plume_hours.h"
#include "support/reference_met.h"

namespace leeward::dispersion {
namespace {

using test::boundary_layer;

/// Arrays behind PlumePlaces.
struct Places5 {
  std::vector<double> distance, height, flagpole, ground, hill;

  void add(double x, const PlumeReceptor& r) {
    distance.push_back(x);
    height.push_back(r.height_m);
    flagpole.push_back(r.flagpole_m);
    ground.push_back(r.ground_m);
    hill.push_back(r.hill_m);
  }
  PlumePlaces view() const {
    return {distance.size(), distance.data(), height.data(), flagpole.data(), ground.data(), hill.data()};
  }
  PlumeReceptor receptor(std::size_t i) const { return {height[i], flagpole[i], ground[i], hill[i]}; }
};

/// Arrays behind PlumeFactors, in its order.
struct Factors5 {
  std::vector<std::vector<double>> values;

  explicit Factors5(std::size_t count) : values(5, std::vector<double>(count, -1.0)) {}
  PlumeFactors view() {
    return {values[0].data(), values[1].data(), values[2].data(), values[3].data(), values[4].data()};
  }
};

Factors5 scalar_factors(const Plume& plume, const Places5& places) {
  Factors5 f(places.distance.size());
  for (std::size_t i = 0; i < places.distance.size(); ++i) {
    const PlumeReceptor receptor = places.receptor(i);
    const PlumeSpread spread = plume.spread(places.distance[i], receptor.height_m);
    const bool has_penetrated = plume.penetrated_fraction() > 0;
    f.values[0][i] = plume.concentration(spread, receptor, 1.0, 0.0);
    f.values[1][i] = spread.sigma_y_m;
    f.values[2][i] = has_penetrated ? plume.concentration(spread, receptor, 0.0, 1.0) : 0.0;
    f.values[3][i] = spread.penetrated_sigma_y_m;
    f.values[4][i] = plume.meander_fraction(spread);
  }
  return f;
}

/// With floating-point traps: the lanes that a branch leaves out must not divide by 0 either.
Factors5 batch_factors(const Plume& plume, const Places5& places) {
  Factors5 f(places.distance.size());
  const test::FloatingPointTraps traps;
  evaluate_plume(plume, places.view(), f.view());
  return f;
}

/// 1 m to 80 km; receptors on flat ground and in terrain, below the base, on poles, above the lid.
Places5 hard_places() {
  Places5 places;
  std::size_t n = 0;
  for (double x = 1.0; x < 8e4; x *= 1.47) {
    places.add(x, {0, 0, 0, 0});
    places.add(x * 1.01, {1.5, 1.5, 0, 0});
    // A slow walk through the heights: every combination comes with many distances over the hours.
    constexpr double grounds[] = {-200, -20, -0.3, 0, 3, 40, 115, 300, 900, 2600};
    constexpr double poles[] = {0, 0, 2, 60, 900, 6000};
    for (int k = 0; k < 6; ++k, ++n) {
      const double ground = grounds[n % 10];
      const double pole = poles[(n / 3) % 6];
      const double hill = std::max(ground, -50.0) + 70.0 * static_cast<double>(n % 4);
      places.add(x * (1.0 + 0.03 * k), {ground + pole, pole, ground, hill});
    }
  }
  return places;
}

/// Each value within 1e-9, or within 1e-15 of the largest of its kind.
void expect_near(const Factors5& expected, const Factors5& found, const Places5& places,
                 const std::string& what) {
  for (std::size_t k = 0; k < expected.values.size(); ++k) {
    const double largest = *std::max_element(expected.values[k].begin(), expected.values[k].end());
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < places.distance.size(); ++i) {
      const double tolerance = 1e-9 * expected.values[k][i] + 1e-15 * largest;
      const double off = std::abs(found.values[k][i] - expected.values[k][i]);
      const double share = off == 0 ? 0.0 : off / tolerance;
      if (!(share <= worst)) {
        worst = share;
        at = i;
      }
    }
    EXPECT_LE(worst, 1.0) << what << ", factor " << k << ", x " << places.distance[at] << ", z_r "
                          << places.height[at] << ", z_f " << places.flagpole[at] << ", ground "
                          << places.ground[at] << ", hill " << places.hill[at] << ": " << found.values[k][at]
                          << " for " << expected.values[k][at];
  }
}

void expect_agreement(const Plume& plume, const Places5& places, const std::string& what) {
  expect_near(scalar_factors(plume, places), batch_factors(plume, places), places, what);
}

void expect_hour_agrees(const BoundaryLayer& air, const Places5& places, const std::string& what) {
  for (const bool is_urban : {false, true}) {
    if (is_urban && air.urban.empty()) break;
    const std::string kind = what + (is_urban ? ", urban" : "");
    std::size_t i = 0;
    for (PointSource stack : test::many_stacks()) {
      stack.is_urban = is_urban;
      expect_agreement(PointPlume(stack, air, {}).plume(), places, kind + ", stack " + std::to_string(i++));
    }
    i = 0;
    for (VolumeSource volume : test::many_volumes()) {
      volume.is_urban = is_urban;
      expect_agreement(VolumePlume(volume, air, {}).plume(), places,
                       kind + ", volume " + std::to_string(i++));
    }
  }
}

TEST(PlumeBatch, AgreesWithTheScalarPlumeInHardHours) {
  const Places5 places = hard_places();
  const std::vector<UrbanArea> city = {{.population = 2e6, .roughness_length_m = 1}};
  std::size_t n = 0;
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = boundary_layer(hour, city);
    ASSERT_EQ(air.status, HourStatus::valid);
    expect_hour_agrees(air, places, "hard hour " + std::to_string(n++));
  }
}

TEST(PlumeBatch, AgreesWithTheScalarPlumeInTheReferenceHours) {
  if (!std::filesystem::exists(test::reference_folder())) GTEST_SKIP() << "no reference cases";
  const Places5 places = hard_places();
  for (const std::string name :
       {"point_flat_buoyant_tall_a", "point_stable_s", "terrain_hill_a", "terrain_ridge_b", "lowwind_mixed_s",
        "realmet_adjustar", "realmet_tower", "urban_small_b"}) {
    const MetSeries series = test::read_case_met(name);
    const std::filesystem::path inp = test::reference_folder() / name / "aermod.inp";
    const BoundaryLayerOptions options =
        boundary_layer_options(series, test::read_reference_options(inp).urban_areas);
    for (std::size_t h = 0; h < series.hours.size(); ++h) {
      const BoundaryLayer air = make_boundary_layer(series.hours[h], options);
      if (air.status == HourStatus::valid)
        expect_hour_agrees(air, places, name + " hour " + std::to_string(h));
    }
  }
}

Factors5 factors_on(std::int64_t target, const Plume& plume, const Places5& places) {
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  Factors5 f = batch_factors(plume, places);
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
  return f;
}

TEST(PlumeBatch, HasTheSameBitsOnAvx2AndAvx512) {
  if ((hwy::SupportedTargets() & HWY_AVX3) == 0) GTEST_SKIP() << "no AVX-512 here";
  const Places5 places = hard_places();
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = boundary_layer(hour);
    for (const PointSource& stack : test::many_stacks()) {
      const PointPlume point(stack, air, {});
      const Factors5 wide = factors_on(HWY_AVX3, point.plume(), places);
      const Factors5 narrow = factors_on(HWY_AVX2, point.plume(), places);
      for (std::size_t k = 0; k < wide.values.size(); ++k)
        for (std::size_t i = 0; i < places.distance.size(); ++i)
          EXPECT_EQ(wide.values[k][i], narrow.values[k][i])
              << "factor " << k << ", x " << places.distance[i] << ", z_r " << places.height[i];
    }
  }
}

TEST(PlumeBatch, AgreesWithTheScalarPlumeWithoutVectors) {
  const Places5 places = hard_places();
  const PointSource stack = test::buoyant_stack();
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = boundary_layer(hour);
    const PointPlume point(stack, air, {});
    expect_near(scalar_factors(point.plume(), places), factors_on(HWY_EMU128, point.plume(), places), places,
                "without vectors");
  }
}

TEST(PlumeBatch, GivesEachPlaceTheSameBitsWhereverItStands) {
  // The lanes of a vector do not know each other: any part of the places, begun anywhere, gives the same
  // values.
  Places5 places = hard_places();
  const BoundaryLayer air = boundary_layer(test::stable_hour());
  const PointPlume stack(test::buoyant_stack(), air, {});
  const Factors5 all = batch_factors(stack.plume(), places);
  const std::size_t shift = 3;
  for (auto* values : {&places.distance, &places.height, &places.flagpole, &places.ground, &places.hill})
    values->erase(values->begin(), values->begin() + shift);
  const Factors5 rest = batch_factors(stack.plume(), places);
  for (std::size_t k = 0; k < rest.values.size(); ++k)
    for (std::size_t i = 0; i < rest.values[k].size(); ++i)
      EXPECT_EQ(rest.values[k][i], all.values[k][i + shift]);
}

}  // namespace
}  // namespace leeward::dispersion
