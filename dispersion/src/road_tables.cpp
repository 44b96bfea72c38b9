#include "road_tables.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numbers>
#include <numeric>

namespace leeward::dispersion {
namespace road_table_detail {

constexpr double sqrt_2pi = 2.5066282746310005;
constexpr double least_log2 = -110.0;  // nothing: what the kernel makes of it stays a normal float

double log2_of(double value) {
  return value > 0.0 ? std::max(std::log2(value), least_log2) : least_log2;
}

std::vector<double> squared_distances() {
  constexpr unsigned parts = 1U << RoadTable::segment_bits;
  std::vector<double> out;
  for (unsigned k = 0; k < RoadTable::octaves; ++k)
    for (unsigned i = 0; i < parts; ++i)
      out.push_back(std::ldexp(1.0 + static_cast<double>(i) / parts, static_cast<int>(k)));
  out.push_back(std::ldexp(1.0, static_cast<int>(RoadTable::octaves)));
  return out;
}

/// Where line_spread jumps in a segment, if it does.
struct Jump {
  double before_m = 0;  ///< a hair before
  double after_m = 0;
  double t = 1;  ///< place in the segment
  bool exists() const { return after_m > 0; }
};

/// What the tables are made from: the spread at the ends of all segments, and the jumps between.
struct Nodes {
  std::vector<double> squared_m2;
  std::vector<double> distance_m;
  std::vector<LineSpread> spread;
  std::vector<Jump> jump;    ///< one fewer
  std::vector<Jump> second;  ///< another one in the same segment
};

/// Halves the segment towards the greater change of the wind.
Jump find_jump(const LineWind& wind, const RoadClass& c, double low_m2, double high_m2) {
  constexpr double least_jump = 2e-4;  // of ln U
  constexpr int halvings = 17;         // to 1e-5 of the segment
  const auto log_wind = [&](double squared) {
    return std::log(
        line_spread(wind, std::sqrt(squared), c.release_height_m, c.initial_sigma_z_m).wind_m_per_s);
  };
  double a = low_m2;
  double b = high_m2;
  double at_a = log_wind(a);
  double at_b = log_wind(b);
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (a + b);
    const double at_middle = log_wind(middle);
    if (std::abs(at_middle - at_a) > std::abs(at_b - at_middle)) {
      b = middle;
      at_b = at_middle;
    } else {
      a = middle;
      at_a = at_middle;
    }
  }
  if (std::abs(at_b - at_a) < least_jump) return {};
  return {std::sqrt(a), std::sqrt(b), (a - low_m2) / (high_m2 - low_m2)};
}

/// The two greatest jumps of a segment, by its eighths: those whose change of the wind is not like the
/// others'.
void find_jumps(const LineWind& wind, const RoadClass& c, Nodes& nodes, std::size_t segment) {
  constexpr std::size_t parts = 8;
  constexpr double unlike = 1e-4;  // of ln U
  const double low = nodes.squared_m2[segment];
  const double step = (nodes.squared_m2[segment + 1] - low) / parts;
  std::array<double, parts + 1> log_wind{};
  for (std::size_t k = 0; k <= parts; ++k)
    log_wind[k] = std::log(line_spread(wind, std::sqrt(low + static_cast<double>(k) * step),
                                       c.release_height_m, c.initial_sigma_z_m)
                               .wind_m_per_s);
  std::array<double, parts> change{};
  for (std::size_t k = 0; k < parts; ++k) change[k] = log_wind[k + 1] - log_wind[k];
  std::array<double, parts> sorted = change;
  std::nth_element(sorted.begin(), sorted.begin() + parts / 2, sorted.end());
  const double usual = sorted[parts / 2];
  std::array<std::size_t, parts> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(change[a] - usual) > std::abs(change[b] - usual);
  });
  const auto jump_in = [&](std::size_t k) -> Jump {
    if (std::abs(change[k] - usual) < unlike) return {};
    const double from = low + static_cast<double>(k) * step;
    Jump jump = find_jump(wind, c, from, from + step);
    jump.t = (static_cast<double>(k) + jump.t) / parts;
    return jump;
  };
  nodes.jump[segment] = jump_in(order[0]);
  nodes.second[segment] = jump_in(order[1]);
}

Nodes make_nodes(const LineWind& wind, const RoadClass& c) {
  constexpr double worth_a_look = 1e-4;  // of ln U, against the neighbouring segments
  Nodes nodes;
  nodes.squared_m2 = squared_distances();
  for (const double squared : nodes.squared_m2) {
    nodes.distance_m.push_back(std::sqrt(squared));
    nodes.spread.push_back(
        line_spread(wind, nodes.distance_m.back(), c.release_height_m, c.initial_sigma_z_m));
  }
  std::vector<double> change;
  for (std::size_t i = 0; i + 1 < nodes.spread.size(); ++i)
    change.push_back(std::log(nodes.spread[i + 1].wind_m_per_s / nodes.spread[i].wind_m_per_s));
  std::vector<char> is_worth_a_look(change.size(), 0);
  constexpr std::size_t around =
      8;  // jumps of both signs in one segment hide each other; others tell that they are near
  for (std::size_t i = 1; i < change.size(); ++i)
    if (std::abs(change[i] - change[i - 1]) > worth_a_look)
      std::fill(is_worth_a_look.begin() + static_cast<std::ptrdiff_t>(i > around ? i - around : 0),
                is_worth_a_look.begin() + static_cast<std::ptrdiff_t>(std::min(i + around, change.size())),
                1);
  nodes.jump.resize(change.size());
  nodes.second.resize(change.size());
  for (std::size_t i = 0; i < change.size(); ++i)
    if (is_worth_a_look[i] != 0) find_jumps(wind, c, nodes, i);
  return nodes;
}

/// The slope with the end of its segment in its last bits.
float slope_to(double slope, double end) {
  const auto code = static_cast<std::uint32_t>(std::clamp(end * 255.0, 1.0, 255.0));
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(static_cast<float>(slope)) & 0xFFFFFF00U) | code);
}

/// Rows of a pair of quantities.
/// @param at  values at a distance with its spread
template <class At>
std::vector<RoadRow> rows_of(const LineWind& wind, const RoadClass& c, const Nodes& nodes,
                             const std::vector<RoadTable::Pair>& values, const At& at) {
  std::vector<RoadRow> rows;
  rows.reserve(values.size());
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    const Jump& jump = nodes.jump[i];
    RoadTable::Pair end = values[i + 1];
    double t = 1.0;
    if (jump.exists()) {
      t = std::max(jump.t, 1e-3);
      end = at(jump.before_m, line_spread(wind, jump.before_m, c.release_height_m, c.initial_sigma_z_m));
    }
    rows.push_back({static_cast<float>(values[i].first), slope_to((end.first - values[i].first) / t, t),
                    static_cast<float>(values[i].second), slope_to((end.second - values[i].second) / t, t)});
  }
  const RoadTable::Pair& last = values.back();
  rows.push_back(
      {static_cast<float>(last.first), slope_to(0, 1), static_cast<float>(last.second), slope_to(0, 1)});
  return rows;
}

/// The last distance before the plume has come down to the receptor; 0 when it is there from the start.
double coming_down_m(const std::vector<double>& distance, const std::vector<RoadTable::Pair>& along) {
  constexpr double nothing_log2 = -23.3;  // 1e-7
  const auto strength = [&](std::size_t i) { return along[i].first - 0.5 * std::log2(along[i].second); };
  std::size_t strongest = 0;
  for (std::size_t i = 1; i < along.size(); ++i)
    if (strength(i) > strength(strongest)) strongest = i;
  std::size_t first = strongest;
  while (first > 0 && strength(first - 1) > strength(strongest) + nothing_log2) --first;
  return first == 0 ? 0.0 : distance[first];
}

/// RoadTable::steep_to_m.
double steep_to_m(const std::vector<double>& distance, const std::vector<RoadTable::Pair>& along) {
  constexpr double steep = 3.0;
  constexpr double nothing_log2 = -10.0;  // 1e-3
  double highest = least_log2;
  for (const RoadTable::Pair& p : along) highest = std::max(highest, p.first);
  double found = 0.0;
  for (std::size_t i = 0; i + 8 < along.size(); ++i) {  // over a few segments: jumps are no slope
    const double slope = (along[i + 8].first - along[i].first) / std::log2(distance[i + 8] / distance[i]);
    if (std::abs(slope) > steep && along[i + 8].first > highest + nothing_log2) found = distance[i + 8];
  }
  return found;
}

/// A quarter of the distance in which F_z/U changes by a factor of two from its value at 1 m, within bounds.
double near_scale_m(const std::vector<double>& distance, const std::vector<RoadTable::Pair>& along) {
  constexpr double least_m = 0.25;
  constexpr double largest_m = 2.0;
  std::size_t i = 0;
  while (i + 1 < along.size() && distance[i] < 4.0 * largest_m &&
         std::abs(along[i].first - along[0].first) < 1.0)
    ++i;
  return std::clamp(0.25 * distance[i], least_m, largest_m);
}

/// Fills RoadTable::along_jumps, around_jumps, unresolved and around_unresolved. A part's weight at a
/// distance is what a long link gives there: A(x) across the wind, pi r f C_m all around; the whole is the
/// largest of both.
template <class Along, class Around>
void find_jumps_that_count(const LineWind& wind, const RoadClass& c, const Nodes& nodes,
                           const std::vector<RoadTable::Pair>& along,
                           const std::vector<RoadTable::Pair>& around, const Along& along_at,
                           const Around& around_at, RoadTable& table) {
  constexpr double counts_of_whole = 7e-4;
  constexpr double counts_locally = 1e-2;
  constexpr double nothing = 1e-3;
  constexpr double jump_like_kink =
      0.02;  // of d ln C/d ln x: what a polynomial over a third of x makes of it
  const auto direct = [](const RoadTable::Pair& p) { return sqrt_2pi * std::exp2(p.first); };
  const auto meander = [](const RoadTable::Pair& p, double r) {
    return std::numbers::pi * r * std::exp2(p.first);
  };
  double whole = 0.0;
  for (std::size_t i = 0; i < along.size(); ++i)
    whole = std::max(whole, around[i].second * direct(along[i]) + meander(around[i], nodes.distance_m[i]));
  const auto counts = [&](double jump, double weight) {
    return jump * weight > counts_of_whole * whole || (jump > counts_locally && weight > nothing * whole);
  };
  struct Counted {
    double direct = 0;  ///< size of the jump where it counts, else 0
    double meander = 0;
  };
  const auto counted = [&](const Jump& jump) -> Counted {
    if (!jump.exists()) return {};
    const LineSpread before = line_spread(wind, jump.before_m, c.release_height_m, c.initial_sigma_z_m);
    const LineSpread after = line_spread(wind, jump.after_m, c.release_height_m, c.initial_sigma_z_m);
    const auto a0 = along_at(jump.before_m, before);
    const auto a1 = along_at(jump.after_m, after);
    const auto r0 = around_at(jump.before_m, before);
    const auto r1 = around_at(jump.after_m, after);
    const double of_share = std::abs(r1.second - r0.second) / std::max(r0.second, r1.second + 1e-9);
    const double of_direct = std::abs(a1.first - a0.first) * std::numbers::ln2 +
                             0.5 * std::abs(a1.second / a0.second - 1.0) + of_share;
    const double of_meander = std::abs(r1.first - r0.first) * std::numbers::ln2;
    const double direct_weight = r0.second * std::max(direct(a0), direct(a1));
    const double meander_weight = std::max(meander(r0, jump.before_m), meander(r1, jump.after_m));
    return {counts(of_direct, direct_weight) ? of_direct : 0.0,
            counts(of_meander, meander_weight) ? of_meander : 0.0};
  };
  for (std::size_t i = 0; i < nodes.jump.size(); ++i) {
    if (i > 0) {
      const double x = nodes.distance_m[i];
      const double log_step = std::log(nodes.distance_m[i + 1] / nodes.distance_m[i]);
      const double before_step = std::log(nodes.distance_m[i] / nodes.distance_m[i - 1]);
      const auto kink = [&](const std::vector<RoadRow>& rows) {
        const double change = static_cast<double>(rows[i].first_slope) / log_step -
                              static_cast<double>(rows[i - 1].first_slope) / before_step;
        return jump_like_kink * std::abs(change) * std::numbers::ln2;
      };
      if (counts(kink(table.along), around[i].second * direct(along[i])))
        table.along_jumps.push_back({x, 0.0});
      if (counts(kink(table.around), meander(around[i], x))) table.around_jumps.push_back({x, 0.0});
    }
    const Counted first = counted(nodes.jump[i]);
    if (first.direct > 0) table.along_jumps.push_back({nodes.jump[i].after_m, first.direct});
    if (first.meander > 0) table.around_jumps.push_back({nodes.jump[i].after_m, first.meander});
    const Counted second = counted(nodes.second[i]);
    const RoadTable::Interval segment{nodes.distance_m[i], nodes.distance_m[i + 1]};
    if (second.direct > 0) table.unresolved.push_back(segment);
    if (second.meander > 0) table.around_unresolved.push_back(segment);
  }
}

/// Where F_z begins: a receptor above the lid max(z_i, h + 2.15 sigma_z) is met when the lid has grown to it.
double first_distance_m(const LineWind& wind, const RoadClass& c, double receptor_height_m) {
  const auto is_below_lid = [&](double x) {
    const LineSpread spread = line_spread(wind, x, c.release_height_m, c.initial_sigma_z_m);
    return receptor_height_m <=
           std::max(wind.hour().mixing_height_m, c.release_height_m + 2.15 * spread.sigma_z_m);
  };
  // Far out (20 km and more in a light wind) the spread may shrink again, so the lid is followed from near
  // by.
  const double farthest = std::sqrt(RoadTable::largest_squared_m2);
  double low = 1.0;
  if (is_below_lid(low)) return 0.0;
  double high = low;
  while (!is_below_lid(high)) {
    if (high >= farthest) return farthest;
    low = high;
    high = std::min(high * std::numbers::sqrt2, farthest);
  }
  while (high > low * (1.0 + 1e-7)) {
    const double middle = std::sqrt(low * high);
    (is_below_lid(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace road_table_detail

bool RoadTable::is_unresolved(double distance_m) const {
  const auto after = std::upper_bound(unresolved.begin(), unresolved.end(), distance_m,
                                      [](double x, const Interval& interval) { return x < interval.from_m; });
  return after != unresolved.begin() && distance_m <= std::prev(after)->to_m;
}

std::vector<RoadTable> make_road_tables(const LineWind& wind, const RoadClass& road_class,
                                        std::span<const double> receptor_heights_m) {
  using namespace road_table_detail;
  const double h = road_class.release_height_m;
  const double sigma_z0 = road_class.initial_sigma_z_m;
  const Nodes nodes = make_nodes(wind, road_class);
  std::vector<RoadTable> tables;
  for (const double z : receptor_heights_m) {
    RoadTable& table = tables.emplace_back();
    const double first = first_distance_m(wind, road_class, z);
    const LineSpread at_first = line_spread(wind, std::max(first, line_nearest_m), h, sigma_z0);
    const auto along_at = [&](double distance, const LineSpread& spread) {
      const double x = std::max(distance, first);
      const LineSpread& at_x = x > distance ? at_first : spread;
      return RoadTable::Pair{log2_of(line_direct_term(wind, at_x, x, h, z) / sqrt_2pi),
                             spread.raw_sigma_y_m * spread.raw_sigma_y_m};
    };
    const auto around_at = [&](double distance, const LineSpread& spread) {
      const double f = line_meander_share(wind, spread);
      return RoadTable::Pair{log2_of(f * line_meander_term(wind, spread, distance, h, z)), 1.0 - f};
    };
    std::vector<RoadTable::Pair> along;
    std::vector<RoadTable::Pair> around;
    for (std::size_t i = 0; i < nodes.distance_m.size(); ++i) {
      along.push_back(along_at(nodes.distance_m[i], nodes.spread[i]));
      around.push_back(around_at(nodes.distance_m[i], nodes.spread[i]));
    }
    table.first_m = std::max(first, coming_down_m(nodes.distance_m, along));
    table.steep_to_m = steep_to_m(nodes.distance_m, along);
    table.near_scale_m = near_scale_m(nodes.distance_m, along);
    table.along = rows_of(wind, road_class, nodes, along, along_at);
    table.around = rows_of(wind, road_class, nodes, around, around_at);
    find_jumps_that_count(wind, road_class, nodes, along, around, along_at, around_at, table);
  }
  return tables;
}

}  // namespace leeward::dispersion
