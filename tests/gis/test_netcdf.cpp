// Relies on: the contract in gis/products.h and field_read.h; CF conventions 1.8 (time bounds 7.1, grid
// mappings 5.6, flags 3.5); ncdump and GDAL's netCDF driver as readers of another make.
#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

#include "gis/field_read.h"
#include "gis/products.h"
#include "product_support.h"

namespace leeward::gis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NetCdf : public ::testing::Test {
protected:
  std::filesystem::path write(const ConcentrationField& field) {
    const auto file = folder_ / "ground.nc";
    const auto written = write_netcdf(file, field, test::product_info());
    EXPECT_TRUE(written) << (written ? "" : to_text(written.error()));
    return file;
  }
  std::string unreadable(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    const auto field = read_netcdf(folder_ / name);
    return field ? "read" : to_text(field.error());
  }
  test::ProductFolder folder_;
};

TEST_F(NetCdf, FieldComesBackAsItWas) {
  const ConcentrationField field = test::field_of(23, 17, 7);
  const auto back = read_netcdf(write(field));
  ASSERT_TRUE(back) << to_text(back.error());
  EXPECT_EQ(back->layout, field.layout);
  EXPECT_EQ(back->pollutants, field.pollutants);
  EXPECT_EQ(back->hours, field.hours);
  EXPECT_EQ(back->status, field.status);
  EXPECT_EQ(back->unit, field.unit);
  EXPECT_EQ(back->averaging, field.averaging);
  EXPECT_EQ(back->scenario, field.scenario);
  EXPECT_EQ(back->input_hash, field.input_hash);
  EXPECT_EQ(back->values, field.values);
  EXPECT_THAT(folder_.names(), ElementsAre("ground.nc"));
}

TEST_F(NetCdf, NcdumpShowsTheConventions) {
  if (!test::has_tool("ncdump")) GTEST_SKIP() << "ncdump is not installed";
  const auto file = write(test::field_of(23, 17, 7)).string();
  const std::string head = test::run_tool("ncdump -h " + file).text;
  for (const char* line :
       {"time = 7 ;",
        "height = 2 ;",
        "y = 17 ;",
        "x = 23 ;",
        "float NOx(time, height, y, x) ;",
        "float PM2_5(time, height, y, x) ;",
        ":Conventions = \"CF-1.8\" ;",
        "time:units = \"hours since 1970-01-01 00:00:00\" ;",
        "time:bounds = \"time_bnds\" ;",
        "double time_bnds(time, nv) ;",
        "NOx:standard_name = \"mass_concentration_of_nox_expressed_as_nitrogen_dioxide_in_air\" ;",
        "PM2_5:standard_name = \"mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air\" ;",
        "NOx:units = \"ug m-3\" ;",
        "NOx:cell_methods = \"time: mean\" ;",
        "NOx:grid_mapping = \"crs\" ;",
        "NOx:_FillValue = -9999.f ;",
        "crs:grid_mapping_name = \"transverse_mercator\" ;",
        "crs:crs_wkt = \"PROJCRS[",
        "hour_status:flag_meanings = \"valid calm missing\" ;",
        "x:standard_name = \"projection_x_coordinate\" ;",
        ":scenario = \"base\" ;",
        ":input_hash = \"0a1b2c3d\" ;"})
    EXPECT_THAT(head, HasSubstr(line));
  const std::string times = test::run_tool("ncdump -v time,time_bnds,hour_status " + file).text;
  EXPECT_THAT(times, HasSubstr("time = 477000, 477001,"));
  EXPECT_THAT(times, HasSubstr("476999, 477000,"));  // an hour is named by its end
  EXPECT_THAT(times, HasSubstr("hour_status = 0, 0, 0, 1, 2, 0, 0"));
}

TEST_F(NetCdf, GdalSeesTimePlaceAndValues) {
  const ConcentrationField field = test::field_of(23, 17, 7);
  const std::string name = fmt::format("NETCDF:\"{}\":NOx", write(field).string());
  const auto dataset = test::open_dataset(name, GDAL_OF_RASTER);
  ASSERT_TRUE(dataset);
  EXPECT_EQ(dataset->GetRasterCount(), 14);  // hours x heights
  double transform[6];
  ASSERT_EQ(dataset->GetGeoTransform(transform), CE_None);
  EXPECT_THAT(transform, ElementsAre(388000, 10, 0, 5818170, 0, -10));
  ASSERT_NE(dataset->GetSpatialRef(), nullptr);
  EXPECT_STREQ(dataset->GetSpatialRef()->GetAuthorityCode(nullptr), "25833");
  std::vector<float> cells(23 * 17);
  const auto read_band = [&](int band) {
    return dataset->GetRasterBand(band)->RasterIO(GF_Read, 0, 0, 23, 17, cells.data(), 23, 17, GDT_Float32, 0,
                                                  0, nullptr);
  };
  ASSERT_EQ(read_band(1), CE_None);
  EXPECT_EQ(cells[0], field.level_values(0, 0, 0)[16 * 23]);  // north-west first
  ASSERT_EQ(read_band(2 * 3 + 1), CE_None);                   // the calm hour
  EXPECT_EQ(cells[0], -9999);
  if (!test::has_tool("gdalinfo")) GTEST_SKIP() << "gdalinfo is not installed";
  const auto info = test::run_tool("gdalinfo '" + name + "'");
  EXPECT_THAT(info.text, HasSubstr("ETRS89 / UTM zone 33N"));
  EXPECT_THAT(info.text, HasSubstr("NETCDF_DIM_time=477000"));
  EXPECT_THAT(info.text, HasSubstr("time#units=hours since 1970-01-01 00:00:00"));
}

TEST_F(NetCdf, SameFieldGivesTheSameBytesLater) {
  const ConcentrationField field = test::field_of(23, 17, 3);
  const std::string first = test::bytes_of(write(field));
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5's time stamps are in seconds
  EXPECT_EQ(test::bytes_of(write(field)), first);
}

TEST_F(NetCdf, OtherProjectionsKeepTheirSystem) {
  for (const auto& [crs, name] :
       {std::pair("EPSG:2154", "lambert_conformal_conic"),
        std::pair("EPSG:3035", "lambert_azimuthal_equal_area"), std::pair("EPSG:4547", "transverse_mercator"),
        std::pair("EPSG:3006", "transverse_mercator"), std::pair("EPSG:2056", "")}) {
    ProductInfo info = test::product_info();
    info.crs_wkt2 = crs;
    const auto file = folder_ / "other.nc";
    ASSERT_TRUE(write_netcdf(file, test::field_of(4, 3, 1), info)) << crs;
    const auto dataset = test::open_dataset(fmt::format("NETCDF:\"{}\":NOx", file.string()), GDAL_OF_RASTER);
    ASSERT_TRUE(dataset) << crs;
    ASSERT_NE(dataset->GetSpatialRef(), nullptr) << crs;
    EXPECT_STREQ(dataset->GetSpatialRef()->GetAuthorityCode(nullptr), std::string(crs).substr(5).c_str());
    double transform[6];
    ASSERT_EQ(dataset->GetGeoTransform(transform), CE_None) << crs;
    EXPECT_EQ(transform[0], 388000) << crs;
    EXPECT_THAT(test::run_tool("ncdump -h " + file.string()).text, HasSubstr(name)) << crs;
  }
}

TEST_F(NetCdf, ThreadsMayReadAndWriteAtOnce) {
  const ConcentrationField field = test::field_of(23, 17, 7);
  const auto stored = write(field);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int round = 0; round < 25; ++round) {
          const auto own = folder_ / fmt::format("thread{}.nc", t);
          if (t % 2 == 0 && !write_netcdf(own, field, test::product_info())) ++wrong;
          const auto back = read_netcdf(t % 2 == 0 ? own : stored);
          if (!back || back->values != field.values) ++wrong;
        }
      });
  }
  EXPECT_EQ(wrong, 0) << "the window loads a run while another one is written";
}

TEST_F(NetCdf, FieldsThatAreNotWholeAreRefused) {
  const auto refusal = [this](const ConcentrationField& field) {
    const auto written = write_netcdf(folder_ / "bad.nc", field, test::product_info());
    return written ? std::string("written") : to_text(written.error());
  };
  ConcentrationField field = test::field_of(4, 3, 2);
  field.values.pop_back();
  EXPECT_THAT(refusal(field), HasSubstr("expected 96 and 2"));
  field = test::field_of(4, 3, 2);
  field.values[7] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(refusal(field), HasSubstr("a value that is not a number"));
  EXPECT_THAT(refusal({}), HasSubstr("the field is empty"));
  EXPECT_TRUE(folder_.names().empty());
  EXPECT_FALSE(write_netcdf(folder_ / "no/such/x.nc", test::field_of(4, 3, 2), test::product_info()));
}

TEST_F(NetCdf, FilesOfAnotherMakeAreRefused) {
  EXPECT_THAT(to_text(read_netcdf(folder_ / "none.nc").error()),
              HasSubstr("none.nc: cannot be read as a result"));
  EXPECT_THAT(unreadable("empty.nc", ""), HasSubstr("cannot be read"));
  EXPECT_THAT(unreadable("garbage.nc", "CDF\x7f garbage"), HasSubstr("cannot be read"));
  const std::string whole = test::bytes_of(write(test::field_of(23, 17, 7)));
  EXPECT_THAT(unreadable("cut.nc", whole.substr(0, whole.size() / 2)), HasSubstr("cannot be read"));
  if (!test::has_tool("ncgen")) GTEST_SKIP() << "ncgen is not installed";
  std::ofstream(folder_ / "other.cdl")
      << "netcdf other { dimensions: time = 2; variables: double time(time);\n"
         "time:units = \"days since 2000-01-01\"; data: time = 1, 2; }\n";
  ASSERT_EQ(test::run_tool(fmt::format("ncgen -o {} {}", (folder_ / "other.nc").string(),
                                       (folder_ / "other.cdl").string()))
                .exit_code,
            0);
  const auto other = read_netcdf(folder_ / "other.nc");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::input);
  EXPECT_THAT(to_text(other.error()),
              HasSubstr("expected a NetCDF file of hourly fields written by Leeward"));
}

TEST_F(NetCdf, EveryBrokenFileIsReadOrRefusedNeverMore) {
  const std::string whole = test::bytes_of(write(test::field_of(5, 4, 2)));
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0xff);
    const std::string outcome = unreadable("broken.nc", broken);
    EXPECT_TRUE(outcome == "read" || outcome.find("cannot be read as a result") != std::string::npos)
        << at << outcome;
  }
}

}  // namespace
}  // namespace leeward::gis
