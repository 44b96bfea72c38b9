#include "text_input.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "data/atomic_file.h"

namespace leeward::data {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  return text;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  const auto ends_word = [](char c) { return is_blank(c) || c == ','; };
  std::size_t at = 0;
  while (at < line.size()) {
    while (at < line.size() && ends_word(line[at])) ++at;
    const std::size_t begin = at;
    while (at < line.size() && !ends_word(line[at])) ++at;
    if (at > begin) words.push_back(line.substr(begin, at - begin));
  }
  return words;
}

std::optional<double> parse_number(std::string_view text) {
  text = without_plus(trimmed(text));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> parse_integer(std::string_view text) {
  text = without_plus(trimmed(text));
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string shown(std::string_view text) {
  std::string text_shown = "'";
  for (const char c : text.substr(0, 40))
    text_shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return text_shown + (text.size() > 40 ? "...'" : "'");
}

Result<std::string> read_text(const std::filesystem::path& file, std::string_view what) {
  auto content = read_file(file);
  if (!content) return content;
  if (trimmed(without_bom(*content)).empty())
    return fail(ErrorCode::input, fmt::format("{}: found an empty file, expected {}", file.string(), what));
  if (content->find('\0') != std::string::npos)
    return fail(ErrorCode::input,
                fmt::format("{}: found binary content (NUL bytes), expected {}", file.string(), what));
  if (content->size() != without_bom(*content).size()) content->erase(0, 3);
  return content;
}

Fault FaultList::make(Severity severity, std::size_t line, std::string found, std::string expected,
                      std::string handled) const {
  Fault fault;
  fault.severity = severity;
  fault.file = file_;
  if (line > 0) fault.feature = fmt::format("line {}", line);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  fault.handled = std::move(handled);
  return fault;
}

void FaultList::error(std::size_t line, std::string found, std::string expected) {
  if (error_count_++ < limit_)
    errors_.push_back(make(Severity::error, line, std::move(found), std::move(expected), ""));
}

void FaultList::warning(std::size_t line, std::string found, std::string expected, std::string handled) {
  if (warning_count_++ < limit_)
    remarks_.push_back(
        make(Severity::warning, line, std::move(found), std::move(expected), std::move(handled)));
}

void FaultList::check_end(std::string_view text) {
  if (!text.empty() && text.back() != '\n')
    warning(lines_of(text).size(), "no line end after the last line", "a whole file",
            "read as it is: its last value may be cut");
}

void FaultList::note(std::string found, std::string expected, std::string handled) {
  remarks_.push_back(make(Severity::note, 0, std::move(found), std::move(expected), std::move(handled)));
}

Unexpected FaultList::refusal() const {
  std::vector<Fault> faults = errors_;
  if (error_count_ > limit_)
    faults.push_back(
        make(Severity::error, 0, fmt::format("{} more errors", error_count_ - limit_), "none", ""));
  return fail(ErrorCode::input,
              fmt::format("{} cannot be used: {} error{}", file_, error_count_, error_count_ == 1 ? "" : "s"),
              std::move(faults));
}

std::vector<Fault> FaultList::remarks() const {
  std::vector<Fault> faults = remarks_;
  if (warning_count_ > limit_)
    faults.push_back(
        make(Severity::warning, 0, fmt::format("{} more warnings", warning_count_ - limit_), "none", ""));
  return faults;
}

}  // namespace leeward::data
