#include "core/assess/air_quality_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace leeward {
namespace {

constexpr std::pair<IndexAverage, const char*> average_names[] = {
    {IndexAverage::quarter_hour, "15min"},
    {IndexAverage::hour, "1h"},
    {IndexAverage::rolling_8h, "8h"},
    {IndexAverage::rolling_24h, "24h"},
    {IndexAverage::day, "day"},
    {IndexAverage::daily_max_quarter_hour, "dm15min"},
    {IndexAverage::daily_max_1h, "dm1h"},
    {IndexAverage::daily_max_8h, "dm8h"},
    {IndexAverage::nowcast, "nowcast"}};

/// Integers that the fraction arithmetic misses by a bit stay what they are.
constexpr double slack = 1e-9;

double linear(const IndexBreakpoint& row, double concentration) {
  return (row.index_hi - row.index_lo) / (*row.conc_hi - row.conc_lo) * (concentration - row.conc_lo) +
         row.index_lo;
}

int rounded_index(const IndexBreakpoint& row, double index) {
  switch (row.index_rounding) {
    case IndexBreakpoint::IndexRounding::ceil:
      return static_cast<int>(std::ceil(index - slack));
    case IndexBreakpoint::IndexRounding::half_up:
      return static_cast<int>(std::floor(index + 0.5 + slack));
    case IndexBreakpoint::IndexRounding::band:
      break;
  }
  return static_cast<int>(row.index_lo);
}

/// CN: the index is whole as soon as one of PM2.5, PM10 and O3 is there. EAQI: NO2 and PM, and O3 away from
/// traffic.
bool is_incomplete(std::string_view index, const std::vector<SubIndex>& sub_indices, const IndexSite& site) {
  const auto has = [&](std::string_view pollutant) {
    return std::any_of(sub_indices.begin(), sub_indices.end(),
                       [&](const SubIndex& one) { return one.pollutant == pollutant; });
  };
  const bool has_pm = has("PM2.5") || has("PM10");
  if (index == "CN-AQI") return !has_pm && !has("O3");
  if (index == "EAQI") return !has("NO2") || !has_pm || (!site.is_traffic && !has("O3"));
  return false;
}

Fault fault_at(const std::string& file, std::size_t line, std::string found, std::string expected) {
  Fault fault;
  fault.file = file;
  fault.feature = fmt::format("line {}", line);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  return fault;
}

}  // namespace

std::optional<IndexReport> index_report_of(std::string_view text) {
  if (text == "daily") return IndexReport::daily;
  if (text == "real-time") return IndexReport::real_time;
  return std::nullopt;
}

const char* to_text(IndexReport report) {
  return report == IndexReport::daily ? "daily" : "real-time";
}

std::optional<IndexAverage> index_average_of(std::string_view text) {
  for (const auto& [average, name] : average_names)
    if (name == text) return average;
  return std::nullopt;
}

const char* to_text(IndexAverage average) {
  for (const auto& [one, name] : average_names)
    if (one == average) return name;
  return "?";
}

std::optional<std::string> IndexTables::version_at(std::string_view index, Date date) const {
  for (const IndexBreakpoint& row : breakpoints)
    if (row.index == index && row.valid_from <= date && (!row.valid_to || date <= *row.valid_to))
      return row.version;
  return std::nullopt;
}

const IndexCategory* IndexTables::category(std::string_view index, std::string_view version,
                                           double value) const {
  for (const IndexCategory& one : categories)
    if (one.index == index && one.version == version && one.index_lo <= value &&
        (!one.index_hi || value <= *one.index_hi))
      return &one;
  return nullptr;
}

std::vector<const IndexInput*> IndexTables::inputs_of(std::string_view index, std::string_view version,
                                                      IndexReport report) const {
  std::vector<const IndexInput*> found;
  for (const IndexInput& input : inputs)
    if (input.index == index && input.version == version && input.report == report) found.push_back(&input);
  return found;
}

std::vector<const IndexBreakpoint*> IndexTables::segments_of(std::string_view index, std::string_view version,
                                                             std::string_view pollutant,
                                                             std::string_view table) const {
  std::vector<const IndexBreakpoint*> found;
  for (const IndexBreakpoint& row : breakpoints)
    if (row.index == index && row.version == version && row.pollutant == pollutant && row.averaging == table)
      found.push_back(&row);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->conc_lo < b->conc_lo; });
  return found;
}

std::vector<Fault> faults_of(const IndexTables& tables) {
  std::vector<Fault> faults;
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  std::map<std::pair<std::string, std::string>, const IndexBreakpoint*> versions;
  for (const IndexBreakpoint& row : tables.breakpoints) {
    const auto [version, is_new] = versions.try_emplace({row.index, row.version}, &row);
    if (!is_new &&
        (version->second->valid_from != row.valid_from || version->second->valid_to != row.valid_to))
      faults.push_back(fault_at(row.file, row.line,
                                fmt::format("{} {} with other dates than in line {}", row.index, row.version,
                                            version->second->line),
                                "the same dates in all rows of a version"));
    if (!seen.insert({row.index, row.version, row.pollutant, row.averaging}).second) continue;
    const auto segments = tables.segments_of(row.index, row.version, row.pollutant, row.averaging);
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
      const IndexBreakpoint& below = *segments[i];
      const IndexBreakpoint& above = *segments[i + 1];
      // Closed segments end one step of the rounding before the next begins.
      const double step =
          above.interval == IndexBreakpoint::Interval::closed ? std::pow(10.0, -above.rounding.decimals) : 0;
      if (!below.conc_hi || std::abs(*below.conc_hi + step - above.conc_lo) > slack)
        faults.push_back(fault_at(above.file, above.line,
                                  fmt::format("{} {} {} {} from {} after line {}", above.index, above.version,
                                              above.pollutant, above.averaging, above.conc_lo, below.line),
                                  "segments that follow each other without gap or overlap"));
    }
    if (tables.category(row.index, row.version, row.index_lo) == nullptr)
      faults.push_back(
          fault_at(row.file, row.line,
                   fmt::format("{} {} without a category for {}", row.index, row.version, row.index_lo),
                   "a category for every index"));
  }
  for (auto a = versions.begin(); a != versions.end(); ++a)
    for (auto b = std::next(a); b != versions.end(); ++b) {
      const IndexBreakpoint& one = *a->second;
      const IndexBreakpoint& other = *b->second;
      if (one.index == other.index && (!one.valid_to || other.valid_from <= *one.valid_to) &&
          (!other.valid_to || one.valid_from <= *other.valid_to))
        faults.push_back(fault_at(other.file, other.line,
                                  fmt::format("{} {} while {} holds ({} line {})", other.index, other.version,
                                              one.version, one.file, one.line),
                                  "one version for any day"));
    }
  for (const IndexInput& input : tables.inputs)
    if (tables.segments_of(input.index, input.version, input.pollutant, input.table).empty())
      faults.push_back(fault_at(
          input.file, input.line,
          fmt::format("{} {} {} by the table {}", input.index, input.version, input.pollutant, input.table),
          "a table of that name in the breakpoints"));
  return faults;
}

std::optional<SubIndex> sub_index(const IndexTables& tables, const IndexInput& input, double concentration) {
  const auto segments = tables.segments_of(input.index, input.version, input.pollutant, input.table);
  if (segments.empty()) return std::nullopt;
  const IndexBreakpoint& first = *segments.front();
  const IndexBreakpoint& last = *segments.back();
  SubIndex result;
  result.pollutant = input.pollutant;
  result.average = input.average;
  result.concentration = rounded(concentration * input.factor, first.rounding);
  result.is_estimate = input.factor != 1;
  const double c = std::max(result.concentration, 0.0);
  if (last.conc_hi && c > *last.conc_hi) {
    result.is_above_table = true;
    if (input.above == IndexInput::Above::none) return std::nullopt;
    result.index = input.above == IndexInput::Above::number ? static_cast<int>(input.above_index)
                                                            : rounded_index(last, linear(last, c));
    return result;
  }
  for (const IndexBreakpoint* row : segments) {
    const bool is_from = row->interval == IndexBreakpoint::Interval::closed
                             ? c >= row->conc_lo
                             : c > row->conc_lo || (row == &first && c == row->conc_lo);
    if (!is_from || (row->conc_hi && c > *row->conc_hi)) continue;
    const bool is_band = row->index_rounding == IndexBreakpoint::IndexRounding::band;
    result.index = is_band ? static_cast<int>(row->index_lo) : rounded_index(*row, linear(*row, c));
    return result;
  }
  return std::nullopt;
}

std::optional<AirQualityIndex> air_quality_index(const IndexTables& tables, std::string_view index, Date date,
                                                 IndexReport report,
                                                 const IndexConcentrations& concentrations,
                                                 const IndexSite& site) {
  const auto version = tables.version_at(index, date);
  if (!version) return std::nullopt;
  AirQualityIndex result;
  result.index = index;
  result.version = *version;
  const auto inputs = tables.inputs_of(index, *version, report);
  const auto has_index = [&](const std::string& pollutant) {
    return std::any_of(result.sub_indices.begin(), result.sub_indices.end(),
                       [&](const SubIndex& one) { return one.pollutant == pollutant; });
  };
  std::set<std::string> lacking;  // a needed mean
  for (const bool is_fallback : {false, true})
    for (const IndexInput* input : inputs) {
      if ((input->use == IndexInput::Use::fallback) != is_fallback) continue;
      if (is_fallback && has_index(input->pollutant)) continue;
      const auto found = concentrations.find({input->pollutant, input->average});
      if (found == concentrations.end() || !std::isfinite(found->second)) {
        if (input->use == IndexInput::Use::needed) lacking.insert(input->pollutant);
        continue;
      }
      auto one = sub_index(tables, *input, found->second);
      if (!one) continue;
      result.needs_check =
          result.needs_check || input->verified != "yes" ||
          tables.segments_of(index, *version, input->pollutant, input->table).front()->verified != "yes";
      result.sub_indices.push_back(std::move(*one));
    }
  for (const IndexInput* input : inputs) {
    if (has_index(input->pollutant) && !lacking.contains(input->pollutant)) continue;
    if (std::find(result.missing.begin(), result.missing.end(), input->pollutant) == result.missing.end())
      result.missing.push_back(input->pollutant);
  }
  if (result.sub_indices.empty()) return std::nullopt;
  for (const SubIndex& one : result.sub_indices) result.value = std::max(result.value, one.index);
  const int primary_above = index == "CN-AQI" ? 50 : 0;
  for (const SubIndex& one : result.sub_indices) {
    if (one.index != result.value) continue;
    result.is_estimate = result.is_estimate || one.is_estimate;
    if (result.value > primary_above &&
        std::find(result.primary.begin(), result.primary.end(), one.pollutant) == result.primary.end())
      result.primary.push_back(one.pollutant);
  }
  result.category = tables.category(index, *version, result.value);
  result.needs_check =
      result.needs_check || (result.category != nullptr && result.category->verified != "yes");
  result.is_incomplete = is_incomplete(index, result.sub_indices, site);
  return result;
}

std::optional<double> nowcast_pm(std::span<const std::optional<double>> latest_first) {
  constexpr std::size_t hours = 12;
  const auto used = latest_first.subspan(0, std::min(hours, latest_first.size()));
  const auto newest = used.subspan(0, std::min<std::size_t>(3, used.size()));
  if (std::count_if(newest.begin(), newest.end(), [](const auto& value) { return value.has_value(); }) < 2)
    return std::nullopt;
  double largest = -INFINITY;
  double smallest = INFINITY;
  for (const std::optional<double>& value : used) {
    if (!value) continue;
    largest = std::max(largest, *value);
    smallest = std::min(smallest, *value);
  }
  if (largest <= 0) return 0.0;
  const double weight = std::max(0.5, 1 - (largest - smallest) / largest);
  double sum = 0;
  double weights = 0;
  double power = 1;
  for (const std::optional<double>& value : used) {
    if (value) {
      sum += power * *value;
      weights += power;
    }
    power *= weight;
  }
  return rounded(sum / weights, {Rounding::Mode::truncate, 1});
}

}  // namespace leeward
