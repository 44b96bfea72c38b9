#include "dispersion/line_source.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/model/expects.h"
#include "core/model/units.h"

namespace leeward::dispersion {
namespace line_detail {

constexpr double von_karman = 0.4;
constexpr double sqrt_2pi = 2.5066282746310005;
constexpr double nearest_m = 1.0;        // kernels are taken at least this far from the element
constexpr double upwind_limit_m = 1e-4;  // elements nearer than this along the wind count as downwind of the receptor
constexpr double minimum_wind = 0.2828;
constexpr int maximum_passes = 19;
constexpr double pass_tolerance = 0.01;

/// psi of physics/01 section 5.1.
double psi(double height_m, double inverse_obukhov, bool is_stable) {
  if (is_stable) return -17.0 * (1.0 - std::exp(-0.29 * height_m * inverse_obukhov));
  const double x = std::pow(1.0 - 16.0 * height_m * inverse_obukhov, 0.25);
  return 2.0 * std::log((1.0 + x) / 2.0) + std::log((1.0 + x * x) / 2.0) - 2.0 * std::atan(x) + std::numbers::pi / 2.0;
}

/// exp(-a^2/2), 0 beyond exponent -50 as in the reference.
double gauss(double a) {
  const double exponent = -0.5 * a * a;
  return exponent <= -50.0 ? 0.0 : std::exp(exponent);
}

/// V_lim of physics/02 section 8.5.
double reflections(double z, double h, double sigma, double lid) {
  if (z > lid) return 0.0;
  const double h_shift = std::max(h, h - z);
  const double lid_shift = std::max(lid, lid - z);
  double value = gauss((z - h_shift) / sigma) + gauss((z + h_shift) / sigma);
  double sum = 0.0;
  for (int n = 1; n <= 100; ++n) {
    const double image = 2.0 * n * lid_shift;
    const double term = gauss((z - image + h_shift) / sigma) + gauss((z + image - h_shift) / sigma) +
                        gauss((z - image - h_shift) / sigma) + gauss((z + image + h_shift) / sigma);
    sum += term;
    if (term <= 1e-6 * sum) break;
  }
  return value + sum;
}

/// 15-point Kronrod rule with its 7-point Gauss rule (QUADPACK, Piessens et al. 1983).
constexpr std::array<double, 8> kronrod_node = {
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693140, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0};
constexpr std::array<double, 8> kronrod_weight = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
    0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr std::array<double, 4> gauss_weight = {
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780, 0.381830050505118944950369775488975,
    0.417959183673469387755102040816327};

template <class F>
struct Adaptive {
  const F& f;
  bool has_converged = true;

  struct Estimate {
    double value;
    double error;
  };
  Estimate rule(double a, double b) const {
    const double centre = 0.5 * (a + b);
    const double half = 0.5 * (b - a);
    const double middle = f(centre);
    double kronrod = middle * kronrod_weight[7];
    double gauss7 = middle * gauss_weight[3];
    for (std::size_t i = 0; i < 7; ++i) {
      const double pair = f(centre - half * kronrod_node[i]) + f(centre + half * kronrod_node[i]);
      kronrod += pair * kronrod_weight[i];
      if (i % 2 == 1) gauss7 += pair * gauss_weight[i / 2];
    }
    return {kronrod * half, std::abs(kronrod - gauss7) * half};
  }
  double refine(double a, double b, Estimate coarse, double tolerance, int depth) {
    if (coarse.error <= tolerance) return coarse.value;
    if (depth == 0) {
      has_converged = false;
      return coarse.value;
    }
    const double middle = 0.5 * (a + b);
    const Estimate left = rule(a, middle);
    const Estimate right = rule(middle, b);
    return refine(a, middle, left, tolerance, depth - 1) + refine(middle, b, right, tolerance, depth - 1);
  }
};

/// Integral over the sorted break points, to a relative tolerance of the whole.
template <class F>
LineIntegral integrate(const F& f, const std::vector<double>& breaks) {
  // Of the whole, for each leaf: not halved on the way down, or the small jumps that the loose stop of
  // line_spread leaves in the kernel would be chased to rounding.
  constexpr double relative_tolerance = 1e-5;
  constexpr int maximum_depth = 24;
  Adaptive<F> adaptive{f};
  std::vector<typename Adaptive<F>::Estimate> coarse;
  double whole = 0.0;
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
    coarse.push_back(adaptive.rule(breaks[i], breaks[i + 1]));
    whole += coarse.back().value;
  }
  const double tolerance = std::max(relative_tolerance * whole, 1e-300);
  double sum = 0.0;
  for (std::size_t i = 0; i < coarse.size(); ++i)
    sum += adaptive.refine(breaks[i], breaks[i + 1], coarse[i], tolerance, maximum_depth);
  return {sum, adaptive.has_converged};
}

std::vector<double> sorted_breaks(std::vector<double> points, double low, double high) {
  std::erase_if(points, [&](double p) { return !(p > low && p < high); });
  points.push_back(low);
  points.push_back(high);
  std::sort(points.begin(), points.end());
  return points;
}

}  // namespace line_detail

LineWind::LineWind(const LineHour& hour) : hour_(hour) {
  LEEWARD_EXPECTS(hour.friction_velocity_m_per_s > 0 && hour.roughness_length_m > 0 && hour.wind_speed_m_per_s > 0);
  const double u_star = hour.friction_velocity_m_per_s;
  const double z0 = hour.roughness_length_m;
  const double d = 5.0 * z0;
  const double inverse_l = hour.inverse_obukhov_length_per_m;
  obukhov_ = inverse_l == 0 ? std::numeric_limits<double>::infinity() : 1.0 / std::abs(inverse_l);
  const double first = z0 + d;
  const double last = std::max(500.0, hour.mixing_height_m);
  log_first_ = std::log(first);
  const double step = (std::log(last) - log_first_) / static_cast<double>(table_size - 1);
  per_log_step_ = 1.0 / step;
  const double psi_z0 = line_detail::psi(z0, inverse_l, is_stable());
  for (std::size_t i = 0; i < table_size; ++i) {
    const double z = std::exp(log_first_ + step * static_cast<double>(i));
    height_[i] = z;
    const double above = std::max(z - d, z0);  // rounding of the first height must not leave the log's domain
    speed_[i] = std::max(0.0, u_star / line_detail::von_karman *
                                  (std::log(above / z0) - line_detail::psi(above, inverse_l, is_stable()) + psi_z0));
  }
  floor_ = std::max({4.47 * u_star, std::numbers::sqrt2 * hour.sigma_v_m_per_s, line_detail::minimum_wind});
  adjustment_ = hour.wind_speed_m_per_s / std::max(table(hour.wind_height_m), floor_);
}

double LineWind::table(double height_m) const {
  if (height_m <= height_.front()) return speed_.front();
  const auto i = std::min(static_cast<std::size_t>((std::log(height_m) - log_first_) * per_log_step_), table_size - 2);
  return speed_[i] + (speed_[i + 1] - speed_[i]) * (height_m - height_[i]) / (height_[i + 1] - height_[i]);
}

double LineWind::speed(double height_m) const {
  return std::max(adjustment_ * std::max(table(height_m), floor_), floor_);
}

LineSpread line_spread(const LineWind& wind, double distance_m, double release_height_m, double initial_sigma_z_m) {
  const double u_star = wind.hour().friction_velocity_m_per_s;
  const double x = distance_m;
  const double h = release_height_m;
  const double length = wind.obukhov_m();
  const bool is_stable = wind.is_stable();
  const double stretched = is_stable ? 1.5 * std::cbrt((x / length) * (x / length)) : x / length;
  const auto raw_sigma_z = [&](double speed) {
    const double r = u_star / speed;
    return is_stable ? 0.70 * r * x / (1.0 + stretched * r) : 0.70 * r * x * (1.0 + stretched * r);
  };
  // The change is measured against the value before the pass: this reproduces the reference.
  const auto total = [&](double raw) { return std::sqrt(raw * raw + initial_sigma_z_m * initial_sigma_z_m); };

  double speed = wind.speed(h);
  double raw = raw_sigma_z(speed);
  double sigma_z = total(raw);
  for (int pass = 0; pass < line_detail::maximum_passes; ++pass) {
    const double ratio = h / sigma_z;
    const double mean_height = std::sqrt(2.0 / std::numbers::pi) * sigma_z * std::exp(-0.5 * ratio * ratio) +
                               h * std::erf(ratio / std::numbers::sqrt2);
    speed = wind.speed(std::max(mean_height, h));
    raw = raw_sigma_z(speed);
    const double updated = total(raw);
    const bool is_settled = std::abs(updated - sigma_z) <= line_detail::pass_tolerance * sigma_z;
    sigma_z = updated;
    if (is_settled) break;
  }
  const double scale = 1.4 * wind.hour().sigma_v_m_per_s / u_star * raw;
  const double raw_sigma_y =
      is_stable ? scale * (1.0 + 1.5 * raw / length) : scale / std::sqrt(1.0 + 2.5 * raw / length);
  return {.wind_m_per_s = speed, .sigma_z_m = sigma_z, .raw_sigma_y_m = raw_sigma_y};
}

double line_direct_term(const LineWind& wind, const LineSpread& spread, double distance_m, double release_height_m,
                        double receptor_height_m) {
  const double lid = std::max(wind.hour().mixing_height_m, release_height_m + 2.15 * spread.sigma_z_m);
  const double v = line_detail::reflections(receptor_height_m, release_height_m, spread.sigma_z_m, lid);
  return v / (line_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s) *
         std::exp(-wind.hour().decay_per_s * distance_m / spread.wind_m_per_s);
}

double line_meander_term(const LineWind& wind, const LineSpread& spread, double distance_m, double release_height_m,
                         double receptor_height_m) {
  const double below = (release_height_m - receptor_height_m) / spread.sigma_z_m;
  const double above = (release_height_m + receptor_height_m) / spread.sigma_z_m;
  return (line_detail::gauss(below) + line_detail::gauss(above)) /
         (line_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s * 2.0 * std::numbers::pi * distance_m) *
         std::exp(-wind.hour().decay_per_s * distance_m / spread.wind_m_per_s);
}

double line_meander_share(const LineWind& wind, const LineSpread& spread) {
  const double ratio = wind.hour().sigma_v_m_per_s / spread.wind_m_per_s;
  return std::min(1.0, 2.0 * ratio * ratio);
}

WindFrame::WindFrame(double wind_from_deg, Vec2 origin)
    : flow{-std::sin(wind_from_deg * rad_per_deg), -std::cos(wind_from_deg * rad_per_deg)}, origin_m(origin) {}

LineInWind line_in_wind(const LineSource& source, const WindFrame& frame) {
  Vec2 begin = frame.to_wind(source.begin_m);
  Vec2 end = frame.to_wind(source.end_m);
  if (end.y < begin.y) std::swap(begin, end);
  LineInWind link;
  link.x_begin = begin.x;
  link.y_begin = begin.y;
  link.length_m = length(end - begin);
  link.cos_angle = (end.x - begin.x) / link.length_m;
  link.sin_angle = (end.y - begin.y) / link.length_m;
  link.sigma_y0_m = std::abs(0.5 * source.width_m * link.cos_angle);
  return link;
}

LineIntegral line_concentration_exact(const LineWind& wind, const LineInWind& link, double release_height_m,
                                      double initial_sigma_z_m, Vec2 receptor, double receptor_height_m) {
  using namespace line_detail;
  // Along the link, s from its begin: x_d = x0 - s cos, y_d = y0 - s sin.
  const double x0 = receptor.x - link.x_begin;
  const double y0 = receptor.y - link.y_begin;
  const double c = link.cos_angle;
  const double s_angle = link.sin_angle;
  const double length_m = link.length_m;
  const double foot = x0 * c + y0 * s_angle;  // nearest point of the line

  const auto kernel = [&](double s) {
    const double x = x0 - s * c;
    const double y = y0 - s * s_angle;
    const double r = std::max(std::hypot(x, y), nearest_m);
    const LineSpread around = line_spread(wind, r, release_height_m, initial_sigma_z_m);
    const double f = line_meander_share(wind, around);
    double value = f * line_meander_term(wind, around, r, release_height_m, receptor_height_m);
    if (x >= upwind_limit_m) {
      const double down = std::max(x, nearest_m);
      const LineSpread spread = line_spread(wind, down, release_height_m, initial_sigma_z_m);
      const double sigma_y = std::hypot(spread.raw_sigma_y_m, link.sigma_y0_m);
      value += (1.0 - f) * line_direct_term(wind, spread, down, release_height_m, receptor_height_m) *
               gauss(y / sigma_y) / (sqrt_2pi * sigma_y);
    }
    return value;
  };

  // Kinks and narrow features become break points: the plume's front, its first metre, the place that lies straight
  // upwind with the width of the plume there, and the nearest point.
  std::vector<double> points;
  for (const double reach : {1.0, 4.0, 16.0, 64.0, 256.0})
    for (const double sign : {-1.0, 1.0}) points.push_back(foot + sign * reach);
  points.push_back(foot);
  if (std::abs(c) > 1e-12)
    for (const double x : {upwind_limit_m, nearest_m, 4.0, 16.0, 64.0, 256.0}) points.push_back((x0 - x) / c);
  if (s_angle > 1e-12) {
    const double straight = y0 / s_angle;
    const double x = std::max(x0 - straight * c, nearest_m);
    const double width =
        std::hypot(line_spread(wind, x, release_height_m, initial_sigma_z_m).raw_sigma_y_m, link.sigma_y0_m) / s_angle;
    for (const double reach : {-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0}) points.push_back(straight + reach * width);
  }
  return integrate(kernel, sorted_breaks(std::move(points), 0.0, length_m));
}

}  // namespace leeward::dispersion
