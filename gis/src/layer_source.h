#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "core/model/kit.h"
#include "crs.h"
#include "fault_log.h"
#include "session.h"

/// From a file name to an open layer with a known coordinate system.
namespace leeward::gis::reading {

/// A file in GDAL's memory that is removed with its owner.
class MemoryFile {
public:
  MemoryFile() = default;
  explicit MemoryFile(std::string path) : path_(std::move(path)) {}
  MemoryFile(MemoryFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  MemoryFile& operator=(MemoryFile&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~MemoryFile();
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

struct OpenedVector {
  MemoryFile resolved = {};  ///< GML whose xlink references were put in; must outlive the dataset
  ReadDataset dataset = {};
  std::string driver = {};  ///< GDAL's short name
};

/// Opens a vector file: .gz is checked to its last byte and read through, .zip is looked into. An error names
/// the file and has GDAL's words.
Result<OpenedVector> open_vector(const std::filesystem::path& file, const std::string& encoding);

/// The layer of that name; the only one when the name is empty; nullptr: logged, with the layers there are.
OGRLayer* choose_layer(GDALDataset& dataset, const std::string& name, const std::string& file, FaultLog& log);

/// The file's CRS or the kit's, which wins with a warning when they differ. nullopt: neither says, logged as
/// an error.
std::optional<OGRSpatialReference> resolve_crs(const OGRSpatialReference* in_file, const std::string& in_kit,
                                               const FaultPlace& place, FaultLog& log);

/// A message that begins with the file's name, for a fault that names the file already.
std::string without_file(const std::string& message, const std::string& file);

/// Name GDAL opens a file by: itself, or through gzip or zip. An error for a broken .gz, a .bz2, a missing
/// file.
Result<std::string> gdal_name(const std::filesystem::path& file);

}  // namespace leeward::gis::reading
