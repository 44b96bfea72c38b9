#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"

/// What every reader of text in this module needs: lines, numbers and a list of everything wrong.
namespace leeward::data {

std::string_view trimmed(std::string_view text);
/// Without the UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);
/// Lines without their end (LF or CR LF); no empty last line after a final line end.
std::vector<std::string_view> lines_of(std::string_view text);
/// Words between blanks, tabs and commas.
std::vector<std::string_view> words_of(std::string_view line);
/// The whole text as a decimal number (leading + allowed); nullopt for anything else, nan and inf included.
std::optional<double> parse_number(std::string_view text);
std::optional<int> parse_integer(std::string_view text);
/// The text for a message: control characters as '?', at most 40 bytes.
std::string shown(std::string_view text);
/// Reads a file that must be text: refused when it is empty or holds NUL bytes. Without its byte order mark.
Result<std::string> read_text(const std::filesystem::path& file, std::string_view what);

/// Collects what is wrong with one file: errors refuse it, the rest travels with the value. Lists at most
/// `limit` of a severity and then says how many more there are.
class FaultList {
public:
  explicit FaultList(std::string file, std::size_t limit = 20) : file_(std::move(file)), limit_(limit) {}
  /// @param line 1-based; 0: the whole file
  void error(std::size_t line, std::string found, std::string expected);
  void warning(std::size_t line, std::string found, std::string expected, std::string handled);
  /// Warns when a text does not end with a line end: its last number may have been cut.
  void check_end(std::string_view text);
  void note(std::string found, std::string expected, std::string handled);
  bool has_errors() const { return error_count_ > 0; }
  std::size_t error_count() const { return error_count_; }
  /// Error of family `input` with all errors in it.
  Unexpected refusal() const;
  /// Notes and warnings.
  std::vector<Fault> remarks() const;

private:
  Fault make(Severity severity, std::size_t line, std::string found, std::string expected,
             std::string handled) const;
  std::string file_;
  std::size_t limit_;
  std::size_t error_count_ = 0;
  std::size_t warning_count_ = 0;
  std::vector<Fault> errors_;
  std::vector<Fault> remarks_;
};

}  // namespace leeward::data
