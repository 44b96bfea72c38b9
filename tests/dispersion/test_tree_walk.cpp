// The walk over the tree with made-up fields whose sums are known.
#include "tree_walk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "chebyshev_square.h"
#include "support/fake_fields.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

constexpr Vec2 origin{449800.5, 5411300.25};

/// Degree 5 in both directions, between 0 and 3 on 3 km from the origin.
double polynomial(Vec2 place) {
  const Vec2 p = (1.0 / 3000.0) * (place - origin);
  return 1 + 0.3 * p.x + 0.5 * p.y * p.y - 0.2 * std::pow(p.x, 5) * std::pow(p.y, 3) +
         0.4 * std::pow(p.x, 2) * std::pow(p.y, 5);
}

/// One hour of the fields given, each with its rates.
struct FakeHour {
  HourSources sources;
  std::vector<const SourceField*> fields;
  void add(const FakeField& field, const std::vector<ColumnRate>& rates) {
    if (sources.first_rate.empty()) sources.first_rate.push_back(0);
    sources.active.push_back({fields.size(), nullptr});
    sources.rates.insert(sources.rates.end(), rates.begin(), rates.end());
    sources.first_rate.push_back(sources.rates.size());
    fields.push_back(&field);
  }
};

std::vector<double> solve(const ReceptorTree& tree, const FakeHour& hour, std::size_t columns, Mode mode) {
  std::vector<double> values(columns * tree.receptors.size(), -1);
  std::vector<Extremes> extremes(columns);
  TreeWalk walk(tree, columns, mode);
  for (std::size_t task = 0; task < tree.task_count(); ++task) {
    EXPECT_TRUE(walk.solve(task, {&hour.sources, hour.fields}, {}));
    walk.write(values.data(), extremes);
  }
  return values;
}

TEST(ChebyshevSquare, TheBasisIsOneAtItsPlaceAndSumsToOne) {
  for (std::size_t k = 0; k < places_per_side; ++k) {
    const auto l = lagrange_basis(chebyshev_places()[k]);
    for (std::size_t j = 0; j < places_per_side; ++j) EXPECT_NEAR(l[j], j == k ? 1 : 0, 1e-15);
  }
  for (const double x : {-1.0, -0.3, 0.0, 0.77, 1.0}) {
    double sum = 0;
    for (const double l : lagrange_basis(x)) sum += l;
    EXPECT_NEAR(sum, 1, 1e-14);
  }
}

TEST(ChebyshevSquare, ChildrenAndReceptorsGetTheParentsPolynomial) {
  TreeSquare parent;
  parent.centre_m = origin + Vec2{1500, 1500};
  parent.half_m = 1400;
  std::array<double, stored_square_values> of_parent{};
  for (std::size_t k = 0; k < square_places; ++k)
    of_parent[k] =
        polynomial(parent.centre_m + parent.half_m * Vec2{chebyshev_places()[k % places_per_side],
                                                          chebyshev_places()[k / places_per_side]});
  std::vector<TreeSquare> children(5);
  for (std::size_t q = 0; q < 4; ++q) {
    children[q].half_m = 700;
    children[q].centre_m = parent.centre_m + Vec2{q % 2 == 1 ? 700.0 : -700.0, q >= 2 ? 700.0 : -700.0};
  }
  children[4].half_m = 31;  // round a cluster
  children[4].centre_m = parent.centre_m + Vec2{411, -270};
  for (const TreeSquare& child : children) {
    std::array<double, stored_square_values> values{};
    add_to_child(parent, of_parent.data(), child, values.data());
    for (std::size_t k = 0; k < square_places; ++k)
      EXPECT_NEAR(values[k],
                  polynomial(child.centre_m + child.half_m * Vec2{chebyshev_places()[k % places_per_side],
                                                                  chebyshev_places()[k / places_per_side]}),
                  1e-12);  // rounding of some hundred terms of size 3
    std::array<float, 16> dx, dy;
    std::array<double, 16> sum;
    std::mt19937 random(5);
    std::uniform_real_distribution within(-child.half_m, child.half_m);
    for (std::size_t i = 0; i < dx.size(); ++i) {
      dx[i] = static_cast<float>(within(random));
      dy[i] = static_cast<float>(within(random));
      sum[i] = 10;
    }
    const PolynomialSum column{values.data(), sum.data()};
    add_polynomials(dx.data(), dy.data(), dx.size(), child.half_m, {&column, 1});
    for (std::size_t i = 0; i < dx.size(); ++i) {
      const Vec2 offset{static_cast<double>(dx[i]), static_cast<double>(dy[i])};
      EXPECT_NEAR(sum[i], 10 + polynomial(child.centre_m + offset), 1e-12);
    }
  }
}

TEST(TreeWalk, GivesEveryReceptorEverySourceWhateverTheSquares) {
  const std::vector<Receptor> receptors = grid_of_receptors(150, 140, 20);
  const ReceptorTree tree = make_receptor_tree(receptors);
  for (const double smooth_half_m : {0.0, 90.0, 400.0, 1e6}) {
    const FakeField one(polynomial, smooth_half_m);
    const FakeField two([](Vec2 p) { return 2 * polynomial(p); }, 200);
    FakeHour hour;
    hour.add(one, {{0, 1.5}, {1, 1.0}});
    hour.add(two, {{0, 0.25}});
    const std::vector<double> values = solve(tree, hour, 3, Mode::standard);
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const double p = polynomial(receptors[i].position_m);
      // Unit values are single precision; the worst place of a square weighs up to 5.
      ASSERT_NEAR(values[i], 2 * p, 3e-6);
      ASSERT_NEAR(values[receptors.size() + i], p, 2e-6);
      ASSERT_EQ(values[2 * receptors.size() + i], 0.0);
    }
  }
}

TEST(TreeWalk, ExactTakesTheFullFormulasAndCountsWhatDidNotConverge) {
  const std::vector<Receptor> receptors = grid_of_receptors(30, 30, 20);
  const ReceptorTree tree = make_receptor_tree(receptors);
  const FakeField field(polynomial, 1e6);
  FakeHour hour;
  hour.add(field, {{0, 2.0}});
  const std::vector<double> values = solve(tree, hour, 1, Mode::exact);
  for (std::size_t i = 0; i < receptors.size(); ++i)
    ASSERT_EQ(values[i], 2.0 * polynomial(receptors[i].position_m));
  TreeWalk walk(tree, 1, Mode::exact);
  ASSERT_TRUE(walk.solve(0, {&hour.sources, hour.fields}, {}));
  EXPECT_GT(walk.not_converged(), 0u);
}

TEST(TreeWalk, IsLinearInTheSources) {
  // Ten groups in columns of their own against all in one: 1e-6 everywhere, not only of the peak.
  const std::vector<Receptor> receptors = grid_of_receptors(120, 120, 25);
  const ReceptorTree tree = make_receptor_tree(receptors);
  constexpr std::uint32_t groups = 10;
  std::vector<std::unique_ptr<FakeField>> fields;
  FakeHour hour;
  std::mt19937 random(7);
  std::uniform_real_distribution place(-500.0, 3500.0), width(30.0, 900.0), rate(0.01, 10.0);
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Vec2 centre = origin + Vec2{place(random), place(random)};
    const double w = width(random);
    fields.push_back(std::make_unique<FakeField>(
        [=](Vec2 p) { return std::exp(-dot(p - centre, p - centre) / (2 * w * w)); }, 0.7 * w));
    const double q = rate(random);
    hour.add(*fields.back(), {{0, q}, {1 + i % groups, q}});
  }
  const std::vector<double> values = solve(tree, hour, groups + 1, Mode::standard);
  const std::size_t n = receptors.size();
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t g = 1; g <= groups; ++g) sum += values[g * n + i];
    ASSERT_NEAR(sum, values[i], 1e-6 * values[i]) << i;
  }
}

TEST(TreeWalk, NamesAValueThatCannotBe) {
  const std::vector<Receptor> receptors = grid_of_receptors(20, 20, 20);
  const ReceptorTree tree = make_receptor_tree(receptors);
  const Vec2 bad = receptors[137].position_m;
  const FakeField sound(polynomial, 0);
  for (const double wrong :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    for (const Mode mode : {Mode::standard, Mode::exact}) {
      const FakeField broken([&](Vec2 p) { return length(p - bad) < 1 ? wrong : 1.0; }, 0);
      FakeHour hour;
      hour.add(sound, {{0, 1.0}});
      hour.add(broken, {{0, 1.0}});
      std::size_t found = 0;
      for (std::size_t task = 0; task < tree.task_count(); ++task) {
        TreeWalk walk(tree, 1, mode);
        if (walk.solve(task, {&hour.sources, hour.fields}, {})) continue;
        ASSERT_TRUE(walk.unsound());
        EXPECT_EQ(walk.unsound()->source, 1u);
        EXPECT_EQ(tree.original[walk.unsound()->receptor], 137u);
        EXPECT_LT(length(walk.unsound()->position_m - bad), 1e-3);
        ++found;
      }
      EXPECT_EQ(found, 1u);
    }
}

TEST(TreeWalk, StopsBetweenSources) {
  const std::vector<Receptor> receptors = grid_of_receptors(20, 20, 20);
  const ReceptorTree tree = make_receptor_tree(receptors);
  std::stop_source stop;
  const FakeField asking(
      [&](Vec2 p) {
        stop.request_stop();
        return polynomial(p);
      },
      0);
  const FakeField never(
      [](Vec2) -> double {
        ADD_FAILURE() << "evaluated after the stop";
        return 0;
      },
      0);
  FakeHour hour;
  hour.add(asking, {{0, 1.0}});
  hour.add(never, {{0, 1.0}});
  TreeWalk walk(tree, 1, Mode::standard);
  EXPECT_FALSE(walk.solve(0, {&hour.sources, hour.fields}, stop.get_token()));
  EXPECT_FALSE(walk.unsound());
}

}  // namespace
}  // namespace leeward::dispersion
