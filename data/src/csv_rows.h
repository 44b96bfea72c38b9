#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text_input.h"

namespace leeward::data {

/// A small table with a header line, its cells by the names of their columns. What is wrong goes to the fault
/// list.
class CsvRows {
public:
  /// @param columns  that must be there
  CsvRows(std::string_view text, const std::vector<std::string>& columns, FaultList& faults);
  std::size_t size() const { return rows_.size(); }
  std::size_t line(std::size_t row) const { return rows_[row].line; }
  std::string text(std::size_t row, const std::string& column) const;
  /// NaN after a fault.
  double number(std::size_t row, const std::string& column) const;

private:
  struct Row {
    std::size_t line;
    std::vector<std::string> cells;
  };
  std::map<std::string, std::size_t> index_;
  std::vector<Row> rows_;
  FaultList& faults_;
};

}  // namespace leeward::data
