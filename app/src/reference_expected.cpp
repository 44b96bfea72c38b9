#include "reference_expected.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <map>
#include <string_view>

namespace leeward::app {
namespace reference_expected {

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find(',', begin);
    cells.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return cells;
    begin = end + 1;
  }
}

template <class Number>
bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

class ExpectedReader {
public:
  explicit ExpectedReader(const Scenario& scenario)
      : hours_(scenario.met.hours.size()), receptors_(scenario.receptors.size()) {
    for (const Column& column : scenario.columns) column_of_.emplace(column.group, column_of_.size());
    const std::size_t size = hours_ * column_of_.size() * receptors_;
    expected_.values.assign(size, std::numeric_limits<double>::quiet_NaN());
    expected_.is_tight.assign(size, false);
  }

  /// Values of a later file replace those of an earlier one.
  Result<void> add(const std::filesystem::path& file, bool is_tight) {
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line))
      return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
    const std::vector<std::string_view> names = cells_of(line);
    constexpr std::array<std::string_view, 4> wanted = {"hour", "rec", "group", "conc"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto found = std::find(names.begin(), names.end(), wanted[i]);
      if (found == names.end())
        return fail(ErrorCode::input,
                    fmt::format("{} line 1: found \"{}\", expected the columns hour, rec, group and conc",
                                file.string(), line));
      cell_of_[i] = static_cast<std::size_t>(found - names.begin());
    }
    for (std::size_t number = 2; std::getline(in, line); ++number)
      if (!take(line, is_tight))
        return fail(ErrorCode::input,
                    fmt::format("{} line {}: found \"{}\", expected an hour, receptor and group of the "
                                "case and a number",
                                file.string(), number, line));
    expected_.against += (expected_.against.empty() ? "" : " and ") + file.filename().string();
    return {};
  }

  ExpectedValues take_all() { return std::move(expected_); }

private:
  bool take(std::string_view line, bool is_tight) {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() <= *std::max_element(cell_of_.begin(), cell_of_.end())) return false;
    std::size_t hour = 0;
    std::size_t receptor = 0;
    double value = 0;
    const auto column = column_of_.find(cells[cell_of_[2]]);
    if (column == column_of_.end() || !is_number(cells[cell_of_[0]], hour) ||
        !is_number(cells[cell_of_[1]], receptor) || !is_number(cells[cell_of_[3]], value))
      return false;
    if (hour < 1 || hour > hours_ || receptor < 1 || receptor > receptors_) return false;
    const std::size_t at = ((hour - 1) * column_of_.size() + column->second) * receptors_ + receptor - 1;
    expected_.values[at] = value;
    expected_.is_tight[at] = is_tight;
    return true;
  }

  std::size_t hours_;
  std::size_t receptors_;
  std::map<std::string, std::size_t, std::less<>> column_of_;
  std::array<std::size_t, 4> cell_of_{};
  ExpectedValues expected_;
};

}  // namespace reference_expected

Result<ExpectedValues> read_expected(const std::filesystem::path& folder, const Scenario& scenario) {
  reference_expected::ExpectedReader reader(scenario);
  bool has_any = false;
  for (const bool is_tight : {false, true}) {
    const char* name = is_tight ? "expected_tight.csv" : "expected.csv";
    std::error_code ignored;
    if (!std::filesystem::exists(folder / name, ignored)) continue;
    if (const auto added = reader.add(folder / name, is_tight); !added) return tl::unexpected(added.error());
    has_any = true;
  }
  if (!has_any)
    return fail(ErrorCode::input,
                fmt::format("{}: found no hourly values, expected expected.csv or expected_tight.csv",
                            folder.string()));
  return reader.take_all();
}

}  // namespace leeward::app
