#include "gcj02.h"

#include <cmath>
#include <numbers>

namespace leeward::gis::reading {
namespace {

constexpr double krassowsky_axis_m = 6378245.0;
constexpr double krassowsky_e2 = 0.00669342162296594323;
constexpr double gcj_pi = std::numbers::pi;
constexpr double bd_angle = gcj_pi * 3000.0 / 180.0;
constexpr double iteration_tolerance_deg = 1e-9;
constexpr int max_iterations = 50;

bool is_out_of_china(Vec2 p) {
  return p.x < 72.004 || p.x > 137.8347 || p.y < 0.8293 || p.y > 55.8271;
}

/// The three sine terms dLon and dLat share.
double shared_terms_m(double x) {
  return (20.0 * std::sin(6.0 * x * gcj_pi) + 20.0 * std::sin(2.0 * x * gcj_pi)) * 2.0 / 3.0;
}

double north_offset_m(double x, double y) {
  double sum = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x));
  sum += shared_terms_m(x);
  sum += (20.0 * std::sin(y * gcj_pi) + 40.0 * std::sin(y / 3.0 * gcj_pi)) * 2.0 / 3.0;
  sum += (160.0 * std::sin(y / 12.0 * gcj_pi) + 320.0 * std::sin(y * gcj_pi / 30.0)) * 2.0 / 3.0;
  return sum;
}

double east_offset_m(double x, double y) {
  double sum = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x));
  sum += shared_terms_m(x);
  sum += (20.0 * std::sin(x * gcj_pi) + 40.0 * std::sin(x / 3.0 * gcj_pi)) * 2.0 / 3.0;
  sum += (150.0 * std::sin(x / 12.0 * gcj_pi) + 300.0 * std::sin(x / 30.0 * gcj_pi)) * 2.0 / 3.0;
  return sum;
}

/// p with forward(p) = target.
template <class Forward>
Vec2 inverse_by_iteration(Vec2 target, Forward forward) {
  Vec2 p = target;
  for (int i = 0; i < max_iterations; ++i) {
    const Vec2 miss = target - forward(p);
    p = p + miss;
    if (std::abs(miss.x) < iteration_tolerance_deg && std::abs(miss.y) < iteration_tolerance_deg) break;
  }
  return p;
}

}  // namespace

Vec2 gcj02_from_wgs84(Vec2 p) {
  if (is_out_of_china(p)) return p;
  const double x = p.x - 105.0;
  const double y = p.y - 35.0;
  const double latitude = p.y / 180.0 * gcj_pi;
  const double m = 1.0 - krassowsky_e2 * std::sin(latitude) * std::sin(latitude);
  const double north_deg = north_offset_m(x, y) * 180.0 /
                           (krassowsky_axis_m * (1.0 - krassowsky_e2) / (m * std::sqrt(m)) * gcj_pi);
  const double east_deg =
      east_offset_m(x, y) * 180.0 / (krassowsky_axis_m / std::sqrt(m) * std::cos(latitude) * gcj_pi);
  return {p.x + east_deg, p.y + north_deg};
}

Vec2 wgs84_from_gcj02(Vec2 p) {
  if (is_out_of_china(p)) return p;
  return inverse_by_iteration(p, gcj02_from_wgs84);
}

Vec2 bd09_from_gcj02(Vec2 p) {
  const double z = std::hypot(p.x, p.y) + 0.00002 * std::sin(p.y * bd_angle);
  const double theta = std::atan2(p.y, p.x) + 0.000003 * std::cos(p.x * bd_angle);
  return {z * std::cos(theta) + 0.0065, z * std::sin(theta) + 0.006};
}

Vec2 gcj02_from_bd09(Vec2 p) {
  return inverse_by_iteration(p, bd09_from_gcj02);
}

Vec2 wgs84_from_bd09(Vec2 p) {
  return wgs84_from_gcj02(gcj02_from_bd09(p));
}

}  // namespace leeward::gis::reading
