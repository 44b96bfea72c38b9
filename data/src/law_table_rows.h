#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/assess/date.h"
#include "core/model/result.h"
#include "text_input.h"

namespace leeward::data {

/// One row of a table with named columns. What is wrong goes to the faults; `is_good` tells at the end.
class LawRow {
public:
  LawRow(const std::map<std::string, std::size_t>& columns, std::vector<std::string> cells, std::size_t line,
         FaultList& faults)
      : columns_(&columns), cells_(std::move(cells)), line_(line), faults_(&faults) {}

  bool is_good() const { return is_good_; }
  std::size_t line() const { return line_; }
  /// @param column  of the table's header
  const std::string& cell(std::string_view column) const;
  /// Must not be empty.
  std::string text(std::string_view column);
  double number(std::string_view column);
  std::optional<double> number_or_none(std::string_view column);
  /// 0 when empty.
  int count(std::string_view column);
  Date date(std::string_view column);
  std::optional<Date> date_or_none(std::string_view column);
  /// valid_from and valid_to, in order.
  void dates(Date& from, std::optional<Date>& to);
  void refuse(std::string_view column, std::string_view expected);
  /// The value, or its error as this row's.
  template <class T>
  T take(std::string_view column, const Result<T>& result) {
    if (result) return *result;
    is_good_ = false;
    faults_->error(line_, std::string(column) + ": " + result.error().message,
                   "a value as docs/standards.md says");
    return {};
  }

private:
  const std::map<std::string, std::size_t>* columns_;
  std::vector<std::string> cells_;
  std::size_t line_;
  FaultList* faults_;
  bool is_good_ = true;
};

/// A kind of table: its columns, all needed.
struct LawTableKind {
  std::vector<std::string_view> columns;
  std::function<void(LawRow& row, const std::filesystem::path& file)> take;
};

/// Hands the rows of a file to the kind whose columns its header has.
Result<void> read_law_table(const std::filesystem::path& file, std::string_view text,
                            std::span<const LawTableKind> kinds);

}  // namespace leeward::data
