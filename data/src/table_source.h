#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/met_table.h"
#include "core/model/result.h"

namespace leeward::data {

/// The text of a table: as it is, out of a .gz, or the member of a .zip (told by content, not by name).
Result<std::string> read_table_text(const MetTable& table);

/// Separator of a header line: the most usual of ; , tab in it, else blanks (' ').
char find_separator(std::string_view header);
/// Cells of a line, without the blanks around them; quoted cells may hold the separator and "" for a quote.
/// @param separator ' ': any number of blanks and tabs
std::vector<std::string> cells_of(std::string_view line, char separator);

}  // namespace leeward::data
