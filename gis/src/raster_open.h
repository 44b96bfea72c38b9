#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/model/kit.h"
#include "fault_log.h"
#include "session.h"
#include "value_range.h"

namespace leeward::gis::reading {

/// Opens the dataset that has the kit's band. `file.nc:variable` names a variable of a NetCDF file. An error
/// has the file's name, the variables there are when one must be chosen, and GDAL's words.
Result<ReadDataset> open_raster(const KitRaster& raster);

/// Warns when a NetCDF file's GeoTransform attribute (of another tool) is not where its x and y arrays put
/// the cells.
void warn_of_stale_geotransform(GDALDataset& dataset, const std::array<double, 6>& used,
                                const FaultPlace& place, FaultLog& log);

struct CellWindow {
  int column = 0;
  int row = 0;
  int columns = 0;
  int rows = 0;
};

struct BandCells {
  std::vector<float> values;  ///< NaN: no value
  std::size_t with_value = 0;
  std::size_t out_of_range = 0;
  double example = 0;       ///< one value out of range
  bool is_in_feet = false;  ///< they were; values are in metres
  std::string trouble;      ///< not empty: could not be read
};

/// Cells of a window, averaged into columns x rows when that is fewer; scale and offset applied.
BandCells read_cells(GDALDataset& dataset, const KitRaster& raster, const CellWindow& window, int columns,
                     int rows, const ValueRange& range);

}  // namespace leeward::gis::reading
