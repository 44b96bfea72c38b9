#pragma once
#include <netcdf.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "core/model/result.h"

/// An open NetCDF file that remembers its first failure, so that a writer reads as a list of what is written.
/// Neither NetCDF nor HDF5 may be called by two threads at once, not even for different files: a handle holds the lock
/// of all of them as long as it lives, so a thread must not have two.
/// Private to gis/src.
namespace leeward::gis::netcdf {

class Handle {
 public:
  explicit Handle(std::filesystem::path file) : file_(std::move(file)) {}
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  void create();
  void open();
  /// Flushes to the disk; what fails here has not been written.
  void close();

  bool is_sound() const { return failure_.empty(); }
  const std::string& failure() const { return failure_; }
  /// Keeps the first failure, with what was being done.
  bool check(int status, const char* what);

  int dimension(const char* name, std::size_t size);
  int variable(const char* name, nc_type type, const std::vector<int>& dimensions);
  void attribute(int variable, const char* name, const std::string& value);
  void attribute(int variable, const char* name, double value);
  void attribute(int variable, const char* name, const std::vector<double>& values);
  void put(int variable, const std::vector<double>& values, const char* what);

  std::size_t dimension_size(const char* name);
  std::vector<double> doubles(const char* name, std::size_t size);
  std::string text_attribute(int variable, const char* name);
  double number_attribute(int variable, const char* name);
  int id() const { return id_; }

 private:
  static std::mutex library_mutex_;
  std::scoped_lock<std::mutex> lock_{library_mutex_};
  std::filesystem::path file_;
  std::string failure_;
  int id_ = -1;
};

}  // namespace leeward::gis::netcdf
