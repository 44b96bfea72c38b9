#pragma once
#include <ogr_feature.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "field_values.h"
#include "gdal_messages.h"
#include "import_context.h"
#include "layer_source.h"

namespace leeward::gis::reading {

enum class GeometryNeed { none, point, line, polygon, point_or_polygon };

/// "polygons": for messages.
const char* need_text(GeometryNeed need);

/// What a kind of layer is and may hold.
struct LayerRules {
  const char* kind = "";  ///< "buildings": for ids and messages
  GeometryNeed geometry = GeometryNeed::none;
  FieldRules fields = {};
  const char* osm_layer = "";
  const char* osm_where = "";
  std::map<std::string, std::string> osm_fields = {};  ///< used when the kit maps no fields of an OSM file
};

/// A feature on its way into the city.
struct SourceFeature {
  const OGRFeature& feature;
  std::string label;  ///< "feature 12", "way/4711": for messages
  std::string id;     ///< the mapped id, else "<file>/<label's number>"; unique within its kind
  std::unique_ptr<OGRGeometry>
      geometry;  ///< in the city's CRS, without curves and Z unless it is a solid; null: a table
};

/// Reads one layer of a kit. What cannot be read is logged; the reader itself never fails halfway in silence.
class LayerReader {
public:
  /// @param reach_m  features farther than this from the domain are left out and counted; negative: all are
  /// kept
  static std::unique_ptr<LayerReader> open(ImportContext& context, const KitLayer& layer,
                                           const LayerRules& rules, double default_reach_m);
  /// Calls take(feature) for each feature with a geometry of the right kind that reaches into the domain
  /// (grown by reach_m). Multi-part geometries come whole.
  void for_each(const std::function<void(SourceFeature&)>& take);

  const FieldValues& values() const { return *values_; }
  const FaultPlace& place() const { return place_; }
  bool is_osm() const { return is_osm_; }
  /// `id`, or `id#2`, ... when a feature of this kind has it already (logged).
  std::string unique_id(const std::string& id, const std::string& label);
  /// Id of one of `count` parts of a feature: unique_id for the only one, else numbered without a word
  /// ("id.1", ...).
  std::string part_id(const std::string& id, const std::string& label, std::size_t count);

private:
  LayerReader(ImportContext& context, const KitLayer& layer, const LayerRules& rules)
      : context_(context), layer_(layer), rules_(rules) {}
  bool prepare(double default_reach_m);
  bool filter();
  std::vector<std::unique_ptr<OGRFeature>> read_osm(GdalMessages& messages);
  void take_one(const OGRFeature& feature, const std::function<void(SourceFeature&)>& take);
  std::unique_ptr<OGRGeometry> geometry_of(const OGRFeature& feature, const std::string& label);
  std::unique_ptr<OGRGeometry> point_from_fields(const OGRFeature& feature, const std::string& label);
  bool is_right_kind(const OGRGeometry& geometry) const;
  std::unique_ptr<OGRGeometry> repaired(std::unique_ptr<OGRGeometry> geometry, const std::string& label);
  void summarise();

  ImportContext& context_;
  KitLayer layer_;
  const LayerRules& rules_;
  OpenedVector opened_;
  OGRLayer* ogr_layer_ = nullptr;
  std::unique_ptr<FieldValues> values_;
  std::optional<Transformer> transformer_;
  bool is_geographic_ = false;
  bool is_osm_ = false;
  FaultPlace place_;
  Box2 window_;
  double reach_m_ = 0;
  std::size_t read_ = 0;
  std::size_t outside_ = 0;
  std::size_t with_z_ = 0;
  std::size_t with_curves_ = 0;
  std::size_t not_degrees_ = 0;
  std::size_t wrong_kind_ = 0;
  Box2 seen_;
};

}  // namespace leeward::gis::reading
