#include "area_profile.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace area_profile_detail {

constexpr double negligible = 1e-12;    // share of the largest value below which a panel need not be smooth
constexpr double longest_panel = 0.8;  // in ln u
constexpr int deepest = 9;
constexpr double jump = 2e-4;  // of a value
constexpr double step_smoothness =
    5e-3;  // a parabola to this is integrated to some 1e-5 by three Gauss points

using Five = std::array<double, 5>;

/// Quartic through five values at 0, 1/4, 1/2, 3/4, 1, as coefficients of the powers of the place.
void quartic(const Five& f, double (&c)[5]) {
  c[0] = f[0];
  c[1] = (-25.0 * f[0] + 48.0 * f[1] - 36.0 * f[2] + 16.0 * f[3] - 3.0 * f[4]) / 3.0;
  c[2] = (70.0 * f[0] - 208.0 * f[1] + 228.0 * f[2] - 112.0 * f[3] + 22.0 * f[4]) / 3.0;
  c[3] = (-80.0 * f[0] + 288.0 * f[1] - 384.0 * f[2] + 224.0 * f[3] - 48.0 * f[4]) / 3.0;
  c[4] = (32.0 * f[0] - 128.0 * f[1] + 192.0 * f[2] - 128.0 * f[3] + 32.0 * f[4]) / 3.0;
}

/// Integral of the polynomial from 0 to t.
double primitive(const double (&c)[5], double t) {
  return t * (c[0] + t * (c[1] / 2 + t * (c[2] / 3 + t * (c[3] / 4 + t * (c[4] / 5)))));
}

/// How far the parabola through every other value misses the two between, at most.
double roughness(const Five& f) {
  return std::max(std::abs(f[1] - 0.125 * (3.0 * f[0] + 6.0 * f[2] - f[4])),
                  std::abs(f[3] - 0.125 * (3.0 * f[4] + 6.0 * f[2] - f[0])));
}

}  // namespace area_profile_detail

using namespace area_profile_detail;

/// The plume at five places equally spaced in the logarithm of the distance.
struct AreaProfile::Samples {
  double from = 0;
  double to = 0;
  Five g{};
  Five s{};
};

class AreaProfile::Builder {
public:
  Builder(AreaProfile& profile, const Plume& plume, const PlumeReceptor& receptor, double smoothness)
      : profile_(profile),
        plume_(plume),
        receptor_(receptor),
        smoothness_(smoothness),
        sigma_w_(plume.release_sample().sigma_w_m_per_s) {}

  /// Panels of [from, to], the far ones first: the far part is smooth and sets the scale of the whole
  /// cheaply.
  void add_range(double from, double to) {
    const double count = std::ceil((to - from) / longest_panel);
    const double hair = 1e-9 * (to - from);  // inside, so that no panel reads the formulas of its neighbour
    for (double k = count; k > 0; --k) {
      Samples whole{
          from + (k - 1) / count * (to - from) + hair, from + k / count * (to - from) - hair, {}, {}};
      for (std::size_t i = 0; i < 5; ++i) evaluate(whole, 4 - i);
      add(whole, 0, false);
    }
  }

private:
  void evaluate(Samples& samples, std::size_t i) {
    constexpr int most_passes = 8;
    constexpr double same = 1e-6;
    const double u = std::exp(samples.from + 0.25 * static_cast<double>(i) * (samples.to - samples.from));
    PlumeSpread p = plume_.spread(u, receptor_.height_m, sigma_w_);
    for (int pass = 1; pass < most_passes && p.depends_on_guess; ++pass) {
      const double change = std::abs(p.air.sigma_w_m_per_s - sigma_w_);
      sigma_w_ = p.air.sigma_w_m_per_s;
      if (change <= same * sigma_w_) break;
      p = plume_.spread(u, receptor_.height_m, sigma_w_);
    }
    sigma_w_ = p.air.sigma_w_m_per_s;
    samples.s[i] = p.sigma_y_m;
    samples.g[i] = u * plume_.concentration(p, receptor_, 1.0, 0.0);
    profile_.largest_ = std::max(profile_.largest_, samples.g[i]);
    ++profile_.evaluation_count_;
  }

  /// @param is_within_step  the samples lie within a step already
  void add(const Samples& samples, int depth, bool is_within_step) {
    const double scale =
        std::max(*std::max_element(samples.g.begin(), samples.g.end()), negligible * profile_.largest_);
    const double rough = std::max(roughness(samples.g) / scale, roughness(samples.s) / samples.s[0]);
    if (!is_within_step && (depth >= deepest || rough <= step_smoothness)) {
      is_within_step = true;
      profile_.steps_.push_back(samples.from);
    }
    if (depth >= deepest || rough <= smoothness_) {
      if (rough > jump) profile_.jumps_.push_back(0.5 * (samples.from + samples.to));
      Panel panel;
      panel.from = samples.from;
      panel.to = samples.to;
      panel.per_width = 1.0 / (samples.to - samples.from);
      quartic(samples.g, panel.g);
      quartic(samples.s, panel.s);
      profile_.panels_.push_back(panel);
      return;
    }
    const double middle = 0.5 * (samples.from + samples.to);
    for (const bool is_upper : {true, false}) {
      Samples half{is_upper ? middle : samples.from, is_upper ? samples.to : middle, {}, {}};
      for (std::size_t i : {std::size_t{3}, std::size_t{1}}) evaluate(half, i);
      for (std::size_t i = 0; i < 5; i += 2) {
        const std::size_t known = i / 2 + (is_upper ? 2 : 0);
        half.g[i] = samples.g[known];
        half.s[i] = samples.s[known];
      }
      add(half, depth + 1, is_within_step);
    }
  }

  AreaProfile& profile_;
  const Plume& plume_;
  const PlumeReceptor& receptor_;
  double smoothness_;
  double sigma_w_;  // effective sigma_w of the last plume: first guess of the next
};

AreaProfile::AreaProfile(const Plume& plume, const PlumeReceptor& receptor, double from_m, double to_m,
                         double smoothness)
    : from_m_(from_m), to_m_(to_m), first_(std::log(from_m)) {
  const double last = std::log(to_m);
  std::vector<double> breaks;
  if (!plume.is_stable_branch()) {
    for (const double u : {plume.distance_of_centre_m(0.1 * plume.mixing_height_m()),
                           plume.distance_of_centre_m(plume_constants::ground_layer_m),
                           plume.distance_of_centre_m(receptor.height_m), plume.mixed_distance_m()})
      if (u > from_m * (1 + 1e-6) && u < to_m * (1 - 1e-6)) breaks.push_back(std::log(u));
    std::sort(breaks.begin(), breaks.end());
    breaks.erase(std::unique(breaks.begin(), breaks.end(), [](double a, double b) { return b - a < 1e-6; }),
                 breaks.end());
  }
  Builder builder(*this, plume, receptor, smoothness);
  for (std::size_t i = breaks.size() + 1; i-- > 0;)
    builder.add_range(i == 0 ? first_ : breaks[i - 1], i == breaks.size() ? last : breaks[i]);
  std::reverse(panels_.begin(), panels_.end());
  std::reverse(steps_.begin(), steps_.end());

  constexpr double cells_per_unit = 32;
  const auto cells = static_cast<std::size_t>(std::ceil((last - first_) * cells_per_unit)) + 1;
  per_cell_ = cells_per_unit;
  index_.resize(cells);
  last_cell_ = static_cast<double>(cells - 1);
  std::uint32_t p = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    const double begin = first_ + static_cast<double>(i) / cells_per_unit;
    while (p + 1 < panels_.size() && panels_[p].to < begin) ++p;
    index_[i] = p;
  }
  const auto differ = [](double a, double b, double scale) { return std::abs(a - b) > jump * scale; };
  for (std::size_t i = 1; i < panels_.size(); ++i) {
    const Panel& a = panels_[i - 1];
    const Panel& b = panels_[i];
    const double g_end = polynomial(a.g, 1.0);
    const double s_end = polynomial(a.s, 1.0);
    if (differ(g_end, b.g[0], std::max(b.g[0], negligible * largest_)) || differ(s_end, b.s[0], b.s[0]))
      jumps_.push_back(b.from);
  }
  std::sort(jumps_.begin(), jumps_.end());

  double sum = 0;
  for (Panel& panel : panels_) {
    panel.before = sum;
    sum += primitive(panel.g, 1.0) / panel.per_width;
  }
}

double AreaProfile::integral(double log_from, double log_to) const {
  const Panel& a = panel(log_from);
  const Panel& b = panel(log_to);
  const double from = primitive(a.g, (log_from - a.from) * a.per_width) / a.per_width;
  const double to = primitive(b.g, (log_to - b.from) * b.per_width) / b.per_width;
  return &a == &b ? to - from : (b.before - a.before) + to - from;
}

}  // namespace leeward::dispersion
