#include "line_profile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/expects.h"

namespace leeward::dispersion {
namespace profile_detail {

constexpr std::size_t terms = LineProfile::terms;
constexpr double inverse_sqrt_2pi = 0.3989422804014327;

/// Chebyshev places of degree 5 and, after them, the places where a piece is checked.
constexpr std::size_t checks = 3;
const std::array<double, terms + checks>& sample_places() {
  static const auto places = [] {
    std::array<double, terms + checks> out{};
    for (std::size_t k = 0; k < terms; ++k)
      out[k] = -std::cos(std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(terms));
    out[terms] = -0.998;
    out[terms + 1] = 0.0;
    out[terms + 2] = 0.998;
    return out;
  }();
  return places;
}

/// Monomials of the interpolant from values at the Chebyshev places.
const std::array<std::array<double, terms>, terms>& interpolation() {
  static const auto matrix = [] {
    // Lagrange polynomials of the places, multiplied out.
    std::array<std::array<double, terms>, terms> out{};
    const auto& t = sample_places();
    for (std::size_t k = 0; k < terms; ++k) {
      std::array<double, terms + 1> p{1.0};
      std::size_t degree = 0;
      double scale = 1.0;
      for (std::size_t j = 0; j < terms; ++j) {
        if (j == k) continue;
        scale *= t[k] - t[j];
        ++degree;
        for (std::size_t i = degree; i > 0; --i) p[i] = p[i - 1] - t[j] * p[i];
        p[0] *= -t[j];
      }
      for (std::size_t i = 0; i < terms; ++i) out[i][k] = p[i] / scale;
    }
    return out;
  }();
  return matrix;
}

}  // namespace profile_detail

class LineProfile::Builder {
public:
  Builder(LineProfile& out, const LineWind& wind, double release_height_m, double initial_sigma_z_m,
          std::span<const double> heights)
      : out_(out),
        wind_(wind),
        release_height_(release_height_m),
        sigma_z0_(initial_sigma_z_m),
        heights_(heights) {
    out_.direct_.resize(heights.size());
    out_.meander_.resize(heights.size());
  }

  void build(double low, double high, int depth) {
    using namespace profile_detail;
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * (high - low);
    constexpr int deepest = 40;
    constexpr double smallest_part = 1e-9;  // of the distance: narrower pieces are a constant
    if (depth >= deepest || half < smallest_part * low) {
      add_constant(low, high);
      return;
    }
    std::array<LineSpread, terms + checks> spread;
    for (std::size_t k = 0; k < terms + checks; ++k) spread[k] = sample(middle + half * sample_places()[k]);
    // In the order of the distance: check, nodes, check; the middle one lies between.
    constexpr std::array<std::size_t, terms + checks> order{6, 0, 1, 2, 7, 3, 4, 5, 8};
    for (std::size_t k = 0; k + 1 < order.size(); ++k) {
      if (spread[order[k]].path == spread[order[k + 1]].path) continue;
      const double change = bisect(middle + half * sample_places()[order[k]], spread[order[k]].path,
                                   middle + half * sample_places()[order[k + 1]]);
      build(low, change, depth + 1);
      build(change, high, depth + 1);
      return;
    }
    if (try_add(low, high, spread)) return;
    build(low, middle, depth + 1);
    build(middle, high, depth + 1);
  }

  /// Jumps and strong kinks of what was built.
  void find_breaks() {
    std::vector<double> peak_direct;
    std::vector<double> peak_meander;
    for (std::size_t h = 0; h < heights_.size(); ++h) {
      double direct = 0;
      double meander = 0;
      for (std::size_t i = 0; i < out_.end_.size(); ++i) {
        direct = std::max(direct, out_.direct_[h][i].strength[0]);
        meander = std::max(meander, out_.meander_[h][i][0]);
      }
      peak_direct.push_back(direct);
      peak_meander.push_back(meander);
    }
    for (std::size_t i = 0; i < out_.end_.size(); ++i) {
      out_.break_.push_back(static_cast<std::uint32_t>(out_.breaks_.size()));
      if (i + 1 == out_.end_.size()) break;
      // Off the axis a jump of sigma_y^2 counts as often as the crosswind exponent.
      constexpr double exponent = 10.0;
      Break at{out_.end_[i], exponent * jump(i, out_.variance_[i], out_.variance_[i + 1], 0.0, 0.0), 0.0,
               0.0};
      at.share = jump(i, out_.share_[i], out_.share_[i + 1], 0.0, 1.0);
      for (std::size_t h = 0; h < heights_.size(); ++h) {
        at.direct +=
            jump(i, out_.direct_[h][i].strength, out_.direct_[h][i + 1].strength, peak_direct[h], 0.0);
        at.meander =
            std::max(at.meander, jump(i, out_.meander_[h][i], out_.meander_[h][i + 1], peak_meander[h], 0.0));
      }
      if (std::max({at.direct, at.share, at.meander}) > smallest_jump) out_.breaks_.push_back(at);
    }
  }

private:
  static double derivative(const Polynomial& p, double t) {
    double sum = 0;
    for (std::size_t k = terms - 1; k > 0; --k) sum = sum * t + static_cast<double>(k) * p[k];
    return sum;
  }
  /// Between piece i and the next, of |value - less|; 1 for a strong kink.
  /// @param peak  values below 1e-9 of it have no breaks worth a panel
  double jump(std::size_t i, const Polynomial& left, const Polynomial& right, double peak,
              double less) const {
    constexpr double kink = 0.01;  // of the logarithmic slope
    const double x = out_.end_[i];
    const double from = value(left, out_.place(i, x));
    const double to = value(right, out_.place(i + 1, x));
    const double scale = std::max(std::abs(from - less), std::abs(to - less));
    if (!(scale > 1e-9 * peak) || !(scale > 1e-12 * less)) return 0.0;
    const double slope = derivative(left, out_.place(i, x)) * out_.places_[i].per_half -
                         derivative(right, out_.place(i + 1, x)) * out_.places_[i + 1].per_half;
    if (std::abs(slope) * x > kink * scale) return 1.0;
    return std::abs(from - to) / scale;
  }

  LineSpread sample(double x) const {
    LineSpread s = line_spread(wind_, x, release_height_, sigma_z0_);
    const double over = release_height_ + 2.15 * s.sigma_z_m;
    if (over > wind_.hour().mixing_height_m) s.path += 0xC2B2AE35U;
    for (std::size_t h = 0; h < heights_.size(); ++h)
      if (heights_[h] > std::max(over, wind_.hour().mixing_height_m)) s.path += 0x27D4EB2FU * (h + 1);
    return s;
  }

  double bisect(double low, std::uint64_t path, double high) const {
    constexpr double closeness = 1e-11;
    while (high - low > closeness * low) {
      const double middle = 0.5 * (low + high);
      if (!(middle > low && middle < high)) break;
      (sample(middle).path == path ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

  struct Values {
    double variance;
    double share;
  };
  Values common(const LineSpread& s) const {
    return {s.raw_sigma_y_m * s.raw_sigma_y_m, line_meander_share(wind_, s)};
  }
  double direct(const LineSpread& s, double x, double height) const {
    return line_direct_term(wind_, s, x, release_height_, height) * profile_detail::inverse_sqrt_2pi;
  }
  double meander(const LineSpread& s, double x, double height) const {
    return line_meander_share(wind_, s) * line_meander_term(wind_, s, x, release_height_, height);
  }

  template <class F>
  Polynomial fit(const F& f) const {
    Polynomial p{};
    std::array<double, terms> v;
    for (std::size_t k = 0; k < terms; ++k) v[k] = f(k);
    for (std::size_t i = 0; i < terms; ++i)
      for (std::size_t k = 0; k < terms; ++k) p[i] += profile_detail::interpolation()[i][k] * v[k];
    return p;
  }
  template <class F>
  static bool holds(const Polynomial& p, const F& f, double relative, double absolute) {
    for (std::size_t k = terms; k < terms + profile_detail::checks; ++k) {
      const double expected = f(k);
      if (std::abs(value(p, profile_detail::sample_places()[k]) - expected) >
          relative * std::abs(expected) + absolute)
        return false;
    }
    return true;
  }

  bool try_add(double low, double high,
               const std::array<LineSpread, terms + profile_detail::checks>& spread) {
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * (high - low);
    constexpr double spread_tolerance = 1e-8;
    constexpr double vertical_tolerance = 2e-6;
    constexpr double of_axis = 1e-11;
    const auto variance = [&](std::size_t k) { return common(spread[k]).variance; };
    const auto share = [&](std::size_t k) { return common(spread[k]).share; };
    const Polynomial p_variance = fit(variance);
    const Polynomial p_share = fit(share);
    if (!holds(p_variance, variance, spread_tolerance, 0.0) || !holds(p_share, share, spread_tolerance, 0.0))
      return false;
    std::vector<Polynomial> p_direct;
    std::vector<Polynomial> p_meander;
    const double axis = of_axis / (spread[0].sigma_z_m * spread[0].wind_m_per_s);
    for (const double height : heights_) {
      const auto x = [&](std::size_t k) { return middle + half * profile_detail::sample_places()[k]; };
      const auto f_direct = [&](std::size_t k) { return direct(spread[k], x(k), height); };
      const auto f_meander = [&](std::size_t k) { return meander(spread[k], x(k), height); };
      p_direct.push_back(fit(f_direct));
      p_meander.push_back(fit(f_meander));
      if (!holds(p_direct.back(), f_direct, vertical_tolerance, axis) ||
          !holds(p_meander.back(), f_meander, vertical_tolerance,
                 axis * share(0) / (2.0 * std::numbers::pi * low)))
        return false;
    }
    add(low, high, p_variance, p_share, p_direct, p_meander);
    return true;
  }

  void add_constant(double low, double high) {
    const double x = 0.5 * (low + high);
    const LineSpread s = sample(x);
    std::vector<Polynomial> p_direct;
    std::vector<Polynomial> p_meander;
    for (const double height : heights_) {
      p_direct.push_back({direct(s, x, height)});
      p_meander.push_back({meander(s, x, height)});
    }
    add(low, high, {common(s).variance}, {common(s).share}, p_direct, p_meander);
  }

  void add(double low, double high, const Polynomial& p_variance, const Polynomial& p_share,
           const std::vector<Polynomial>& p_direct, const std::vector<Polynomial>& p_meander) {
    out_.end_.push_back(high);
    out_.places_.push_back({0.5 * (low + high), 2.0 / (high - low)});
    out_.variance_.push_back(p_variance);
    out_.share_.push_back(p_share);
    for (std::size_t h = 0; h < heights_.size(); ++h) {
      out_.direct_[h].push_back({p_direct[h], p_variance});
      out_.meander_[h].push_back(p_meander[h]);
    }
  }

  LineProfile& out_;
  const LineWind& wind_;
  double release_height_;
  double sigma_z0_;
  std::span<const double> heights_;
};

LineProfile::LineProfile(const LineWind& wind, double release_height_m, double initial_sigma_z_m,
                         std::span<const double> receptor_heights_m, double largest_m) {
  constexpr unsigned cells_per_octave = 1U << cells_per_octave_log2;
  Builder builder(*this, wind, release_height_m, initial_sigma_z_m, receptor_heights_m);
  double low = 1.0;
  for (unsigned octave = 0; low <= largest_m; ++octave)
    for (unsigned part = 0; part < cells_per_octave; ++part) {
      const double high =
          std::ldexp(1.0 + static_cast<double>(part + 1) / cells_per_octave, static_cast<int>(octave));
      cell_.push_back(static_cast<std::uint32_t>(end_.size()));
      builder.build(low, high, 0);
      low = high;
    }
  largest_m_ = std::nextafter(low, 0.0);
  builder.find_breaks();
}

}  // namespace leeward::dispersion
