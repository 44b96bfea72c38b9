#pragma once
// Texts as broken as files get: what an editor, a script, a transfer or ill will makes of them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace leeward::testing {

class Mutations {
public:
  explicit Mutations(std::uint32_t seed) : random_(seed) {}

  /// The text with one to three things wrong.
  std::string of(const std::string& text) {
    std::string broken = text;
    for (std::size_t n = 1 + whole(3); n > 0; --n) broken = once(broken);
    return broken;
  }

private:
  std::size_t whole(std::size_t below) { return random_() % below; }

  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
      lines.back() += c;
      if (c == '\n') lines.emplace_back();
    }
    if (lines.back().empty()) lines.pop_back();
    if (lines.empty()) lines.emplace_back();
    return lines;
  }
  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

  std::string once(const std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    std::string& line = lines[whole(lines.size())];
    switch (whole(12)) {
      case 0:
        line.clear();
        break;
      case 1:
        line += line;
        break;
      case 2:
        std::swap(line, lines[whole(lines.size())]);
        break;
      case 3:
      case 4:
      case 5:
      case 6:
        replace_word(line);
        break;
      case 7:
        line.insert(whole(line.size() + 1), 1'000'000, whole(2) == 0 ? 'x' : '9');
        break;
      case 8:
        line.insert(whole(line.size() + 1), 1, static_cast<char>(whole(32)));
        break;
      case 9:
        return text.substr(0, whole(text.size() + 1));
      case 10: {
        std::string bytes = text;
        for (int i = 0; i < 3 && !bytes.empty(); ++i)
          bytes[whole(bytes.size())] = static_cast<char>(whole(256));
        return bytes;
      }
      default:
        if (whole(4) != 0) return without_newlines(text);
        return in_utf16(text);
    }
    return joined(lines);
  }

  void replace_word(std::string& line) {
    static constexpr auto words = std::to_array<std::string_view>({"NaN",
                                                                   "nan",
                                                                   "1e400",
                                                                   "-1e400",
                                                                   "inf",
                                                                   "-1",
                                                                   "-0",
                                                                   "0",
                                                                   "",
                                                                   "1e-400",
                                                                   "99999999999999999999",
                                                                   "2147483648",
                                                                   "-2147483649",
                                                                   "1000000",
                                                                   "'",
                                                                   "\"",
                                                                   "*",
                                                                   "3*",
                                                                   "*3",
                                                                   "999999999*1.0",
                                                                   "0*1",
                                                                   "-",
                                                                   "A-",
                                                                   "A-A",
                                                                   "-A",
                                                                   ".",
                                                                   "e",
                                                                   "1.2.3",
                                                                   "0x10",
                                                                   "1,5",
                                                                   "**",
                                                                   "ALL",
                                                                   "CO",
                                                                   "FINISHED",
                                                                   "null",
                                                                   "[]",
                                                                   "{",
                                                                   "../../../../../etc/passwd",
                                                                   "/dev/null",
                                                                   "/",
                                                                   "\xff\xfe",
                                                                   "\xc3",
                                                                   "24",
                                                                   "366",
                                                                   "%s%n"});
    std::vector<std::pair<std::size_t, std::size_t>> found;  // begin, length
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t begin = line.find_first_not_of(" \t\r\n,", i);
      if (begin == std::string::npos) break;
      const std::size_t end = std::min(line.find_first_of(" \t\r\n,", begin), line.size());
      found.emplace_back(begin, end - begin);
      i = end;
    }
    if (found.empty()) return;
    const auto [begin, length] = found[whole(found.size())];
    line.replace(begin, length, words[whole(words.size())]);
  }
  static std::string without_newlines(const std::string& text) {
    std::string other = text;
    std::replace(other.begin(), other.end(), '\n', '\r');
    return other;
  }
  static std::string in_utf16(const std::string& text) {
    std::string wide = "\xff\xfe";
    for (const char c : text) {
      wide += c;
      wide += '\0';
    }
    return wide;
  }

  std::mt19937 random_;
};

}  // namespace leeward::testing
