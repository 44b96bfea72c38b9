#pragma once
#include <filesystem>

#include "core/model/concentration.h"
#include "core/model/result.h"

namespace leeward::gis {

/// Reads back what write_netcdf wrote: same layout, hours, status and values (0 in hours that are not valid). A NetCDF
/// file of another make is an input error that says what is missing.
Result<ConcentrationField> read_netcdf(const std::filesystem::path& file);

}  // namespace leeward::gis
