#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gis/products.h"
#include "map_dataset.h"
#include "write_support.h"

namespace leeward::gis {
namespace {

constexpr const char* block_size = "256";

void set_band_metadata(GDALRasterBand& band, const FieldMap& map) {
  const bool is_period = map.hour.find('/') != std::string::npos;
  band.SetDescription(is_period ? fmt::format("{} {} {}", map.pollutant, map.statistic, map.hour).c_str()
                                : fmt::format("{} {}", map.pollutant, map.hour).c_str());
  band.SetUnitType(map.unit.c_str());
  band.SetMetadataItem("POLLUTANT", map.pollutant.c_str());
  band.SetMetadataItem("STATISTIC", map.statistic.c_str());
  band.SetMetadataItem("HOUR", map.hour.c_str());  // of a period: first/last
  band.SetMetadataItem("UNIT", map.unit.c_str());
  band.SetMetadataItem("HEIGHT_M", fmt::format("{}", map.height_m).c_str());
  band.SetMetadataItem("STATUS", map.has_values ? "valid" : "no data: calm or missing meteorology");
  if (is_period) band.SetMetadataItem("VALID_HOURS", fmt::format("{}", map.valid_hours).c_str());
}

void set_dataset_metadata(GDALDataset& dataset, const ProductInfo& info) {
  dataset.SetMetadataItem("AREA_OR_POINT", "Area");
  dataset.SetMetadataItem("TITLE", info.title.c_str());
  dataset.SetMetadataItem("SCENARIO", info.scenario.c_str());
  dataset.SetMetadataItem("RUN_ID", info.run_id.c_str());
  dataset.SetMetadataItem("INPUT_HASH", info.input_hash.c_str());
  dataset.SetMetadataItem("SOFTWARE", info.program.c_str());
  dataset.SetMetadataItem("ATTRIBUTION", info.attribution.c_str());
  for (const auto& [name, value] : info.extra) dataset.SetMetadataItem(name.c_str(), value.c_str());
}

/// Halves until the longer side is at most 128 cells. Cells without a value do not go into the averages.
bool build_overviews(GDALDataset& dataset) {
  constexpr int smallest_side = 128;
  std::vector<int> factors;
  for (int factor = 2, side = std::max(dataset.GetRasterXSize(), dataset.GetRasterYSize());
       side > smallest_side; factor *= 2, side = (side + 1) / 2)
    factors.push_back(factor);
  if (factors.empty()) return true;
  return dataset.BuildOverviews("AVERAGE", static_cast<int>(factors.size()), factors.data(), 0, nullptr,
                                nullptr, nullptr) == CE_None;
}

}  // namespace

Result<void> write_cog(const std::filesystem::path& file, const std::vector<FieldMap>& maps,
                       const ProductInfo& info) {
  auto srs = writing::projected_srs(info.crs_wkt2);
  if (!srs) return tl::unexpected(srs.error());
  auto dataset = writing::dataset_of(maps, *srs);
  if (!dataset) return tl::unexpected(dataset.error());
  set_dataset_metadata(**dataset, info);
  for (std::size_t i = 0; i < maps.size(); ++i)
    set_band_metadata(*(*dataset)->GetRasterBand(static_cast<int>(i) + 1), maps[i]);

  auto tiff = writing::driver("GTiff");
  if (!tiff) return tl::unexpected(tiff.error());
  writing::PendingFile pending(file);
  const writing::QuietScope quiet;
  if (!build_overviews(**dataset)) return writing::write_failure(file, "overviews: " + quiet.reason());
  // The driver "COG" of GDAL 3.6 interleaves bands by pixel: one hour would cost the whole run to read (and a
  // tile of 720 bands takes 750 MB). GTiff lays the file out the same way, directories and overviews first,
  // band by band.
  CPLStringList options;
  options.SetNameValue("COPY_SRC_OVERVIEWS", "YES");
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", block_size);
  options.SetNameValue("BLOCKYSIZE", block_size);
  options.SetNameValue("INTERLEAVE", "BAND");
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("PREDICTOR", "3");  // differences of floating-point bytes
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  // One thread: the order of tiles in the file, hence its bytes, is the same on every machine.
  options.SetNameValue("NUM_THREADS", "1");
  const writing::LocalOption overview_blocks("GDAL_TIFF_OVR_BLOCKSIZE", block_size);

  CPLErrorReset();
  writing::DatasetPtr written(
      (*tiff)->CreateCopy(pending.text().c_str(), dataset->get(), FALSE, options.List(), nullptr, nullptr));
  if (!written) return writing::write_failure(file, quiet.reason());
  // Closing writes the last blocks: a full disk shows here only.
  written.reset();
  if (CPLGetLastErrorType() >= CE_Failure) return writing::write_failure(file, quiet.reason());
  return pending.publish();
}

}  // namespace leeward::gis
