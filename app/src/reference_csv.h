#pragma once
#include <charconv>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "core/model/result.h"

/// Reading the reference set's tables: commas, one header line, no quotes.
namespace leeward::app {

std::vector<std::string_view> cells_of(std::string_view line);

template <class Number>
bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Hands over the cells of the named columns, row by row; a row that `take` refuses is an error that says
/// what was expected.
Result<void> for_each_row(const std::filesystem::path& file, const std::vector<std::string_view>& columns,
                          std::string_view expected,
                          const std::function<bool(const std::vector<std::string_view>&)>& take);

}  // namespace leeward::app
