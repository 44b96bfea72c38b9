// Every file of ../shared/realcity/awkward/{vector,raster,osm}: nothing crashes and nothing is lost in
// silence. What became of each stands in docs/awkward-inputs.md, which this test compares
// (LEEWARD_UPDATE_DOCS=1 writes it anew).
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "crs.h"
#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

struct AwkwardCase {
  std::string file;
  std::string read_as;  ///< for the table
  Kit kit;
};

Kit kit_in(const std::string& crs, const Box2& domain) {
  Kit kit = empty_kit();
  kit.settings.crs = crs;
  kit.settings.domain_m = domain;
  return kit;
}

/// Bounding box in `crs` of a box in degrees.
Box2 domain_of(const std::string& crs, Vec2 south_west_deg, Vec2 north_east_deg) {
  const auto from = gis::reading::make_srs("EPSG:4326");
  const auto to = gis::reading::make_srs(crs);
  const auto transformer = gis::reading::Transformer::make(*from, *to);
  Box2 box;
  for (Vec2 p : {south_west_deg, north_east_deg}) {
    EXPECT_TRUE(transformer->transform(p));
    box.add(p);
  }
  return box;
}

AwkwardCase vector_case(const std::string& name, const std::string& read_as, LayerKind kind, Kit kit,
                        std::map<std::string, std::string> fields, const std::string& crs = "",
                        const std::string& datum = "") {
  KitLayer layer = layer_of(kind, realcity() / "awkward/vector" / name);
  layer.fields = std::move(fields);
  layer.crs = crs;
  layer.datum = datum;
  kit.layers = {layer};
  return {"vector/" + name, read_as, std::move(kit)};
}

AwkwardCase raster_case(const std::string& name, const std::string& read_as, Kit kit,
                        const std::string& crs = "") {
  kit.terrain.file = realcity() / "awkward/raster" / name;
  kit.terrain.crs = crs;
  return {"raster/" + name, read_as, std::move(kit)};
}

AwkwardCase osm_case(const std::string& name, Kit kit) {
  const auto file = realcity() / "awkward/osm" / name;
  kit.layers = {layer_of(LayerKind::roads, file), layer_of(LayerKind::buildings, file)};
  kit.layers[1].values = {{"height_m", 6}};
  return {"osm/" + name, "roads and buildings", std::move(kit)};
}

std::vector<AwkwardCase> all_cases() {
  const Kit lambert = kit_in("EPSG:27572", {{181000, 2423000}, {187000, 2433000}});
  const Kit shenzhen = kit_in("EPSG:4547", domain_of("EPSG:4547", {113.7, 22.38}, {114.65, 22.88}));
  const Kit berlin = kit_in("EPSG:25833", {{387000, 5818600}, {390000, 5820500}});
  const Kit utm12 = kit_in("EPSG:32612", {{283000, 4860000}, {300000, 4872000}});
  const Kit tiny = kit_in("EPSG:32611", {{726390, 5189190}, {726560, 5189300}});
  const Kit paris = kit_in("EPSG:2154", domain_of("EPSG:2154", {2.26, 48.73}, {2.42, 48.86}));
  std::vector<AwkwardCase> cases;
  cases.push_back(vector_case("noisemodelling_landcover2000_noprj.shp", "areas", LayerKind::areas, lambert,
                              {{"name", "type"}}));
  cases.push_back(vector_case("noisemodelling_landcover2000_noprj.shp", "areas, crs declared",
                              LayerKind::areas, lambert, {{"name", "type"}}, "EPSG:27572"));
  cases.push_back(vector_case("noisemodelling_dem_pointz_2154.geojson", "receptors", LayerKind::receptors,
                              kit_in("EPSG:2154", {{223000, 6757000}, {225000, 6759000}}), {}));
  cases.push_back(vector_case("bdtopo_TRONCON_DE_ROUTE_nodbf.shp", "roads", LayerKind::roads,
                              kit_in("EPSG:2154", {{662000, 6358000}, {666000, 6362000}}), {}));
  cases.push_back(vector_case("bdtopo_TRONCON_DE_ROUTE_nodbf.shp", "roads, a field mapped", LayerKind::roads,
                              kit_in("EPSG:2154", {{662000, 6358000}, {666000, 6362000}}),
                              {{"width_m", "LARGEUR"}}));
  cases.push_back(vector_case("palm_trees_multipointz.shp", "receptors", LayerKind::receptors,
                              kit_in("EPSG:25833", {{400000, 5800000}, {401000, 5801000}}), {}));
  cases.push_back(vector_case("shenzhen_districts_gcj02_echarts.geojson", "zones, GCJ-02 declared",
                              LayerKind::zones, shenzhen, {{"name", "name"}}, "", "GCJ-02"));
  cases.push_back(vector_case("gcj02_bd09_known_pairs.csv", "receptors, datum not declared",
                              LayerKind::receptors, shenzhen,
                              {{"x", "lon_in"}, {"y", "lat_in"}, {"name", "place"}}, "EPSG:4326"));
  cases.push_back(raster_case("palm_stale_geotransform_attr.nc", "terrain", berlin));
  cases.push_back(raster_case("palm_trunk_wrong_range.nc", "terrain", berlin));
  cases.push_back(
      raster_case("palm_building_height_wgs84_rotated.tif", "terrain",
                  kit_in("EPSG:25833", domain_of("EPSG:25833", {13.3715, 52.5150}, {13.3830, 52.5205}))));
  cases.push_back(raster_case("windninja_no_srs.tif", "terrain", tiny));
  cases.push_back(raster_case("windninja_no_srs.tif", "terrain, crs declared", tiny, "EPSG:32611"));
  cases.push_back(raster_case("windninja_tiny.tif", "terrain", tiny));
  cases.push_back(raster_case("windninja_nodata.tif", "terrain", utm12));
  cases.push_back(raster_case("windninja_some_nodata.tif", "terrain", utm12));
  cases.push_back(raster_case("windninja_mackay_skinny_x.tif", "terrain",
                              kit_in("EPSG:32612", {{282800, 4860000}, {283400, 4870000}})));
  cases.push_back(raster_case("windninja_geog.tif", "terrain",
                              kit_in("EPSG:32612", {{283000, 4852000}, {300000, 4872000}})));
  cases.push_back(raster_case("windninja_gu.tif", "terrain",
                              kit_in("EPSG:32655", {{250000, 1483600}, {252800, 1485800}})));
  cases.push_back(raster_case("windninja_pr.tif", "terrain",
                              kit_in("EPSG:32619", {{767200, 2006900}, {770000, 2009000}})));
  cases.push_back(raster_case("noisemodelling_dem.asc.gz", "terrain",
                              kit_in("EPSG:2154", {{398000, 6707500}, {404000, 6712000}})));
  cases.push_back(raster_case("noisemodelling_dem.asc.gz", "terrain, crs declared",
                              kit_in("EPSG:2154", {{398000, 6707500}, {404000, 6712000}}), "EPSG:2154"));
  cases.push_back(osm_case("DERIVED_geneva_truncated.osm.pbf",
                           kit_in("EPSG:2056", domain_of("EPSG:2056", {6.098, 46.194}, {6.160, 46.229}))));
  cases.push_back(osm_case("geoclimate_osmBuildingCheckHeigh.osm", paris));
  cases.push_back(
      osm_case("geoclimate_san_diego_invalid_polygon.osm",
               kit_in("EPSG:32611", domain_of("EPSG:32611", {-116.9805, 32.6396}, {-116.9769, 32.6416}))));
  cases.push_back(
      osm_case("graphhopper_krems_josm_singlequotes.osm.gz",
               kit_in("EPSG:32633", domain_of("EPSG:32633", {15.5995, 48.3874}, {15.6712, 48.4142}))));
  cases.push_back(osm_case("graphhopper_moscow_unordered.osm.gz",
                           kit_in("EPSG:32637", domain_of("EPSG:32637", {37.58, 55.80}, {37.63, 55.83}))));
  cases.push_back(osm_case("libosmium_corrupt_data_gzip.txt.gz", paris));
  cases.push_back(osm_case("libosmium_corrupt_data_bzip2.txt.bz2", paris));
  cases.push_back(osm_case("libosmium_data_pbf_version-1-densenodes.osm.pbf", paris));
  return cases;
}

std::string without_root(std::string text) {
  for (const std::string& root : {(realcity() / "awkward").string() + "/", std::string("/vsigzip/")})
    for (auto at = text.find(root); at != std::string::npos; at = text.find(root))
      text.erase(at, root.size());
  return text;
}

std::string cell(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    std::string line = without_root(to_text(fault));
    for (auto at = line.find('|'); at != std::string::npos; at = line.find('|', at + 2))
      line.replace(at, 1, "\\|");
    for (char& c : line)
      if (c == '\n') c = ' ';
    text += (text.empty() ? "" : "<br>") + line;
  }
  return text;
}

std::string counts(const City& city) {
  std::ostringstream text;
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0) text << (text.tellp() > 0 ? ", " : "") << count << " " << what;
  };
  add(city.roads.size(), "roads");
  add(city.buildings.size(), "buildings");
  add(city.areas.size(), "areas");
  add(city.receptors.size(), "receptors");
  add(city.zones.size(), "zones");
  if (!city.terrain.empty()) add(city.terrain.cells.size(), "terrain cells");
  return text.tellp() > 0 ? "accepted: " + text.str() : "accepted: nothing in it";
}

std::string table_row(const AwkwardCase& one, const Result<Loaded<City>>& result) {
  const std::string outcome = result ? counts(result->value) : "**refused**";
  const std::string said = cell(result ? result->faults : result.error().faults);
  return "| " + one.file + " | " + one.read_as + " | " + outcome + " | " + said + " |\n";
}

TEST(AwkwardInputs, EachIsTakenWithWordsOrRefusedWithAReason) {
  if (!std::filesystem::exists(realcity() / "awkward")) GTEST_SKIP() << realcity() << " is not there";
  std::string table =
      "# Awkward inputs and what becomes of them\n\n"
      "Real files that break loaders (`../shared/realcity/awkward`), read by `gis::import_kit`. This page is "
      "written by\n"
      "`LEEWARD_UPDATE_DOCS=1 build/dev/bin/gis_tests --gtest_filter='AwkwardInputs.*'` and compared by the "
      "test; of a kind\n"
      "of fault the first ten features are named and the rest are counted.\n\n"
      "| file | read as | outcome | what is said |\n|---|---|---|---|\n";
  std::set<std::string> read;
  for (const AwkwardCase& one : all_cases()) {
    SCOPED_TRACE(one.file);
    const auto result = import(one.kit);
    read.insert(one.file);
    if (!result) {
      EXPECT_NE(result.error().code, ErrorCode::internal) << to_text(result.error());
      EXPECT_FALSE(result.error().faults.empty());
    }
    table += table_row(one, result);
  }
  const std::filesystem::path page = std::filesystem::path(LEEWARD_SOURCE_DIR) / "docs/awkward-inputs.md";
  if (std::getenv("LEEWARD_UPDATE_DOCS") != nullptr) std::ofstream(page) << table;
  std::ifstream in(page);
  std::stringstream kept;
  kept << in.rdbuf();
  EXPECT_EQ(kept.str(), table);
  // Every file of the folders has a row; companions of a Shapefile and of a grid go with it.
  const std::set<std::string> companions{".dbf", ".prj", ".shx", ".properties"};
  for (const std::string folder : {"vector", "raster", "osm"})
    for (const auto& entry : std::filesystem::directory_iterator(realcity() / "awkward" / folder)) {
      if (companions.contains(entry.path().extension().string())) continue;
      EXPECT_TRUE(read.contains(folder + "/" + entry.path().filename().string())) << entry.path();
    }
}

struct Verdict {
  const char* file;
  bool is_accepted;
  const char* words;
};

TEST(AwkwardInputs, VerdictsThatMustHold) {
  if (!std::filesystem::exists(realcity() / "awkward")) GTEST_SKIP() << realcity() << " is not there";
  std::map<std::string, Result<Loaded<City>>> results;
  for (const AwkwardCase& one : all_cases()) results.emplace(one.file + ", " + one.read_as, import(one.kit));
  const Verdict verdicts[] = {
      {"vector/noisemodelling_landcover2000_noprj.shp, areas", false, "no coordinate system"},
      {"vector/noisemodelling_landcover2000_noprj.shp, areas, crs declared", true, ""},
      {"vector/bdtopo_TRONCON_DE_ROUTE_nodbf.shp, roads", true, "no .dbf"},
      {"vector/bdtopo_TRONCON_DE_ROUTE_nodbf.shp, roads, a field mapped", false, "without .dbf has none"},
      {"vector/shenzhen_districts_gcj02_echarts.geojson, zones, GCJ-02 declared", true, "invalid polygon"},
      {"raster/palm_stale_geotransform_attr.nc, terrain", true, "GeoTransform attribute"},
      {"raster/windninja_no_srs.tif, terrain", false, "no coordinate system"},
      {"raster/windninja_nodata.tif, terrain", false, "no cell with a value"},
      {"osm/DERIVED_geneva_truncated.osm.pbf, roads and buildings", false,
       "DERIVED_geneva_truncated.osm.pbf"},
      {"osm/libosmium_corrupt_data_gzip.txt.gz, roads and buildings", false, "gzip stream is broken"},
      {"osm/libosmium_corrupt_data_bzip2.txt.bz2, roads and buildings", false, "bzip2"},
      {"osm/graphhopper_moscow_unordered.osm.gz, roads and buildings", true, "not in the order"},
  };
  for (const Verdict& verdict : verdicts) {
    SCOPED_TRACE(verdict.file);
    ASSERT_TRUE(results.contains(verdict.file));
    const auto& result = results.at(verdict.file);
    EXPECT_EQ(result.has_value(), verdict.is_accepted) << outcome_text(result);
    EXPECT_THAT(outcome_text(result), HasSubstr(verdict.words));
  }
  EXPECT_GT(results.at("osm/graphhopper_moscow_unordered.osm.gz, roads and buildings")->value.roads.size(),
            50U);
  EXPECT_EQ(results.at("vector/palm_trees_multipointz.shp, receptors")->value.receptors.size(), 6U);
}

}  // namespace
}  // namespace leeward
