#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "gis/vector_write.h"
#include "value_range.h"

/// The layers and columns of city.gpkg: defined here once, used by writing and by reading.
namespace leeward::gis::twin {

/// A column of a layer whose features are `Feature`s.
template <class Feature>
struct TwinColumn {
  std::string name;
  FieldType type = FieldType::text;
  bool may_be_null = false;
  std::function<VectorValue(const Feature&)> get;
  /// Returns what is expected when the value is not that; the value has the column's type or is NULL.
  std::function<std::optional<std::string>(Feature&, const VectorValue&)> set;
  bool may_be_absent = false;  ///< twins of before the column do not have it; as if it were NULL
};

template <class Feature>
struct TwinLayer {
  std::string name;
  std::string description;
  VectorType type = VectorType::none;
  bool is_single_part = false;  ///< a feature holds one polygon
  std::vector<TwinColumn<Feature>> columns;
  std::string emission_suffix = {};  ///< "_g_per_s"; empty: no emission columns
  std::function<Emission&(Feature&)> emission = {};
  std::function<VectorGeometry(const Feature&)> get_geometry = {};
  std::function<void(Feature&, VectorGeometry)> set_geometry = {};
  std::function<std::string&(Feature&)> id = {};
};

TwinLayer<Stack> stack_layer();
TwinLayer<Road> road_layer();
TwinLayer<AreaFeature> area_layer();
TwinLayer<VolumeFeature> volume_layer();
TwinLayer<Building> building_layer();
TwinLayer<Station> station_layer();
TwinLayer<ReceptorFeature> receptor_layer();
TwinLayer<Zone> zone_layer();
TwinLayer<EmissionSchedule> schedule_layer();

/// Calls visit(layer, features) for every layer of the twin, in the order of the file.
template <class SomeCity, class Visit>
void for_each_layer(SomeCity& city, const Visit& visit) {
  visit(stack_layer(), city.stacks);
  visit(road_layer(), city.roads);
  visit(area_layer(), city.areas);
  visit(volume_layer(), city.volumes);
  visit(building_layer(), city.buildings);
  visit(station_layer(), city.stations);
  visit(receptor_layer(), city.receptors);
  visit(zone_layer(), city.zones);
  visit(schedule_layer(), city.schedules);
}

/// Relative places of the twin's rasters.
inline constexpr const char* package_name = "city.gpkg";
inline constexpr const char* terrain_name = "rasters/terrain.tif";
inline constexpr const char* land_cover_name = "rasters/land_cover.tif";
inline constexpr const char* population_name = "rasters/population.tif";

}  // namespace leeward::gis::twin
