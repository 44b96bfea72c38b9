#include "netcdf_handle.h"

#include <hdf5.h>

namespace leeward::gis::netcdf {

namespace {

/// NetCDF looks for attributes that need not be there, and HDF5 prints every miss on stderr. NetCDF switches that off in
/// its first thread only, HDF5 keeps the switch per thread. What really fails is reported by its status.
void quiet_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

}  // namespace

std::mutex Handle::library_mutex_;

Handle::~Handle() {
  if (id_ >= 0) nc_close(id_);
}

bool Handle::check(int status, const char* what) {
  if (status == NC_NOERR) return true;
  if (failure_.empty()) failure_ = std::string(what) + ": " + nc_strerror(status);
  return false;
}

void Handle::create() {
  quiet_hdf5();
  if (!check(nc_create(file_.c_str(), NC_NETCDF4 | NC_CLOBBER, &id_), "create")) {
    id_ = -1;
    return;
  }
  // Every value is written: filling first would double the work.
  int before = 0;
  check(nc_set_fill(id_, NC_NOFILL, &before), "no fill");
}

void Handle::open() {
  quiet_hdf5();
  if (!check(nc_open(file_.c_str(), NC_NOWRITE, &id_), "open")) id_ = -1;
}

void Handle::close() {
  if (id_ < 0) return;
  check(nc_close(id_), "close");
  id_ = -1;
}

int Handle::dimension(const char* name, std::size_t size) {
  int result = -1;
  if (is_sound()) check(nc_def_dim(id_, name, size, &result), name);
  return result;
}

int Handle::variable(const char* name, nc_type type, const std::vector<int>& dimensions) {
  int result = -1;
  if (is_sound())
    check(nc_def_var(id_, name, type, static_cast<int>(dimensions.size()), dimensions.data(), &result), name);
  return result;
}

void Handle::attribute(int variable, const char* name, const std::string& value) {
  if (is_sound()) check(nc_put_att_text(id_, variable, name, value.size(), value.data()), name);
}

void Handle::attribute(int variable, const char* name, double value) {
  if (is_sound()) check(nc_put_att_double(id_, variable, name, NC_DOUBLE, 1, &value), name);
}

void Handle::attribute(int variable, const char* name, const std::vector<double>& values) {
  if (is_sound()) check(nc_put_att_double(id_, variable, name, NC_DOUBLE, values.size(), values.data()), name);
}

void Handle::put(int variable, const std::vector<double>& values, const char* what) {
  if (is_sound()) check(nc_put_var_double(id_, variable, values.data()), what);
}

std::size_t Handle::dimension_size(const char* name) {
  std::size_t size = 0;
  int dimension_id = -1;
  if (is_sound() && check(nc_inq_dimid(id_, name, &dimension_id), name))
    check(nc_inq_dimlen(id_, dimension_id, &size), name);
  return size;
}

std::vector<double> Handle::doubles(const char* name, std::size_t size) {
  std::vector<double> values(size, 0.0);
  int variable_id = -1;
  int dimension_count = 0;
  int dimension_id = -1;
  std::size_t length = 0;
  if (!is_sound() || !check(nc_inq_varid(id_, name, &variable_id), name)) return values;
  // A coordinate must be as long as its dimension says before it is read into a buffer of that size.
  if (!check(nc_inq_varndims(id_, variable_id, &dimension_count), name)) return values;
  if (dimension_count != 1) {
    failure_ = std::string(name) + ": expected one dimension";
    return values;
  }
  if (!check(nc_inq_vardimid(id_, variable_id, &dimension_id), name) ||
      !check(nc_inq_dimlen(id_, dimension_id, &length), name))
    return values;
  if (length != size) {
    failure_ = std::string(name) + ": unexpected length";
    return values;
  }
  check(nc_get_var_double(id_, variable_id, values.data()), name);
  return values;
}

std::string Handle::text_attribute(int variable, const char* name) {
  nc_type type = NC_NAT;
  std::size_t size = 0;
  if (!is_sound() || !check(nc_inq_att(id_, variable, name, &type, &size), name)) return {};
  if (type != NC_CHAR) {
    failure_ = std::string(name) + ": expected a text attribute";
    return {};
  }
  std::string value(size, '\0');
  check(nc_get_att_text(id_, variable, name, value.data()), name);
  return value;
}

double Handle::number_attribute(int variable, const char* name) {
  double value = 0;
  std::size_t size = 0;
  if (!is_sound() || !check(nc_inq_attlen(id_, variable, name, &size), name)) return 0;
  if (size != 1) {
    failure_ = std::string(name) + ": expected one number";
    return 0;
  }
  check(nc_get_att_double(id_, variable, name, &value), name);
  return value;
}

}  // namespace leeward::gis::netcdf
