#pragma once
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/model/hourly_emissions.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::data {

/// A source that takes its emissions from a file of hourly ones.
struct HourlySource {
  enum class Kind { stack, volume, area_or_road };
  std::string id;  ///< compared without case
  Kind kind = Kind::stack;
  double rate_factor =
      1;  ///< on the file's rates, where its unit is not the source's (g/(m2 s) of a road: its width)
};

/// Reads a file of hourly emissions in AERMOD's form (HOUREMIS, physics/07 section 6.1), one record per hour
/// and source:
///   SO HOUREMIS yy mm dd hh ID rate temperature velocity          stack
///   SO HOUREMIS yy mm dd hh ID rate [height sigma_y0 sigma_z0]    volume
///   SO HOUREMIS yy mm dd hh ID rate [height sigma_z0]             area, road
/// Hours end at hh in the meteorology's local standard time. A record without values and a rate of -90 or
/// less release nothing, which is said once per source. Records of other hours are passed over; records of
/// sources that are not asked for, too. Refused with line: bad dates and numbers, another number of values, a
/// second record of an hour, records of one source with and without heights; and hours of `met` without a
/// record.
/// @returns one per source, in their order
Result<Loaded<std::vector<HourlyEmissions>>> read_hourly_emissions(const std::filesystem::path& file,
                                                                   std::span<const HourlySource> sources,
                                                                   const MetSeries& met);

/// Ids of the sources that have records in the file, as they are written there. Lines that are no records are
/// left to read_hourly_emissions.
Result<std::set<std::string>> sources_of_hourly_emissions(const std::filesystem::path& file);

/// Reads records `yy mm dd hh value` (AERMOD's hourly files of background and ozone) as one value per hour of
/// `met`; values below 0 and hours without a record are `missing`. Refused with line: bad dates and numbers,
/// an hour twice.
Result<Loaded<std::vector<double>>> read_hourly_values(const std::filesystem::path& file,
                                                       const MetSeries& met);

/// The same for ozone: values of 900 and more, in the file's unit, are `missing` too, as in AERMOD.
Result<Loaded<std::vector<double>>> read_hourly_ozone(const std::filesystem::path& file, const MetSeries& met);

}  // namespace leeward::data
