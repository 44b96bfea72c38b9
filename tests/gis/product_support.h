#pragma once
#include <fmt/format.h>
#include <gdal_priv.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/field_map.h"
#include "gis/products.h"

/// Made-up maps and fields, and the outside tools that read products back.
namespace leeward::test {

class ProductFolder {
public:
  ProductFolder() {
    static std::atomic<int> counter{0};
    path_ =
        std::filesystem::temp_directory_path() / fmt::format("leeward-products-{}-{}", ::getpid(), counter++);
    std::filesystem::create_directories(path_);
  }
  ProductFolder(const ProductFolder&) = delete;
  ProductFolder& operator=(const ProductFolder&) = delete;
  ~ProductFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      all.push_back(entry.path().filename());
    return all;
  }

private:
  std::filesystem::path path_;
};

struct ToolOutput {
  int exit_code = -1;
  std::string text;  ///< stdout and stderr
};

inline ToolOutput run_tool(const std::string& command) {
  ToolOutput output;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> block{};
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), pipe))
    output.text.append(block.data(), got);
  const int status = ::pclose(pipe);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

inline bool has_tool(const std::string& name) {
  return run_tool("command -v " + name).exit_code == 0;
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

using OpenDataset = std::unique_ptr<GDALDataset, decltype(&GDALClose)>;
inline OpenDataset open_dataset(const std::string& name, unsigned int kind) {
  GDALAllRegister();
  return {GDALDataset::FromHandle(
              GDALOpenEx(name.c_str(), kind | GDAL_OF_VERBOSE_ERROR, nullptr, nullptr, nullptr)),
          &GDALClose};
}

inline gis::ProductInfo product_info() {
  gis::ProductInfo info;
  info.crs_wkt2 = "EPSG:25833";
  info.title = "Teststadt & Söhne";
  info.scenario = "base";
  info.run_id = "base-2024-06-20-0a1b2c3d";
  info.input_hash = "0a1b2c3d";
  info.program = "leeward test";
  info.attribution = "© Somebody";
  info.extra = {{"SOLVER", "solver 1"}, {"ASSUMPTIONS", "cloud cover: 5 tenths in every hour, from the kit"}};
  return info;
}

/// Value = east index + 1000 x north index + `add`: every cell is told from every other.
inline FieldMap map_of(std::size_t columns, std::size_t rows, float add, const std::string& hour) {
  FieldMap map;
  map.grid = {columns, rows, {388005, 5818005}, 10};
  map.height_m = 1.5;
  map.pollutant = "NO2";
  map.statistic = "hourly mean";
  map.hour = hour;
  map.valid_hours = 1;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      map.values.push_back(static_cast<float>(column + 1000 * row) + add);
  return map;
}

inline ConcentrationField field_of(std::size_t columns, std::size_t rows, std::size_t hours) {
  ConcentrationField field;
  field.layout = {{columns, rows, {388005, 5818005}, 10}, {1.5, 10}};
  field.pollutants = {"NOx", "PM2.5"};
  field.scenario = "base";
  field.input_hash = "0a1b2c3d";
  for (std::size_t h = 0; h < hours; ++h) {
    field.hours.push_back({477000 + static_cast<std::int64_t>(h)});
    field.status.push_back(h % 5 == 3   ? HourStatus::calm
                           : h % 5 == 4 ? HourStatus::missing
                                        : HourStatus::valid);
  }
  field.values.assign(2 * hours * field.layout.size(), 0);
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t h = 0; h < hours; ++h) {
      if (field.status[h] != HourStatus::valid) continue;
      auto values = field.hour_values(p, h);
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i) + 0.25F * static_cast<float>(h + 7 * p);
    }
  return field;
}

}  // namespace leeward::test
