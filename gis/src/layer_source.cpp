#include "layer_source.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <cctype>

#include "gdal_messages.h"
#include "write_support.h"

namespace leeward::gis::reading {
namespace {

/// GML files above this are read without resolving references: it takes several times their size in memory.
constexpr std::uintmax_t max_resolved_bytes = 200'000'000;

std::string lower_extension(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

/// Reads a gzip stream to its end: a cut or broken one is found before anything is taken from it.
Result<void> check_gzip(const std::filesystem::path& file) {
  const gzFile stream = gzopen(file.c_str(), "rb");
  if (stream == nullptr) return fail(ErrorCode::input, fmt::format("{}: cannot be opened", file.string()));
  std::array<char, 1 << 16> buffer{};
  int count = 0;
  while ((count = gzread(stream, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
  }
  int code = Z_OK;
  const std::string words = gzerror(stream, &code);
  const bool is_direct = gzdirect(stream) != 0;
  const int closed = gzclose(stream);
  if (is_direct) return fail(ErrorCode::input, fmt::format("{}: is not gzip data", file.string()));
  if (count < 0 || closed != Z_OK)
    return fail(ErrorCode::input, fmt::format("{}: the gzip stream is broken or cut off ({})", file.string(),
                                              count < 0 ? words : "unexpected end of file"));
  return {};
}

std::string layer_names(GDALDataset& dataset) {
  std::string names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i)
    names += (i > 0 ? ", " : "") + std::string(dataset.GetLayer(i)->GetName());
  return names;
}

}  // namespace

std::string without_file(const std::string& message, const std::string& file) {
  const std::string prefix = file + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

MemoryFile::~MemoryFile() {
  if (!path_.empty()) VSIUnlink(path_.c_str());
}

Result<std::string> gdal_name(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    return fail(ErrorCode::input, fmt::format("{}: no such file", file.string()));
  const std::string extension = lower_extension(file);
  if (extension == ".bz2")
    return fail(ErrorCode::input,
                fmt::format("{}: bzip2 files are not read; unpack it first", file.string()));
  if (extension == ".gz" || extension == ".tgz") {
    if (auto whole = check_gzip(file); !whole) return tl::unexpected(whole.error());
    return "/vsigzip/" + file.string();
  }
  if (extension == ".zip") return "/vsizip/" + file.string();
  return file.string();
}

Result<OpenedVector> open_vector(const std::filesystem::path& file, const std::string& encoding) {
  start_session();
  auto name = gdal_name(file);
  if (!name) return tl::unexpected(name.error());
  GdalMessages messages;
  GDALDriver* driver = nullptr;
  if (auto* found = GDALIdentifyDriverEx(name->c_str(), GDAL_OF_VECTOR, nullptr, nullptr))
    driver = GDALDriver::FromHandle(found);
  const std::string driver_name = driver != nullptr ? driver->GetDescription() : "";
  OpenedVector opened;
  // CityGML writes its solids as references to faces. Resolved in memory: GDAL's default leaves a file beside
  // the input.
  std::error_code error;
  const bool is_small = std::filesystem::file_size(file, error) <= max_resolved_bytes && !error;
  std::optional<writing::LocalOption> resolve;
  std::optional<writing::LocalOption> resolve_to;
  if (driver_name == "GML" && is_small) {
    static std::atomic<int> number = 0;
    opened.resolved = MemoryFile(fmt::format("/vsimem/leeward/resolved-{}.gml", number++));
    resolve.emplace("GML_SKIP_RESOLVE_ELEMS", "NONE");
    resolve_to.emplace("GML_SAVE_RESOLVED_TO", opened.resolved.path().c_str());
  }
  CPLStringList options;
  if (driver_name == "OSM") options.SetNameValue("CONFIG_FILE", osm_configuration());
  if (driver_name == "GML") options.SetNameValue("WRITE_GFS", "NO");
  if (driver_name == "ESRI Shapefile" && !encoding.empty())
    options.SetNameValue("ENCODING", encoding.c_str());
  opened.dataset.reset(
      GDALDataset::Open(name->c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, options.List(), nullptr));
  if (!opened.dataset)
    return fail(ErrorCode::input, fmt::format("{}: not read by any vector format of GDAL ({})", file.string(),
                                              messages.reason()));
  if (messages.has_failure())
    return fail(ErrorCode::input, fmt::format("{}: cannot be read ({})", file.string(), messages.reason()));
  opened.driver = opened.dataset->GetDriverName();
  if (opened.dataset->GetLayerCount() == 0)
    return fail(ErrorCode::input, fmt::format("{}: holds no layer", file.string()));
  return opened;
}

OGRLayer* choose_layer(GDALDataset& dataset, const std::string& name, const std::string& file,
                       FaultLog& log) {
  if (name.empty()) {
    if (dataset.GetLayerCount() == 1) return dataset.GetLayer(0);
    log.error({file, ""}, "", fmt::format("{} layers: {}", dataset.GetLayerCount(), layer_names(dataset)),
              "layer = \"...\" in the kit");
    return nullptr;
  }
  GdalMessages quiet;
  if (OGRLayer* layer = dataset.GetLayerByName(name.c_str())) return layer;
  log.error({file, name}, "", "no such layer", "one of: " + layer_names(dataset));
  return nullptr;
}

std::optional<OGRSpatialReference> resolve_crs(const OGRSpatialReference* in_file, const std::string& in_kit,
                                               const FaultPlace& place, FaultLog& log) {
  // GML and NetCDF readers hand out an empty or "unknown" local system when the file says nothing.
  const bool is_known = in_file != nullptr && !in_file->IsEmpty() && !in_file->IsLocal();
  if (in_kit.empty()) {
    if (is_known) return traditional(*in_file);
    log.error(place, "", "no coordinate system (a Shapefile without .prj, a table, ...)",
              "crs = \"EPSG:...\" in the kit for this layer");
    return std::nullopt;
  }
  auto declared = make_srs(in_kit);
  if (!declared) {
    log.error(place, "", declared.error().message, "a valid crs in the kit");
    return std::nullopt;
  }
  if (is_known && !is_same_crs(*in_file, *declared))
    log.warning(place, "", "the file says " + name_of(*in_file), "the kit's crs " + name_of(*declared),
                "read as the kit says");
  return *declared;
}

}  // namespace leeward::gis::reading
