#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>

#include "gis/field_read.h"
#include "netcdf_cf.h"
#include "netcdf_handle.h"

namespace leeward::gis {
namespace {

Unexpected unreadable(const std::filesystem::path& file, const std::string& found) {
  Fault fault;
  fault.file = file.string();
  fault.found = found;
  fault.expected = "a NetCDF file of hourly fields written by Leeward";
  return fail(ErrorCode::input, file.string() + ": cannot be read as a result", {std::move(fault)});
}

/// Ascending by `step` from the first one on: what a ReceptorGrid can hold.
bool is_even(const std::vector<double>& values, double step) {
  for (std::size_t i = 0; i < values.size(); ++i)
    // A millimetre: coordinates are doubles of the order of 1e6 m, off by 1e-9 m.
    if (!(std::abs(values[i] - (values.front() + static_cast<double>(i) * step)) <= 1e-3)) return false;
  return true;
}

/// Ids of the variables on (time, height, y, x), in the file's order.
std::vector<int> concentration_variables(netcdf::Handle& nc) {
  std::vector<int> found;
  int count = 0;
  if (!nc.check(nc_inq_nvars(nc.id(), &count), "variables")) return found;
  for (int id = 0; id < count; ++id) {
    int dimensions = 0;
    nc_type type = NC_NAT;
    if (!nc.check(nc_inq_varndims(nc.id(), id, &dimensions), "variable")) return found;
    if (!nc.check(nc_inq_vartype(nc.id(), id, &type), "variable")) return found;
    if (dimensions == 4 && type == NC_FLOAT) found.push_back(id);
  }
  return found;
}

/// Hour codes of another make would be taken for other hours.
bool has_our_time_units(netcdf::Handle& nc) {
  int time = -1;
  if (!nc.is_sound() || !nc.check(nc_inq_varid(nc.id(), "time", &time), "time")) return false;
  return nc.text_attribute(time, "units") == netcdf::time_units;
}

void read_hours(netcdf::Handle& nc, ConcentrationField& field) {
  const std::size_t count = nc.dimension_size("time");
  for (const double hour : nc.doubles("time", count)) field.hours.push_back({std::llround(hour)});
  for (const double code : nc.doubles("hour_status", count))
    field.status.push_back(code == 0.0   ? HourStatus::valid
                           : code == 1.0 ? HourStatus::calm
                                         : HourStatus::missing);
}

void read_values(netcdf::Handle& nc, const std::vector<int>& variables, ConcentrationField& field) {
  field.values.assign(variables.size() * field.hours.size() * field.layout.size(), 0.0F);
  const std::size_t sizes[] = {field.hours.size(), field.layout.heights_m.size(), field.layout.grid.rows,
                               field.layout.grid.columns};
  for (std::size_t p = 0; p < variables.size() && nc.is_sound(); ++p) {
    int dimensions[4] = {};
    if (!nc.check(nc_inq_vardimid(nc.id(), variables[p], dimensions), "dimensions")) return;
    for (int d = 0; d < 4; ++d) {
      std::size_t length = 0;
      if (!nc.check(nc_inq_dimlen(nc.id(), dimensions[d], &length), "dimensions")) return;
      if (length != sizes[d]) {
        nc.check(NC_EDIMSIZE, field.pollutants[p].c_str());
        return;
      }
    }
    for (std::size_t h = 0; h < field.hours.size(); ++h) {
      if (field.status[h] != HourStatus::valid) continue;
      const std::size_t start[] = {h, 0, 0, 0};
      const std::size_t count[] = {1, sizes[1], sizes[2], sizes[3]};
      if (!nc.check(nc_get_vara_float(nc.id(), variables[p], start, count, field.hour_values(p, h).data()),
                    field.pollutants[p].c_str()))
        return;
    }
  }
}

Result<ConcentrationField> read_open(netcdf::Handle& nc, const std::filesystem::path& file) {
  nc.open();
  if (!nc.is_sound()) return unreadable(file, nc.failure());
  ConcentrationField field;
  const std::vector<double> xs = nc.doubles("x", nc.dimension_size("x"));
  const std::vector<double> ys = nc.doubles("y", nc.dimension_size("y"));
  field.layout.heights_m = nc.doubles("height", nc.dimension_size("height"));
  if (!has_our_time_units(nc) && nc.is_sound())
    return unreadable(file, fmt::format("a time that is not in {}", netcdf::time_units));
  read_hours(nc, field);
  field.scenario = nc.text_attribute(NC_GLOBAL, "scenario");
  field.input_hash = nc.text_attribute(NC_GLOBAL, "input_hash");
  field.averaging = nc.text_attribute(NC_GLOBAL, "averaging");
  if (!nc.is_sound()) return unreadable(file, nc.failure());
  if (xs.empty() || ys.empty() || field.layout.heights_m.empty() || field.hours.empty())
    return unreadable(file, "an axis without coordinates");
  const double step = nc.number_attribute(NC_GLOBAL, "grid_spacing_m");
  if (!nc.is_sound()) return unreadable(file, nc.failure());
  if (!(step > 0) || !is_even(xs, step) || !is_even(ys, step))
    return unreadable(file,
                      fmt::format("coordinates x and y that do not ascend by grid_spacing_m = {}", step));
  field.layout.grid = {xs.size(), ys.size(), {xs.front(), ys.front()}, step};

  const std::vector<int> variables = concentration_variables(nc);
  if (variables.empty()) return unreadable(file, "no variable on time, height, y and x");
  for (const int id : variables) {
    field.pollutants.push_back(nc.text_attribute(id, "pollutant"));
    const std::string units = nc.text_attribute(id, "units");
    field.unit = units == "ug m-3" ? "ug/m3" : units;
  }
  if (nc.is_sound()) read_values(nc, variables, field);
  if (!nc.is_sound()) return unreadable(file, nc.failure());
  return field;
}

}  // namespace

Result<ConcentrationField> read_netcdf(const std::filesystem::path& file) {
  netcdf::Handle nc(file);
  try {
    return read_open(nc, file);
  } catch (const std::bad_alloc&) {  // dimensions of a broken file
    return unreadable(file, "dimensions larger than the memory");
  } catch (const std::length_error&) {
    return unreadable(file, "dimensions larger than any memory");
  }
}

}  // namespace leeward::gis
