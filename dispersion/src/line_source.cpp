#include "dispersion/line_source.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/model/expects.h"
#include "core/model/units.h"
#include "dispersion/line_road.h"
#include "dispersion/vertical_terms.h"
#include "line_quadrature.h"

namespace leeward::dispersion {
namespace line_detail {

constexpr double von_karman = 0.4;
constexpr double sqrt_2pi = 2.5066282746310005;
constexpr double minimum_wind = 0.2828;
constexpr int maximum_passes = 19;
constexpr double pass_tolerance = 0.01;

/// psi of physics/01 section 5.1.
double psi(double height_m, double inverse_obukhov, bool is_stable) {
  if (is_stable) return -17.0 * (1.0 - std::exp(-0.29 * height_m * inverse_obukhov));
  const double x = std::pow(1.0 - 16.0 * height_m * inverse_obukhov, 0.25);
  return 2.0 * std::log((1.0 + x) / 2.0) + std::log((1.0 + x * x) / 2.0) - 2.0 * std::atan(x) +
         std::numbers::pi / 2.0;
}

}  // namespace line_detail

LineWind::LineWind(const LineHour& hour) : hour_(hour), friction_velocity_(hour.friction_velocity_m_per_s) {
  LEEWARD_EXPECTS(hour.friction_velocity_m_per_s > 0 && hour.roughness_length_m > 0 &&
                  hour.wind_speed_m_per_s > 0);
  fill(hour.roughness_length_m, hour.inverse_obukhov_length_per_m);
  floor_ = std::max({4.47 * hour.friction_velocity_m_per_s, std::numbers::sqrt2 * hour.sigma_v_m_per_s,
                     line_detail::minimum_wind});
  std::size_t part = 0;
  adjustment_ = hour.wind_speed_m_per_s / std::max(table(hour.wind_height_m, part), floor_);
}

LineWind::LineWind(const LineHour& hour, double barrier_height_m) : LineWind(hour) {
  LEEWARD_EXPECTS(barrier_height_m > 0);
  const double roughness = std::max(barrier_height_m / 9.0, hour.roughness_length_m);
  const double alpha = std::max(1.0, std::pow(roughness / hour.roughness_length_m, 0.14));
  friction_velocity_ = alpha * hour.friction_velocity_m_per_s;
  fill(roughness, hour.inverse_obukhov_length_per_m / (alpha * alpha * alpha));
}

void LineWind::fill(double z0, double inverse_l) {
  const double d = 5.0 * z0;
  obukhov_ = inverse_l == 0 ? std::numeric_limits<double>::infinity() : 1.0 / std::abs(inverse_l);
  const double first = z0 + d;
  const double last = std::max(500.0, hour_.mixing_height_m);
  log_first_ = std::log(first);
  const double step = (std::log(last) - log_first_) / static_cast<double>(table_size - 1);
  per_log_step_ = 1.0 / step;
  const double psi_z0 = line_detail::psi(z0, inverse_l, is_stable());
  for (std::size_t i = 0; i < table_size; ++i) {
    const double z = std::exp(log_first_ + step * static_cast<double>(i));
    height_[i] = z;
    const double above = std::max(z - d, z0);  // rounding of the first height must not leave the log's domain
    speed_[i] =
        std::max(0.0, friction_velocity_ / line_detail::von_karman *
                          (std::log(above / z0) - line_detail::psi(above, inverse_l, is_stable()) + psi_z0));
  }
}

double LineWind::table(double height_m, std::size_t& part) const {
  part = 0;
  if (height_m <= height_.front()) return speed_.front();
  const auto i = std::min(static_cast<std::size_t>((std::log(height_m) - log_first_) * per_log_step_), table_size - 2);
  part = i + 1;
  return speed_[i] + (speed_[i + 1] - speed_[i]) * (height_m - height_[i]) / (height_[i + 1] - height_[i]);
}

double LineWind::speed(double height_m, std::uint64_t& path) const {
  std::size_t part = 0;
  const double in_table = table(height_m, part);
  const double adjusted = adjustment_ * std::max(in_table, floor_);
  if (in_table < floor_) part = table_size + 1;
  if (adjusted < floor_) part = table_size + 2;
  path = (path + part) * 0x9E3779B97F4A7C15U;
  return std::max(adjusted, floor_);
}

double LineWind::speed(double height_m) const {
  std::uint64_t path = 0;
  return speed(height_m, path);
}

LineSpread line_spread(const LineWind& wind, double distance_m, double release_height_m,
                       double initial_sigma_z_m, double lift_m) {
  const double u_star = wind.friction_velocity_m_per_s();
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

  std::uint64_t path = 1;
  double speed = wind.speed(h);
  double raw = raw_sigma_z(speed);
  double sigma_z = total(raw);
  for (int pass = 0; pass < line_detail::maximum_passes; ++pass) {
    const double ratio = h / sigma_z;
    const double mean_height = std::sqrt(2.0 / std::numbers::pi) * sigma_z * std::exp(-0.5 * ratio * ratio) +
                               h * std::erf(ratio / std::numbers::sqrt2) + lift_m;
    speed = wind.speed(std::max(mean_height, h), path);
    if (mean_height < h) path += 0x85EBCA6BU;
    raw = raw_sigma_z(speed);
    const double updated = total(raw);
    const bool is_settled = std::abs(updated - sigma_z) <= line_detail::pass_tolerance * sigma_z;
    sigma_z = updated;
    if (is_settled) break;
  }
  const LineHour& hour = wind.hour();
  const double scale = 1.4 * hour.sigma_v_m_per_s / hour.friction_velocity_m_per_s * raw;
  const double per_length = std::abs(hour.inverse_obukhov_length_per_m);
  const double raw_sigma_y =
      is_stable ? scale * (1.0 + 1.5 * raw * per_length) : scale / std::sqrt(1.0 + 2.5 * raw * per_length);
  return {.wind_m_per_s = speed, .sigma_z_m = sigma_z, .raw_sigma_y_m = raw_sigma_y, .path = path};
}

double line_direct_term(const LineWind& wind, const LineSpread& spread, double distance_m,
                        double release_height_m, double receptor_height_m) {
  const double lid = std::max(wind.hour().mixing_height_m, release_height_m + 2.15 * spread.sigma_z_m);
  const double v = lidded_term(receptor_height_m, release_height_m, spread.sigma_z_m, lid);
  return v / (line_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s) *
         std::exp(-wind.hour().decay_per_s * distance_m / spread.wind_m_per_s);
}

double line_meander_term(const LineWind& wind, const LineSpread& spread, double distance_m,
                         double release_height_m, double receptor_height_m) {
  return unlidded_term(receptor_height_m, release_height_m, spread.sigma_z_m) /
         (line_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s * 2.0 * std::numbers::pi *
          distance_m) *
         std::exp(-wind.hour().decay_per_s * distance_m / spread.wind_m_per_s);
}

double line_meander_share(const LineWind& wind, const LineSpread& spread) {
  const double ratio = wind.hour().sigma_v_m_per_s / spread.wind_m_per_s;
  return std::min(1.0, 2.0 * ratio * ratio);
}

WindFrame::WindFrame(double wind_from_deg, Vec2 origin)
    : flow{-std::sin(wind_from_deg * rad_per_deg), -std::cos(wind_from_deg * rad_per_deg)},
      origin_m(origin) {}

LineInWind line_in_wind(const LineSource& source, const WindFrame& frame) {
  const Vec2 shift = road_shift(source, frame.flow);
  Vec2 begin = frame.to_wind(source.begin_m + shift);
  Vec2 end = frame.to_wind(source.end_m + shift);
  LineInWind link;
  link.height_begin_m = source.release_height_m;
  link.height_end_m = source.end_release_height_m.value_or(source.release_height_m);
  if (end.y < begin.y) {
    std::swap(begin, end);
    std::swap(link.height_begin_m, link.height_end_m);
  }
  link.x_begin = begin.x;
  link.y_begin = begin.y;
  link.length_m = length(end - begin);
  if (link.length_m > 0) {
    link.cos_angle = (end.x - begin.x) / link.length_m;
    link.sin_angle = (end.y - begin.y) / link.length_m;
  }
  link.sigma_y0_m = std::abs(0.5 * source.width_m * link.cos_angle);
  return link;
}

LineIntegral line_concentration_exact(const LineWind& wind, const LineInWind& link, double release_height_m,
                                      double initial_sigma_z_m, Vec2 receptor, double receptor_height_m,
                                      double relative_tolerance) {
  using namespace line_detail;
  // Along the link, s from its begin: x_d = x0 - s cos, y_d = y0 - s sin.
  const double x0 = receptor.x - link.x_begin;
  const double y0 = receptor.y - link.y_begin;

  const auto kernel = [&](double s) {
    const double x = x0 - s * link.cos_angle;
    const double y = y0 - s * link.sin_angle;
    const double r = std::max(std::hypot(x, y), line_nearest_m);
    const LineSpread around = line_spread(wind, r, release_height_m, initial_sigma_z_m);
    const double f = line_meander_share(wind, around);
    double value = f * line_meander_term(wind, around, r, release_height_m, receptor_height_m);
    if (x >= line_upwind_limit_m) {
      const double down = std::max(x, line_nearest_m);
      const LineSpread spread = line_spread(wind, down, release_height_m, initial_sigma_z_m);
      const double sigma_y = std::hypot(spread.raw_sigma_y_m, link.sigma_y0_m);
      value += (1.0 - f) * line_direct_term(wind, spread, down, release_height_m, receptor_height_m) *
               gaussian(y / sigma_y) / (sqrt_2pi * sigma_y);
    }
    return value;
  };
  const auto sigma_y_m = [&](double x) {
    return std::hypot(line_spread(wind, x, release_height_m, initial_sigma_z_m).raw_sigma_y_m,
                      link.sigma_y0_m);
  };
  return integrate(kernel, sorted_breaks(feature_places(link, x0, y0, sigma_y_m), 0.0, link.length_m),
                   relative_tolerance);
}

}  // namespace leeward::dispersion
