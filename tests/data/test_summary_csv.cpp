// Relies on: the contract in data/summary_csv.h; values worked out by hand from a field that is linear in x
// and y.
#include "data/summary_csv.h"

#include <gmock/gmock.h>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

/// 3 x 2 places, 100 m apart from (1000, 2000); hour h holds (h + 1) * (column + 10 row); the second hour is
/// calm.
ConcentrationField plane_field() {
  ConcentrationField field;
  field.layout = {{3, 2, {1000, 2000}, 100}, {1.5, 10}};
  field.pollutants = {"NOx"};
  field.hours = {{100}, {101}, {102}};
  field.status = {HourStatus::valid, HourStatus::calm, HourStatus::valid};
  field.values.assign(3 * field.layout.size(), 0);
  for (std::size_t h : {std::size_t{0}, std::size_t{2}})
    for (std::size_t row = 0; row < 2; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        field.hour_values(0, h)[field.layout.index(column, row, 0)] =
            static_cast<float>((h + 1) * (column + 10 * row));
  return field;
}

std::string summary(const ConcentrationField& field, const SummaryPlaces& places) {
  const test::TempFolder folder;
  const auto written = write_summary_csv(folder.path() / "summary.csv", field, places);
  EXPECT_TRUE(written);
  return test::content_of(folder.path() / "summary.csv");
}

TEST(SummaryCsv, WholeGridAndPlaces) {
  const std::string text = summary(plane_field(), {{"s1", "In the \"middle\", left", "station", {1050, 2050}},
                                                   {"s2", "Edge", "school", {1249, 2149}},
                                                   {"s3", "Outside", "school", {1251, 2000}}});
  // Means: hour 1 has mean (0+1+2+10+11+12)/6 = 6, hour 3 three times that; maximum 3 * 12.
  EXPECT_THAT(text,
              HasSubstr("NOx,ug/m3,grid,grid,whole grid (place of the maximum),1200.00,2100.00,1.5,2,12,36,"
                        "1970-01-05T06:00Z\n"));
  // Bilinear at (0.5, 0.5): 5.5 and 16.5.
  EXPECT_THAT(text,
              HasSubstr("NOx,ug/m3,station,s1,\"In the \"\"middle\"\", left\",1050.00,2050.00,1.5,2,11,16.5,"
                        "1970-01-05T06:00Z\n"));
  // Half a cell beyond the outer places the edge value holds.
  EXPECT_THAT(text, HasSubstr("NOx,ug/m3,school,s2,Edge,1249.00,2149.00,1.5,2,24,36,1970-01-05T06:00Z\n"));
  EXPECT_THAT(text, HasSubstr("NOx,ug/m3,school,s3,Outside,1251.00,2000.00,1.5,,,,\n"));
}

TEST(SummaryCsv, WithoutAValidHourThereAreNoNumbers) {
  ConcentrationField field = plane_field();
  field.status.assign(3, HourStatus::missing);
  const std::string text = summary(field, {{"s1", "", "station", {1050, 2050}}});
  EXPECT_THAT(text, HasSubstr("NOx,ug/m3,grid,grid,whole grid (place of the maximum),,,1.5,0,,,\n"));
  EXPECT_THAT(text, HasSubstr("NOx,ug/m3,station,s1,,1050.00,2050.00,1.5,0,,,\n"));
}

TEST(SummaryCsv, OneRowOfPlacesIsEnough) {
  ConcentrationField field = plane_field();
  field.layout.grid.rows = 1;
  field.layout.grid.columns = 1;
  field.values.assign(3 * field.layout.size(), 4);
  EXPECT_THAT(summary(field, {{"s1", "", "station", {1040, 1990}}}),
              HasSubstr("s1,,1040.00,1990.00,1.5,2,4,4,"));
}

TEST(SummaryCsv, WrittenWholeOrNotAtAll) {
  const auto written = write_summary_csv("/no/such/folder/summary.csv", plane_field(), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::resource);
}

}  // namespace
}  // namespace leeward::data
