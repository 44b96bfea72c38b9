#include "app/city_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "app/build_scenario.h"
#include "data/concentration_csv.h"
#include "dispersion/ozone.h"

namespace leeward::app {
namespace city_plan {

bool is_without_wind(const MetHour& hour) {
  return !(hour.wind_speed_m_per_s > 0);
}

Fault fault_of(Severity severity, std::string file, std::string layer, std::string found,
               std::string expected, std::string handled = "") {
  Fault fault;
  fault.severity = severity;
  fault.file = std::move(file);
  fault.layer = std::move(layer);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  fault.handled = std::move(handled);
  return fault;
}

class Planner {
public:
  Planner(const City& city, const MetSeries& met) : city_(city), settings_(city.settings), met_(met) {}

  Result<Loaded<dispersion::ColumnPlan>> plan() {
    add_columns();
    if (auto read = add_backgrounds(); !read) return tl::unexpected(read.error());
    const ChemistrySettings& chemistry = settings_.chemistry;
    plan_.chemistry.method = chemistry.method;
    plan_.chemistry.arm2 = {chemistry.arm2_lowest_ratio, chemistry.arm2_highest_ratio};
    plan_.chemistry.equilibrium_ratio = chemistry.equilibrium_ratio;
    if (chemistry.method == ChemistryMethod::olm) {
      if (auto read = add_ozone(); !read) return tl::unexpected(read.error());
      note_default_ratios();
    }
    return Loaded<dispersion::ColumnPlan>{std::move(plan_), std::move(notes_)};
  }

private:
  /// Columns of build_sources: the pollutants, then the in-stack NO2 of OLM.
  void add_columns() {
    const std::vector<std::string>& linear = settings_.pollutants;
    for (const std::string& id : product_pollutants(settings_)) {
      const bool is_made = id == "NO2" && settings_.chemistry.method != ChemistryMethod::none;
      const auto from = std::find(linear.begin(), linear.end(), is_made ? "NOx" : id);
      const auto column = static_cast<std::size_t>(from - linear.begin());
      dispersion::WantedColumn wanted;
      wanted.column.pollutant = id;
      wanted.parts.push_back({column, {}});
      if (is_made) {
        dispersion::ChemistryPool pool;
        pool.nox = {column};
        if (settings_.chemistry.method == ChemistryMethod::olm) pool.primary = linear.size();
        wanted.parts.back().pool = 0;
        plan_.pools.push_back(std::move(pool));
      }
      plan_.wanted.push_back(std::move(wanted));
    }
  }

  Result<void> add_backgrounds() {
    const BackgroundSettings& background = settings_.background;
    std::optional<data::ConcentrationTable> table;
    if (!background.file.empty()) {
      auto read = data::read_concentrations(city_.folder / background.file);
      if (!read) return tl::unexpected(read.error());
      table = std::move(read->value);
      notes_.insert(notes_.end(), read->faults.begin(), read->faults.end());
      for (const auto& [id, values] : table->ug_per_m3)
        if (id != "O3" && std::none_of(plan_.wanted.begin(), plan_.wanted.end(),
                                       [&](const auto& wanted) { return wanted.column.pollutant == id; }))
          notes_.push_back(fault_of(Severity::note, background.file, "background", "a background of " + id,
                                    "a pollutant of the twin", "not used"));
    }
    std::vector<Fault> faults;
    for (dispersion::WantedColumn& wanted : plan_.wanted) {
      const std::string& id = wanted.column.pollutant;
      const bool has_column = table && table->ug_per_m3.contains(id);
      const auto constant = background.ug_per_m3.find(id);
      if (!has_column && constant == background.ug_per_m3.end()) continue;
      fill(wanted, has_column ? &*table : nullptr,
           constant == background.ug_per_m3.end() ? missing : constant->second, faults);
    }
    if (faults.empty()) return {};
    return fail(ErrorCode::input, "the background cannot be used", std::move(faults));
  }

  /// Hours without a wind get no value anyway.
  void fill(dispersion::WantedColumn& wanted, const data::ConcentrationTable* table, double constant,
            std::vector<Fault>& faults) const {
    std::size_t without = 0;
    std::string first;
    for (const MetHour& hour : met_.hours) {
      double value = table == nullptr ? missing : table->at(wanted.column.pollutant, hour.hour);
      if (is_missing(value)) value = constant;
      if (is_missing(value) && is_without_wind(hour)) value = 0;
      if (is_missing(value) && without++ == 0) first = to_iso(hour.hour);
      wanted.background_ug_per_m3.push_back(value);
    }
    if (without == 0) return;
    faults.push_back(fault_of(Severity::error, settings_.background.file, "background",
                              fmt::format("{} in {} of {} hours without a value, the first {}",
                                          wanted.column.pollutant, without, met_.hours.size(), first),
                              fmt::format("a value in every hour, or [background.ug_per_m3] {} for the gaps",
                                          wanted.column.pollutant)));
  }

  Result<void> add_ozone() {
    const ChemistrySettings& given = settings_.chemistry;
    dispersion::SectorSeries sector;
    if (!is_missing(given.ozone_ug_per_m3)) sector.by_time.values = {given.ozone_ug_per_m3};
    if (!given.ozone_file.empty()) {
      auto table = data::read_concentrations(city_.folder / given.ozone_file);
      if (!table) return tl::unexpected(table.error());
      notes_.insert(notes_.end(), table->faults.begin(), table->faults.end());
      if (!table->value.ug_per_m3.contains("O3"))
        return fail(ErrorCode::input, "the ozone cannot be used",
                    {fault_of(Severity::error, given.ozone_file, "ozone", "no column O3_ug_per_m3", "it")});
      for (const MetHour& hour : met_.hours) sector.hourly.push_back(table->value.at("O3", hour.hour));
      constexpr std::int64_t remembered_hours = 24;
      const UtcHour first = met_.hours.front().hour;
      for (std::int64_t back = remembered_hours; back >= 1; --back)
        if (!sector.before.empty() || first + -back >= table->value.hours.front())
          sector.before.push_back(table->value.at("O3", first + -back));
    }
    dispersion::SectoredSeries series;
    series.sectors.push_back(std::move(sector));
    auto ozone = dispersion::ozone_of_hours(series, given.has_night_floor, met_);
    if (!ozone) return tl::unexpected(ozone.error());
    if (ozone->missing_hours > 0)
      notes_.push_back(
          fault_of(Severity::warning, given.ozone_file, "ozone",
                   fmt::format("no ozone in {} of {} hours", ozone->missing_hours, met_.hours.size()),
                   "a value in every hour, or ozone_ug_per_m3 for the gaps",
                   fmt::format("NO2 = {} NOx there", given.equilibrium_ratio)));
    plan_.chemistry.ozone_ug_per_m3 = std::move(ozone->ug_per_m3);
    return {};
  }

  void note_default_ratios() {
    const InStackRatios& ratios = settings_.chemistry.in_stack_ratios;
    std::string by_kind;
    const auto count = [&](const auto& features, const char* kind, double ratio) {
      const auto n = std::count_if(features.begin(), features.end(),
                                   [](const auto& feature) { return is_missing(feature.no2_ratio); });
      if (n > 0) by_kind += fmt::format("{}{} {} {}", by_kind.empty() ? "" : ", ", n, kind, ratio);
    };
    count(city_.stacks, "stacks", ratios.stacks);
    count(city_.volumes, "volumes", ratios.volumes);
    count(city_.areas, "areas", ratios.areas);
    count(city_.roads, "roads", ratios.roads);
    if (by_kind.empty()) return;
    notes_.push_back(fault_of(Severity::note, "city.gpkg", "chemistry", "features without no2_ratio",
                              "in-stack NO2/NOx of each", "[chemistry.in_stack_no2_ratio]: " + by_kind));
  }

  const City& city_;
  const TwinSettings& settings_;
  const MetSeries& met_;
  dispersion::ColumnPlan plan_;
  std::vector<Fault> notes_;
};

}  // namespace city_plan

Result<Loaded<dispersion::ColumnPlan>> plan_of_city(const City& city, const MetSeries& met) {
  return city_plan::Planner(city, met).plan();
}

std::string chemistry_text(const TwinSettings& settings) {
  const ChemistrySettings& given = settings.chemistry;
  if (given.method == ChemistryMethod::none) return {};
  dispersion::Chemistry chemistry;
  chemistry.method = given.method;
  chemistry.arm2 = {given.arm2_lowest_ratio, given.arm2_highest_ratio};
  chemistry.equilibrium_ratio = given.equilibrium_ratio;
  std::string text = dispersion::describe(chemistry);
  if (given.method != ChemistryMethod::olm) return text;
  text += ", all sources one group, ozone ";
  text +=
      given.ozone_file.empty() ? fmt::format("{} ug/m3", given.ozone_ug_per_m3) : "of " + given.ozone_file;
  return text;
}

std::string background_text(const TwinSettings& settings, const std::string& pollutant,
                            const dispersion::ColumnPlan& plan) {
  const auto wanted = std::find_if(plan.wanted.begin(), plan.wanted.end(),
                                   [&](const auto& one) { return one.column.pollutant == pollutant; });
  if (wanted == plan.wanted.end() || wanted->background_ug_per_m3.empty()) return "not included";
  const auto constant = settings.background.ug_per_m3.find(pollutant);
  const std::string number = constant == settings.background.ug_per_m3.end()
                                 ? std::string()
                                 : fmt::format("{} ug/m3", constant->second);
  if (settings.background.file.empty()) return "included, " + number;
  if (number.empty()) return "included, from " + settings.background.file;
  return fmt::format("included, {} where {} has none", number, settings.background.file);
}

}  // namespace leeward::app
