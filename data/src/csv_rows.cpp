#include "csv_rows.h"

#include <fmt/format.h>

#include "core/model/meteorology.h"
#include "table_source.h"

namespace leeward::data {

CsvRows::CsvRows(std::string_view text, const std::vector<std::string>& columns, FaultList& faults)
    : faults_(faults) {
  const auto lines = lines_of(without_bom(text));
  if (lines.empty()) {
    faults.error(0, "an empty file", "a header line");
    return;
  }
  const auto header = cells_of(lines.front(), ',');
  for (std::size_t i = 0; i < header.size(); ++i) index_.emplace(header[i], i);
  bool has_all = true;
  for (const std::string& column : columns) {
    if (index_.contains(column)) continue;
    faults.error(1, "no column " + column, "columns separated by commas");
    has_all = false;
  }
  for (std::size_t i = 1; has_all && i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty() || lines[i].starts_with('#')) continue;
    Row row{i + 1, cells_of(lines[i], ',')};
    if (row.cells.size() != header.size())
      faults.error(row.line, fmt::format("{} cells", row.cells.size()),
                   fmt::format("{}, as the header", header.size()));
    else
      rows_.push_back(std::move(row));
  }
}

std::string CsvRows::text(std::size_t row, const std::string& column) const {
  return rows_[row].cells[index_.at(column)];
}

double CsvRows::number(std::size_t row, const std::string& column) const {
  const std::string cell = text(row, column);
  const auto value = parse_number(cell);
  if (!value) faults_.error(rows_[row].line, fmt::format("{} = {}", column, shown(cell)), "a number");
  return value.value_or(missing);
}

}  // namespace leeward::data
