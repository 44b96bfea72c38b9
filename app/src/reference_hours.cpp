#include "reference_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "background.h"
#include "data/hourly_emissions_file.h"
#include "reference_factors.h"

namespace leeward::app {
namespace reference_hours {

using Json = nlohmann::json;

data::HourlySource::Kind kind_of(const Source& source) {
  if (std::holds_alternative<PointSource>(source)) return data::HourlySource::Kind::stack;
  if (std::holds_alternative<VolumeSource>(source)) return data::HourlySource::Kind::volume;
  return data::HourlySource::Kind::area_or_road;
}

/// AERMOD's name of a key of the case.
std::string type_of(const std::string& key) {
  if (key == "hour_of_day") return "HROFDY";
  if (key == "season_hour") return "SEASHR";
  if (key == "wind_speed") return "WSPEED";
  return key;
}

Result<BackgroundSector> sector_of(const Json& json, const std::string& id,
                                   const std::filesystem::path& folder, double ug_per_m3,
                                   const MetSeries& met) {
  BackgroundSector sector;
  for (const auto& [key, value] : json.items()) {
    if (key == "units" || key == "pollutant") continue;
    if (key == "file") {
      auto hourly = data::read_hourly_values(folder / value.get<std::string>(), met);
      if (!hourly) return tl::unexpected(hourly.error());
      sector.hourly = std::move(hourly->value);
      for (double& concentration : sector.hourly) concentration *= ug_per_m3;
      continue;
    }
    auto values =
        value.is_array() ? value.get<std::vector<double>>() : std::vector<double>{value.get<double>()};
    for (double& concentration : values) concentration *= ug_per_m3;
    auto by_time = factors_of_type(id, type_of(key), std::move(values));
    if (!by_time) return tl::unexpected(by_time.error());
    sector.by_time = std::move(*by_time);
  }
  return sector;
}

}  // namespace reference_hours

Result<void> add_hourly_emissions(const std::filesystem::path& file,
                                  const std::map<std::string, double>& rate_factors, Scenario& scenario) {
  const auto ids = data::sources_of_hourly_emissions(file);
  if (!ids) return tl::unexpected(ids.error());
  std::vector<data::HourlySource> wanted;
  for (Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    if (!ids->contains(shared.id)) continue;
    const auto factor = rate_factors.find(shared.id);
    std::visit(
        [&](auto& kind) {
          kind.hourly = wanted.size();
          for (double& rate : kind.rates) rate = rate != 0 ? 1 : 0;
        },
        source);
    wanted.push_back(
        {shared.id, reference_hours::kind_of(source), factor == rate_factors.end() ? 1 : factor->second});
  }
  auto emissions = data::read_hourly_emissions(file, wanted, scenario.met);
  if (!emissions) return tl::unexpected(emissions.error());
  for (HourlyEmissions& source : emissions->value)
    for (HourlyRelease& release : source.hours)
      if (release.exit_velocity_m_per_s < 0) release.exit_velocity_m_per_s = 0;  // as AERMOD takes it
  scenario.hourly_emissions = std::move(emissions->value);
  return {};
}

Result<void> add_background(const nlohmann::json& background, const std::filesystem::path& folder,
                            Scenario& scenario) {
  const auto factor = ug_per_m3_of_unit(background.at("units").get<std::string>(),
                                        background.value("pollutant", scenario.columns.front().pollutant));
  if (!factor) return tl::unexpected(factor.error());
  Background result;
  const bool has_sectors = background.contains("sectors");
  if (has_sectors) {
    for (const auto& [key, value] : background.items())
      if (key != "sectors" && key != "sector_starts_flow_vector_deg" && key != "units" && key != "pollutant")
        return fail(ErrorCode::input, fmt::format("background: found \"{}\" beside sectors", key));
    result.sector_starts_deg = background.at("sector_starts_flow_vector_deg").get<std::vector<double>>();
  }
  const nlohmann::json sectors = has_sectors ? background["sectors"] : nlohmann::json::array({background});
  for (const nlohmann::json& json : sectors) {
    auto sector = reference_hours::sector_of(
        json, fmt::format("background, sector {}", result.sectors.size() + 1), folder, *factor, scenario.met);
    if (!sector) return tl::unexpected(sector.error());
    result.sectors.push_back(std::move(*sector));
  }
  auto hours = background_of_hours(result, scenario.met);
  if (!hours) return tl::unexpected(hours.error());
  scenario.background_ug_per_m3 = std::move(*hours);
  return {};
}

}  // namespace leeward::app
