#include "dispersion/sun_position.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"

namespace leeward::dispersion {
namespace {

constexpr double deg_per_hour = 15.0;

}  // namespace

SunDay::SunDay(int day_of_year, double latitude_deg, double longitude_deg, double hours_to_utc)
    : latitude_rad_(latitude_deg * rad_per_deg), longitude_deg_(longitude_deg), hours_to_utc_(hours_to_utc) {
  const double d = 0.0172028 * (day_of_year - 1);
  const double sigma_deg = 279.9348 + d / rad_per_deg + 1.914827 * std::sin(d) - 0.079525 * std::cos(d) +
                           0.019938 * std::sin(2 * d) - 0.00162 * std::cos(2 * d);
  declination_rad_ = std::asin(0.39785 * std::sin(sigma_deg * rad_per_deg));
  transit_h_ = 12.0 + 0.12357 * std::sin(d) - 0.004289 * std::cos(d) + 0.153809 * std::sin(2 * d) +
               0.060783 * std::cos(2 * d);
}

double SunDay::elevation_deg(double clock_h) const {
  const double hour_angle_deg =
      deg_per_hour * (clock_h - transit_h_) + deg_per_hour * hours_to_utc_ + longitude_deg_;
  const double sine =
      std::sin(latitude_rad_) * std::sin(declination_rad_) +
      std::cos(latitude_rad_) * std::cos(declination_rad_) * std::cos(hour_angle_deg * rad_per_deg);
  return std::asin(std::clamp(sine, -1.0, 1.0)) / rad_per_deg;
}

double SunDay::noon_h() const {
  return transit_h_ - longitude_deg_ / deg_per_hour - hours_to_utc_;
}

double SunDay::half_day_h() const {
  const double cosine = -std::tan(latitude_rad_) * std::tan(declination_rad_);
  return std::acos(std::clamp(cosine, -1.0, 1.0)) / rad_per_deg / deg_per_hour;
}

}  // namespace leeward::dispersion
