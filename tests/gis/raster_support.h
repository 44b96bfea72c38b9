#pragma once
#include <gdal_priv.h>

#include <functional>

#include "kit_support.h"

namespace leeward::testing_kit {

struct TestRaster {
  int columns = 10;
  int rows = 10;
  double west = west_m;
  double north = south_m + 1000;
  double cell = 100;
  std::string crs = "EPSG:25833";  ///< empty: none
  double nodata = -9999;
  std::function<float(int column, int row)> value;
};

/// Writes a GeoTIFF by GDAL itself.
inline void write_tif(const std::filesystem::path& file, const TestRaster& raster) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  GDALDataset* out = driver->Create(file.c_str(), raster.columns, raster.rows, 1, GDT_Float32, nullptr);
  double transform[6] = {raster.west, raster.cell, 0, raster.north, 0, -raster.cell};
  ASSERT_EQ(out->SetGeoTransform(transform), CE_None);
  if (!raster.crs.empty()) {
    OGRSpatialReference srs;
    srs.SetFromUserInput(raster.crs.c_str());
    ASSERT_EQ(out->SetSpatialRef(&srs), CE_None);
  }
  ASSERT_EQ(out->GetRasterBand(1)->SetNoDataValue(raster.nodata), CE_None);
  std::vector<float> cells;
  for (int row = 0; row < raster.rows; ++row)
    for (int column = 0; column < raster.columns; ++column) cells.push_back(raster.value(column, row));
  ASSERT_EQ(out->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, raster.columns, raster.rows, cells.data(),
                                            raster.columns, raster.rows, GDT_Float32, 0, 0, nullptr),
            CE_None);
  GDALClose(out);
}

}  // namespace leeward::testing_kit
