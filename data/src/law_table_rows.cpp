#include "law_table_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "table_source.h"

namespace leeward::data {

const std::string& LawRow::cell(std::string_view column) const {
  return cells_[columns_->at(std::string(column))];
}

void LawRow::refuse(std::string_view column, std::string_view expected) {
  is_good_ = false;
  faults_->error(line_, fmt::format("{} {}", column, shown(cell(column))), std::string(expected));
}

std::string LawRow::text(std::string_view column) {
  if (cell(column).empty()) refuse(column, "a text");
  return cell(column);
}

double LawRow::number(std::string_view column) {
  const auto value = parse_number(cell(column));
  if (!value) refuse(column, "a number");
  return value.value_or(0);
}

std::optional<double> LawRow::number_or_none(std::string_view column) {
  if (cell(column).empty()) return std::nullopt;
  return number(column);
}

int LawRow::count(std::string_view column) {
  if (cell(column).empty()) return 0;
  const auto value = parse_integer(cell(column));
  if (!value || *value < 0) refuse(column, "a count, or nothing");
  return value.value_or(0);
}

Date LawRow::date(std::string_view column) {
  const auto value = parse_iso_date(cell(column));
  if (!value) refuse(column, "a date as 2026-03-01");
  return value.value_or(Date{});
}

std::optional<Date> LawRow::date_or_none(std::string_view column) {
  if (cell(column).empty()) return std::nullopt;
  return date(column);
}

void LawRow::dates(Date& from, std::optional<Date>& to) {
  from = date("valid_from");
  to = date_or_none("valid_to");
  if (is_good_ && to && *to < from)
    refuse("valid_to", fmt::format("a date from {} on, or nothing", to_iso(from)));
}

Result<void> read_law_table(const std::filesystem::path& file, std::string_view text,
                            std::span<const LawTableKind> kinds) {
  FaultList faults(file.string());
  const auto lines = lines_of(text);
  const std::vector<std::string> header = cells_of(lines.empty() ? std::string_view() : lines[0], ',');
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < header.size(); ++i) columns.emplace(header[i], i);
  // The kind that shares the most columns is the one meant.
  const auto shared = [&](const LawTableKind& kind) {
    return std::count_if(kind.columns.begin(), kind.columns.end(),
                         [&](std::string_view name) { return columns.contains(std::string(name)); });
  };
  const auto kind =
      std::max_element(kinds.begin(), kinds.end(),
                       [&](const LawTableKind& a, const LawTableKind& b) { return shared(a) < shared(b); });
  if (kind == kinds.end() || shared(*kind) != static_cast<std::ptrdiff_t>(kind->columns.size()) ||
      header.size() != kind->columns.size()) {
    faults.error(1, fmt::format("the columns {}", fmt::join(header, ",")),
                 fmt::format("the columns {}", fmt::join(kind->columns, ",")));
    return faults.refusal();
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty()) continue;
    std::vector<std::string> cells = cells_of(lines[i], ',');
    if (cells.size() != header.size()) {
      faults.error(i + 1, fmt::format("{} cells", cells.size()), fmt::format("{}", header.size()));
      continue;
    }
    LawRow row(columns, std::move(cells), i + 1, faults);
    kind->take(row, file);
  }
  if (faults.has_errors()) return faults.refusal();
  return {};
}

}  // namespace leeward::data
