#include "data/aermet_file.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <span>

#include "text_input.h"

namespace leeward::data {
namespace {

constexpr int max_profile_levels = 50;
constexpr std::size_t surface_fields_needed = 20;
constexpr std::size_t surface_fields_read = 25;

double or_missing(bool is_accepted, double value) {
  return is_accepted ? value : missing;
}

/// The date words of a record: year (two or four digits), month, day, [day of year,] hour 1..24.
struct RecordDate {
  CivilHour local;
  std::string text;  ///< as the file has it, for messages
};

/// Reads the words of one record as numbers; says which word is none.
bool numbers_of(std::span<const std::string_view> words, std::span<double> numbers, std::size_t line,
                FaultList& faults) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_number(words[i]);
    if (!number) {
      faults.error(line, fmt::format("{} as field {}", shown(words[i]), i + 1), "a number");
      return false;
    }
    numbers[i] = *number;
  }
  return true;
}

std::optional<RecordDate> date_of(double year, double month, double day, double hour, std::size_t line,
                                  FaultList& faults) {
  for (const double part : {year, month, day, hour}) {
    if (part == std::floor(part) && part >= 0 && part <= 9999) continue;
    faults.error(line, fmt::format("date and hour {} {} {} {}", year, month, day, hour), "whole numbers");
    return std::nullopt;
  }
  RecordDate date{
      {static_cast<int>(year), static_cast<int>(month), static_cast<int>(day), static_cast<int>(hour)}, ""};
  if (date.local.year < 100) date.local.year += date.local.year >= 50 ? 1900 : 2000;
  date.text = fmt::format("{:04}-{:02}-{:02} hour {}", date.local.year, date.local.month, date.local.day,
                          date.local.hour);
  if (!is_valid_date(date.local.year, date.local.month, date.local.day)) {
    faults.error(line, date.text, "a date of the calendar");
    return std::nullopt;
  }
  if (date.local.hour < 1 || date.local.hour > 24) {
    faults.error(line, date.text, "an hour 1-24 (hour ending)");
    return std::nullopt;
  }
  return date;
}

/// "40.790N" or "75.140W" in degrees, north and east positive.
std::optional<double> latitude_or_longitude(std::string_view word, char positive, char negative,
                                            double limit) {
  if (word.empty()) return std::nullopt;
  const char side = word.back();
  const auto degrees = parse_number(word.substr(0, word.size() - 1));
  if (!degrees || *degrees < 0 || *degrees > limit) return std::nullopt;
  if (side == positive || side == positive + ('a' - 'A')) return *degrees;
  if (side == negative || side == negative + ('a' - 'A')) return *degrees == 0 ? 0 : -*degrees;
  return std::nullopt;
}

/// The word after `key` in the header, unless the next key follows at once.
std::string word_after(std::string_view header, std::string_view key) {
  const std::size_t at = header.find(key);
  if (at == std::string_view::npos) return "";
  const auto words = words_of(header.substr(at + key.size()));
  return words.empty() || words[0].find(':') != std::string_view::npos ? "" : std::string(words[0]);
}

void read_header(std::string_view header, MetSeries& series, FaultList& faults) {
  const auto words = words_of(header);
  const auto latitude = words.size() < 2 ? std::nullopt : latitude_or_longitude(words[0], 'N', 'S', 90);
  const auto longitude = words.size() < 2 ? std::nullopt : latitude_or_longitude(words[1], 'E', 'W', 180);
  if (!latitude || !longitude || header.find("VERSION:") == std::string_view::npos) {
    faults.error(1, shown(header),
                 "an AERMET header: latitude and longitude (40.790N 75.140W), ..., VERSION: ...");
    return;
  }
  series.latitude_deg = *latitude;
  series.longitude_deg = *longitude;
  series.station = word_after(header, "SF_ID:");
  if (series.station.empty()) series.station = word_after(header, "OS_ID:");
  for (const std::string_view word : words) {
    if (word == "ADJ_U*") series.is_adjusted_u_star = true;
    if (word == "BULKRN") series.is_bulk_richardson = true;
  }
}

/// physics/01 section 2.1 with the checks of section 2.3 step 3. Numbered from 0: f[5] is H.
MetHour surface_hour(std::span<const double, surface_fields_read> f) {
  MetHour hour;
  hour.sensible_heat_flux_w_per_m2 = or_missing(f[5] > -998.9, f[5]);
  hour.friction_velocity_m_per_s = or_missing(f[6] >= 0 && f[6] < 9, f[6]);
  hour.convective_velocity_m_per_s = or_missing(f[7] >= 0, f[7]);
  hour.temperature_gradient_above_zi_k_per_m = or_missing(f[8] > -8.99, f[8]);
  hour.convective_mixing_height_m = or_missing(f[9] >= 0 && f[9] <= 90000, f[9]);
  hour.mechanical_mixing_height_m = or_missing(f[10] >= 0 && f[10] <= 90000, f[10]);
  if (f[11] >= -99990) {
    // L = 0 stands for -sign(H) m (step 4); H = 0 counts as positive, as Fortran's SIGN takes it.
    const double length_m = f[11] != 0 ? f[11] : (f[5] < 0 ? 1.0 : -1.0);
    hour.inverse_obukhov_length_per_m = 1.0 / length_m;
  }
  hour.roughness_length_m = or_missing(f[12] >= 0, f[12]);
  hour.bowen_ratio = f[13];
  hour.albedo = f[14];
  hour.wind_speed_m_per_s = or_missing(f[15] >= 0 && f[15] < 90, f[15]);
  hour.wind_from_deg = or_missing(f[16] > -9 && f[16] <= 900, f[16]);
  hour.wind_height_m = or_missing(f[17] > 0, f[17]);
  hour.temperature_k = or_missing(f[18] > 0 && f[18] <= 900, f[18]);
  hour.temperature_height_m = or_missing(f[19] >= 0, f[19]);
  hour.precipitation_code = f[20] >= 0 && f[20] < 99 ? static_cast<int>(f[20]) : 0;
  hour.precipitation_mm_per_h = or_missing(f[21] >= 0 && f[21] <= 900, f[21]);
  hour.relative_humidity_percent = or_missing(f[22] >= 0 && f[22] < 900, f[22]);
  hour.pressure_hpa = or_missing(f[23] > 0 && f[23] < 90000, f[23]);
  hour.cloud_tenths = or_missing(f[24] >= 0 && f[24] <= 10, f[24]);
  return hour;
}

void read_surface(std::string_view text, double utc_offset_hours, MetSeries& series, FaultList& faults) {
  const auto lines = lines_of(text);
  read_header(lines.front(), series, faults);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t line = i + 1;
    const auto words = words_of(lines[i]);
    if (words.empty()) continue;
    if (words.size() < surface_fields_needed) {
      faults.error(line, fmt::format("{} fields", words.size()),
                   fmt::format("at least {}", surface_fields_needed));
      continue;
    }
    // What the line does not have, of the fields that only deposition and chemistry need, is missing.
    std::array<double, surface_fields_read> f{};
    std::fill(f.begin() + surface_fields_needed, f.end(), missing);
    const std::size_t count = std::min(words.size(), surface_fields_read);
    if (!numbers_of(words, std::span(f).first(count), line, faults)) continue;
    const auto date = date_of(f[0], f[1], f[2], f[4], line, faults);
    if (!date) continue;
    const int day = day_of_year(date->local.year, date->local.month, date->local.day);
    if (f[3] != day)
      faults.warning(line, fmt::format("day of year {:g} with {}", f[3], date->text), std::to_string(day),
                     "the date was taken");
    MetHour hour = surface_hour(f);
    hour.hour = utc_from_local_standard(date->local, utc_offset_hours);
    if (!series.hours.empty() && hour.hour <= series.hours.back().hour) {
      faults.error(line,
                   date->text + (hour.hour == series.hours.back().hour ? " twice" : " after a later hour"),
                   "hours in ascending order");
      continue;
    }
    series.hours.push_back(std::move(hour));
  }
  if (series.hours.empty() && !faults.has_errors())
    faults.error(0, "no hours after the header", "one record per hour");
}

/// Level clean-up of physics/01 section 2.2; what stays valid keeps the unit of the file.
ProfileLevel profile_level(double height_m, double from_deg, double speed, double temperature_c,
                           double sigma_a, double sigma_w) {
  ProfileLevel level;
  level.height_m = height_m;
  const bool is_calm = speed == 0 && from_deg == 0;
  if (!is_calm) {
    level.wind_speed_m_per_s = or_missing(speed >= 0 && speed <= 90, speed);
    if (speed > 0 && speed <= 90 && from_deg == 0) from_deg = 360;
    level.wind_from_deg = or_missing(from_deg >= 0 && from_deg <= 900, from_deg);
  }
  level.temperature_c = or_missing(temperature_c > -90 && temperature_c < 90, temperature_c);
  level.sigma_theta_deg = or_missing(sigma_a >= 0 && sigma_a < 99, sigma_a);
  level.sigma_w_m_per_s = or_missing(sigma_w >= 0 && sigma_w <= 90, sigma_w);
  return level;
}

/// Walks through the profile file beside the surface hours: same dates and hours in the same order.
class ProfileReader {
public:
  ProfileReader(MetSeries& series, double utc_offset_hours, FaultList& faults)
      : series_(series), utc_offset_hours_(utc_offset_hours), faults_(faults) {}

  void read(std::string_view text) {
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      line_ = i + 1;
      const auto words = words_of(lines[i]);
      if (!words.empty() && !take(words)) return;
    }
    if (is_open_)
      faults_.error(line_, "the end of the file within the levels of an hour", "a level with top flag 1");
    else if (next_hour_ < series_.hours.size())
      faults_.error(line_, fmt::format("{} hours", next_hour_),
                    fmt::format("{} hours, as the surface file has", series_.hours.size()));
  }

private:
  /// False: the rest of the file cannot be matched any more.
  bool take(std::span<const std::string_view> words) {
    constexpr std::size_t field_count = 11;
    if (words.size() < field_count) {
      faults_.error(line_, fmt::format("{} fields", words.size()),
                    "11: date, height, top flag, five measurements");
      return false;
    }
    std::array<double, field_count> f{};
    if (!numbers_of(words, f, line_, faults_)) return false;
    const auto date = date_of(f[0], f[1], f[2], f[3], line_, faults_);
    if (!date) return false;
    if (next_hour_ == series_.hours.size()) {
      faults_.error(line_, date->text, "the end: the surface file has no more hours");
      return false;
    }
    MetHour& hour = series_.hours[next_hour_];
    if (hour.hour != utc_from_local_standard(date->local, utc_offset_hours_)) {
      const CivilHour wanted = local_standard_from_utc(hour.hour + (-1), utc_offset_hours_);
      faults_.error(line_, date->text,
                    fmt::format("{:04}-{:02}-{:02} hour {}, as the surface file has", wanted.year,
                                wanted.month, wanted.day, wanted.hour + 1));
      return false;
    }
    take_level(f, hour);
    return true;
  }

  void take_level(std::span<const double, 11> f, MetHour& hour) {
    const bool is_top = f[5] == 1;
    if (f[5] != 0 && f[5] != 1) faults_.error(line_, fmt::format("top flag {:g}", f[5]), "0 or 1");
    if (f[4] <= 0) {
      faults_.error(line_, fmt::format("height {:g} m", f[4]), "> 0 m");
    } else if (!hour.profile.empty() && f[4] <= hour.profile.back().height_m) {
      faults_.error(line_, fmt::format("height {:g} m after {:g} m", f[4], hour.profile.back().height_m),
                    "ascending heights");
    } else if (hour.profile.size() == max_profile_levels) {
      faults_.error(line_, fmt::format("more than {} levels", max_profile_levels),
                    fmt::format("at most {} an hour", max_profile_levels));
    } else {
      hour.profile.push_back(profile_level(f[4], f[6], f[7], f[8], f[9], f[10]));
    }
    is_open_ = !is_top;
    if (is_top) ++next_hour_;
  }

  MetSeries& series_;
  double utc_offset_hours_;
  FaultList& faults_;
  std::size_t line_ = 0;
  std::size_t next_hour_ = 0;
  bool is_open_ = false;
};

}  // namespace

Result<Loaded<MetSeries>> read_aermet(const std::filesystem::path& surface,
                                      const std::filesystem::path& profile, double utc_offset_hours,
                                      double profile_base_elevation_m) {
  auto surface_text = read_text(surface, "an AERMET surface file");
  auto profile_text = read_text(profile, "an AERMET profile file");
  if (!surface_text || !profile_text) {
    if (surface_text || profile_text)
      return tl::unexpected(surface_text ? profile_text.error() : surface_text.error());
    return fail(ErrorCode::input, surface_text.error().message + "; " + profile_text.error().message);
  }
  Loaded<MetSeries> loaded;
  MetSeries& series = loaded.value;
  series.profile_base_elevation_m = profile_base_elevation_m;
  series.utc_offset_hours = utc_offset_hours;
  series.origin = fmt::format("AERMET {} and {}", surface.filename().string(), profile.filename().string());
  FaultList surface_faults(surface.string());
  surface_faults.check_end(*surface_text);
  read_surface(*surface_text, utc_offset_hours, series, surface_faults);
  if (surface_faults.has_errors())
    return surface_faults.refusal();  // the profile can only be matched to whole hours
  FaultList profile_faults(profile.string());
  profile_faults.check_end(*profile_text);
  ProfileReader(series, utc_offset_hours, profile_faults).read(*profile_text);
  if (profile_faults.has_errors()) return profile_faults.refusal();

  std::size_t gaps = 0;
  for (std::size_t i = 1; i < series.hours.size(); ++i)
    if (series.hours[i].hour - series.hours[i - 1].hour > 1) ++gaps;
  if (gaps > 0)
    surface_faults.warning(0, fmt::format("{} gaps between hours", gaps), "consecutive hours",
                           "the hours in the gaps are not modelled");
  loaded.faults = surface_faults.remarks();
  const auto of_profile = profile_faults.remarks();
  loaded.faults.insert(loaded.faults.end(), of_profile.begin(), of_profile.end());
  return loaded;
}

}  // namespace leeward::data
