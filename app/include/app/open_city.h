#pragma once
#include <filesystem>
#include <optional>

#include "core/model/city.h"
#include "core/model/result.h"

namespace leeward::app {

/// Reads twin.toml, city.gpkg and rasters/. An error holds every fault of all of them.
Result<Loaded<City>> open_city(const std::filesystem::path& folder);

/// First and last hour wanted, named by their ends; an end that is not given is the meteorology's own.
struct HourWindow {
  std::optional<UtcHour> from;
  std::optional<UtcHour> to;
};

/// The boundary-layer hours of the twin's meteorology: AERMET files as they are, observations by physics/01 section 10.
/// Of observations only the window and three days before it are prepared (mixing heights remember less), so that what
/// is said concerns the hours asked for; a window without any hour gives all hours there are.
Result<Loaded<MetSeries>> load_met(const City& city, const HourWindow& window = {});

/// All faults of a twin, as `leeward-batch check` prints them: what open_city and load_met say, and what the solver's
/// validation finds. Empty when it can be run without remark.
std::vector<Fault> check_city(const std::filesystem::path& folder);

}  // namespace leeward::app
