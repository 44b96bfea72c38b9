#pragma once

namespace leeward::dispersion {

/// The sun over one place on one day, by AERMET's series (physics/01 section 10.1). With n the day of the
/// year, d = 0.0172028 (n - 1) rad:
///   sigma = 279.9348 + d (in deg) + 1.914827 sin d - 0.079525 cos d + 0.019938 sin 2d - 0.00162 cos 2d [deg]
///   sin(declination) = 0.39785 sin(sigma)
///   t_m = 12 + 0.12357 sin d - 0.004289 cos d + 0.153809 sin 2d + 0.060783 cos 2d  [h]
/// Good to about 0.1 deg. Departure: pi in full, where AERMET has 3.14159.
class SunDay {
public:
  /// @param hours_to_utc  added to the clock's hours to get UTC (5 for US Eastern standard time)
  SunDay(int day_of_year, double latitude_deg, double longitude_deg, double hours_to_utc);

  /// Elevation above the horizon [deg] at a clock time [h]:
  ///   sin(phi) = sin(lat) sin(decl) + cos(lat) cos(decl) cos(15 (h - t_m) + 15 hours_to_utc + longitude)
  double elevation_deg(double clock_h) const;
  double declination_rad() const { return declination_rad_; }
  /// Clock time of the sun's highest stand [h].
  double noon_h() const;
  /// Half the length of the day [h]: acos(-tan(lat) tan(decl))/15 deg; 0 in polar night, 12 in polar day.
  double half_day_h() const;
  double sunrise_h() const { return noon_h() - half_day_h(); }
  double sunset_h() const { return noon_h() + half_day_h(); }

private:
  double latitude_rad_ = 0;
  double longitude_deg_ = 0;
  double hours_to_utc_ = 0;
  double declination_rad_ = 0;
  double transit_h_ = 12;
};

}  // namespace leeward::dispersion
