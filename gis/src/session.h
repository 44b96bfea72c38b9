#pragma once
#include <gdal_priv.h>

#include <memory>

namespace leeward::gis::reading {

/// Drivers registered and settings made, once per process; every reader calls it first. Threads: any.
void start_session();

/// VSI path of the osmconf.ini that makes height, building:levels, highway, lanes... fields of OSM layers.
const char* osm_configuration();

struct ReadDatasetCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
/// One thread's own dataset.
using ReadDataset = std::unique_ptr<GDALDataset, ReadDatasetCloser>;

}  // namespace leeward::gis::reading
