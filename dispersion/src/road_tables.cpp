#include "road_tables.h"

#include <numbers>
#include <optional>

namespace leeward::dispersion {
namespace road_table_detail {

constexpr double sqrt_2pi = 2.5066282746310005;
constexpr double least_log2 = -110.0;  // nothing: what the kernel makes of it stays a normal float

double log2_of(double value) {
  return value > 0.0 ? std::max(std::log2(value), least_log2) : least_log2;
}

double end_of_cell(unsigned cell) {
  return std::ldexp(1.0, static_cast<int>(cell));
}

double warp_slope(double t) {
  const auto c = [](std::size_t k) { return static_cast<double>(RoadTable::warp[k]); };
  return c(0) + t * (2.0 * c(1) + t * 3.0 * c(2));
}

/// The spread of a class over squared distance.
struct Spreads {
  const LineWind* wind;
  RoadClass of;
  LineSpread at(double squared_m2) const {
    return line_spread(*wind, std::sqrt(squared_m2), of.release_height_m, of.initial_sigma_z_m);
  }
};

/// Squared distances where the number of passes of line_spread changes, and with it the spread, ascending.
class JumpFinder {
public:
  explicit JumpFinder(const Spreads& spreads) : spreads_(spreads) {}

  std::vector<double> find() {
    constexpr unsigned per_cell = 16;  // 2-3 % of distance
    // Changes there and back hide each other; others tell that they are near.
    constexpr std::size_t around = 8;
    std::vector<double> squared;
    for (unsigned cell = 0; cell < RoadTable::cells; ++cell)
      for (unsigned i = 0; i < per_cell; ++i)
        squared.push_back(end_of_cell(cell) * (1.0 + static_cast<double>(i) / per_cell));
    squared.push_back(end_of_cell(RoadTable::cells));
    std::vector<unsigned> passes;
    for (const double s : squared) passes.push_back(spreads_.at(s).passes);
    std::vector<char> is_near(squared.size(), 0);
    for (std::size_t i = 0; i + 1 < squared.size(); ++i)
      if (passes[i] != passes[i + 1])
        for (std::size_t k = i > around ? i - around : 0; k <= std::min(i + around, squared.size() - 2); ++k)
          is_near[k] = 1;
    for (std::size_t i = 0; i + 1 < squared.size(); ++i)
      if (is_near[i] != 0) look_closely(squared[i], squared[i + 1], passes[i], passes[i + 1]);
    return std::move(found_);
  }

private:
  void look_closely(double low, double high, unsigned at_low, unsigned at_high) {
    constexpr unsigned parts = 8;
    double from = low;
    unsigned at_from = at_low;
    for (unsigned k = 1; k <= parts; ++k) {
      const double to = k == parts ? high : low + (high - low) * static_cast<double>(k) / parts;
      const unsigned at_to = k == parts ? at_high : spreads_.at(to).passes;
      if (at_from != at_to) bisect(from, to, at_from);
      from = to;
      at_from = at_to;
    }
  }
  void bisect(double low, double high, unsigned at_low) {
    constexpr int halvings = 24;
    for (int i = 0; i < halvings; ++i) {
      const double middle = 0.5 * (low + high);
      (spreads_.at(middle).passes == at_low ? low : high) = middle;
    }
    found_.push_back(0.5 * (low + high));
  }

  Spreads spreads_;
  std::vector<double> found_;
};

/// What one receptor height sees of a spread.
struct Kernel {
  Spreads spreads;
  double receptor_height_m;
  double first_m;
  LineSpread at_first;

  using Values = std::array<double, RoadTable::quantities>;
  Values at(double squared_m2) const {
    const LineWind& wind = *spreads.wind;
    const double h = spreads.of.release_height_m;
    const double distance = std::sqrt(squared_m2);
    const LineSpread spread = spreads.at(squared_m2);
    const double f = line_meander_share(wind, spread);
    const double down = std::max(distance, first_m);
    Values v{};
    v[RoadTable::level] = log2_of(line_direct_term(wind, down > distance ? at_first : spread, down, h,
                                                   receptor_height_m) /
                                  sqrt_2pi);
    v[RoadTable::variance] = spread.raw_sigma_y_m * spread.raw_sigma_y_m;
    v[RoadTable::share] = 1.0 - f;
    v[RoadTable::around] = log2_of(f * line_meander_term(wind, spread, distance, h, receptor_height_m));
    return v;
  }
};

/// Cubics between the jumps.
class PieceBuilder {
public:
  PieceBuilder(const Kernel& kernel, RoadTable& out) : kernel_(kernel), out_(out) {}

  void build(const std::vector<double>& jumps) {
    constexpr double least_width = 1e-5;  // of t: two jumps nearer are one
    find_peaks();
    auto jump = jumps.begin();
    for (unsigned cell = 0; cell < RoadTable::cells; ++cell) {
      out_.first.push_back(static_cast<std::int32_t>(out_.end.size()));
      cell_ = end_of_cell(cell);
      double from = 0.0;
      for (; jump != jumps.end() && *jump < 2.0 * cell_; ++jump) {
        const double t = *jump / cell_ - 1.0;
        if (t - from < least_width || 1.0 - t < least_width) continue;
        add(from, t);
        from = t;
      }
      add(from, 1.0);
    }
    out_.first.push_back(static_cast<std::int32_t>(out_.end.size()));
    // Vectors are read whole: the last entries once more.
    for (std::size_t i = 0; i < RoadTable::padding; ++i) {
      out_.first.push_back(out_.first.back());
      out_.end.push_back(out_.end.back());
    }
    const std::size_t pieces = out_.piece_count();
    out_.stride = pieces + RoadTable::padding;
    out_.term.resize(RoadTable::quantities * RoadTable::terms * out_.stride);
    for (std::size_t i = 0; i < out_.stride; ++i)
      for (std::size_t q = 0; q < RoadTable::quantities; ++q)
        for (std::size_t k = 0; k < RoadTable::terms; ++k)
          out_.term[(RoadTable::terms * q + k) * out_.stride + i] =
              static_cast<float>(cubics_[std::min(i, pieces - 1)][q][k]);
  }

private:
  static constexpr std::array<double, 3> check_places{-0.99, 0.0, 0.71};
  using Values = Kernel::Values;
  using Cubic = std::array<double, RoadTable::terms>;
  using Cubics = std::array<Cubic, RoadTable::quantities>;

  void find_peaks() {
    for (unsigned cell = 0; cell < RoadTable::cells; ++cell)
      for (const double t : {0.0, 0.5}) {
        const Values v = kernel_.at(end_of_cell(cell) * (1.0 + t));
        peak_level_ = std::max(peak_level_, v[RoadTable::level]);
        peak_around_ = std::max(peak_around_, v[RoadTable::around]);
      }
  }
  static double unwarped(double w) {
    double t = w;
    for (int i = 0; i < 5; ++i) t -= (RoadTable::warped(t) - w) / warp_slope(t);
    return t;
  }
  Values at(double w) const { return kernel_.at(cell_ * (1.0 + unwarped(w))); }

  /// The interpolant of n values at places from `middle`, as monomials of w.
  static Cubic monomials(std::size_t n, const std::array<double, 4>& place, const std::array<double, 4>& value) {
    std::array<double, 4> divided = value;  // Newton's
    for (std::size_t order = 1; order < n; ++order)
      for (std::size_t k = n; k-- > order;)
        divided[k] = (divided[k] - divided[k - 1]) / (place[k] - place[k - order]);
    Cubic p{};
    for (std::size_t k = n; k-- > 0;) {
      for (std::size_t i = RoadTable::terms - 1; i > 0; --i) p[i] = p[i - 1] - place[k] * p[i];
      p[0] = divided[k] - place[k] * p[0];
    }
    return p;
  }
  static double value(const Cubic& p, double w) { return p[0] + w * (p[1] + w * (p[2] + w * p[3])); }

  bool holds(const Cubics& p, double w, const Values& v) const {
    constexpr double of_log2 = 2.2e-4;
    constexpr double of_variance = 2e-4;
    constexpr double of_share = 1.5e-4;
    constexpr double least_share = 3e-2;
    // Where a part is weak, less of it counts.
    const auto slack = [](double below_peak) { return std::exp2(std::clamp(0.6 * (below_peak - 7.0), 0.0, 12.0)); };
    const double t = unwarped(w);
    const auto is_near = [&](RoadTable::Quantity q, double tolerance) {
      return std::abs(value(p[q], RoadTable::variable(q, t, w)) - v[q]) <= tolerance;
    };
    return is_near(RoadTable::level, of_log2 * slack(peak_level_ - v[RoadTable::level])) &&
           is_near(RoadTable::variance, of_variance * v[RoadTable::variance]) &&
           is_near(RoadTable::share, of_share * std::max(v[RoadTable::share], least_share)) &&
           is_near(RoadTable::around, of_log2 * slack(0.5 * (peak_around_ - v[RoadTable::around])));
  }

  void add(double from, double to) {
    const double low = RoadTable::warped(from);
    const double high = RoadTable::warped(to);
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * (high - low);
    constexpr double narrowest = 1.0 / 96;
    // Cubics of a narrow piece would be noise.
    const std::size_t n = half > 0.05 ? 4 : half > 0.005 ? 3 : 2;
    std::array<double, 4> place{};
    std::array<double, 4> place_t{};
    std::array<Values, 4> sample{};
    for (std::size_t k = 0; k < n; ++k) {
      place[k] = middle - half * std::cos(std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(n));
      place_t[k] = unwarped(place[k]);
      sample[k] = at(place[k]);
    }
    Cubics cubic{};
    for (std::size_t q = 0; q < RoadTable::quantities; ++q) {
      std::array<double, 4> values{};
      for (std::size_t k = 0; k < n; ++k) values[k] = sample[k][q];
      cubic[q] = monomials(n, q == RoadTable::variance ? place_t : place, values);
    }
    const bool is_good = high - low < narrowest || std::all_of(check_places.begin(), check_places.end(), [&](double c) {
                           const double w = middle + c * half;
                           return holds(cubic, w, at(w));
                         });
    if (!is_good) {
      const double t = unwarped(middle);
      add(from, t);
      add(t, to);
      return;
    }
    out_.end.push_back(static_cast<float>(cell_ * (1.0 + to)));
    cubics_.push_back(cubic);
  }

  Kernel kernel_;
  RoadTable& out_;
  std::vector<Cubics> cubics_;  ///< of each piece
  double cell_ = 1;
  double peak_level_ = least_log2;
  double peak_around_ = least_log2;
};

/// The direct part at equal steps of log distance.
struct Sampled {
  static constexpr unsigned per_cell = 32;
  std::vector<double> distance_m;
  std::vector<RoadTable::Pair> along;
  explicit Sampled(const RoadTable& table) {
    for (unsigned i = 0; i < RoadTable::cells * per_cell; ++i) {
      distance_m.push_back(std::exp2(0.5 * static_cast<double>(i) / per_cell));
      along.push_back(table.direct(distance_m.back()));
    }
  }
};

/// The last distance before the plume has come down to the receptor; 0 when it is there from the start.
double coming_down_m(const Sampled& s) {
  constexpr double nothing_log2 = -23.3;  // 1e-7
  const auto strength = [&](std::size_t i) { return s.along[i].first - 0.5 * std::log2(s.along[i].second); };
  std::size_t strongest = 0;
  for (std::size_t i = 1; i < s.along.size(); ++i)
    if (strength(i) > strength(strongest)) strongest = i;
  std::size_t first = strongest;
  while (first > 0 && strength(first - 1) > strength(strongest) + nothing_log2) --first;
  return first == 0 ? 0.0 : s.distance_m[first];
}

/// RoadTable::steep_to_m.
double steep_to_m(const Sampled& s) {
  constexpr double steep = 3.0;
  constexpr double nothing_log2 = -10.0;  // 1e-3
  constexpr std::size_t step = 4;         // jumps are no slope
  double highest = least_log2;
  for (const RoadTable::Pair& p : s.along) highest = std::max(highest, p.first);
  double found = 0.0;
  for (std::size_t i = 0; i + step < s.along.size(); ++i) {
    const double slope =
        (s.along[i + step].first - s.along[i].first) / (0.5 * static_cast<double>(step) / Sampled::per_cell);
    if (std::abs(slope) > steep && s.along[i + step].first > highest + nothing_log2)
      found = s.distance_m[i + step];
  }
  return found;
}

/// A quarter of the distance in which F_z/U changes by a factor of two from its value at 1 m, within bounds.
double near_scale_m(const Sampled& s) {
  constexpr double least_m = 0.25;
  constexpr double largest_m = 2.0;
  std::size_t i = 0;
  while (i + 1 < s.along.size() && s.distance_m[i] < 4.0 * largest_m &&
         std::abs(s.along[i].first - s.along[0].first) < 1.0)
    ++i;
  return std::clamp(0.25 * s.distance_m[i], least_m, largest_m);
}

std::vector<float> rough_variance_of(const RoadTable& table) {
  constexpr unsigned parts = 1U << RoadTable::rough_bits;
  std::vector<float> out;
  for (unsigned cell = 0; cell < RoadTable::cells; ++cell)
    for (unsigned i = 0; i < parts; ++i)
      out.push_back(static_cast<float>(
          table.direct(std::sqrt(end_of_cell(cell) * (1.0 + static_cast<double>(i) / parts))).second));
  out.push_back(static_cast<float>(table.direct(std::sqrt(end_of_cell(RoadTable::cells))).second));
  return out;
}

/// A piece's values at one of its ends.
struct End {
  std::array<double, RoadTable::quantities> value{};
  double level_slope = 0;  ///< d/d ln x, as natural logarithms
  double around_slope = 0;
};
End end_of(const RoadTable& table, std::size_t piece, double t) {
  const double w = RoadTable::warped(t);
  const double w_per_log_x = warp_slope(t) * 2.0 * (1.0 + t);
  End e;
  for (std::size_t q = 0; q < RoadTable::quantities; ++q)
    e.value[q] = table.value(static_cast<RoadTable::Quantity>(q), {piece, t, w});
  const auto slope = [&](RoadTable::Quantity q) {
    const auto c = [&](std::size_t k) { return static_cast<double>(table.terms_of(q, k)[piece]); };
    return (c(1) + w * (2.0 * c(2) + w * 3.0 * c(3))) * w_per_log_x * std::numbers::ln2;
  };
  e.level_slope = slope(RoadTable::level);
  e.around_slope = slope(RoadTable::around);
  return e;
}

/// Fills RoadTable::along_jumps and around_jumps. A part's weight at a distance is what a long link gives
/// there: A(x) across the wind, pi r f C_m all around; the whole is the largest of both.
void find_jumps_that_count(RoadTable& table) {
  constexpr double counts_of_whole = 7e-4;
  constexpr double counts_locally = 1e-2;
  constexpr double nothing = 1e-3;
  constexpr double jump_like_kink =
      0.02;  // of d ln C/d ln x: what a polynomial over a third of x makes of it
  const auto direct = [](const End& e) { return e.value[RoadTable::share] * sqrt_2pi * std::exp2(e.value[RoadTable::level]); };
  const auto meander = [](const End& e, double r) {
    return std::numbers::pi * r * std::exp2(e.value[RoadTable::around]);
  };
  struct Side {
    double x;
    End before;
    End after;
  };
  std::vector<Side> sides;
  double whole = 0.0;
  for (unsigned cell = 0; cell < RoadTable::cells; ++cell)
    for (auto i = static_cast<std::size_t>(table.first[cell]); i < static_cast<std::size_t>(table.first[cell + 1]);
         ++i) {
      const double scale = end_of_cell(cell);
      const bool is_first = i == static_cast<std::size_t>(table.first[cell]);
      const double from = is_first ? 0.0 : static_cast<double>(table.end[i - 1]) / scale - 1.0;
      const double to = static_cast<double>(table.end[i]) / scale - 1.0;
      const End begin = end_of(table, i, from);
      if (!sides.empty()) sides.back().after = begin;
      const double x = std::sqrt(scale * (1.0 + from));
      whole = std::max(whole, direct(begin) + meander(begin, x));
      sides.push_back({std::sqrt(static_cast<double>(table.end[i])), end_of(table, i, to), {}});
    }
  if (!sides.empty()) sides.pop_back();
  const auto counts = [&](double jump, double weight) {
    return jump * weight > counts_of_whole * whole || (jump > counts_locally && weight > nothing * whole);
  };
  for (const Side& s : sides) {
    const auto& a = s.before.value;
    const auto& b = s.after.value;
    const double of_share = std::abs(b[RoadTable::share] - a[RoadTable::share]) /
                            std::max({a[RoadTable::share], b[RoadTable::share], 1e-6});
    const double of_direct = std::abs(b[RoadTable::level] - a[RoadTable::level]) * std::numbers::ln2 +
                             0.5 * std::abs(b[RoadTable::variance] / a[RoadTable::variance] - 1.0) + of_share;
    const double of_around = std::abs(b[RoadTable::around] - a[RoadTable::around]) * std::numbers::ln2;
    const double direct_weight = std::max(direct(s.before), direct(s.after));
    const double around_weight = std::max(meander(s.before, s.x), meander(s.after, s.x));
    if (counts(of_direct, direct_weight))
      table.along_jumps.push_back({s.x, of_direct});
    else if (counts(jump_like_kink * std::abs(s.after.level_slope - s.before.level_slope), direct_weight))
      table.along_jumps.push_back({s.x, 0.0});
    if (counts(of_around, around_weight))
      table.around_jumps.push_back({s.x, of_around});
    else if (counts(jump_like_kink * std::abs(s.after.around_slope - s.before.around_slope), around_weight))
      table.around_jumps.push_back({s.x, 0.0});
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
  const double farthest = std::sqrt(static_cast<double>(RoadTable::largest_squared_m2));
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

std::vector<RoadTable> make_road_tables(const LineWind& wind, const RoadClass& road_class,
                                        std::span<const double> receptor_heights_m) {
  using namespace road_table_detail;
  const Spreads spreads{&wind, road_class};
  const std::vector<double> jumps = JumpFinder(spreads).find();
  std::vector<RoadTable> tables;
  for (const double z : receptor_heights_m) {
    RoadTable& table = tables.emplace_back();
    const double first = first_distance_m(wind, road_class, z);
    const double held = std::max(first, line_nearest_m);
    PieceBuilder({spreads, z, first, spreads.at(held * held)}, table).build(jumps);
    table.rough_variance = rough_variance_of(table);
    const Sampled sampled(table);
    table.first_m = std::max(first, coming_down_m(sampled));
    table.steep_to_m = steep_to_m(sampled);
    table.near_scale_m = near_scale_m(sampled);
    find_jumps_that_count(table);
  }
  return tables;
}

}  // namespace leeward::dispersion
