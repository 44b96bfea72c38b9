#include "raster_fill.h"

#include <gdal_alg.h>

#include <algorithm>

#include "gdal_messages.h"
#include "session.h"

namespace leeward::gis::reading {

HoleCount holes_in(const Raster<float>& raster, const Box2& box) {
  HoleCount count;
  for (std::size_t row = 0; row < raster.rows; ++row)
    for (std::size_t column = 0; column < raster.columns; ++column) {
      if (!box.contains(raster.centre(column, row))) continue;
      ++count.cells_in_box;
      if (!raster.valid[raster.index(column, row)]) ++count.holes_in_box;
    }
  return count;
}

std::size_t fill_holes(Raster<float>& raster, const Box2& box) {
  if (raster.empty()) return 0;
  start_session();
  GdalMessages quiet;
  const int columns = static_cast<int>(raster.columns);
  const int rows = static_cast<int>(raster.rows);
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("MEM");
  if (driver == nullptr) return 0;
  const ReadDataset values(driver->Create("", columns, rows, 1, GDT_Float32, nullptr));
  const ReadDataset mask(driver->Create("", columns, rows, 1, GDT_Byte, nullptr));
  if (!values || !mask) return 0;
  std::vector<float> cells = raster.cells;
  if (values->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, columns, rows, cells.data(), columns, rows,
                                         GDT_Float32, 0, 0, nullptr) != CE_None ||
      mask->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, columns, rows, raster.valid.data(), columns, rows,
                                       GDT_Byte, 0, 0, nullptr) != CE_None)
    return 0;
  // Longest way from any cell to a valid one.
  const double reach = static_cast<double>(columns) + static_cast<double>(rows);
  if (GDALFillNodata(GDALRasterBand::ToHandle(values->GetRasterBand(1)),
                     GDALRasterBand::ToHandle(mask->GetRasterBand(1)), reach, 0, 0, nullptr, nullptr,
                     nullptr) != CE_None ||
      values->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, columns, rows, cells.data(), columns, rows,
                                         GDT_Float32, 0, 0, nullptr) != CE_None)
    return 0;
  std::size_t filled = 0;
  for (std::size_t row = 0; row < raster.rows; ++row)
    for (std::size_t column = 0; column < raster.columns; ++column) {
      const std::size_t cell = raster.index(column, row);
      if (raster.valid[cell] || !box.contains(raster.centre(column, row))) continue;
      raster.cells[cell] = cells[cell];
      raster.valid[cell] = 1;
      ++filled;
    }
  return filled;
}

}  // namespace leeward::gis::reading
