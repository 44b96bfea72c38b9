#include <cpl_string.h>
#include <fmt/format.h>

#include "gis/products.h"
#include "map_dataset.h"
#include "write_support.h"

namespace leeward::gis {
namespace {

void set_band_metadata(GDALRasterBand& band, const FieldMap& map) {
  const bool is_period = map.hour.find('/') != std::string::npos;
  band.SetDescription(is_period ? fmt::format("{} {} {}", map.pollutant, map.statistic, map.hour).c_str()
                                : fmt::format("{} {}", map.pollutant, map.hour).c_str());
  band.SetUnitType(map.unit.c_str());
  band.SetMetadataItem("POLLUTANT", map.pollutant.c_str());
  band.SetMetadataItem("STATISTIC", map.statistic.c_str());
  band.SetMetadataItem(is_period ? "PERIOD" : "HOUR", map.hour.c_str());
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

}  // namespace

Result<void> write_cog(const std::filesystem::path& file, const std::vector<FieldMap>& maps, const ProductInfo& info) {
  auto srs = writing::projected_srs(info.crs_wkt2);
  if (!srs) return tl::unexpected(srs.error());
  auto dataset = writing::dataset_of(maps, *srs);
  if (!dataset) return tl::unexpected(dataset.error());
  set_dataset_metadata(**dataset, info);
  for (std::size_t i = 0; i < maps.size(); ++i)
    set_band_metadata(*(*dataset)->GetRasterBand(static_cast<int>(i) + 1), maps[i]);

  auto cog = writing::driver("COG");
  if (!cog) return tl::unexpected(cog.error());
  CPLStringList options;
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("PREDICTOR", "FLOATING_POINT");
  options.SetNameValue("BLOCKSIZE", "512");
  options.SetNameValue("OVERVIEW_RESAMPLING", "AVERAGE");
  // One thread: the order of tiles in the file, hence its bytes, is the same on every machine.
  options.SetNameValue("NUM_THREADS", "1");

  writing::PendingFile pending(file);
  const writing::QuietScope quiet;
  writing::DatasetPtr written(
      (*cog)->CreateCopy(pending.text().c_str(), dataset->get(), FALSE, options.List(), nullptr, nullptr));
  if (!written) return writing::write_failure(file, quiet.reason());
  // Closing writes the last blocks: a full disk shows here only.
  CPLErrorReset();
  written.reset();
  if (CPLGetLastErrorType() >= CE_Failure) return writing::write_failure(file, quiet.reason());
  return pending.publish();
}

}  // namespace leeward::gis
