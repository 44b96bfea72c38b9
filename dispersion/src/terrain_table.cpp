#include "terrain_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "plume_batch.h"

namespace leeward::dispersion {
namespace terrain_table_detail {

using CellSample = std::array<double, plume_channel_count>;

constexpr std::size_t nx = cell_distance_terms;
constexpr std::size_t nz = cell_height_terms;
constexpr int most_halvings = 9;
constexpr std::size_t most_evaluations = 30000;
constexpr double fewest_per_split =
    300;  // receptors: with fewer the full formulas cost less than finer cells
constexpr double first_strip_m = 120.0;
constexpr double cell_lowest_log2 = -140.0;
constexpr double cell_unused_octaves = 40.0;  // below the largest value: as good as 0
constexpr double cell_smallest_use = 1e-7;    // of the largest value: what is smaller need not be as accurate
constexpr double least_lid = 1.0;  // z_eff/(sqrt(2) sigma_z) from which two images suffice for the weight
/// (u, v) of the places where a cell is checked.
constexpr std::array<std::array<double, 2>, 11> checks{{{-0.999, -0.999},
                                                        {0.999, -0.999},
                                                        {-0.999, 0.999},
                                                        {0.999, 0.999},
                                                        {0.0, 0.0},
                                                        {-0.5, 0.7},
                                                        {0.5, -0.7},
                                                        {-0.5, -0.4},
                                                        {0.5, 0.4},
                                                        {-0.87, 0.05},
                                                        {0.87, -0.05}}};
constexpr std::size_t cell_places = nx * nz + checks.size();

double cell_chebyshev_place(std::size_t k, std::size_t n) {
  return std::cos(std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * static_cast<double>(n)));
}

/// From values at the n Chebyshev places to the coefficients of the powers, n <= 6.
template <std::size_t n>
std::array<std::array<double, n>, n> powers_matrix() {
  constexpr double t[6][6] = {{1, 0, 0, 0, 0, 0},  {0, 1, 0, 0, 0, 0},  {-1, 0, 2, 0, 0, 0},
                              {0, -3, 0, 4, 0, 0}, {1, 0, -8, 0, 8, 0}, {0, 5, 0, -20, 0, 16}};
  std::array<std::array<double, n>, n> m{};
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t j = 0; j < n; ++j) {
      const double series = (j == 0 ? 1.0 : 2.0) / static_cast<double>(n) *
                            std::cos(static_cast<double>(j) * std::acos(cell_chebyshev_place(k, n)));
      for (std::size_t p = 0; p < n; ++p) m[p][k] += series * t[j][p];
    }
  return m;
}

double cell_log2(double value) {
  return value > 0 ? std::max(std::log2(value), cell_lowest_log2) : cell_lowest_log2;
}

struct CellPlaces {
  std::vector<double> distance, height, flagpole, ground, hill;
  void clear() {
    for (auto* v : {&distance, &height, &flagpole, &ground, &hill}) v->clear();
  }
  void add(double x, double z, double z_f) {
    distance.push_back(x);
    height.push_back(z);
    flagpole.push_back(z_f);
    ground.push_back(z - z_f);
    hill.push_back(-1.0);  // no hill: both states weigh 1/2
  }
};

struct CellFactors {
  std::vector<double> column, sigma, penetrated, penetrated_sigma, fraction, plume_height, sigma_z, lid;
  CellFactors(const Plume& plume, const CellPlaces& p, const std::vector<double>& flagpole) {
    const std::size_t n = p.distance.size();
    for (auto* v :
         {&column, &sigma, &penetrated, &penetrated_sigma, &fraction, &plume_height, &sigma_z, &lid})
      v->resize(n);
    evaluate_plume(plume,
                   {n, p.distance.data(), p.height.data(), flagpole.data(), p.ground.data(), p.hill.data()},
                   {column.data(), sigma.data(), penetrated.data(), penetrated_sigma.data(), fraction.data(),
                    plume_height.data(), sigma_z.data(), lid.data()});
  }
};

void sample_states(const Plume& plume, const CellPlaces& p, std::vector<CellSample>& samples) {
  constexpr double sqrt_2pi = 2.5066282746310002;
  const CellFactors both(plume, p, p.flagpole);
  const CellFactors level(plume, p, p.height);  // z_f = z_r: the horizontal state alone
  const double half_log2_e = std::sqrt(0.5 * std::numbers::log2e);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double sigma = level.sigma[i];
    const double followed = std::max(2.0 * both.column[i] - level.column[i], 0.0);
    CellSample& s = samples[i];
    s[column_channel] = cell_log2(ug_per_g * level.column[i] / (sqrt_2pi * sigma));
    s[width_channel] = half_log2_e / sigma;
    s[followed_channel] = cell_log2(ug_per_g * followed / (sqrt_2pi * sigma));
    s[per_sigma_z_channel] = 1.0 / (std::numbers::sqrt2 * level.sigma_z[i]);
    s[ring_channel] =
        cell_log2(level.fraction[i] * sqrt_2pi * sigma * 0.5 * std::numbers::inv_pi / p.distance[i]);
    s[share_channel] = 1.0 - level.fraction[i];
    s[plume_height_channel] = level.plume_height[i];
    s[lid_channel] = level.lid[i];
  }
}

void sample_sum(const Plume& plume, const CellPlaces& p, std::vector<CellSample>& samples) {
  constexpr double sqrt_2pi = 2.5066282746310002;
  const CellFactors f(plume, p, p.flagpole);
  const double half_log2_e = std::sqrt(0.5 * std::numbers::log2e);
  const bool is_all_penetrated = plume.penetrated_fraction() >= 1.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double column = is_all_penetrated ? f.penetrated[i] : f.column[i];
    const double sigma = is_all_penetrated ? f.penetrated_sigma[i] : f.sigma[i];
    const double penetrated = is_all_penetrated ? 0.0 : f.penetrated[i];
    CellSample& s = samples[i];
    s = {};
    s[column_channel] = cell_log2(ug_per_g * column / (sqrt_2pi * sigma));
    s[width_channel] = half_log2_e / sigma;
    s[penetrated_column_channel] = cell_log2(ug_per_g * penetrated / (sqrt_2pi * f.penetrated_sigma[i]));
    s[penetrated_width_channel] = half_log2_e / f.penetrated_sigma[i];
    s[meander_channel] = cell_log2(ug_per_g * f.fraction[i] * (column + penetrated) * 0.5 *
                                   std::numbers::inv_pi / p.distance[i]);
    s[share_channel] = 1.0 - f.fraction[i];
  }
}

struct OpenCell {
  std::size_t bucket;
  double begin, end, lowest, highest;
  int halvings;
};

double evaluate_cell(const TerrainCell& cell, std::size_t channel, double u, double v) {
  double sum = 0;
  for (std::size_t j = nz; j-- > 0;) {
    double row = 0;
    for (std::size_t i = nx; i-- > 0;)
      row = row * u + static_cast<double>(cell.coefficient[(channel * nz + j) * nx + i]);
    sum = sum * v + row;
  }
  return sum;
}

}  // namespace terrain_table_detail

using namespace terrain_table_detail;

CriticalHeights::CriticalHeights(const DividingStreamline& streamline, double highest_m) {
  constexpr double straight_m = 0.01;  // a departure from the straight line that does not count
  const std::size_t count = static_cast<std::size_t>(std::max(highest_m, 0.0) / spacing_m) + 2;
  double begin = streamline.height_m(0.0);
  for (std::size_t k = 0; k < count; ++k) {
    const double at = static_cast<double>(k) * spacing_m;
    const double middle = streamline.height_m(at + 0.5 * spacing_m);
    const double end = streamline.height_m(at + spacing_m);
    const bool is_straight = std::abs(middle - 0.5 * (begin + end)) <= straight_m;
    lines_.push_back(static_cast<float>(begin));
    lines_.push_back(is_straight ? static_cast<float>(end - begin) : unknown_slope);
    begin = end;
  }
}

TerrainTable::TerrainTable(const Plume& plume, const TableRange& range, const HeightSpan& heights,
                           double flagpole_m, double receptors_per_m2, double tolerance)
    : range_(range), flagpole_(flagpole_m), has_states_(plume.streamline().has_value()) {
  static const auto x_powers = powers_matrix<nx>();
  static const auto z_powers = powers_matrix<nz>();
  std::vector<double> levels{heights.lowest_m};
  if (heights.lowest_m < 0 && heights.highest_m > 0)
    levels.push_back(0.0);                     // heights are shifted below the base
  const double lid = plume.mixing_height_m();  // convective plumes end there
  if (lid > heights.lowest_m && lid < heights.highest_m) levels.push_back(lid);
  levels.push_back(heights.highest_m);
  std::sort(levels.begin(), levels.end());
  std::vector<OpenCell> open;
  std::vector<std::vector<TerrainCell>> done(bucket(range.end_m) + 1);
  for (std::size_t b = 0; b < done.size(); ++b) {
    const auto edge = [&](std::size_t k) {
      return std::bit_cast<double>(((std::bit_cast<std::uint64_t>(range_.begin_m) >> 51U) + k) << 51U);
    };
    const double begin = std::max(edge(b), range.begin_m);
    const double end = std::min(edge(b + 1), range.end_m * 1.0001);
    for (std::size_t l = 0; l + 1 < levels.size(); ++l) {
      const double depth = levels[l + 1] - levels[l];
      const int strips = std::max(1, static_cast<int>(std::ceil(depth / first_strip_m)));
      for (int s = 0; s < strips; ++s)
        open.push_back(
            {b, begin, end, levels[l] + depth * s / strips, levels[l] + depth * (s + 1) / strips, 0});
    }
  }
  CellPlaces places;
  std::vector<CellSample> samples;
  CellSample largest;
  largest.fill(cell_lowest_log2);
  const auto add_largest = [&](const CellSample& s) {
    const double column = has_states_ ? std::max(s[column_channel], s[followed_channel])
                                      : std::max(s[column_channel], s[penetrated_column_channel]);
    for (const std::size_t c : {column_channel, penetrated_column_channel})
      largest[c] = std::max(largest[c], column);
    largest[meander_channel] = std::max(largest[meander_channel], s[meander_channel]);
    if (!has_states_) has_penetrated_ = has_penetrated_ || s[penetrated_column_channel] > cell_lowest_log2;
  };
  const auto receptors_in = [&](const OpenCell& o) {
    return receptors_per_m2 * std::numbers::pi * (o.end * o.end - o.begin * o.begin) *
           (o.highest - o.lowest) / (heights.highest_m - heights.lowest_m);
  };
  while (!open.empty()) {
    places.clear();
    for (const OpenCell& o : open) {
      const auto add = [&](double u, double v) {
        places.add(0.5 * (o.begin + o.end) + 0.5 * (o.end - o.begin) * u,
                   0.5 * (o.lowest + o.highest) + 0.5 * (o.highest - o.lowest) * v, flagpole_m);
      };
      for (std::size_t j = 0; j < nz; ++j)
        for (std::size_t i = 0; i < nx; ++i) add(cell_chebyshev_place(i, nx), cell_chebyshev_place(j, nz));
      for (const auto& c : checks) add(c[0], c[1]);
    }
    samples.resize(places.distance.size());
    has_states_ ? sample_states(plume, places, samples) : sample_sum(plume, places, samples);
    evaluation_count_ += samples.size();
    for (const CellSample& s : samples) add_largest(s);
    std::vector<OpenCell> next;
    for (std::size_t n = 0; n < open.size(); ++n) {
      const OpenCell& o = open[n];
      CellSample* sample = samples.data() + n * cell_places;
      for (std::size_t k = 0; k < cell_places; ++k)
        for (const std::size_t c : {column_channel, penetrated_column_channel, meander_channel})
          if (largest[c] > cell_lowest_log2)
            sample[k][c] = std::max(sample[k][c], largest[c] - cell_unused_octaves);
      TerrainCell cell;
      cell.begin_m = static_cast<float>(o.begin);
      cell.end_m = static_cast<float>(o.end);
      cell.middle_m = static_cast<float>(0.5 * (o.begin + o.end));
      cell.per_half = static_cast<float>(2.0 / (o.end - o.begin));
      cell.lowest_m = static_cast<float>(o.lowest);
      cell.highest_m = static_cast<float>(o.highest);
      cell.middle_height_m = static_cast<float>(0.5 * (o.lowest + o.highest));
      cell.per_half_height = static_cast<float>(2.0 / (o.highest - o.lowest));
      double bend_x = 0;
      double bend_z = 0;
      for (std::size_t c = 0; c < plume_channel_count; ++c) {
        std::array<std::array<double, nx>, nz> along{};  // [height place][power of u]
        for (std::size_t j = 0; j < nz; ++j)
          for (std::size_t i = 0; i < nx; ++i)
            for (std::size_t k = 0; k < nx; ++k) along[j][i] += x_powers[i][k] * sample[j * nx + k][c];
        for (std::size_t j = 0; j < nz; ++j)
          for (std::size_t i = 0; i < nx; ++i) {
            double power = 0;
            for (std::size_t k = 0; k < nz; ++k) power += z_powers[j][k] * along[k][i];
            cell.coefficient[(c * nz + j) * nx + i] = static_cast<float>(power);
          }
        if (c == column_channel || c == penetrated_column_channel) {
          const auto coefficient = [&](std::size_t j, std::size_t i) {
            return std::abs(static_cast<double>(cell.coefficient[(c * nz + j) * nx + i]));
          };
          bend_x = std::max(bend_x, coefficient(0, nx - 1) / 16 + coefficient(0, nx - 2) / 8);
          bend_z = std::max(bend_z, coefficient(nz - 1, 0) / 4);
        }
      }
      // Images end at the effective lid: a step inside a cell need not show at the places.
      bool has_below = false;
      bool has_above = false;
      for (std::size_t k = 0; k < cell_places && has_states_; ++k) {
        const bool is_above = places.height[n * cell_places + k] > sample[k][lid_channel];
        (is_above ? has_above : has_below) = true;
      }
      cell.is_sound = !(has_below && has_above);
      for (std::size_t k = 0; k < checks.size() && cell.is_sound; ++k) {
        const CellSample& expected = sample[nx * nz + k];
        const auto found = [&](std::size_t c) { return evaluate_cell(cell, c, checks[k][0], checks[k][1]); };
        const auto log2_holds = [&](std::size_t c) {
          if (largest[c] <= cell_lowest_log2) return true;
          const double value = std::exp2(std::min(expected[c] - largest[c], 1.0));
          return std::abs(std::exp2(std::min(found(c) - largest[c], 10.0)) - value) <=
                 tolerance * std::max(value, cell_smallest_use);
        };
        const auto relative_holds = [&](std::size_t c, double share) {
          return std::abs(found(c) - expected[c]) <= share * tolerance * std::abs(expected[c]) + 1e-9;
        };
        cell.is_sound = log2_holds(column_channel) && log2_holds(penetrated_column_channel) &&
                        log2_holds(meander_channel) && relative_holds(width_channel, 0.3) &&
                        std::abs(found(share_channel) - expected[share_channel]) <=
                            tolerance * std::max(expected[share_channel], 1e-3);
        if (!has_states_ && has_penetrated_)
          cell.is_sound = cell.is_sound && relative_holds(penetrated_width_channel, 0.3);
        if (has_states_)
          cell.is_sound = cell.is_sound && relative_holds(per_sigma_z_channel, 1.0) &&
                          relative_holds(plume_height_channel, 1.0) && relative_holds(lid_channel, 2.0) &&
                          expected[lid_channel] * expected[per_sigma_z_channel] > least_lid;
      }
      if (cell.is_sound || o.halvings >= most_halvings ||
          evaluation_count_ + 2 * cell_places * next.size() > most_evaluations ||
          receptors_in(o) < fewest_per_split) {
        done[o.bucket].push_back(cell);
        continue;
      }
      OpenCell first = o;
      OpenCell second = o;
      first.halvings = second.halvings = o.halvings + 1;
      if (bend_z > bend_x && o.highest - o.lowest > 2.0)
        first.highest = second.lowest = 0.5 * (o.lowest + o.highest);
      else
        first.end = second.begin = 0.5 * (o.begin + o.end);
      next.push_back(first);
      next.push_back(second);
    }
    open = std::move(next);
  }
  first_cell_.push_back(0);
  for (const auto& cells : done) {
    cells_.insert(cells_.end(), cells.begin(), cells.end());
    first_cell_.push_back(static_cast<std::uint32_t>(cells_.size()));
  }
  make_widest(plume, heights);
}

std::size_t TerrainTable::bucket(double distance_m) const {
  return static_cast<std::size_t>((std::bit_cast<std::uint64_t>(distance_m) >> 51U) -
                                  (std::bit_cast<std::uint64_t>(range_.begin_m) >> 51U));
}

void TerrainTable::make_widest(const Plume& plume, const HeightSpan& heights) {
  CellPlaces places;
  const std::uint64_t first = std::bit_cast<std::uint64_t>(range_.begin_m) >> 49U;
  const std::uint64_t last = std::bit_cast<std::uint64_t>(range_.end_m) >> 49U;
  constexpr std::array<double, 3> parts{0.0, 0.5, 1.0};
  for (std::uint64_t b = first; b <= last; ++b)
    for (const double part : parts)
      places.add(std::bit_cast<double>((b + 1) << 49U),
                 heights.lowest_m + part * (heights.highest_m - heights.lowest_m), flagpole_);
  const CellFactors f(plume, places, places.flagpole);
  double widest = 0;
  for (std::size_t i = 0; i < places.distance.size(); ++i) {
    if (plume.penetrated_fraction() < 1.0) widest = std::max(widest, f.sigma[i]);
    if (plume.penetrated_fraction() > 0) widest = std::max(widest, f.penetrated_sigma[i]);
    if (i % parts.size() == parts.size() - 1) widest_.push_back(widest);
  }
}

double TerrainTable::widest_m(double distance_m) const {
  const double x = std::clamp(distance_m, range_.begin_m, range_.end_m);
  return widest_[(std::bit_cast<std::uint64_t>(x) >> 49U) -
                 (std::bit_cast<std::uint64_t>(range_.begin_m) >> 49U)];
}

}  // namespace leeward::dispersion
