#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/assess/date.h"
#include "core/model/concentration.h"

namespace leeward {

/// Hourly means of one place over whole local standard days: hour h (1..24, named by its end) of day d stands
/// at 24 d + h - 1. Calm hours of a model and missing ones have no value: they count for nothing in means and
/// against the capture. (AERMOD's own rule for calms is that of AermodAverages.)
struct HourlySeries {
  Date first_day;
  std::vector<double> values;
  std::vector<HourStatus> status;

  std::size_t days() const { return values.size() / 24; }
  bool is_valid(std::size_t hour) const { return status[hour] == HourStatus::valid; }
  Date last_day() const { return first_day + (static_cast<std::int64_t>(days()) - 1); }
};

/// Hours in any order; hours between them and to the ends of their first and last day are missing. A value
/// that is no number, and an hour that comes twice, is an error.
Result<HourlySeries> hourly_series(std::span<const UtcHour> hours, std::span<const HourStatus> status,
                                   std::span<const double> values, double utc_offset_hours);

/// A value a day, where there is one.
struct DailySeries {
  Date first_day;
  std::vector<std::optional<double>> values;

  Date last_day() const { return first_day + (static_cast<std::int64_t>(values.size()) - 1); }
  /// Days from `first` to `last` inclusive that are in the series, in order; days outside are left out.
  std::span<const std::optional<double>> between(Date first, Date last) const;
};

}  // namespace leeward
