#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include "vector_read.h"
#include "write_support.h"

namespace leeward::gis::reading {

std::vector<std::unique_ptr<OGRFeature>> LayerReader::read_osm(GdalMessages& messages) {
  // OSM layers of one file come in one pass, in bounded memory only when the whole dataset is read. Nothing
  // is taken before the pass has ended well: a cut file is refused, one that is not in the order of ids is
  // read again by GDAL's slower index.
  std::vector<std::unique_ptr<OGRFeature>> features;
  for (const bool is_second_pass : {false, true}) {
    const std::string interest = "SET interest_layers = " + layer_.layer;
    opened_.dataset->ReleaseResultSet(opened_.dataset->ExecuteSQL(interest.c_str(), nullptr, nullptr));
    OGRLayer* from = nullptr;
    double fraction = 0;
    while (!context_.is_stopped()) {
      std::unique_ptr<OGRFeature> feature(
          opened_.dataset->GetNextFeature(&from, &fraction, nullptr, nullptr));
      if (!feature) break;
      if (from == ogr_layer_) features.push_back(std::move(feature));
      context_.report(fraction);
    }
    const bool is_unordered =
        messages.has_failure() && messages.reason().find("OSM_USE_CUSTOM_INDEXING") != std::string::npos;
    if (is_second_pass || !is_unordered || context_.is_stopped()) break;
    messages.clear();
    features.clear();
    ogr_layer_ = nullptr;
    const writing::LocalOption slower_index("OSM_USE_CUSTOM_INDEXING", "NO");
    auto opened = open_vector(layer_.file, layer_.encoding);
    if (!opened) {
      context_.log.error(place_, "", without_file(opened.error().message, place_.file), "a file GDAL reads");
      break;
    }
    opened_ = std::move(*opened);
    ogr_layer_ = choose_layer(*opened_.dataset, layer_.layer, place_.file, context_.log);
    if (ogr_layer_ == nullptr || !filter()) break;
    context_.log.note(place_, "objects not in the order of their ids", "read by a slower index");
  }
  if (messages.has_failure()) features.clear();
  return features;
}

}  // namespace leeward::gis::reading
