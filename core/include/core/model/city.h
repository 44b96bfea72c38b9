#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/model/building.h"
#include "core/model/chemistry.h"
#include "core/model/emission_schedule.h"
#include "core/model/geometry.h"
#include "core/model/meteorology.h"
#include "core/model/raster.h"
#include "core/model/source.h"
#include "core/model/station.h"

/// The twin in memory: what twin.toml, city.gpkg, rasters/ and met/ hold.
namespace leeward {

/// Base emission per pollutant id, in the unit of the feature's kind.
using Emission = std::map<std::string, double>;

struct Stack {
  std::string id;
  std::string name;
  std::string group;
  std::string sector;
  Vec2 position_m;
  double base_elevation_m = 0;
  double stack_height_m = 0;
  double stack_diameter_m = 0;
  double exit_velocity_m_per_s = 0;
  double exit_temperature_k = 0;
  StackOutlet outlet = StackOutlet::vertical;
  Emission emission_g_per_s;
  double no2_ratio = missing;  ///< in-stack NO2/NOx [-]; missing: the default of the kind (ChemistrySettings)
  std::string schedule;
  std::string origin;  ///< where the numbers come from
};

struct Traffic {
  double vehicles_per_day = 0;   ///< annual average, both directions
  double heavy_share = 0;        ///< [0..1]
  double speed_km_per_h = 0;
};

struct Road {
  std::string id;
  std::string name;
  std::string road_class;
  std::string group;
  Polyline line_m;
  double width_m = 0;
  double release_height_m = 0.5;
  double initial_sigma_z_m = 1.5;
  Traffic traffic;                    ///< vehicles_per_day 0: not known
  Emission emission_g_per_m_s;
  double no2_ratio = missing;
  std::string schedule;
  std::string origin;                 ///< "given", or "traffic x default factors (illustrative)"
};

struct AreaFeature {
  std::string id;
  std::string name;
  std::string group;
  std::string sector;
  MultiPolygon polygons_m;
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
  Emission emission_g_per_m2_s;
  double no2_ratio = missing;
  std::string schedule;
  std::string origin;
};

struct VolumeFeature {
  std::string id;
  std::string name;
  std::string group;
  std::string sector;
  Vec2 position_m;
  double base_elevation_m = 0;
  double release_height_m = 0;
  double initial_sigma_y_m = 0;
  double initial_sigma_z_m = 0;
  Emission emission_g_per_s;
  double no2_ratio = missing;
  std::string schedule;
  std::string origin;
};

/// A place of interest where values are wanted (school, hospital).
struct ReceptorFeature {
  std::string id;
  std::string name;
  std::string kind;
  Vec2 position_m;
  double height_m = 1.5;
};

/// District, planning area or low-emission zone.
struct Zone {
  std::string id;
  std::string name;
  std::string kind;
  MultiPolygon polygons_m;
  double population = missing;  ///< NaN: not known
};

/// Land cover classes of the land-cover raster, for drawing and for roughness.
enum class LandCover : std::uint8_t { unknown, water, built, road, grass, forest, crop, bare, wetland };

/// twin.toml.
struct TwinSettings {
  int format = 1;
  std::string name;
  std::string description;
  bool is_fictional = false;
  std::vector<std::string> attribution;  ///< one line per data source, shown on every picture and product
  std::string crs;                       ///< "EPSG:25833"
  std::string crs_wkt2;
  std::string time_zone;                 ///< IANA, for the screen
  double utc_offset_hours = 0;           ///< local standard time
  Box2 domain_m;
  double grid_spacing_m = 50;
  std::vector<double> grid_heights_m = {1.5};
  double volume_spacing_m = 0;           ///< 3D grid; 0: none
  std::vector<double> volume_heights_m;
  std::vector<std::string> pollutants;
  double urban_population = 0;
  double urban_roughness_length_m = 1.0;
  bool is_flat = false;
  std::string default_from;              ///< ISO hours of the run when the user gives none; empty: all met
  std::string default_to;
  std::string met_surface_file;          ///< relative to the twin: AERMET .sfc ...
  std::string met_profile_file;          ///< ... and .pfl
  std::string met_observed_file;         ///< or met/observed.csv with met_site
  double met_base_elevation_m = 0;       ///< PROFBASE for AERMET files
  MetSite met_site;
  ChemistrySettings chemistry;
  BackgroundSettings background;
  std::vector<std::string> assumptions;  ///< what the kit filled in, word for word in every manifest
};

/// Pollutants of a run's products: those with emissions, and NO2 after NOx when chemistry makes it.
std::vector<std::string> product_pollutants(const TwinSettings& settings);

struct City {
  std::filesystem::path folder;
  TwinSettings settings;
  std::vector<Stack> stacks;
  std::vector<Road> roads;
  std::vector<AreaFeature> areas;
  std::vector<VolumeFeature> volumes;
  std::vector<Building> buildings;
  std::vector<Station> stations;
  std::vector<ReceptorFeature> receptors;
  std::vector<Zone> zones;
  std::vector<EmissionSchedule> schedules;
  Raster<float> terrain;                ///< empty: flat at 0 m
  Raster<std::uint8_t> land_cover;      ///< LandCover values; empty: none
  Raster<float> population;             ///< people per cell; empty: none
};

}  // namespace leeward
