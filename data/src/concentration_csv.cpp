#include "data/concentration_csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/model/meteorology.h"
#include "core/model/pollutant.h"
#include "table_source.h"
#include "text_input.h"

namespace leeward::data {
namespace {

constexpr std::string_view unit_suffix = "_ug_per_m3";
constexpr double highest_ug_per_m3 = 1e5;

/// The pollutant of a column; empty when it is none.
std::string pollutant_of(std::string_view column) {
  if (!column.ends_with(unit_suffix)) return {};
  const std::string_view id = column.substr(0, column.size() - unit_suffix.size());
  if (id == "O3") return "O3";
  const auto known = find_pollutant(id);
  return known ? std::string(known->id) : std::string();
}

class TableReader {
public:
  explicit TableReader(const std::filesystem::path& file) : faults_(file.string()) {}

  Result<Loaded<ConcentrationTable>> read(std::string_view text) {
    const auto lines = lines_of(text);
    if (read_header(lines.front()))
      for (std::size_t i = 1; i < lines.size(); ++i)
        if (!trimmed(lines[i]).empty()) read_row(lines[i], i + 1);
    if (table_.hours.empty() && !faults_.has_errors()) faults_.error(0, "no hours", "one row per hour");
    faults_.check_end(text);
    if (faults_.has_errors()) return faults_.refusal();
    for (std::size_t c = 0; c < names_.size(); ++c) table_.ug_per_m3[names_[c]] = std::move(columns_[c]);
    return Loaded<ConcentrationTable>{std::move(table_), faults_.remarks()};
  }

private:
  bool read_header(std::string_view line) {
    const auto cells = cells_of(line, ',');
    if (cells.size() < 2 || cells[0] != "time_utc") {
      faults_.error(1, shown(line), "the header time_utc,<pollutant>_ug_per_m3,...");
      return false;
    }
    for (std::size_t i = 1; i < cells.size(); ++i) {
      names_.push_back(pollutant_of(cells[i]));
      if (names_.back().empty())
        faults_.error(1, fmt::format("column {}", shown(cells[i])),
                      "<pollutant>_ug_per_m3, as NO2_ug_per_m3");
      else if (std::count(names_.begin(), names_.end(), names_.back()) > 1)
        faults_.error(1, fmt::format("column {} twice", shown(cells[i])), "each once");
    }
    columns_.resize(names_.size());
    return !faults_.has_errors();
  }

  void read_row(std::string_view line, std::size_t number) {
    const auto cells = cells_of(line, ',');
    if (cells.size() != names_.size() + 1)
      return faults_.error(number, fmt::format("{} columns", cells.size()),
                           fmt::format("{}", names_.size() + 1));
    const auto hour = parse_iso_hour(cells[0]);
    if (!hour)
      return faults_.error(number, "time " + shown(cells[0]), "the end of an hour such as 2025-03-16 03:00");
    if (!table_.hours.empty() && *hour <= table_.hours.back())
      return faults_.error(number, "hour " + shown(cells[0]), "ascending hours, none twice");
    std::vector<double> values;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const std::string& cell = cells[c + 1];
      const auto value = cell.empty() ? missing : parse_number(cell);
      if (!value || (!cell.empty() && !(*value >= 0 && *value <= highest_ug_per_m3)))
        return faults_.error(number, fmt::format("{} {}", names_[c], shown(cell)),
                             fmt::format("0 to {:.0f} ug/m3, or nothing", highest_ug_per_m3));
      values.push_back(*value);
    }
    table_.hours.push_back(*hour);
    for (std::size_t c = 0; c < names_.size(); ++c) columns_[c].push_back(values[c]);
  }

  FaultList faults_;
  ConcentrationTable table_;
  std::vector<std::string> names_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace

double ConcentrationTable::at(const std::string& pollutant, UtcHour hour) const {
  const auto column = ug_per_m3.find(pollutant);
  const auto found = std::lower_bound(hours.begin(), hours.end(), hour);
  if (column == ug_per_m3.end() || found == hours.end() || *found != hour) return missing;
  return column->second[static_cast<std::size_t>(found - hours.begin())];
}

Result<Loaded<ConcentrationTable>> read_concentrations(const std::filesystem::path& file) {
  const auto text = read_text(file, "hourly concentrations");
  if (!text) return tl::unexpected(text.error());
  return TableReader(file).read(*text);
}

}  // namespace leeward::data
