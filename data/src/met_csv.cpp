#include "data/met_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "met_columns.h"
#include "table_source.h"
#include "text_input.h"
#include "time_format.h"

namespace leeward::data {
namespace {

constexpr std::size_t header_search_lines = 20;
/// A pyranometer's zero at night; ours is then 0.
constexpr double lowest_night_radiation_w_per_m2 = -20;

bool is_empty_word(std::string_view word) {
  static constexpr std::string_view empty_words[] = {"", "NA", "N/A", "na", "NaN", "nan", "null", "NULL"};
  return std::find(std::begin(empty_words), std::end(empty_words), word) != std::end(empty_words);
}

/// A number with decimal point, or with one decimal comma where the comma does not separate cells.
std::optional<double> number_of_cell(std::string cell, char separator) {
  if (separator != ',' && std::count(cell.begin(), cell.end(), ',') == 1 &&
      cell.find('.') == std::string::npos)
    cell[cell.find(',')] = '.';
  return parse_number(cell);
}

/// Reads a foreign table row by row.
class MetTableReader {
public:
  MetTableReader(const MetTable& table, const MetSite& site) : table_(table), faults_(table.file.string()) {
    series_.site = site;
  }

  Result<Loaded<ObservedSeries>> read() {
    const auto text = read_table_text(table_);
    if (!text) return tl::unexpected(text.error());
    const auto lines = lines_of(*text);
    faults_.check_end(*text);
    if (!find_columns(lines)) return faults_.refusal();
    for (std::size_t i = header_line_; i < lines.size(); ++i)
      if (!trimmed(lines[i]).empty()) read_row(lines[i], i + 1);
    return finish();
  }

private:
  struct Column {
    const MetColumn* quantity = nullptr;
    std::size_t index = 0;
    double missing_code = missing;
  };
  struct Row {
    ObservedHour hour;
    std::size_t line = 0;
  };

  bool find_columns(const std::vector<std::string_view>& lines) {
    if (const auto fault = fault_of_time_format(table_.time_format))
      faults_.error(0, fmt::format("time format {} with {}", shown(table_.time_format), *fault),
                    "for example %Y-%m-%d %H:%M");
    const auto time = table_.fields.find("time");
    if (time == table_.fields.end()) {
      faults_.error(0, "no column for the time", "fields with time");
      return false;
    }
    std::vector<std::string> header;
    for (std::size_t i = 0; i < std::min(lines.size(), header_search_lines) && time_columns_.empty(); ++i) {
      if (trimmed(lines[i]).empty()) continue;
      separator_ = table_.separator != '\0' ? table_.separator : find_separator(lines[i]);
      header = cells_of(lines[i], separator_);
      time_columns_ = columns_of_time(header, time->second);
      header_line_ = i + 1;
    }
    if (time_columns_.empty()) {
      const auto first = cells_of(lines.front(), find_separator(lines.front()));
      faults_.error(1, fmt::format("columns {}", shown(fmt::format("{}", fmt::join(first, ", ")))),
                    fmt::format("a header with the time column {}", shown(time->second)));
      return false;
    }
    for (const auto& [name, column_name] : table_.fields)
      if (name != "time") add_column(header, name, column_name);
    return !faults_.has_errors();
  }

  /// Columns of the time: one, or several joined by + ("date+hour"), read with a blank between them.
  static std::vector<std::size_t> columns_of_time(const std::vector<std::string>& header,
                                                  const std::string& name) {
    std::vector<std::size_t> columns;
    if (const auto whole = index_of(header, name)) return {*whole};
    std::string_view rest = name;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('+'), rest.size());
      const auto column = index_of(header, trimmed(rest.substr(0, end)));
      if (!column) return {};
      columns.push_back(*column);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return columns;
  }

  static std::optional<std::size_t> index_of(const std::vector<std::string>& header, std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
  }

  void add_column(const std::vector<std::string>& header, const std::string& name,
                  const std::string& column_name) {
    const MetColumn* quantity = find_met_column(name);
    const auto index = index_of(header, column_name);
    if (quantity == nullptr)
      faults_.error(header_line_, "the unknown quantity " + name, "one of " + met_column_names());
    if (!index)
      faults_.error(header_line_, fmt::format("columns {}", fmt::join(header, ", ")),
                    "a column " + column_name);
    else if (std::count(header.begin(), header.end(), column_name) > 1)
      faults_.error(header_line_, "several columns " + column_name, "one");
    if (quantity == nullptr || !index) return;
    const auto code = table_.missing_codes.find(name);
    columns_.push_back({quantity, *index, code == table_.missing_codes.end() ? missing : code->second});
  }

  void read_row(std::string_view line, std::size_t number) {
    const auto leave_out = [&](std::string found, std::string expected) {
      faults_.warning(number, std::move(found), std::move(expected), "row left out");
      ++rows_left_out_;
    };
    const auto cells = cells_of(line, separator_);
    std::size_t needed = *std::max_element(time_columns_.begin(), time_columns_.end());
    for (const Column& column : columns_) needed = std::max(needed, column.index);
    if (cells.size() <= needed)
      return leave_out(fmt::format("{} columns", cells.size()), fmt::format("at least {}", needed + 1));
    std::string stamp_text;
    for (const std::size_t column : time_columns_)
      stamp_text += (stamp_text.empty() ? "" : " ") + cells[column];
    const auto stamp = read_stamp(stamp_text, table_.time_format, table_.utc_offset_hours);
    if (!stamp) return leave_out("time " + stamp.error(), fmt::format("a time like {}", table_.time_format));
    Row row{{}, number};
    row.hour.hour = *stamp + (table_.is_hour_beginning ? 1 : 0);
    for (const auto& [name, value] : table_.values)
      if (const MetColumn* quantity = find_met_column(name))
        row.hour.*quantity->member = quantity->converted(value);
    for (const Column& column : columns_) {
      const std::string& cell = cells[column.index];
      if (is_empty_word(cell)) continue;
      const auto value = number_of_cell(cell, separator_);
      if (!value) return leave_out(fmt::format("{} {}", column.quantity->name, shown(cell)), "a number");
      if (*value == column.missing_code) continue;
      double ours = column.quantity->converted(*value);
      if (column.quantity->member == &ObservedHour::solar_radiation_w_per_m2 && ours < 0 &&
          ours >= lowest_night_radiation_w_per_m2) {
        ours = 0;
        ++night_radiation_;
      }
      if (ours < column.quantity->lowest || ours > column.quantity->highest)
        return leave_out(fmt::format("{} {}", column.quantity->name, cell), range_of(*column.quantity));
      row.hour.*column.quantity->member = ours;
    }
    rows_.push_back(row);
  }

  static std::string range_of(const MetColumn& quantity) {
    return fmt::format("{:.6g} to {:.6g} {}", (quantity.lowest - quantity.shift) / quantity.scale,
                       (quantity.highest - quantity.shift) / quantity.scale, quantity.unit);
  }

  Result<Loaded<ObservedSeries>> finish() {
    if (rows_.empty()) {
      FaultList refused(table_.file.string());
      refused.error(0, fmt::format("no row that can be read, {} left out", rows_left_out_),
                    "hourly observations");
      for (const Fault& fault : faults_.remarks())
        refused.error(0, fault.feature + ": " + fault.found, fault.expected);
      return refused.refusal();
    }
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Row& a, const Row& b) { return a.hour.hour < b.hour.hour; });
    std::int64_t missing_hours = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      const std::int64_t step = rows_[i].hour.hour - rows_[i - 1].hour.hour;
      if (step == 0)
        faults_.error(rows_[i].line,
                      fmt::format("hour {} a second time (first in line {})", to_iso(rows_[i].hour.hour),
                                  rows_[i - 1].line),
                      "each hour once");
      else
        missing_hours += step - 1;
    }
    if (faults_.has_errors()) return faults_.refusal();
    for (const Row& row : rows_) series_.hours.push_back(row.hour);
    bring_wind_to_site();
    tell(missing_hours);
    series_.origin = fmt::format("{}{}, hours {} to {}", table_.file.filename().string(),
                                 table_.member.empty() ? "" : " (" + table_.member + ")",
                                 to_iso(series_.hours.front().hour), to_iso(series_.hours.back().hour));
    return Loaded<ObservedSeries>{std::move(series_), faults_.remarks()};
  }

  void bring_wind_to_site() {
    if (table_.wind_measured_at_m <= 0) return;
    const double factor =
        std::pow(series_.site.wind_height_m / table_.wind_measured_at_m, table_.wind_power_law_exponent);
    for (ObservedHour& hour : series_.hours) hour.wind_speed_m_per_s *= factor;
  }

  void tell(std::int64_t missing_hours) {
    if (missing_hours > 0)
      faults_.warning(0, fmt::format("{} hours without a row between the first and the last", missing_hours),
                      "every hour", "they are not modelled");
    for (const Column& column : columns_) {
      const auto count =
          std::count_if(series_.hours.begin(), series_.hours.end(),
                        [&](const ObservedHour& hour) { return is_missing(hour.*column.quantity->member); });
      if (count > 0)
        faults_.note(
            fmt::format("{} missing in {} of {} hours", column.quantity->label, count, series_.hours.size()),
            "a value", "kept as missing");
    }
    if (night_radiation_ > 0)
      faults_.note(fmt::format("{} hours with slightly negative solar radiation", night_radiation_),
                   ">= 0 W/m2", "taken as 0");
  }

  const MetTable& table_;
  FaultList faults_;
  ObservedSeries series_;
  std::vector<Row> rows_;
  std::vector<std::size_t> time_columns_;
  std::vector<Column> columns_;
  char separator_ = ',';
  std::size_t header_line_ = 0;  ///< 1-based
  std::size_t rows_left_out_ = 0;
  std::size_t night_radiation_ = 0;
};

}  // namespace

Result<Loaded<ObservedSeries>> read_met_csv(const MetTable& table, const MetSite& site) {
  return MetTableReader(table, site).read();
}

}  // namespace leeward::data
