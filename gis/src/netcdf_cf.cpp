#include "netcdf_cf.h"

#include <cpl_conv.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/model/pollutant.h"
#include "gis/products.h"
#include "netcdf_handle.h"
#include "write_support.h"

namespace leeward::gis {
namespace netcdf {

std::string variable_name(const std::string& pollutant) {
  std::string name = pollutant;
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'); }, '_');
  return name;
}

}  // namespace netcdf

namespace {

constexpr int netcdf_deflate_level = 4;

/// UDUNITS text of our unit.
std::string udunits_of(const std::string& unit) { return unit == "ug/m3" ? "ug m-3" : unit; }

/// CF-1.8 appendix F attributes of the projections cities use; others keep crs_wkt alone, which CF 5.6.1 allows as the
/// whole description.
void write_grid_mapping(netcdf::Handle& nc, int crs, const OGRSpatialReference& srs, const ReceptorGrid& grid) {
  const char* projection = srs.GetAttrValue("PROJECTION");
  const std::string kind = projection ? projection : "";
  const auto parameter = [&srs](const char* name) { return srs.GetNormProjParm(name, 0.0); };
  bool is_known = true;
  if (kind == SRS_PT_TRANSVERSE_MERCATOR) {
    nc.attribute(crs, "grid_mapping_name", std::string("transverse_mercator"));
    nc.attribute(crs, "scale_factor_at_central_meridian", parameter(SRS_PP_SCALE_FACTOR));
    nc.attribute(crs, "longitude_of_central_meridian", parameter(SRS_PP_CENTRAL_MERIDIAN));
    nc.attribute(crs, "latitude_of_projection_origin", parameter(SRS_PP_LATITUDE_OF_ORIGIN));
  } else if (kind == SRS_PT_LAMBERT_CONFORMAL_CONIC_2SP) {
    nc.attribute(crs, "grid_mapping_name", std::string("lambert_conformal_conic"));
    nc.attribute(crs, "standard_parallel",
                 std::vector<double>{parameter(SRS_PP_STANDARD_PARALLEL_1), parameter(SRS_PP_STANDARD_PARALLEL_2)});
    nc.attribute(crs, "longitude_of_central_meridian", parameter(SRS_PP_CENTRAL_MERIDIAN));
    nc.attribute(crs, "latitude_of_projection_origin", parameter(SRS_PP_LATITUDE_OF_ORIGIN));
  } else if (kind == SRS_PT_LAMBERT_AZIMUTHAL_EQUAL_AREA) {
    nc.attribute(crs, "grid_mapping_name", std::string("lambert_azimuthal_equal_area"));
    nc.attribute(crs, "longitude_of_projection_origin", parameter(SRS_PP_LONGITUDE_OF_CENTER));
    nc.attribute(crs, "latitude_of_projection_origin", parameter(SRS_PP_LATITUDE_OF_CENTER));
  } else {
    is_known = false;
  }
  if (is_known) {
    nc.attribute(crs, "false_easting", parameter(SRS_PP_FALSE_EASTING));
    nc.attribute(crs, "false_northing", parameter(SRS_PP_FALSE_NORTHING));
    nc.attribute(crs, "semi_major_axis", srs.GetSemiMajor());
    nc.attribute(crs, "inverse_flattening", srs.GetInvFlattening());
    nc.attribute(crs, "longitude_of_prime_meridian", srs.GetPrimeMeridian());
  }
  char* wkt = nullptr;
  const char* const as_wkt2[] = {"FORMAT=WKT2_2019", nullptr};
  if (srs.exportToWkt(&wkt, as_wkt2) == OGRERR_NONE && wkt) {
    nc.attribute(crs, "crs_wkt", std::string(wkt));
    nc.attribute(crs, "spatial_ref", std::string(wkt));
  }
  CPLFree(wkt);
  // GDAL's own form of the grid's place: north-west corner, steps.
  const Box2 edge = grid.bounds();
  nc.attribute(crs, "GeoTransform",
               fmt::format("{} {} 0 {} 0 {}", edge.min.x, grid.spacing_m, edge.max.y, -grid.spacing_m));
}

void write_file_attributes(netcdf::Handle& nc, const ConcentrationField& field, const ProductInfo& info) {
  nc.attribute(NC_GLOBAL, "Conventions", std::string("CF-1.8"));
  nc.attribute(NC_GLOBAL, "title", info.title);
  nc.attribute(NC_GLOBAL, "source", info.program + ", steady-state Gaussian plume model");
  // No clock in it: the same inputs give the same bytes.
  nc.attribute(NC_GLOBAL, "history", fmt::format("made by {} as run {}", info.program, info.run_id));
  nc.attribute(NC_GLOBAL, "attribution", info.attribution);
  nc.attribute(NC_GLOBAL, "scenario", info.scenario);
  nc.attribute(NC_GLOBAL, "run_id", info.run_id);
  nc.attribute(NC_GLOBAL, "input_hash", info.input_hash);
  nc.attribute(NC_GLOBAL, "averaging", field.averaging);
  nc.attribute(NC_GLOBAL, "grid_spacing_m", field.layout.grid.spacing_m);
  for (const auto& [name, value] : info.extra) nc.attribute(NC_GLOBAL, name.c_str(), value);
}

struct NetcdfAxes {
  int time, height, y, x, bounds;
};

struct NetcdfCoordinates {
  int time, time_bounds, height, y, x, crs, status;
};

NetcdfCoordinates define_coordinates(netcdf::Handle& nc, const NetcdfAxes& axes) {
  NetcdfCoordinates c{};
  c.time = nc.variable("time", NC_DOUBLE, {axes.time});
  nc.attribute(c.time, "standard_name", std::string("time"));
  nc.attribute(c.time, "long_name", std::string("end of the hour, UTC"));
  nc.attribute(c.time, "units", std::string(netcdf::time_units));
  nc.attribute(c.time, "calendar", std::string("standard"));
  nc.attribute(c.time, "axis", std::string("T"));
  nc.attribute(c.time, "bounds", std::string("time_bnds"));
  c.time_bounds = nc.variable("time_bnds", NC_DOUBLE, {axes.time, axes.bounds});
  c.height = nc.variable("height", NC_DOUBLE, {axes.height});
  nc.attribute(c.height, "standard_name", std::string("height"));
  nc.attribute(c.height, "long_name", std::string("height above ground"));
  nc.attribute(c.height, "units", std::string("m"));
  nc.attribute(c.height, "positive", std::string("up"));
  nc.attribute(c.height, "axis", std::string("Z"));
  c.y = nc.variable("y", NC_DOUBLE, {axes.y});
  nc.attribute(c.y, "standard_name", std::string("projection_y_coordinate"));
  nc.attribute(c.y, "units", std::string("m"));
  nc.attribute(c.y, "axis", std::string("Y"));
  c.x = nc.variable("x", NC_DOUBLE, {axes.x});
  nc.attribute(c.x, "standard_name", std::string("projection_x_coordinate"));
  nc.attribute(c.x, "units", std::string("m"));
  nc.attribute(c.x, "axis", std::string("X"));
  c.crs = nc.variable("crs", NC_INT, {});
  c.status = nc.variable("hour_status", NC_BYTE, {axes.time});
  nc.attribute(c.status, "long_name", std::string("what became of the hour: calm and missing hours have no values"));
  if (nc.is_sound()) {
    const signed char flags[] = {0, 1, 2};
    nc.check(nc_put_att_schar(nc.id(), c.status, "flag_values", NC_BYTE, 3, flags), "flag_values");
  }
  nc.attribute(c.status, "flag_meanings", std::string("valid calm missing"));
  return c;
}

std::vector<int> define_concentrations(netcdf::Handle& nc, const NetcdfAxes& axes, const ConcentrationField& field) {
  std::vector<int> variables;
  for (const std::string& pollutant : field.pollutants) {
    const int id = nc.variable(netcdf::variable_name(pollutant).c_str(), NC_FLOAT, {axes.time, axes.height, axes.y, axes.x});
    const auto known = find_pollutant(pollutant);
    if (nc.is_sound()) {
      const std::size_t chunks[] = {1, 1, field.layout.grid.rows, field.layout.grid.columns};
      nc.check(nc_def_var_chunking(nc.id(), id, NC_CHUNKED, chunks), "chunking");
      nc.check(nc_def_var_deflate(nc.id(), id, 1, 1, netcdf_deflate_level), "deflate");
      nc.check(nc_put_att_float(nc.id(), id, "_FillValue", NC_FLOAT, 1, &netcdf::fill_value), "_FillValue");
    }
    if (known && !known->cf_name.empty()) nc.attribute(id, "standard_name", std::string(known->cf_name));
    nc.attribute(id, "long_name", fmt::format("{} concentration, {}", pollutant, field.averaging));
    nc.attribute(id, "pollutant", pollutant);
    nc.attribute(id, "units", udunits_of(field.unit));
    nc.attribute(id, "cell_methods", std::string("time: mean"));
    nc.attribute(id, "grid_mapping", std::string("crs"));
    nc.attribute(id, "ancillary_variables", std::string("hour_status"));
    variables.push_back(id);
  }
  return variables;
}

void put_coordinates(netcdf::Handle& nc, const NetcdfCoordinates& c, const ConcentrationField& field) {
  std::vector<double> times;
  std::vector<double> bounds;
  std::vector<signed char> status;
  for (const UtcHour hour : field.hours) {
    times.push_back(static_cast<double>(hour.hours_since_epoch));
    bounds.push_back(static_cast<double>(hour.hours_since_epoch - 1));
    bounds.push_back(static_cast<double>(hour.hours_since_epoch));
  }
  for (const HourStatus one : field.status) status.push_back(static_cast<signed char>(one));
  nc.put(c.time, times, "time");
  nc.put(c.time_bounds, bounds, "time_bnds");
  nc.put(c.height, field.layout.heights_m, "height");
  const ReceptorGrid& grid = field.layout.grid;
  std::vector<double> ys;
  for (std::size_t row = 0; row < grid.rows; ++row) ys.push_back(grid.position(0, row).y);
  std::vector<double> xs;
  for (std::size_t column = 0; column < grid.columns; ++column) xs.push_back(grid.position(column, 0).x);
  nc.put(c.y, ys, "y");
  nc.put(c.x, xs, "x");
  const int nothing = 0;
  if (nc.is_sound()) nc.check(nc_put_var_int(nc.id(), c.crs, &nothing), "crs");
  if (nc.is_sound()) nc.check(nc_put_var_schar(nc.id(), c.status, status.data()), "hour_status");
}

void put_concentrations(netcdf::Handle& nc, const std::vector<int>& variables, const ConcentrationField& field) {
  const GridLayout& layout = field.layout;
  const std::vector<float> nothing(layout.size(), netcdf::fill_value);
  for (std::size_t p = 0; p < variables.size(); ++p) {
    for (std::size_t h = 0; h < field.hours.size() && nc.is_sound(); ++h) {
      const std::size_t start[] = {h, 0, 0, 0};
      const std::size_t count[] = {1, layout.heights_m.size(), layout.grid.rows, layout.grid.columns};
      const float* values = field.status[h] == HourStatus::valid ? field.hour_values(p, h).data() : nothing.data();
      nc.check(nc_put_vara_float(nc.id(), variables[p], start, count, values), field.pollutants[p].c_str());
    }
  }
}

Result<void> check_field(const ConcentrationField& field) {
  const std::size_t expected = field.pollutants.size() * field.hours.size() * field.layout.size();
  if (expected == 0) return fail(ErrorCode::internal, "the field is empty");
  if (field.values.size() != expected || field.status.size() != field.hours.size())
    return fail(ErrorCode::internal, fmt::format("the field has {} values and {} hour states, expected {} and {}",
                                                 field.values.size(), field.status.size(), expected, field.hours.size()));
  for (std::size_t p = 0; p < field.pollutants.size(); ++p)
    for (std::size_t h = 0; h < field.hours.size(); ++h) {
      if (field.status[h] != HourStatus::valid) continue;
      const auto values = field.hour_values(p, h);
      if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        return fail(ErrorCode::internal, fmt::format("the field of {} at {} has a value that is not a number",
                                                     field.pollutants[p], to_iso(field.hours[h])));
    }
  return {};
}

}  // namespace

Result<void> write_netcdf(const std::filesystem::path& file, const ConcentrationField& field, const ProductInfo& info) {
  if (auto sound = check_field(field); !sound) return sound;
  auto srs = writing::projected_srs(info.crs_wkt2);
  if (!srs) return tl::unexpected(srs.error());

  writing::PendingFile pending(file);
  netcdf::Handle nc(pending.path());
  nc.create();
  const ReceptorGrid& grid = field.layout.grid;
  const NetcdfAxes axes{nc.dimension("time", field.hours.size()), nc.dimension("height", field.layout.heights_m.size()),
                        nc.dimension("y", grid.rows), nc.dimension("x", grid.columns), nc.dimension("nv", 2)};
  const NetcdfCoordinates coordinates = define_coordinates(nc, axes);
  const std::vector<int> variables = define_concentrations(nc, axes, field);
  write_grid_mapping(nc, coordinates.crs, *srs, grid);
  write_file_attributes(nc, field, info);
  if (nc.is_sound()) nc.check(nc_enddef(nc.id()), "definitions");
  put_coordinates(nc, coordinates, field);
  put_concentrations(nc, variables, field);
  nc.close();
  if (!nc.is_sound()) return writing::write_failure(file, nc.failure());
  return pending.publish();
}

}  // namespace leeward::gis
