#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/result.h"

namespace leeward {

/// A clock hour in UTC, named by its END: the hour 09:00 is the mean over 08:00-09:00.
struct UtcHour {
  std::int64_t hours_since_epoch = 0;  ///< of the hour's end, since 1970-01-01T00:00Z
  auto operator<=>(const UtcHour&) const = default;
};
inline UtcHour operator+(UtcHour h, std::int64_t hours) { return {h.hours_since_epoch + hours}; }
inline std::int64_t operator-(UtcHour a, UtcHour b) { return a.hours_since_epoch - b.hours_since_epoch; }

/// A civil date and an hour 0..24. Hour 24 of a day is hour 0 of the next.
struct CivilHour {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
};

/// Hour end in UTC of a local-standard-time hour end. @param utc_offset_hours east positive, e.g. 8 for Shenzhen.
UtcHour utc_from_local_standard(CivilHour local, double utc_offset_hours);
CivilHour local_standard_from_utc(UtcHour hour, double utc_offset_hours);
/// 1 = Monday ... 7 = Sunday, of the local standard day that holds the hour (an hour ending 24:00 belongs to that day).
int weekday_of(UtcHour hour, double utc_offset_hours);
/// Day of year 1..366 of the civil date.
int day_of_year(int year, int month, int day);
bool is_valid_date(int year, int month, int day);

/// "2024-06-20T09:00Z"
std::string to_iso(UtcHour hour);
/// Accepts "2024-06-20T09", "2024-06-20 09:00", "2024-06-20T09:00Z", "...:00:00Z" and an offset "+02:00".
/// Without Z or offset the text is taken as UTC. Minutes other than 00 are an error.
Result<UtcHour> parse_iso_hour(std::string_view text);

}  // namespace leeward
