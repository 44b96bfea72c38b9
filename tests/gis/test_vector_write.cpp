// Relies on: the contract in gis/vector_write.h.
#include "gis/vector_write.h"

#include <gmock/gmock.h>
#include <ogrsf_frmts.h>

#include "product_support.h"

namespace leeward::gis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<VectorLayer> layers() {
  VectorLayer stacks{
      "stacks",
      "point sources",
      VectorType::point,
      {{"name", FieldType::text}, {"count", FieldType::integer}, {"height_m", FieldType::real}},
      {}};
  stacks.features = {
      {Vec2{388041.123456, 5818418.5}, {std::string("Süd \"1\""), std::int64_t{5'000'000'000}, 0.1 + 0.2}},
      {Vec2{388042, 5818419}, {std::monostate{}, std::monostate{}, std::monostate{}}}};
  VectorLayer areas{"areas", "", VectorType::multi_polygon, {}, {}};
  // Clockwise outer ring, counter-clockwise hole: both are turned.
  areas.features = {
      {MultiPolygon{{{{0, 0}, {0, 10}, {10, 10}, {10, 0}}, {{{2, 2}, {4, 2}, {4, 4}, {2, 4}}}}}, {}}};
  VectorLayer roads{"roads", "", VectorType::line, {}, {{Polyline{{0, 0}, {3, 4}}, {}}}};
  VectorLayer table{
      "schedules", "", VectorType::none, {{"id", FieldType::text}}, {{{}, {std::string("traffic")}}}};
  return {stacks, areas, roads, table};
}

TEST(WriteGeopackage, FeaturesComeBack) {
  const test::ProductFolder folder;
  const auto written = write_geopackage(folder / "city.gpkg", layers(), "EPSG:25833");
  ASSERT_TRUE(written) << to_text(written.error());
  EXPECT_THAT(folder.names(), ElementsAre("city.gpkg"));
  const auto dataset = test::open_dataset(folder / "city.gpkg", GDAL_OF_VECTOR);
  ASSERT_TRUE(dataset);
  ASSERT_EQ(dataset->GetLayerCount(), 4);
  OGRLayer* stacks = dataset->GetLayerByName("stacks");
  ASSERT_EQ(stacks->GetFeatureCount(), 2);
  EXPECT_STREQ(stacks->GetSpatialRef()->GetAuthorityCode(nullptr), "25833");
  const std::unique_ptr<OGRFeature> first(stacks->GetFeature(1));
  EXPECT_STREQ(first->GetFieldAsString("name"), "Süd \"1\"");
  EXPECT_EQ(first->GetFieldAsInteger64("count"), 5'000'000'000);
  EXPECT_EQ(first->GetFieldAsDouble("height_m"), 0.1 + 0.2);
  EXPECT_EQ(first->GetGeometryRef()->toPoint()->getX(), 388041.123456);
  const std::unique_ptr<OGRFeature> second(stacks->GetFeature(2));
  EXPECT_TRUE(second->IsFieldNull(0) && second->IsFieldNull(1) && second->IsFieldNull(2));

  const std::unique_ptr<OGRFeature> area(dataset->GetLayerByName("areas")->GetFeature(1));
  const OGRMultiPolygon* polygons = area->GetGeometryRef()->toMultiPolygon();
  EXPECT_EQ(polygons->get_Area(), 96);
  const OGRPolygon* polygon = polygons->getGeometryRef(0);
  EXPECT_FALSE(polygon->getExteriorRing()->isClockwise());
  ASSERT_EQ(polygon->getNumInteriorRings(), 1);
  EXPECT_TRUE(polygon->getInteriorRing(0)->isClockwise());
  const std::unique_ptr<OGRFeature> road(dataset->GetLayerByName("roads")->GetFeature(1));
  EXPECT_EQ(road->GetGeometryRef()->toLineString()->get_Length(), 5);
  const std::unique_ptr<OGRFeature> row(dataset->GetLayerByName("schedules")->GetFeature(1));
  EXPECT_STREQ(row->GetFieldAsString("id"), "traffic");
  EXPECT_EQ(row->GetGeometryRef(), nullptr);
}

TEST(WriteGeopackage, SameLayersGiveTheSameBytesAndReplaceTheOldFile) {
  const test::ProductFolder folder;
  ASSERT_TRUE(write_geopackage(folder / "a.gpkg", layers(), "EPSG:25833"));
  ::sleep(1);
  ASSERT_TRUE(write_geopackage(folder / "b.gpkg", {}, "EPSG:25833"));
  ASSERT_TRUE(write_geopackage(folder / "b.gpkg", layers(), "EPSG:25833"));
  EXPECT_EQ(test::bytes_of(folder / "a.gpkg"), test::bytes_of(folder / "b.gpkg"));
}

TEST(WriteGeopackage, FaultsLeaveNothing) {
  const test::ProductFolder folder;
  auto wrong = layers();
  wrong[0].features[1].values.pop_back();
  const auto refused = write_geopackage(folder / "city.gpkg", wrong, "EPSG:25833");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("layer stacks, feature 2: 2 values for 3 fields"));
  EXPECT_FALSE(write_geopackage(folder / "city.gpkg", layers(), "EPSG:4326"));
  EXPECT_FALSE(write_geopackage(folder / "no/folder/city.gpkg", layers(), "EPSG:25833"));
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace leeward::gis
