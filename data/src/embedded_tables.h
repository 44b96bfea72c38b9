#pragma once
#include <string_view>

namespace leeward::data {

/// Text of a file of data/tables, compiled in: a program that is moved keeps its tables. Empty: no such file.
std::string_view embedded_table(std::string_view file_name);

}  // namespace leeward::data
