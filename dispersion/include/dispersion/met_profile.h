#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/meteorology.h"
#include "core/model/scenario.h"

/// One hour of surface scalars and measured levels turned into the gridded vertical profiles that all plumes sample
/// (physics/01 sections 2.3-8, the AERMOD v24142 interface). The grid is part of the model: values between levels are
/// always linear, never the analytic profile (physics/07 section 3).
namespace leeward::dispersion {

inline constexpr std::size_t profile_level_count = 87;

/// Heights above ground [m]: 0, 0.5, 1, 2, 4, 8, 14, 20, 30-100 by 10, 120-200 by 20, 250-2000 by 50, 2100-5000 by 100.
inline constexpr std::array<double, profile_level_count> profile_height_m = [] {
  std::array<double, profile_level_count> z{0, 0.5, 1, 2, 4, 8, 14, 20};
  std::size_t n = 8;
  for (int h = 30; h <= 100; h += 10) z[n++] = h;
  for (int h = 120; h <= 200; h += 20) z[n++] = h;
  for (int h = 250; h <= 2000; h += 50) z[n++] = h;
  for (int h = 2100; h <= 5000; h += 100) z[n++] = h;
  return z;
}();

/// Largest index i with profile_height_m[i] <= z, at most 85: above the top the last cell extrapolates.
std::size_t locate_level(double height_m);

/// What a plume takes from the air at one height, or as the mean over a layer.
struct AirSample {
  double wind_speed_m_per_s = 0;
  double sigma_v_m_per_s = 0;
  double sigma_w_m_per_s = 0;
  double gradient_k_per_m = 0;  ///< potential-temperature gradient
  double potential_temperature_k = 0;

  /// Low-wind floors in AERMOD's order (physics/01 section 8): sigma_w >= 0.02; sigma_v >= 0.2 and 0.05 U; U >= 0.2828.
  void apply_floors();
  bool operator==(const AirSample&) const = default;
};

/// The gridded profiles and the scalars that go with them; there is a rural and (some hours) an urban set.
class ProfileSet {
 public:
  double mixing_height_m = 0;               ///< governing z_i
  double friction_velocity_m_per_s = 0;
  double inverse_obukhov_length_per_m = 0;  ///< > 0 stable
  double roughness_length_m = 0;
  bool is_urban_stable = false;             ///< set of urban sources in a stable or morning-transition hour

  void set_levels(const std::array<AirSample, profile_level_count>& air,
                  const std::array<double, profile_level_count>& wind_from_deg);

  AirSample level(std::size_t i) const { return cells_[i].value; }
  double wind_from_deg_at_level(std::size_t i) const { return wind_from_deg_[i]; }

  /// Linear between levels, extrapolated above 5000 m, without floors. @pre height_m >= 0
  AirSample at(double height_m) const;
  /// Direction the wind blows from, (0, 360], linear the short way round.
  double wind_from_deg(double height_m) const;
  /// Mean of the piecewise linear profile over a layer; the bottom is never below 0.5 m, the top never below 0.51 m
  /// (physics/01 section 3, LAYER MEAN); constant above 5000 m; without floors. potential_temperature_k stays 0.
  AirSample layer_mean(double bottom_m, double top_m) const;
  /// Mean from the ground (not clipped) to `top_m` (MEAN TO z_i).
  AirSample mean_to(double top_m) const;
  /// No mean over a layer above `height_m` spreads a plume faster sideways: largest sigma_v/U of the levels from the one
  /// below that height (or 0.5 m) upward, with floors [-].
  double largest_spread_from(double height_m) const;
  /// sigma_v/U nowhere grows with height (from 0.5 m, with floors).
  bool spread_falls_with_height() const { return spread_falls_with_height_; }

 private:
  friend struct PlumeNumbers;
  struct Cell {
    AirSample value;     // at the lower level
    AirSample slope;     // per metre, to the next level
    AirSample integral;  // from the ground to the lower level; potential temperature not kept
  };
  AirSample integral_to(double height_m) const;
  std::array<Cell, profile_level_count> cells_{};
  std::array<double, profile_level_count> wind_from_deg_{};
  std::array<double, profile_level_count> largest_spread_{};  // of this level and those above
  bool spread_falls_with_height_ = true;
};

/// What the profiles need besides the hour.
struct BoundaryLayerOptions {
  double profile_base_elevation_m = 0;
  bool is_adjusted_u_star = false;
  bool is_bulk_richardson = false;
  std::vector<UrbanArea> urban_areas = {};
};
BoundaryLayerOptions boundary_layer_options(const MetSeries& series, const std::vector<UrbanArea>& urban_areas);

/// One screened hour. Nothing but `status` has a meaning unless the hour is valid.
struct BoundaryLayer {
  HourStatus status = HourStatus::missing;
  bool is_stable = false;                      ///< 1/L > 0
  double convective_velocity_m_per_s = 0;      ///< convective hours
  double gradient_above_zi_k_per_m = 0;        ///< convective hours, >= 0.005
  double mechanical_mixing_height_m = 0;
  double convective_mixing_height_m = 0;       ///< convective hours
  double wind_speed_m_per_s = 0;               ///< reference wind, repaired
  double wind_from_deg = 0;
  double wind_height_m = 0;
  double temperature_k = 0;
  double profile_base_elevation_m = 0;
  double potential_temperature_at_zi_k = 0;    ///< rural
  double mean_wind_speed_m_per_s = 0;          ///< rural means from the ground to the rural z_i
  double mean_sigma_v_m_per_s = 0;
  double mean_sigma_w_m_per_s = 0;
  ProfileSet rural;
  /// One per urban area; none where the area is as rural in this hour: a set exists in stable hours, and while z_ic is
  /// not above the urban height (morning transition).
  std::vector<std::optional<ProfileSet>> urban;

  /// The set a source samples in this hour.
  const ProfileSet& set_for(const SourceCommon& source) const {
    return source.is_urban && urban[source.urban_area] ? *urban[source.urban_area] : rural;
  }
};

/// Screens and repairs the hour, then builds its profiles (physics/01 sections 2.2-7).
///
/// Departures: a neutral hour (1/L = 0) is taken as stable with L = 8888 m, AERMET's limit; u* = 0, and a missing
/// roughness, wind height or temperature height, make the hour missing (AERMOD would divide by it or use the missing
/// code); an hour whose u*, L and temperature do not go together, so that the potential temperature falls below 0 K
/// somewhere, is missing (AERMOD takes the root of a negative number).
BoundaryLayer make_boundary_layer(const MetHour& hour, const BoundaryLayerOptions& options);

}  // namespace leeward::dispersion
