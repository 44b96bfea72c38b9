#include "reference_chemistry.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "background.h"
#include "data/hourly_emissions_file.h"
#include "dispersion/ozone.h"

namespace leeward::app {
namespace reference_chemistry {

using Json = nlohmann::json;

Unexpected refuse(const std::filesystem::path& folder, const std::string& found,
                  const std::string& expected) {
  return fail(ErrorCode::input,
              fmt::format("{}: found {}, expected {}", (folder / "case.json").string(), found, expected));
}

Result<std::vector<double>> ozone_of(const Json& no2, const std::filesystem::path& folder,
                                     const MetSeries& met) {
  const auto unit = ug_per_m3_of_unit(no2.at("ozone_units").get<std::string>(), "O3");
  if (!unit) return tl::unexpected(unit.error());
  auto hourly = data::read_hourly_ozone(folder / no2.at("ozone_file").get<std::string>(), met);
  if (!hourly) return tl::unexpected(hourly.error());
  for (double& value : hourly->value) value *= *unit;
  dispersion::SectoredSeries series;
  series.sectors = {{.by_time = {.id = {}, .values = {}}, .hourly = std::move(hourly->value)}};
  auto ozone = dispersion::ozone_of_hours(series, true, met);
  if (!ozone) return tl::unexpected(ozone.error());
  return std::move(ozone->ug_per_m3);
}

}  // namespace reference_chemistry

Result<dispersion::Chemistry> read_reference_chemistry(const nlohmann::json& document,
                                                       const std::filesystem::path& folder,
                                                       const Scenario& scenario) {
  using namespace reference_chemistry;
  dispersion::Chemistry chemistry;
  const Json& options = document.at("options");
  for (const std::string option : options.at("modelopt"))
    if (option == "ARM2" || option == "OLM")
      chemistry.method = option == "ARM2" ? ChemistryMethod::arm2 : ChemistryMethod::olm;
  const Json no2 = options.value("no2", Json::object());
  for (const auto& [key, value] : no2.items())
    if (key != "method" && key != "default_in_stack_ratio" && key != "equilibrium_ratio" &&
        key != "ozone_file" && key != "ozone_units" && key != "arm2_min_ratio" && key != "arm2_max_ratio")
      return refuse(folder, fmt::format("options.no2.{}", key), "only what the solver models");
  if (chemistry.method == ChemistryMethod::none) {
    if (!no2.empty()) return refuse(folder, "options.no2", "it beside ARM2 or OLM in modelopt");
    return chemistry;
  }
  chemistry.arm2.lowest = no2.value("arm2_min_ratio", chemistry.arm2.lowest);
  chemistry.arm2.highest = no2.value("arm2_max_ratio", chemistry.arm2.highest);
  chemistry.equilibrium_ratio = no2.value("equilibrium_ratio", dispersion::default_equilibrium_ratio);
  chemistry.converted.assign(scenario.columns.size(), true);
  std::map<std::string, double> ratio_of;
  for (const Json& source : document.at("sources"))
    if (source.contains("in_stack_no2_ratio"))
      ratio_of[source.at("id").get<std::string>()] = source["in_stack_no2_ratio"].get<double>();
  const Json source_options = document.value("source_options", Json::object());
  const std::string olm_group = source_options.value("olm_group", std::string());
  if (!olm_group.empty() && olm_group != "ALL")
    return refuse(folder, "olm_group " + olm_group, "ALL, or none");
  for (const Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    dispersion::Chemistry::OfSource own;
    // A group has a source's rate or nothing of it.
    own.nox_rate = *std::max_element(shared.rates.begin(), shared.rates.end());
    const auto ratio = ratio_of.find(shared.id);
    own.in_stack_ratio = ratio == ratio_of.end() ? no2.value("default_in_stack_ratio", 0.0) : ratio->second;
    if (!olm_group.empty()) own.olm_group = 0;
    chemistry.sources.push_back(own);
  }
  if (chemistry.method == ChemistryMethod::olm) {
    auto ozone = ozone_of(no2, folder, scenario.met);
    if (!ozone) return tl::unexpected(ozone.error());
    chemistry.ozone_ug_per_m3 = std::move(*ozone);
  }
  if (auto faults = dispersion::validate(chemistry, scenario); !faults.empty())
    return fail(ErrorCode::input,
                fmt::format("{}: the chemistry cannot be used", (folder / "case.json").string()),
                std::move(faults));
  return chemistry;
}

}  // namespace leeward::app
