// NO2 and background of a twin as a user has them: kit, check, run, and the products read back by GDAL. The
// relation of NO2 to NOx is the one of physics/06 section 9, worked out here again.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "../support/program.h"
#include "support/small_kit.h"

namespace leeward::testing::city_chemistry {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string leeward_batch = program("leeward-batch");

constexpr int hours = 10;
constexpr double no2_background = 7;

/// Ozone of the hour ending at `hour` [ug/m3]; none at 5.
double ozone_at(int hour) {
  return hour == 5 ? -1 : 0.5 * hour;
}

class CityChemistry : public ::testing::Test {
protected:
  /// @param tables  of the kit
  fs::path write_kit(const std::string& tables) {
    const fs::path kit = write_small_kit(scratch_.path() / "kit", hours, 100);
    std::string ozone = "time_utc,O3_ug_per_m3,PM10_ug_per_m3\n";
    for (int hour = 1; hour <= hours; ++hour)
      ozone += fmt::format("2024-06-20 {:02}:00,{},{}\n", hour,
                           ozone_at(hour) < 0 ? "" : fmt::format("{}", ozone_at(hour)), 10 + hour);
    put_file(kit.parent_path() / "air.csv", ozone);
    put_file(kit, text_of(kit) + "\n" + tables);
    return kit;
  }
  ProgramResult create(const std::string& tables) {
    return run_program({leeward_batch, "create", city(), "--from", write_kit(tables).string()});
  }
  std::string city() const { return (scratch_.path() / "city").string(); }

  /// Values of one band at some places of a map.
  static std::vector<double> values(const std::string& file, int band) {
    std::vector<double> all;
    for (const char* place : {"1 1", "4 5", "3 6", "9 2", "6 4", "11 9"}) {
      std::istringstream xy(place);
      std::string x;
      std::string y;
      xy >> x >> y;
      all.push_back(std::stod(
          run_program({"gdallocationinfo", "-valonly", "-b", std::to_string(band), file, x, y}).out));
    }
    return all;
  }
  ScratchFolder scratch_;
};

const char* const olm = R"([chemistry]
method = "olm"
ozone_file = "air.csv"
ozone_night_floor = false
no2_equilibrium_ratio = 0.8
[chemistry.in_stack_no2_ratio]
stacks = 0.1
areas = 0.1
roads = 0.1
[background]
file = "air.csv"
[background.ug_per_m3]
NO2 = 7
)";

TEST_F(CityChemistry, OlmGivesNo2OfTheNoxInTheProducts) {
  const ProgramResult created = create(olm);
  ASSERT_EQ(created.exit_code, 0) << created.err;
  const ProgramResult checked = run_program({leeward_batch, "check", city()});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_NE((checked.out + checked.err).find("no ozone in 1 of 10 hours"), std::string::npos)
      << checked.out << checked.err;
  const ProgramResult ran = run_program({leeward_batch, "run", city(), "--exact", "--out", city() + "/out"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json manifest = json::parse(text_of(city() + "/out/manifest.json"));
  EXPECT_EQ(manifest.at("options").at("NO2"),
            "OLM, NO2/NOx at most 0.8, all sources one group, ozone of met/background.csv");
  EXPECT_EQ(manifest.at("options").at("background of NO2"),
            "included, 7 ug/m3 where met/background.csv has none");

  bool is_ozone_limited = false;
  bool is_at_equilibrium = false;
  for (int hour = 1; hour <= hours; ++hour) {
    if (hour == 7) continue;  // calm
    const std::vector<double> nox = values(city() + "/out/hourly_NOx.tif", hour);
    const std::vector<double> no2 = values(city() + "/out/hourly_NO2.tif", hour);
    for (std::size_t i = 0; i < nox.size(); ++i) {
      const double by_ozone = 0.1 * nox[i] + ozone_at(hour) * 46 / 48;
      const bool is_limited = ozone_at(hour) >= 0 && by_ozone < 0.8 * nox[i];
      (is_limited ? is_ozone_limited : is_at_equilibrium) = true;
      const double expected = (is_limited ? by_ozone : 0.8 * nox[i]) + no2_background;
      EXPECT_NEAR(no2[i], expected, 1e-5 * expected)
          << "hour " << hour << ", NOx " << nox[i];  // float products
    }
  }
  EXPECT_TRUE(is_ozone_limited);
  EXPECT_TRUE(is_at_equilibrium);

  const json info = json::parse(run_program({"gdalinfo", "-json", city() + "/out/hourly_NO2.tif"}).out);
  EXPECT_EQ(info.at("metadata").at("").at("CHEMISTRY"), manifest.at("options").at("NO2"));
  EXPECT_EQ(info.at("bands")[0].at("description"), "NO2 2024-06-20T01:00Z");
  const json pm10 = json::parse(run_program({"gdalinfo", "-json", city() + "/out/hourly_PM10.tif"}).out);
  EXPECT_EQ(pm10.at("metadata").at("").at("BACKGROUND"), "included, from met/background.csv");
  const json plain = json::parse(run_program({"gdalinfo", "-json", city() + "/out/hourly_NOx.tif"}).out);
  EXPECT_EQ(plain.at("metadata").at("").at("BACKGROUND"), "not included");
  EXPECT_FALSE(plain.at("metadata").at("").contains("CHEMISTRY"));
  EXPECT_NE(run_program({"ncdump", "-h", city() + "/out/hourly.nc"}).out.find("NO2: OLM"), std::string::npos);
}

TEST_F(CityChemistry, BackgroundIsAddedAndThreadsDoNotMatter) {
  ASSERT_EQ(create(olm).exit_code, 0);
  const fs::path other = scratch_.path() / "plain";
  const fs::path kit = write_small_kit(scratch_.path() / "kit2", hours, 100);
  ASSERT_EQ(run_program({leeward_batch, "create", other.string(), "--from", kit.string()}).exit_code, 0);
  ASSERT_EQ(run_program({leeward_batch, "run", city(), "--threads", "1", "--out", city() + "/one"}).exit_code,
            0);
  ASSERT_EQ(run_program({leeward_batch, "run", city(), "--threads", "2", "--out", city() + "/two"}).exit_code,
            0);
  ASSERT_EQ(run_program({leeward_batch, "run", other.string(), "--out", other.string() + "/out"}).exit_code,
            0);
  EXPECT_EQ(text_of(city() + "/one/hourly_NO2.tif"), text_of(city() + "/two/hourly_NO2.tif"));
  for (const int hour : {2, 9}) {
    const std::vector<double> with = values(city() + "/one/hourly_PM10.tif", hour);
    const std::vector<double> without = values(other.string() + "/out/hourly_PM10.tif", hour);
    for (std::size_t i = 0; i < with.size(); ++i)
      EXPECT_NEAR(with[i], without[i] + 10 + hour, 1e-5 * with[i]) << hour;  // float products
  }
  EXPECT_FALSE(fs::exists(other / "out" / "hourly_NO2.tif"));
}

TEST_F(CityChemistry, Arm2NeedsNoOzone) {
  ASSERT_EQ(create("[chemistry]\nmethod = \"arm2\"\n").exit_code, 0);
  ASSERT_EQ(run_program({leeward_batch, "run", city(), "--out", city() + "/out"}).exit_code, 0);
  const std::vector<double> nox = values(city() + "/out/hourly_NOx.tif", 2);
  const std::vector<double> no2 = values(city() + "/out/hourly_NO2.tif", 2);
  for (std::size_t i = 0; i < nox.size(); ++i) {
    EXPECT_LE(no2[i], 0.9 * nox[i] * (1 + 1e-6));
    EXPECT_GE(no2[i], 0.5 * nox[i] * (1 - 1e-6));
  }
}

TEST_F(CityChemistry, WhatIsWrongIsNamed) {
  const ProgramResult no_column = create("[chemistry]\nmethod = \"olm\"\nozone_file = \"places.csv\"\n");
  EXPECT_EQ(no_column.exit_code, 2);
  EXPECT_NE(no_column.err.find("places.csv"), std::string::npos) << no_column.err;
  ASSERT_EQ(create(olm).exit_code, 0);
  const fs::path table = city() + "/met/background.csv";
  const std::string sound = text_of(table);
  std::string gap = sound;
  gap.replace(gap.find(",13\n"), 3, ",");  // PM10 of the third hour has no constant to stand in
  put_file(table, gap);
  const ProgramResult checked = run_program({leeward_batch, "check", city()});
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_NE(
      (checked.out + checked.err).find("PM10 in 1 of 10 hours without a value, the first 2024-06-20T03:00Z"),
      std::string::npos)
      << checked.out << checked.err;
  EXPECT_EQ(run_program({leeward_batch, "run", city()}).exit_code, 2);
  put_file(table, sound + "2024-06-21 01:00,x,1\n");
  const ProgramResult broken = run_program({leeward_batch, "run", city()});
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_NE(broken.err.find("background.csv, line 12: found O3 'x'"), std::string::npos) << broken.err;
}

}  // namespace
}  // namespace leeward::testing::city_chemistry
