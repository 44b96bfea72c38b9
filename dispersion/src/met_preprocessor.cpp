#include "dispersion/met_preprocessor.h"

#include <algorithm>
#include <cmath>

#include "dispersion/mixing_height.h"
#include "dispersion/sun_position.h"
#include "dispersion/surface_layer.h"
#include "observed_cleanup.h"

namespace leeward::dispersion {
namespace {

constexpr double substitute_cloud = 5.0;  // tenths, for the critical elevation only
constexpr double freezing_k = 273.15;
constexpr int code_of_rain = 1;   // first of AERMET's liquid codes
constexpr int code_of_snow = 19;  // first of its frozen ones

double value_of_month(const std::vector<double>& values, int month) {
  return values.size() == 1 ? values.front() : values.at(static_cast<std::size_t>(month) - 1);
}

/// The energy side of an hour: needs no wind.
struct HourEnergy {
  int month = 1;
  std::int64_t local_day = 0;
  double elevation_deg = 0;  ///< mean of the sun's elevation at the hour's start and end
  double critical_elevation_deg = 0;
  double albedo = 1;
  double cloud_tenths = missing;
  double density_kg_per_m3 = missing;
  bool is_convective = false;
  double heat_flux_w_per_m2 = missing;  ///< convective hours; 0 in stable ones, where it comes with u*
};

HourEnergy energy_of(const ObservedHour& hour, const MetSite& site) {
  HourEnergy energy;
  const UtcHour start_hour = hour.hour + (-1);  // an hour that ends at midnight belongs to the day before
  const CivilHour start = local_standard_from_utc(start_hour, site.utc_offset_hours);
  const int clock_to_utc =
      static_cast<int>(-std::lround(site.utc_offset_hours));  // as core/model/time.h counts
  const SunDay sun(day_of_year(start.year, start.month, start.day), site.latitude_deg, site.longitude_deg,
                   clock_to_utc);
  energy.month = start.month;
  energy.local_day = (start_hour.hours_since_epoch - clock_to_utc - start.hour) / 24;
  energy.elevation_deg = 0.5 * (sun.elevation_deg(start.hour) + sun.elevation_deg(start.hour + 1));
  const double noon_albedo = value_of_month(site.albedo, start.month);
  energy.albedo = albedo_at(noon_albedo, energy.elevation_deg);
  energy.cloud_tenths = hour.cloud_tenths;
  const double clear_sky = clear_sky_radiation_w_per_m2(energy.elevation_deg);
  if (!is_missing(hour.solar_radiation_w_per_m2) && clear_sky > 0) {
    energy.cloud_tenths = cloud_from_radiation_tenths(hour.solar_radiation_w_per_m2, clear_sky);
  }
  if (is_missing(hour.temperature_k)) return energy;
  const double t = hour.temperature_k;
  energy.density_kg_per_m3 = air_density_kg_per_m3(hour.pressure_hpa, t);
  const double cloud = is_missing(energy.cloud_tenths) ? substitute_cloud : energy.cloud_tenths;
  energy.critical_elevation_deg = critical_elevation_deg(t, cloud, noon_albedo, energy.elevation_deg);
  energy.is_convective = energy.elevation_deg >= energy.critical_elevation_deg;
  if (!energy.is_convective) {
    energy.heat_flux_w_per_m2 = 0;
  } else if (!is_missing(energy.cloud_tenths)) {
    const double radiation = is_missing(hour.solar_radiation_w_per_m2)
                                 ? cloudy_radiation_w_per_m2(energy.elevation_deg, cloud)
                                 : hour.solar_radiation_w_per_m2;
    energy.heat_flux_w_per_m2 =
        convective_heat_flux_w_per_m2(net_radiation_w_per_m2(radiation, energy.albedo, t, cloud),
                                      value_of_month(site.bowen_ratio, start.month));
  }
  return energy;
}

/// Convective height of each hour [m], NaN in hours that are not convective or have no heat flux.
class ConvectiveHeights {
public:
  explicit ConvectiveHeights(double morning_gradient_k_per_m)
      : gradient_k_per_m_(morning_gradient_k_per_m), day_(0, morning_gradient_k_per_m) {}

  /// Hours in ascending order. @param mechanical_before_m  of the latest hour before, same local day; else 0
  double add(const ObservedHour& hour, const HourEnergy& energy, double bridged_heat_flux,
             double mechanical_before_m) {
    if (energy.local_day != local_day_) has_day_ = false;
    if (has_day_) {
      // Hours that are not in the series: one is bridged, more are hours without heat.
      const std::int64_t absent = hour.hour - last_hour_ - 1;
      if (absent == 1) day_.add_hour(0.5 * (last_heat_flux_ + energy.heat_flux_w_per_m2));
      for (std::int64_t k = 0; absent > 1 && k < absent; ++k) day_.add_hour(0);
    } else if (energy.is_convective && energy.heat_flux_w_per_m2 > 0) {
      day_ = ConvectiveDay(mechanical_before_m, gradient_k_per_m_);
      has_day_ = true;
      local_day_ = energy.local_day;
    }
    if (!has_day_) return missing;
    day_.add_hour(bridged_heat_flux);
    last_hour_ = hour.hour;
    last_heat_flux_ = bridged_heat_flux;
    const bool has_height = energy.is_convective && !is_missing(energy.heat_flux_w_per_m2);
    return has_height ? day_.height_m(energy.density_kg_per_m3) : missing;
  }

private:
  double gradient_k_per_m_ = 0;
  ConvectiveDay day_;      // since its first hour with heat, when has_day_
  bool has_day_ = false;
  std::int64_t local_day_ = 0;
  UtcHour last_hour_;
  double last_heat_flux_ = missing;
};

/// Heat flux for the growth: a single unknown one between two known is their mean.
double bridged_heat_flux(const std::vector<ObservedHour>& hours, const std::vector<HourEnergy>& energy,
                         std::size_t i) {
  const double own = energy[i].heat_flux_w_per_m2;
  if (!is_missing(own) || i == 0 || i + 1 == hours.size() || hours[i + 1].hour - hours[i - 1].hour != 2)
    return own;
  return 0.5 * (energy[i - 1].heat_flux_w_per_m2 + energy[i + 1].heat_flux_w_per_m2);
}

// What routine observations give directly, plus the one-level profile.
MetHour copied_hour(const ObservedHour& hour, const HourEnergy& energy, const MetSite& site) {
  MetHour met;
  met.hour = hour.hour;
  met.roughness_length_m = value_of_month(site.roughness_length_m, energy.month);
  met.bowen_ratio = value_of_month(site.bowen_ratio, energy.month);
  met.albedo = energy.albedo;
  met.wind_speed_m_per_s = hour.wind_speed_m_per_s;
  met.wind_from_deg = hour.wind_from_deg;
  met.wind_height_m = site.wind_height_m;
  met.temperature_k = hour.temperature_k;
  met.temperature_height_m = site.temperature_height_m;
  met.precipitation_mm_per_h = hour.precipitation_mm_per_h;
  if (hour.precipitation_mm_per_h > 0) {
    met.precipitation_code = hour.temperature_k < freezing_k ? code_of_snow : code_of_rain;
  }
  met.relative_humidity_percent = hour.relative_humidity_percent;
  met.pressure_hpa = hour.pressure_hpa;
  met.cloud_tenths = energy.cloud_tenths;
  if (hour.wind_speed_m_per_s > 0 && !is_missing(hour.wind_from_deg)) {
    met.profile.push_back({.height_m = site.wind_height_m,
                           .wind_from_deg = hour.wind_from_deg,
                           .wind_speed_m_per_s = hour.wind_speed_m_per_s});
  }
  return met;
}

/// True when the hour has all that u* and L need; otherwise each lack is counted.
bool has_needed(const ObservedHour& hour, const HourEnergy& energy, bool is_adjusted, HourNotes& notes) {
  const std::string left = "hours left missing";
  const bool has_speed = !is_missing(hour.wind_speed_m_per_s);
  const bool has_temperature = !is_missing(hour.temperature_k);
  // ADJ_U* needs no cloud at night; the standard relations do. (AERMET leaves both missing.)
  const bool needs_cloud = has_temperature && (energy.is_convective || !is_adjusted);
  const bool has_cloud = !needs_cloud || !is_missing(energy.cloud_tenths);
  if (!has_speed)
    notes.count({.found = "without wind speed", .expected = "a wind speed", .handled = left}, hour.hour);
  if (hour.wind_speed_m_per_s == 0) return false;  // calm
  // u* needs no direction, and the mechanical height of the next hour needs u*; the solver leaves the hour
  // out.
  if (has_speed && is_missing(hour.wind_from_deg)) {
    notes.count({.found = "with wind but without its direction", .expected = "a direction", .handled = left},
                hour.hour);
  }
  if (!has_temperature) {
    notes.count({.found = "without temperature", .expected = "a temperature", .handled = left}, hour.hour);
  }
  if (!has_cloud) {
    notes.count({.found = "without cloud cover",
                 .expected = "cloud cover, or solar radiation by day",
                 .handled = left},
                hour.hour);
  }
  return has_speed && has_temperature && has_cloud;
}

SurfaceLayer surface_layer_of(const ObservedHour& hour, const HourEnergy& energy, const MetSite& site) {
  const SurfaceWind wind{.wind_speed_m_per_s = hour.wind_speed_m_per_s,
                         .wind_height_m = site.wind_height_m,
                         .roughness_length_m = value_of_month(site.roughness_length_m, energy.month),
                         .temperature_k = hour.temperature_k,
                         .density_kg_per_m3 = energy.density_kg_per_m3};
  if (energy.is_convective) return convective_surface_layer(wind, energy.heat_flux_w_per_m2);
  const StableSky sky{.cloud_tenths = energy.cloud_tenths,
                      .elevation_deg = energy.elevation_deg,
                      .critical_elevation_deg = energy.critical_elevation_deg};
  return site.is_adjusted_u_star ? adjusted_stable_surface_layer(wind, sky) : stable_surface_layer(wind, sky);
}

void count_absent_hours(const std::vector<ObservedHour>& hours, HourNotes& notes) {
  for (std::size_t i = 1; i < hours.size(); ++i) {
    const std::int64_t absent = hours[i].hour - hours[i - 1].hour - 1;
    if (absent <= 0) continue;
    notes.count({.found = "not in the table", .expected = "every hour", .handled = "not modelled"},
                hours[i - 1].hour + 1, static_cast<std::size_t>(absent));
  }
}

}  // namespace

Result<Loaded<MetSeries>> preprocess(const ObservedSeries& observed) {
  std::vector<Fault> wrong = faults_of(observed);
  if (!wrong.empty()) {
    return fail(ErrorCode::input, "the observed meteorology cannot be used", std::move(wrong));
  }
  const MetSite& site = observed.site;
  HourNotes notes;
  const std::vector<ObservedHour> hours = cleaned_hours(observed, notes);
  count_absent_hours(hours, notes);
  std::vector<HourEnergy> energy;
  energy.reserve(hours.size());
  for (const ObservedHour& hour : hours) energy.push_back(energy_of(hour, site));

  MetSeries series{.station = site.station,
                   .latitude_deg = site.latitude_deg,
                   .longitude_deg = site.longitude_deg,
                   .profile_base_elevation_m = site.elevation_m,
                   .utc_offset_hours = site.utc_offset_hours,
                   .is_adjusted_u_star = site.is_adjusted_u_star,
                   .hours = {},
                   .origin = observed.origin + "; boundary layer by AERMET's relations, no sounding"};
  series.hours.reserve(hours.size());
  ConvectiveHeights convective(site.morning_gradient_k_per_m);
  double previous_mechanical_m = missing;  // of the hour before; missing after a gap
  double mechanical_today_m = 0;           // latest of this local day
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const ObservedHour& hour = hours[i];
    const bool is_new_day = i == 0 || energy[i].local_day != energy[i - 1].local_day;
    if (is_new_day) mechanical_today_m = 0;
    if (i > 0 && hour.hour - hours[i - 1].hour != 1) previous_mechanical_m = missing;
    MetHour met = copied_hour(hour, energy[i], site);
    const double z_ic =
        convective.add(hour, energy[i], bridged_heat_flux(hours, energy, i), mechanical_today_m);
    met.convective_mixing_height_m = z_ic;
    if (energy[i].is_convective) {
      met.sensible_heat_flux_w_per_m2 = energy[i].heat_flux_w_per_m2;
      met.temperature_gradient_above_zi_k_per_m = std::max(site.morning_gradient_k_per_m, 0.005);
    }
    if (has_needed(hour, energy[i], site.is_adjusted_u_star, notes)) {
      const SurfaceLayer layer = surface_layer_of(hour, energy[i], site);
      if (!layer.has_converged) {
        notes.count({.found = "whose u* did not converge", .handled = "last value kept"}, hour.hour);
      }
      met.sensible_heat_flux_w_per_m2 = layer.heat_flux_w_per_m2;
      met.friction_velocity_m_per_s = layer.friction_velocity_m_per_s;
      met.inverse_obukhov_length_per_m = 1.0 / layer.obukhov_length_m;
      met.mechanical_mixing_height_m =
          mechanical_mixing_height_m(layer.friction_velocity_m_per_s, previous_mechanical_m);
      mechanical_today_m = met.mechanical_mixing_height_m;
      if (energy[i].is_convective) {
        met.convective_velocity_m_per_s = convective_velocity_m_per_s(
            layer.heat_flux_w_per_m2, z_ic, energy[i].density_kg_per_m3, hour.temperature_k);
      }
    }
    previous_mechanical_m = met.mechanical_mixing_height_m;
    series.hours.push_back(std::move(met));
  }
  return Loaded<MetSeries>{std::move(series), notes.faults(observed.origin)};
}

}  // namespace leeward::dispersion
