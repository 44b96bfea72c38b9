#include "table_source.h"

#include <fmt/format.h>

#include "data/atomic_file.h"
#include "text_input.h"
#include "zip_member.h"

namespace leeward::data {

Result<std::string> read_table_text(const MetTable& table) {
  const std::string name = table.file.string();
  auto content = read_file(table.file);
  if (!content) return content;
  if (is_zip(*content))
    content = read_zip_member(*content, name, table.member);
  else if (is_gzip(*content))
    content = read_gzip(*content, name);
  if (!content) return content;
  if (trimmed(without_bom(*content)).empty())
    return fail(ErrorCode::input, name + ": found no content, expected a table of hourly observations");
  if (content->find('\0') != std::string::npos)
    return fail(ErrorCode::input,
                name + ": found binary content (NUL bytes), expected a table as text (UTF-8 or Latin)");
  if (without_bom(*content).size() != content->size()) content->erase(0, 3);
  return content;
}

char find_separator(std::string_view header) {
  for (const char separator : {';', ',', '\t'})
    if (header.find(separator) != std::string_view::npos) return separator;
  return ' ';
}

std::vector<std::string> cells_of(std::string_view line, char separator) {
  std::vector<std::string> cells;
  if (separator == ' ') {
    for (std::size_t at = line.find_first_not_of(" \t"); at < line.size();
         at = line.find_first_not_of(" \t", at)) {
      const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
      cells.emplace_back(line.substr(at, end - at));
      at = end;
      if (end == line.size()) break;
    }
    return cells;
  }
  std::size_t at = 0;
  for (;;) {
    while (at < line.size() && line[at] == ' ') ++at;
    std::string cell;
    if (at < line.size() && line[at] == '"') {
      for (++at; at < line.size(); ++at) {
        if (line[at] == '"' && (at + 1 >= line.size() || line[at + 1] != '"')) break;
        if (line[at] == '"') ++at;
        cell += line[at];
      }
      at = std::min(line.find(separator, at), line.size());
    } else {
      const std::size_t end = std::min(line.find(separator, at), line.size());
      cell = std::string(trimmed(line.substr(at, end - at)));
      at = end;
    }
    cells.push_back(std::move(cell));
    if (at == line.size()) return cells;
    ++at;
  }
}

}  // namespace leeward::data
