#include "bench_aermod.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "data/aermet_file.h"
#include "reference_shapes.h"

namespace leeward::app {
namespace bench_aermod {

using Json = nlohmann::json;

/// One row of a table by the names of its columns; a name that is not there throws, as nlohmann-json does for
/// a key.
class Row {
public:
  Row(const std::map<std::string, std::size_t>& columns, const std::vector<double>& values)
      : columns_(columns), values_(values) {}
  double operator[](const char* name) const { return values_.at(columns_.at(name)); }

private:
  const std::map<std::string, std::size_t>& columns_;
  const std::vector<double>& values_;
};

Source source_of(const std::string& type, const Row& row) {
  if (type == "POINT") {
    PointSource s;
    s.position_m = {row["x_m"], row["y_m"]};
    s.base_elevation_m = row["base_elev_m"];
    s.stack_height_m = row["release_height_m"];
    s.exit_temperature_k = row["exit_temperature_k"];
    s.exit_velocity_m_per_s = row["exit_velocity_m_s"];
    s.stack_diameter_m = row["diameter_m"];
    s.rates = {row["emission_g_s"]};
    return s;
  }
  if (type == "RLINE") {
    LineSource s;
    s.begin_m = {row["x_m"], row["y_m"]};
    s.end_m = {row["x2_m"], row["y2_m"]};
    s.width_m = row["width_m"];
    s.release_height_m = row["release_height_m"];
    s.initial_sigma_z_m = row["sigma_z0_m"];
    s.rates = {row["emission_g_s_m2"] * s.width_m};
    return s;
  }
  AreaSource s;
  s.polygon_m.outer =
      aermod_rectangle({row["x_m"], row["y_m"]}, row["x_length_m"], row["y_length_m"], row["angle_deg"]);
  s.release_height_m = row["release_height_m"];
  s.initial_sigma_z_m = row["sigma_z0_m"];
  s.rates = {row["emission_g_s_m2"]};
  return s;
}

/// Rows of numbers below one line of names.
Result<std::vector<std::vector<double>>> read_table(const std::filesystem::path& file, std::size_t columns) {
  std::ifstream in(file);
  std::string line;
  if (!in || !std::getline(in, line))
    return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
  std::vector<std::vector<double>> rows;
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::vector<double> row(columns);
    for (double& value : row)
      if (!(words >> value))
        return fail(ErrorCode::input, fmt::format("{} line {}: found \"{}\", expected {} numbers",
                                                  file.string(), number, line, columns));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<Receptor>> receptors_of(const Json& json, const std::filesystem::path& folder) {
  std::vector<Receptor> receptors;
  if (json.contains("file")) {
    const auto rows = read_table(folder / json["file"].get<std::string>(), 5);
    if (!rows) return tl::unexpected(rows.error());
    for (const auto& row : *rows)
      receptors.push_back({.position_m = {row[1], row[2]}, .elevation_m = row[3], .hill_height_m = row[4]});
    return receptors;
  }
  const Json& grid = json.at("grid");
  for (int row = 0; row < grid.at("ny").get<int>(); ++row)
    for (int column = 0; column < grid.at("nx").get<int>(); ++column)
      receptors.push_back({.position_m = {grid.at("x0").get<double>() + column * grid.at("dx").get<double>(),
                                          grid.at("y0").get<double>() + row * grid.at("dy").get<double>()}});
  return receptors;
}

Result<AermodBench> read(const std::filesystem::path& folder, const Json& document) {
  AermodBench bench;
  Scenario& s = bench.scenario;
  s.columns = {{.pollutant = "OTHER", .group = ""}};
  s.schedules = {constant_factors()};
  s.is_flat = document.at("flat").get<bool>();
  const Json& sources = document.at("sources");
  const auto type = sources.at("type").get<std::string>();
  if (type != "POINT" && type != "RLINE" && type != "AREA")
    return fail(ErrorCode::input, fmt::format("{}: found sources of type {}, expected POINT, RLINE or AREA",
                                              (folder / "case.json").string(), type));
  std::map<std::string, std::size_t> columns;
  for (const std::string name : sources.at("columns")) columns.emplace(name, columns.size());
  for (const Json& row : sources.at("rows")) {
    const auto values = row.get<std::vector<double>>();
    s.sources.push_back(source_of(type, Row(columns, values)));
  }
  auto receptors = receptors_of(document.at("receptors"), folder);
  if (!receptors) return tl::unexpected(receptors.error());
  s.receptors = std::move(*receptors);
  auto met = data::read_aermet(folder / "met.sfc", folder / "met.pfl", 0.0, 0.0);
  if (!met) return tl::unexpected(met.error());
  s.met = std::move(met->value);
  const auto expected = read_table(folder / "expected_period.csv", 4);
  if (!expected) return tl::unexpected(expected.error());
  if (expected->size() != s.receptors.size())
    return fail(ErrorCode::input,
                fmt::format("{}: found {} values, expected {}", (folder / "expected_period.csv").string(),
                            expected->size(), s.receptors.size()));
  for (const auto& row : *expected) bench.expected_mean_ug_per_m3.push_back(row[3]);
  return bench;
}

}  // namespace bench_aermod

Result<AermodBench> read_aermod_bench(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "case.json";
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
  try {
    return bench_aermod::read(folder, nlohmann::json::parse(in));
  } catch (const std::exception& error) {
    return fail(ErrorCode::input,
                fmt::format("{}: found {}, expected a speed benchmark", file.string(), error.what()));
  }
}

}  // namespace leeward::app
