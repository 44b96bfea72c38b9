#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/assess/aermod_averages.h"
#include "core/model/chemistry.h"
#include "core/model/geometry.h"
#include "core/model/receptor.h"
#include "core/model/result.h"
#include "core/model/source.h"

/// AERMOD's input file ("runstream", user's guide EPA-454/B-24-007) as plain values: what it says, not yet a
/// scenario. Units are those of the runstream: m, s, K, g; elevations already in metres whatever ELEVUNIT
/// was.
namespace leeward::data {

/// Where something stands: index into AermodRun::files, and 1-based line.
struct AermodPlace {
  std::size_t file = 0;
  std::size_t line = 0;
};

enum class AermodSourceKind {
  point,
  point_capped,
  point_horizontal,
  volume,
  area,
  area_polygon,
  area_circle,
  line,
  rline,
  rlinext
};
const char* to_text(AermodSourceKind kind);
/// RLINE or RLINEXT.
bool is_road(AermodSourceKind kind);

struct AermodSource {
  std::string id;
  AermodSourceKind kind = AermodSourceKind::point;
  AermodPlace place;  ///< of its LOCATION
  Vec2 position_m{};  ///< LINE and the road kinds: the begin
  Vec2 end_m{};       ///< LINE and the road kinds
  double base_elevation_m = 0;
  bool is_flat = false;             ///< LOCATION ... FLAT beside MODELOPT FLAT ELEV
  bool has_parameters = false;      ///< SRCPARAM was given
  double emission = 0;              ///< g/s; AREA*, LINE, RLINE g/(m2 s); RLINEXT g/(m s)
  double release_height_m = 0;      ///< RLINEXT: of the begin
  double end_release_height_m = 0;  ///< RLINEXT
  double exit_temperature_k = 0;
  double exit_velocity_m_per_s = 0;
  double stack_diameter_m = 0;
  double initial_sigma_y_m = 0;
  double initial_sigma_z_m = 0;
  double x_length_m = 0;
  double y_length_m = 0;
  double angle_deg = 0;  ///< clockwise from north
  double radius_m = 0;
  int vertex_count = 0;          ///< AREAPOLY and AREACIRC
  std::vector<Vec2> vertices_m;  ///< AREAPOLY
  double width_m = 0;
  double offset_m = 0;                ///< RLINEXT
  std::vector<RoadBarrier> barriers;  ///< RLINEXT
  std::optional<RoadDepression> depression;
  std::optional<std::size_t> urban_area;
  std::optional<std::size_t> factors;      ///< index into AermodRun::factors
  std::optional<std::size_t> hourly_file;  ///< index into AermodRun::hourly_files
  std::optional<double> in_stack_no2_ratio;  ///< NO2RATIO, else NO2STACK [-]
  std::optional<std::size_t> olm_group;      ///< OLMGROUP: sources of one number share the ozone
};

struct AermodUrbanArea {
  std::string id;  ///< empty when there is only one
  double population = 0;
  double roughness_length_m = 1.0;
  AermodPlace place;
};

struct AermodGroup {
  std::string id;
  std::vector<std::size_t> sources;  ///< indices, ascending
  bool has_background = false;
  AermodPlace place;
};

/// Values by time or wind speed: EMISFACT and BACKGRND. As many as the type has, in AERMOD's order.
struct AermodFactors {
  std::string type;  ///< "HROFDY", "MHRDOW7" ...
  std::vector<double> values;
  AermodPlace place;
};

/// Background of one wind sector: the factors hold concentrations; an hourly file goes before them.
struct AermodBackground {
  std::optional<AermodFactors> values;
  std::filesystem::path hourly_file;  ///< empty: none
  AermodPlace place;
};

/// Ozone of one wind sector (OZONEVAL or O3VALUES, OZONEFIL); an hourly file goes before the values.
struct AermodOzone {
  std::optional<AermodFactors> values;  ///< of type ANNUAL (OZONEVAL) or one of EMISFACT's
  std::string values_unit;              ///< UG/M3, PPB or PPM
  std::filesystem::path hourly_file;    ///< empty: none
  std::string hourly_unit;
  AermodPlace place;
};

/// NO2 by MODELOPT ARM2 or OLM and what belongs to it.
struct AermodChemistry {
  ChemistryMethod method = ChemistryMethod::none;
  double arm2_lowest_ratio = 0.5;  ///< ARMRATIO
  double arm2_highest_ratio = 0.9;
  double equilibrium_ratio = 0.9;         ///< NO2EQUIL
  std::optional<double> in_stack_ratio;   ///< NO2STACK, of sources without NO2RATIO
  bool has_night_floor = true;            ///< false: MODELOPT NOMINO3
  std::vector<double> ozone_sectors_deg;  ///< begins of the sectors; empty: one for all directions
  std::vector<AermodOzone> ozone;         ///< one per sector, or one, or none
};

/// A network of receptors with its identifier; discrete receptors have none.
struct AermodNetwork {
  std::string id;
  std::size_t first = 0;    ///< of its receptors
  std::size_t columns = 0;  ///< GRIDCART: x; GRIDPOLR: distances
  std::size_t rows = 0;
  bool is_polar = false;
  std::vector<double> x_m;  ///< GRIDCART
  std::vector<double> y_m;
};

enum class AermodPostForm { unformatted, plot };

struct AermodPostfile {
  int hours = 1;          ///< averaging time; 0: PERIOD or ANNUAL
  std::size_t group = 0;  ///< index into AermodRun::groups
  AermodPostForm form = AermodPostForm::plot;
  std::string file;  ///< as written in the runstream
  int unit = 0;      ///< Fortran unit; two requests of one unit share a file
  AermodPlace place;
};

struct AermodPlotfile {
  int hours = 1;  ///< 0: PERIOD or ANNUAL
  std::size_t group = 0;
  int rank = 1;  ///< n-th highest; no meaning with hours 0
  std::string file;
  int unit = 0;
  AermodPlace place;
};

/// MAXDAILY: the largest 1-h value of every day.
struct AermodMaxDaily {
  std::size_t group = 0;
  std::string file;
  int unit = 0;
  AermodPlace place;
};

struct AermodRun {
  std::vector<std::string> files;  ///< the runstream and what it includes, as given
  std::filesystem::path folder;    ///< of the runstream; relative names start here
  // CO
  std::string title_one;
  std::string title_two;
  std::vector<std::string> options;  ///< MODELOPT, in capitals
  bool is_default = false;           ///< DFAULT
  bool is_flat = false;              ///< every source ignores terrain
  bool has_flat_sources = false;     ///< MODELOPT FLAT ELEV: those with LOCATION ... FLAT do
  bool has_stack_tip_downwash = true;
  bool has_flagpoles = false;
  double default_flagpole_m = 0;  ///< of receptors that give none
  std::string pollutant;
  std::string pollutant_variant;  ///< H1H, H2H or INC after NO2, SO2 or PM25
  std::vector<int> averages_h;    ///< in the order given; aermod_month for MONTH
  bool has_period = false;
  bool has_annual = false;
  std::optional<double> decay_per_s;  ///< HALFLIFE or DCAYCOEF
  AermodPlace decay_place;
  std::vector<AermodUrbanArea> urban_areas;
  AermodChemistry chemistry;
  bool runs = true;  ///< RUNORNOT
  // SO
  std::vector<AermodSource> sources;
  std::vector<AermodFactors> factors;
  std::vector<std::filesystem::path> hourly_files;
  std::vector<AermodPlace> hourly_places;
  std::vector<AermodGroup> groups;
  std::vector<double> background_sectors_deg;  ///< begins of the sectors; empty: one for all directions
  std::vector<AermodBackground> backgrounds;   ///< one per sector, or one, or none
  std::string background_unit = "UG/M3";       ///< UG/M3, PPB or PPM
  double output_scale = 1.0;                   ///< of every concentration against ug/m3 (EMISUNIT, CONCUNIT)
  std::string output_unit = "MICROGRAMS/M**3";
  // RE
  std::vector<Receptor> receptors;
  std::vector<std::string> network_of;  ///< identifier per receptor; empty when there are no networks at all
  std::vector<AermodNetwork> networks;
  // ME
  std::filesystem::path surface_file;
  std::filesystem::path profile_file;
  AermodPlace surface_place;
  AermodPlace profile_place;
  double profile_base_elevation_m = 0;
  int surface_year = 0;
  AermodPlace surface_year_place;
  AermodPlace start_end_place;
  std::optional<std::array<int, 4>> start;  ///< year, month, day, hour of STARTEND, inclusive
  std::optional<std::array<int, 4>> end;
  std::optional<std::array<double, 5>>
      wind_classes_m_per_s;     ///< WINDCATS: upper bounds of the classes of WSPEED
  std::vector<bool> days;       ///< DAYRANGE by day of the year from index 0 in years of 365 days; empty: all
  std::vector<bool> leap_days;  ///< the same in leap years
  double wind_rotation_deg = 0;  ///< WDROTATE: taken off the wind directions
  // OU
  std::vector<std::vector<int>> ranks;  ///< RECTABLE: per averages_h, ascending
  std::vector<AermodPostfile> postfiles;
  std::vector<AermodPlotfile> plotfiles;
  std::vector<AermodMaxDaily> max_daily;
  bool has_exponents = false;    ///< FILEFORM EXP
  bool has_post_headers = true;  ///< NOHEADER
  bool has_plot_headers = true;
  bool has_max_daily_headers = true;
};

/// Reads a runstream and what it includes. Every fault at once, each with file and line; what is not
/// supported is refused by name. Notes say which reports are not written.
Result<Loaded<AermodRun>> read_aermod_runstream(const std::filesystem::path& file);

/// Whether a file looks like a runstream: its name ends with .inp, or its first card is CO STARTING.
bool is_aermod_runstream(const std::filesystem::path& file);

}  // namespace leeward::data
