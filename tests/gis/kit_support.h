#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "gis/twin_store.h"

/// Small kits made by the tests themselves, around a domain of 1 km x 1 km near the Siegessaeule in Berlin.
namespace leeward::testing_kit {

/// A folder that is removed when the test ends.
class Workspace {
public:
  Workspace() {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("leeward-gis-" + std::to_string(getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(path_);
  }
  ~Workspace() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

inline constexpr double west_m = 389000;
inline constexpr double south_m = 5819000;

inline Kit empty_kit() {
  Kit kit;
  kit.file = "kit.toml";
  kit.settings.name = "test";
  kit.settings.crs = "EPSG:25833";
  kit.settings.domain_m = {{west_m, south_m}, {west_m + 1000, south_m + 1000}};
  kit.settings.pollutants = {"NOx"};
  kit.settings.is_flat = true;
  return kit;
}

inline KitLayer layer_of(LayerKind kind, const std::filesystem::path& file) {
  KitLayer layer;
  layer.kind = kind;
  layer.file = file;
  layer.line = 1;
  return layer;
}

inline Result<Loaded<City>> import(const Kit& kit) {
  NoProgress progress;
  return gis::import_kit(kit, {}, progress);
}

inline std::string all_text(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += to_text(fault) + "\n";
  return text;
}

inline std::string outcome_text(const Result<Loaded<City>>& result) {
  return result ? all_text(result->faults) : to_text(result.error());
}

/// A GeoJSON file in the city's CRS. `features` are complete feature objects, separated by commas.
inline std::string geojson(const std::string& features,
                           const std::string& crs = "urn:ogc:def:crs:EPSG::25833") {
  const std::string member =
      crs.empty() ? "" : R"("crs":{"type":"name","properties":{"name":")" + crs + R"("}},)";
  return R"({"type":"FeatureCollection",)" + member + R"("features":[)" + features + "]}";
}

/// A square with its south-west corner at (x, y) from the domain's corner.
inline std::string square(double x, double y, double side, const std::string& properties) {
  const auto p = [](double px, double py) {
    return "[" + std::to_string(west_m + px) + "," + std::to_string(south_m + py) + "]";
  };
  return R"({"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"Polygon","coordinates":[[)" + p(x, y) + "," + p(x + side, y) + "," +
         p(x + side, y + side) + "," + p(x, y + side) + "," + p(x, y) + "]]}}";
}

inline std::string point(double x, double y, const std::string& properties) {
  return R"({"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"Point","coordinates":[)" + std::to_string(west_m + x) + "," +
         std::to_string(south_m + y) + "]}}";
}

inline std::string line(double x0, double y0, double x1, double y1, const std::string& properties) {
  return R"({"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"LineString","coordinates":[[)" + std::to_string(west_m + x0) + "," +
         std::to_string(south_m + y0) + "],[" + std::to_string(west_m + x1) + "," +
         std::to_string(south_m + y1) + "]]}}";
}

inline std::filesystem::path realcity() {
  return std::filesystem::path(LEEWARD_SOURCE_DIR) / ".." / "shared" / "realcity";
}

}  // namespace leeward::testing_kit
