// Starts leeward-batch as a user does: kit to twin to products, exit codes, JSON, the same bytes for any number of
// threads, and what a kill leaves behind.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "../support/program.h"
#include "support/small_kit.h"

namespace leeward::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string batch = program("leeward-batch");

json json_of(const ProgramResult& result) {
  json document = json::parse(result.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << "stdout is not one JSON document: " << result.out << result.err;
  return document;
}

/// Product name -> SHA-256.
std::map<std::string, std::string> products_of(const json& run) {
  std::map<std::string, std::string> products;
  for (const json& product : run.at("products")) products[product.at("path")] = product.at("sha256");
  return products;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

class BatchProgram : public ::testing::Test {
 protected:
  fs::path make_twin(int hours = 30, double spacing_m = 50) {
    const fs::path kit = write_small_kit(scratch_.path() / "kit", hours, spacing_m);
    const fs::path city = scratch_.path() / "city";
    const ProgramResult created = run_program({batch, "create", city.string(), "--from", kit.string()});
    EXPECT_EQ(created.exit_code, 0) << created.err;
    return city;
  }
  ScratchFolder scratch_;
};

TEST_F(BatchProgram, MakesATwinThatChecksClean) {
  const fs::path kit = write_small_kit(scratch_.path() / "kit");
  const fs::path city = scratch_.path() / "city";
  const json created = json_of(run_program({batch, "create", city.string(), "--from", kit.string(), "--json"}));
  EXPECT_EQ(created.at("layers").at("roads"), 3);
  EXPECT_EQ(created.at("layers").at("stacks"), 2);
  EXPECT_EQ(created.at("layers").at("areas"), 1);
  EXPECT_EQ(created.at("layers").at("buildings"), 4);
  EXPECT_EQ(created.at("layers").at("stations"), 1);
  EXPECT_EQ(created.at("layers").at("receptors"), 1);
  EXPECT_EQ(created.at("met_hours"), 30);
  for (const char* file : {"twin.toml", "city.gpkg", "rasters/terrain.tif", "met/observed.csv"})
    EXPECT_TRUE(fs::exists(city / file)) << file;

  const ProgramResult checked = run_program({batch, "check", city.string(), "--json"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out;
  EXPECT_EQ(json_of(checked).at("errors"), 0) << checked.out;
}

TEST_F(BatchProgram, RefusesToReplaceATwinUnlessTold) {
  const fs::path city = make_twin();
  const fs::path kit = scratch_.path() / "kit" / "kit.toml";
  const ProgramResult refused = run_program({batch, "create", city.string(), "--from", kit.string()});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("--replace"), std::string::npos) << refused.err;
  EXPECT_EQ(run_program({batch, "create", city.string(), "--from", kit.string(), "--replace"}).exit_code, 0);
}

TEST_F(BatchProgram, GivesTheSameBytesForAnyNumberOfThreadsAndInASecondRun) {
  const std::string city = make_twin().string();
  const json one = json_of(run_program({batch, "run", city, "--threads", "1", "--out", city + "/a", "--json"}));
  const json two = json_of(run_program({batch, "run", city, "--threads", "2", "--out", city + "/b", "--json"}));
  const json again = json_of(run_program({batch, "run", city, "--threads", "2", "--out", city + "/c", "--json"}));
  ASSERT_FALSE(products_of(one).empty());
  EXPECT_EQ(products_of(one), products_of(two));
  EXPECT_EQ(products_of(two), products_of(again));
  EXPECT_EQ(one.at("input_hash"), two.at("input_hash"));
  EXPECT_EQ(one.at("counts").at("calm_hours"), 1);
  EXPECT_EQ(one.at("counts").at("missing_hours"), 1);
  EXPECT_EQ(one.at("counts").at("valid_hours"), 28);
}

TEST_F(BatchProgram, SaysWhatIsWrongWithAnExitCodeOfTwo) {
  const fs::path nowhere = scratch_.path() / "nowhere";
  const ProgramResult none = run_program({batch, "run", nowhere.string()});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("nowhere"), std::string::npos);
  EXPECT_EQ(run_program({batch, "fly"}).exit_code, 2);
  EXPECT_EQ(run_program({batch}).exit_code, 2);
  EXPECT_EQ(run_program({batch, "--help"}).exit_code, 0);

  const std::string city = make_twin().string();
  const ProgramResult no_hours = run_program({batch, "run", city, "--from", "2030-01-01T00:00Z"});
  EXPECT_EQ(no_hours.exit_code, 2);
  EXPECT_NE(no_hours.err.find("2024-06-20T01:00Z"), std::string::npos) << "the hours there are: " << no_hours.err;
  const ProgramResult no_scenario = run_program({batch, "run", city, "--scenario", "x", "--json"});
  EXPECT_EQ(no_scenario.exit_code, 2);
  EXPECT_EQ(json_of(no_scenario).at("family"), "input");
}

TEST_F(BatchProgram, ReportsEveryFaultOfAKitAtOnce) {
  const fs::path kit = write_small_kit(scratch_.path() / "kit");
  std::string text = text_of(kit);
  const auto replace = [&text](const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
  };
  replace("height_m = \"h\" }", "height_m = \"no_such_field\" }");
  replace("stack_diameter_m = \"d\"", "stack_diameter_m = \"nor_this\"");
  put_file(kit, text);
  const fs::path city = scratch_.path() / "city";
  const ProgramResult result = run_program({batch, "create", city.string(), "--from", kit.string()});
  EXPECT_EQ(result.exit_code, 2);
  for (const char* said : {"no_such_field", "nor_this", "stacks.geojson", "buildings.geojson"})
    EXPECT_NE(result.err.find(said), std::string::npos) << said << " is not in: " << result.err;
  EXPECT_FALSE(fs::exists(city));
}

TEST_F(BatchProgram, RefusesASiteTheBoundaryLayerCannotBeMadeOf) {
  const fs::path kit = write_small_kit(scratch_.path() / "kit");
  std::string text = text_of(kit);
  const std::string roughness = "roughness_length_m = [0.6]";
  ASSERT_NE(text.find(roughness), std::string::npos);
  text.replace(text.find(roughness), roughness.size(), "roughness_length_m = [3.0]");  // 7 z0 = 21 m above the anemometer
  put_file(kit, text);
  const fs::path city = scratch_.path() / "city";
  const ProgramResult result = run_program({batch, "create", city.string(), "--from", kit.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("wind"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(city));
}

// Killed at many moments, a run leaves either no run or a whole one, and the next run is as if nothing had happened.
TEST_F(BatchProgram, LeavesNothingHalfWrittenWhenARunIsKilled) {
  const fs::path city = make_twin(30, 20);
  const std::string whole = (scratch_.path() / "whole").string();
  const json reference = json_of(run_program({batch, "run", city.string(), "--out", whole, "--json"}));
  int killed = 0;
  for (int moment = 0; moment < 12; ++moment) {
    const fs::path out = city / "runs" / fmt::format("killed-{}", moment);
    RunningProgram running({batch, "run", city.string(), "--out", out.string()});
    // From the start through solving to the products that are written one after the other.
    const fs::path working = out.string() + ".partial-" + std::to_string(running.pid());
    if (moment < 4) {
      usleep(static_cast<useconds_t>(40000 * (moment + 1)));
    } else {
      RunningProgram::eventually(60, [&] {
        std::error_code ignored;
        int files = 0;
        for (const auto& entry : fs::directory_iterator(working, ignored)) files += static_cast<int>(entry.is_regular_file());
        return files > moment - 4 || fs::exists(out);
      });
    }
    running.send(SIGKILL);
    const ProgramResult result = running.wait();
    if (result.signal == SIGKILL) ++killed;
    if (fs::exists(out)) {
      for (const auto& [path, sha] : products_of(reference)) EXPECT_TRUE(fs::exists(out / path)) << path;
    }
  }
  EXPECT_GT(killed, 6) << "most runs must have been killed on their way, or the test shows nothing";
  const json after = json_of(run_program({batch, "run", city.string(), "--json"}));
  EXPECT_EQ(products_of(after), products_of(reference));
  for (const std::string& name : names_in(city / "runs"))
    EXPECT_EQ(name.find(".partial"), std::string::npos) << name << " was left by a killed run and not removed";
}

TEST_F(BatchProgram, LeavesNothingHalfWrittenWhenCreateIsKilled) {
  const fs::path kit = write_small_kit(scratch_.path() / "kit", 8000);
  const fs::path city = scratch_.path() / "twins" / "city";
  fs::create_directories(city.parent_path());
  int killed = 0;
  for (int moment = 0; moment < 10; ++moment) {
    RunningProgram running({batch, "create", city.string(), "--from", kit.string()});
    if (moment < 4) {
      usleep(static_cast<useconds_t>(15000 * (moment + 1)));
    } else {
      const fs::path working = city.string() + ".partial-" + std::to_string(running.pid());
      const char* last[] = {"met", "city.gpkg", "rasters", "rasters/terrain.tif", "twin.toml", "met/observed.csv"};
      RunningProgram::eventually(30, [&] { return fs::exists(working / last[moment - 4]) || fs::exists(city); });
    }
    running.send(SIGKILL);
    if (running.wait().signal == SIGKILL) ++killed;
    if (fs::exists(city)) {
      EXPECT_EQ(run_program({batch, "check", city.string()}).exit_code, 0) << "a twin under its name is whole";
      fs::remove_all(city);
    }
  }
  EXPECT_GT(killed, 4) << "most must have been killed on their way, or the test shows nothing";
  EXPECT_EQ(run_program({batch, "create", city.string(), "--from", kit.string()}).exit_code, 0);
  EXPECT_EQ(names_in(city.parent_path()), std::set<std::string>{"city"});
}

TEST_F(BatchProgram, CancelsOnInterruptWithExitCodeThree) {
  const fs::path city = make_twin(30, 4);
  const fs::path out = city / "runs" / "cancelled";
  RunningProgram running({batch, "run", city.string(), "--exact", "--out", out.string(), "--log-json"});
  ASSERT_TRUE(RunningProgram::eventually(
      60, [&] { return running.err_so_far().find("solving") != std::string::npos; }));
  running.send(SIGINT);
  const ProgramResult result = running.wait();
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(BatchProgram, ProductsAreReadByGdalAndNetcdfTools) {
  const std::string city = make_twin().string();
  ASSERT_EQ(run_program({batch, "run", city, "--out", city + "/out"}).exit_code, 0);
  const ProgramResult valid = run_program(
      {"/usr/bin/python3", "-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff", city + "/out/hourly_NOx.tif"});
  EXPECT_EQ(valid.exit_code, 0) << valid.out << valid.err;
  const json info = json::parse(run_program({"gdalinfo", "-json", city + "/out/hourly_NOx.tif"}).out);
  EXPECT_EQ(info.at("bands").size(), 30);
  EXPECT_EQ(info.at("bands")[0].at("description"), "NOx 2024-06-20T01:00Z");
  EXPECT_EQ(info.at("metadata").at("").at("SCENARIO"), "base");
  const ProgramResult header = run_program({"ncdump", "-h", city + "/out/hourly.nc"});
  EXPECT_NE(header.out.find("crs_wkt"), std::string::npos);
  EXPECT_NE(header.out.find("time_bnds"), std::string::npos);
  const ProgramResult contours = run_program({"ogrinfo", "-so", "-al", city + "/out/contours_NOx_mean.gpkg"});
  EXPECT_NE(contours.out.find("25833"), std::string::npos) << contours.out;
}

}  // namespace
}  // namespace leeward::testing
