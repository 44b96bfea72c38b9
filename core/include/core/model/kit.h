#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/met_table.h"

/// A kit: the TOML file that says which GIS layers make a city and how their fields are read (docs/inputs.md).
namespace leeward {

/// `traffic`: points with counts, each given to the nearest road of its neighbourhood.
enum class LayerKind { buildings, roads, traffic, stacks, areas, volumes, stations, receptors, zones, population, schedules };

enum class MetKind { none, aermet, csv };

/// One [[layer]] of a kit.
struct KitLayer {
  LayerKind kind = LayerKind::buildings;
  std::filesystem::path file;   ///< absolute
  std::string layer;            ///< name; empty: the only one
  std::string encoding;         ///< "GBK", ...; empty: as the file says, else UTF-8
  std::string crs;              ///< declares or overrides; empty: as the file says
  std::string datum;            ///< "", "GCJ-02" or "BD-09"; only when the kit declares it
  std::string where;            ///< OGR SQL attribute filter
  std::string group;            ///< source group of all features, when no field gives it
  std::map<std::string, std::string> fields;   ///< our name -> field name of the layer
  std::map<std::string, double> values;        ///< our name -> constant for all features
  std::map<std::string, std::string> texts;    ///< our name -> constant text
  std::map<std::string, std::map<std::string, double>> by_class;  ///< road class -> our name -> value
  int line = 0;                 ///< in the kit file, for messages
};

/// [terrain], [surface], [land_cover]: one raster.
struct KitRaster {
  std::filesystem::path file;
  int band = 1;
  std::string crs;
  double nodata = missing;      ///< overrides the file's
  double resolution_m = 0;      ///< 0: the file's own
  std::map<std::string, int> classes;  ///< land cover: raster value or field text -> LandCover
  std::string class_field;             ///< land cover from polygons
};

struct Kit {
  std::filesystem::path file;
  TwinSettings settings;         ///< what goes into twin.toml as it is
  std::vector<KitLayer> layers;
  KitRaster terrain;
  KitRaster surface;             ///< DSM for building heights
  KitRaster land_cover;
  std::filesystem::path ozone_file;       ///< absolute; empty: none
  std::filesystem::path background_file;  ///< absolute; empty: none
  MetKind met_kind = MetKind::none;
  std::filesystem::path met_surface;  ///< aermet
  std::filesystem::path met_profile;  ///< aermet
  MetTable met_table;                 ///< csv
};

}  // namespace leeward
