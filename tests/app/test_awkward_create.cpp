// Every file of ../shared/realcity/awkward/{vector,raster,osm} given to `leeward-batch create`: a twin that checks
// clean, or a refusal that names the file; never a crash, never a half-made folder. What is said of each stands in
// docs/awkward-inputs.md (tests/gis/test_awkward.cpp).
#include <gtest/gtest.h>

#include <set>

#include "../support/program.h"
#include "support/small_kit.h"

namespace leeward::testing {
namespace {

namespace fs = std::filesystem;

const fs::path awkward_root = fs::path(LEEWARD_SOURCE_DIR) / "../shared/realcity/awkward";

struct AwkwardCreate {
  std::string name;
  std::string folder;
  std::string file;
  std::string crs;     ///< of the city
  std::string domain;  ///< around the data
  std::string layers;  ///< TOML; $FILE stands for the file
  bool is_taken = true;
};

const std::string osm_layers = R"([[layer]]
kind = "roads"
file = "$FILE"
[[layer]]
kind = "buildings"
file = "$FILE"
values = { height_m = 6 }
)";
const std::string terrain_table = "[terrain]\nfile = \"$FILE\"\n";

std::string one_layer(const std::string& kind, const std::string& more = "") {
  return "[[layer]]\nkind = \"" + kind + "\"\nfile = \"$FILE\"\n" + more;
}

std::vector<AwkwardCreate> awkward_creates() {
  const std::string lambert = "[181000, 2423000, 187000, 2433000]";
  const std::string corsica = "[662000, 6358000, 666000, 6362000]";
  const std::string shenzhen = "[469104, 2475910, 566699, 2531396]";
  const std::string utm12 = "[283000, 4860000, 300000, 4872000]";
  const std::string tiny = "[726390, 5189190, 726560, 5189300]";
  const std::string sarthe = "[398000, 6707500, 404000, 6712000]";
  const std::string paris = "[645572, 6848019, 657446, 6862375]";
  return {
      {"NoPrj", "vector", "noisemodelling_landcover2000_noprj.shp", "EPSG:27572", lambert, one_layer("areas"), false},
      {"NoPrjDeclared", "vector", "noisemodelling_landcover2000_noprj.shp", "EPSG:27572", lambert,
       one_layer("areas", "crs = \"EPSG:27572\"\n")},
      {"PointZ", "vector", "noisemodelling_dem_pointz_2154.geojson", "EPSG:2154", "[223000, 6757000, 225000, 6759000]",
       one_layer("receptors")},
      {"NoDbf", "vector", "bdtopo_TRONCON_DE_ROUTE_nodbf.shp", "EPSG:2154", corsica, one_layer("roads")},
      {"MultiPointZ", "vector", "palm_trees_multipointz.shp", "EPSG:25833", "[400000, 5800000, 401000, 5801000]",
       one_layer("receptors")},
      {"Gcj02", "vector", "shenzhen_districts_gcj02_echarts.geojson", "EPSG:4547", shenzhen,
       one_layer("zones", "datum = \"GCJ-02\"\nfields = { name = \"name\" }\n")},
      {"KnownPairs", "vector", "gcj02_bd09_known_pairs.csv", "EPSG:4547", shenzhen,
       one_layer("receptors", "crs = \"EPSG:4326\"\nfields = { x = \"lon_in\", y = \"lat_in\", name = \"place\" }\n")},
      {"StaleGeoTransform", "raster", "palm_stale_geotransform_attr.nc", "EPSG:25833",
       "[387000, 5818600, 390000, 5820500]", terrain_table},
      {"WrongRange", "raster", "palm_trunk_wrong_range.nc", "EPSG:25833", "[387000, 5818600, 390000, 5820500]",
       terrain_table, false},
      {"DegreesWithWedges", "raster", "palm_building_height_wgs84_rotated.tif", "EPSG:25833",
       "[389494, 5819567, 390288, 5820161]", terrain_table, false},
      {"NoSrs", "raster", "windninja_no_srs.tif", "EPSG:32611", tiny, terrain_table, false},
      {"NoSrsDeclared", "raster", "windninja_no_srs.tif", "EPSG:32611", tiny, terrain_table + "crs = \"EPSG:32611\"\n"},
      {"AllNodata", "raster", "windninja_nodata.tif", "EPSG:32612", utm12, terrain_table, false},
      {"SomeNodata", "raster", "windninja_some_nodata.tif", "EPSG:32612", utm12, terrain_table},
      {"Tiny", "raster", "windninja_tiny.tif", "EPSG:32611", tiny, terrain_table},
      {"Skinny", "raster", "windninja_mackay_skinny_x.tif", "EPSG:32612", "[282800, 4860000, 283400, 4870000]",
       terrain_table},
      {"Degrees", "raster", "windninja_geog.tif", "EPSG:32612", "[283000, 4852000, 300000, 4872000]", terrain_table},
      {"Guam", "raster", "windninja_gu.tif", "EPSG:32655", "[250000, 1483600, 252800, 1485800]", terrain_table},
      {"PuertoRico", "raster", "windninja_pr.tif", "EPSG:32619", "[767200, 2006900, 770000, 2009000]", terrain_table},
      {"GzipGrid", "raster", "noisemodelling_dem.asc.gz", "EPSG:2154", sarthe, terrain_table, false},
      {"GzipGridDeclared", "raster", "noisemodelling_dem.asc.gz", "EPSG:2154", sarthe,
       terrain_table + "crs = \"EPSG:2154\"\n"},
      {"PrjAlone", "raster", "noisemodelling_dem.prj", "EPSG:2154", sarthe, terrain_table, false},
      {"TruncatedPbf", "osm", "DERIVED_geneva_truncated.osm.pbf", "EPSG:2056", "[2496508, 1116724, 2501357, 1120534]",
       osm_layers, false},
      {"OsmHeights", "osm", "geoclimate_osmBuildingCheckHeigh.osm", "EPSG:2154", paris, osm_layers},
      {"OsmInvalidPolygon", "osm", "geoclimate_san_diego_invalid_polygon.osm", "EPSG:32611",
       "[501829, 3611334, 502167, 3611556]", osm_layers},
      {"OsmSingleQuotes", "osm", "graphhopper_krems_josm_singlequotes.osm.gz", "EPSG:32633",
       "[544384, 5359533, 549666, 5362556]", osm_layers},
      {"OsmUnordered", "osm", "graphhopper_moscow_unordered.osm.gz", "EPSG:32637",
       "[410984, 6184733, 414184, 6188008]", osm_layers},
      {"CorruptGzip", "osm", "libosmium_corrupt_data_gzip.txt.gz", "EPSG:2154", paris, osm_layers, false},
      {"CorruptBzip2", "osm", "libosmium_corrupt_data_bzip2.txt.bz2", "EPSG:2154", paris, osm_layers, false},
      {"DenseNodes", "osm", "libosmium_data_pbf_version-1-densenodes.osm.pbf", "EPSG:2154", paris, osm_layers}};
}

void PrintTo(const AwkwardCreate& one, std::ostream* out) { *out << one.file; }

class CreateFrom : public ::testing::TestWithParam<AwkwardCreate> {};

TEST_P(CreateFrom, EndsWithATwinOrWithAReason) {
  if (!fs::exists(awkward_root)) GTEST_SKIP() << awkward_root << " is not there";
  const AwkwardCreate& one = GetParam();
  const fs::path file = fs::canonical(awkward_root / one.folder / one.file);
  ScratchFolder scratch;
  std::string kit = text_of(write_small_kit(scratch.path() / "kit"));
  // The small kit's meteorology with this layer in place of its own.
  const std::string met = kit.substr(kit.find("[met]"));
  std::string layers = one.layers;
  for (auto at = layers.find("$FILE"); at != std::string::npos; at = layers.find("$FILE"))
    layers.replace(at, 5, file.string());
  put_file(scratch.path() / "kit" / "kit.toml",
           "[twin]\nname = \"" + one.name + "\"\nattribution = [\"awkward inputs\"]\ncrs = \"" + one.crs +
               "\"\ntime_zone = \"UTC\"\nutc_offset_hours = 0\ndomain = " + one.domain +
               "\ngrid_spacing_m = 50\npollutants = [\"NOx\"]\n\n" + layers + "\n" + met);
  const fs::path city = scratch.path() / "city";
  const std::string batch = program("leeward-batch");
  const ProgramResult made =
      run_program({batch, "create", city.string(), "--from", (scratch.path() / "kit" / "kit.toml").string()});
  ASSERT_EQ(made.signal, 0) << made.err;
  if (one.is_taken) {
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const ProgramResult checked = run_program({batch, "check", city.string()});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
  } else {
    EXPECT_EQ(made.exit_code, 2) << made.err;
    EXPECT_NE(made.err.find(one.file), std::string::npos) << "the file is not named: " << made.err;
    EXPECT_FALSE(fs::exists(city));
  }
  for (const auto& entry : fs::directory_iterator(scratch.path()))
    EXPECT_EQ(entry.path().filename().string().find(".partial"), std::string::npos) << entry.path();
}

INSTANTIATE_TEST_SUITE_P(Awkward, CreateFrom, ::testing::ValuesIn(awkward_creates()),
                         [](const auto& one) { return one.param.name; });

TEST(CreateFromAwkward, LeavesOutNoFile) {
  if (!fs::exists(awkward_root)) GTEST_SKIP() << awkward_root << " is not there";
  std::set<std::string> tried;
  for (const AwkwardCreate& one : awkward_creates()) tried.insert(one.file);
  const std::set<std::string> parts{".dbf", ".shx", ".prj"};  // read with their .shp
  for (const char* folder : {"vector", "raster", "osm"})
    for (const auto& entry : fs::directory_iterator(awkward_root / folder))
      if (!parts.contains(entry.path().extension().string())) {
        EXPECT_TRUE(tried.contains(entry.path().filename().string())) << entry.path();
      }
}

}  // namespace
}  // namespace leeward::testing
