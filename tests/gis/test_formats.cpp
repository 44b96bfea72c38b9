// One oddity of a file format each: encodings, sheets, compressed files, curves, several layers, NetCDF
// variables.
#include <ogrsf_frmts.h>

#include "raster_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

/// A point layer of one feature with a text and a number, written by a driver of GDAL.
void write_points(const std::filesystem::path& file, const char* driver_name, const char* encoding,
                  const char* text) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name);
  ASSERT_NE(driver, nullptr);
  GDALDataset* out = driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  ASSERT_NE(out, nullptr);
  OGRSpatialReference srs;
  srs.importFromEPSG(25833);
  srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::string option = std::string("ENCODING=") + encoding;
  const char* options[] = {option.c_str(), nullptr};
  const bool is_table = std::string(driver_name) == "XLSX";
  OGRLayer* layer = out->CreateLayer("points", is_table ? nullptr : &srs, is_table ? wkbNone : wkbPoint,
                                     const_cast<char**>(*encoding != '\0' ? options : nullptr));
  OGRFieldDefn name("name", OFTString), x("x", OFTReal), y("y", OFTReal);
  for (OGRFieldDefn* field : {&name, &x, &y}) ASSERT_EQ(layer->CreateField(field), OGRERR_NONE);
  OGRFeature feature(layer->GetLayerDefn());
  feature.SetField("name", text);
  feature.SetField("x", west_m + 100);
  feature.SetField("y", south_m + 200);
  OGRPoint place(west_m + 100, south_m + 200);
  if (!is_table) feature.SetGeometry(&place);
  ASSERT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
  GDALClose(out);
}

KitLayer stations(const std::filesystem::path& file) {
  KitLayer layer = layer_of(LayerKind::stations, file);
  layer.fields = {{"name", "name"}};
  return layer;
}

const char* const shenzhen = "\xE6\xB7\xB1\xE5\x9C\xB3";  // U+6DF1 U+5733

TEST(Shapefile, GbkByItsCpgAndByTheKit) {
  const Workspace work;
  write_points(work.path() / "p.shp", "ESRI Shapefile", "CP936", shenzhen);
  Kit kit = empty_kit();
  kit.layers = {stations(work.path() / "p.shp")};
  const auto by_cpg = import(kit);
  ASSERT_TRUE(by_cpg) << outcome_text(by_cpg);
  EXPECT_EQ(by_cpg->value.stations.at(0).name, shenzhen);
  // The same bytes with nothing that names their encoding: byte 29 of the .dbf is its language driver.
  std::filesystem::remove(work.path() / "p.cpg");
  std::fstream dbf(work.path() / "p.dbf", std::ios::in | std::ios::out | std::ios::binary);
  dbf.seekp(29);
  dbf.put('\0');
  dbf.close();
  const auto unknown = import(kit);
  EXPECT_TRUE(!unknown || unknown->value.stations.at(0).name != shenzhen);
  kit.layers[0].encoding = "GBK";
  const auto declared = import(kit);
  ASSERT_TRUE(declared) << outcome_text(declared);
  EXPECT_EQ(declared->value.stations.at(0).name, shenzhen);
}

TEST(Shapefile, Utf8) {
  const Workspace work;
  write_points(work.path() / "p.shp", "ESRI Shapefile", "UTF-8", shenzhen);
  Kit kit = empty_kit();
  kit.layers = {stations(work.path() / "p.shp")};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.at(0).name, shenzhen);
  EXPECT_EQ(city->value.stations.at(0).position_m, (Vec2{west_m + 100, south_m + 200}));
}

TEST(Xlsx, CoordinatesInColumns) {
  const Workspace work;
  write_points(work.path() / "p.xlsx", "XLSX", "", "A");
  Kit kit = empty_kit();
  KitLayer layer = stations(work.path() / "p.xlsx");
  layer.fields = {{"name", "name"}, {"x", "x"}, {"y", "y"}};
  layer.crs = "EPSG:25833";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.at(0).position_m, (Vec2{west_m + 100, south_m + 200}));
}

TEST(GeoJson, DegreesThatAreMetresAreRefused) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {layer_of(LayerKind::stations, work.write("p.geojson", geojson(point(1, 1, ""), "")))};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("none of 1 features has coordinates in degrees"));
  kit.layers[0].crs = "EPSG:25833";
  EXPECT_TRUE(import(kit));
}

TEST(Geometry, APlaceTheCitysSystemDoesNotHaveIsLeftOutAlone) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      layer_of(LayerKind::stations, work.write("s.csv", "lon,lat\n13.366,52.517\n-166.6,0.0\n13.366,nan\n"));
  layer.fields = {{"x", "lon"}, {"y", "lat"}};
  layer.crs = "EPSG:4326";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.size(), 1U);
  EXPECT_THAT(all_text(city->faults), HasSubstr("feature 3"));
}

TEST(Geometry, TheWrongKindIsRefused) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {layer_of(LayerKind::buildings, work.write("p.geojson", geojson(point(1, 1, ""))))};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("none of 1 features has polygons"));
}

TEST(Geometry, CurvesAreMadeStraight) {
  const Workspace work;
  const std::string csv =
      "WKT,h\n\"CURVEPOLYGON(CIRCULARSTRING(389100 5819100,389200 5819100,389100 5819100))\",10\n";
  Kit kit = empty_kit();
  KitLayer layer = layer_of(LayerKind::buildings, work.write("c.csv", csv));
  layer.crs = "EPSG:25833";
  layer.fields = {{"height_m", "h"}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.buildings.size(), 1U);
  // A circle of 50 m radius in chords of 4 degrees: 0.08 % less.
  EXPECT_NEAR(area(city->value.buildings[0].footprint_m), 7853.98, 7);
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 geometries with curves"));
}

TEST(Layers, SeveralWithoutANameAreListed) {
  const Workspace work;
  City city;
  city.settings.crs = "EPSG:25833";
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  Kit kit = empty_kit();
  kit.layers = {layer_of(LayerKind::stations, work.path() / "city.gpkg")};
  const auto unnamed = import(kit);
  ASSERT_FALSE(unnamed);
  EXPECT_THAT(to_text(unnamed.error()), HasSubstr("9 layers: stacks, "));
  kit.layers[0].layer = "sensors";
  const auto unknown = import(kit);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(to_text(unknown.error()), HasSubstr("expected one of: stacks, "));
}

TEST(NetCdfVariable, IsNamedAfterTheFile) {
  const Workspace work;
  // Two variables on CF coordinates, written through GDAL's CDL-free way: a two-band copy makes Band1 and
  // Band2.
  const auto tif = work.path() / "t.tif";
  write_tif(tif, {.value = [](int, int) { return 30.0F; }});
  GDALDataset* one = GDALDataset::Open(tif.c_str());
  ASSERT_NE(one, nullptr);
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  GDALDataset* two = memory->CreateCopy("", one, 0, nullptr, nullptr, nullptr);
  ASSERT_EQ(two->AddBand(GDT_Float32, nullptr), CE_None);
  ASSERT_EQ(two->GetRasterBand(2)->Fill(77), CE_None);
  GDALDriver* netcdf = GetGDALDriverManager()->GetDriverByName("netCDF");
  GDALDataset* out = netcdf->CreateCopy((work.path() / "t.nc").c_str(), two, 0, nullptr, nullptr, nullptr);
  ASSERT_NE(out, nullptr);
  GDALClose(out);
  GDALClose(two);
  GDALClose(one);
  Kit kit = empty_kit();
  kit.terrain.file = work.path() / "t.nc";
  const auto ambiguous = import(kit);
  ASSERT_FALSE(ambiguous);
  EXPECT_THAT(to_text(ambiguous.error()), HasSubstr("Band1, Band2"));
  kit.terrain.file = work.path() / "t.nc:Band2";
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.terrain.cells.at(0), 77.0F);
}

}  // namespace
}  // namespace leeward
