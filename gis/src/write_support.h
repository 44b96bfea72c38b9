#pragma once
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/model/result.h"

/// What every writer of this module shares. Private to gis/src.
namespace leeward::gis::writing {

struct DatasetCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using DatasetPtr = std::unique_ptr<GDALDataset, DatasetCloser>;

/// Collects GDAL's error messages of a scope instead of letting them go to stderr.
class QuietScope {
 public:
  QuietScope();
  ~QuietScope();
  QuietScope(const QuietScope&) = delete;
  QuietScope& operator=(const QuietScope&) = delete;
  /// The messages of warnings and errors so far, joined with "; "; "no reason given" when there are none.
  std::string reason() const;

 private:
  std::string messages_;
};

/// Sets a GDAL option for this thread and scope. Time stamps inside files are pinned this way (same input, same bytes).
class LocalOption {
 public:
  LocalOption(const char* name, const char* value);
  ~LocalOption();
  LocalOption(const LocalOption&) = delete;
  LocalOption& operator=(const LocalOption&) = delete;

 private:
  std::string name_;
  std::string before_;
  bool had_before_ = false;
};

/// Registers GDAL's drivers once and hands out one by name.
Result<GDALDriver*> driver(const char* name);

/// EPSG code, WKT or PROJ text to a CRS with x east, y north. Must be projected: products are in metres.
Result<OGRSpatialReference> projected_srs(const std::string& crs);

/// A name beside `file` that is not there yet. The destructor removes what is left under it; publish() renames it.
class PendingFile {
 public:
  explicit PendingFile(std::filesystem::path file);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  const std::filesystem::path& path() const { return pending_; }
  std::string text() const { return pending_.string(); }
  Result<void> publish();

 private:
  std::filesystem::path file_;
  std::filesystem::path pending_;
};

/// The message of a failed write, with the file and the library's reason.
Unexpected write_failure(const std::filesystem::path& file, const std::string& reason);

}  // namespace leeward::gis::writing
