#include "reference_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace leeward::app {

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

Result<void> for_each_row(const std::filesystem::path& file, const std::vector<std::string_view>& columns,
                          std::string_view expected,
                          const std::function<bool(const std::vector<std::string_view>&)>& take) {
  std::ifstream in(file);
  std::string line;
  if (!in || !std::getline(in, line))
    return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
  const std::vector<std::string_view> names = cells_of(line);
  std::vector<std::size_t> at;
  for (const std::string_view column : columns) {
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end())
      return fail(ErrorCode::input, fmt::format("{} line 1: found \"{}\", expected the columns {}",
                                                file.string(), line, fmt::join(columns, ", ")));
    at.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  const std::size_t last = *std::max_element(at.begin(), at.end());
  std::vector<std::string_view> wanted(columns.size());
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() > last)
      for (std::size_t i = 0; i < at.size(); ++i) wanted[i] = cells[at[i]];
    if (cells.size() <= last || !take(wanted))
      return fail(ErrorCode::input, fmt::format("{} line {}: found \"{}\", expected {}", file.string(),
                                                number, line, expected));
  }
  return {};
}

}  // namespace leeward::app
