#include "aermod_values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "text_input.h"

namespace leeward::data::aermod {
namespace {

struct IdParts {
  std::string_view letters;
  unsigned long long number = 0;
  std::string_view rest;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

IdParts parts_of(std::string_view id) {
  IdParts parts;
  std::size_t at = 0;
  while (at < id.size() && !is_digit(id[at])) ++at;
  parts.letters = id.substr(0, at);
  const std::size_t begin = at;
  while (at < id.size() && is_digit(id[at])) ++at;
  // An id has 12 characters at most, so its number fits.
  std::from_chars(id.data() + begin, id.data() + at, parts.number);
  parts.rest = id.substr(at);
  return parts;
}

}  // namespace

std::optional<double> parse_fortran(std::string_view text) {
  if (text.empty() || text.size() > 60) return std::nullopt;
  std::array<char, 64> plain{};
  std::size_t size = 0;
  for (const char c : text) plain[size++] = c == 'D' || c == 'd' ? 'E' : c;
  return parse_number(std::string_view(plain.data(), size));
}

std::optional<int> parse_rank(std::string_view text) {
  static constexpr std::array names = std::to_array<std::string_view>(
      {"FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH"});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (text == names[i]) return static_cast<int>(i) + 1;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const std::string_view ending = text.substr(digits);
  if (!ending.empty() && ending != "ST" && ending != "ND" && ending != "RD" && ending != "TH")
    return std::nullopt;
  const auto rank = parse_integer(text.substr(0, digits));
  if (!rank || *rank < 1 || *rank > 999) return std::nullopt;
  return rank;
}

std::optional<IdRange> parse_id_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return IdRange{std::string(text), std::string(text), false};
  IdRange range{std::string(text.substr(0, dash)), std::string(text.substr(dash + 1)), true};
  if (range.low.empty() || range.high.empty() || range.high.find('-') != std::string::npos)
    return std::nullopt;
  const IdParts low = parts_of(range.low);
  const IdParts high = parts_of(range.high);
  if (high.letters < low.letters || high.number < low.number || high.rest < low.rest) return std::nullopt;
  return range;
}

bool is_in_range(std::string_view id, const IdRange& range) {
  if (!range.is_range) return id == range.low;
  const IdParts parts = parts_of(id);
  const IdParts low = parts_of(range.low);
  const IdParts high = parts_of(range.high);
  return parts.letters >= low.letters && parts.letters <= high.letters && parts.number >= low.number &&
         parts.number <= high.number && parts.rest >= low.rest && parts.rest <= high.rest;
}

std::size_t factor_count(std::string_view type) {
  static constexpr std::pair<std::string_view, std::size_t> counts[] = {
      {"SEASON", 4},   {"MONTH", 12},   {"HROFDY", 24},   {"WSPEED", 6},   {"SEASHR", 96},   {"HRDOW", 72},
      {"HRDOW7", 168}, {"SHRDOW", 288}, {"SHRDOW7", 672}, {"MHRDOW", 864}, {"MHRDOW7", 2016}};
  for (const auto& [name, count] : counts)
    if (name == type) return count;
  return 0;
}

void FieldReader::refuse(std::string found, std::string expected) {
  is_good_ = false;
  faults_->error(card_->place, fmt::format("{}: {}", card_->keyword, found), std::move(expected));
}

std::string FieldReader::text(std::string_view meaning) {
  if (!has_more()) {
    refuse("nothing", std::string(meaning));
    return {};
  }
  return card_->fields[next_++];
}

std::string FieldReader::text_as_written(std::string_view meaning) {
  if (!has_more()) {
    refuse("nothing", std::string(meaning));
    return {};
  }
  return card_->as_written[next_++];
}

double FieldReader::number(std::string_view meaning) {
  if (!has_more()) {
    refuse("nothing", std::string(meaning));
    return 0;
  }
  const std::string& field = card_->fields[next_++];
  if (const auto value = parse_fortran(field)) return *value;
  refuse(shown(field), fmt::format("a number: {}", meaning));
  return 0;
}

std::string FieldReader::concentration_unit() {
  constexpr const char* expected = "UG/M3, PPB or PPM";
  std::string unit = text(expected);
  if (unit.empty() || unit == "UG/M3" || unit == "PPB" || unit == "PPM") return unit;
  refuse(shown(unit), expected);
  return {};
}

std::vector<double> FieldReader::sector_begins() {
  std::vector<double> begins;
  numbers("begins of the sectors in degrees", 6, begins);
  if (!is_good_) return {};
  if (begins.size() < 2) {
    refuse(fmt::format("{} sectors", begins.size()), "2 to 6 begins of sectors");
    return {};
  }
  for (std::size_t i = 0; i < begins.size(); ++i) {
    if (begins[i] < 0 || begins[i] > 360) {
      refuse(fmt::format("{} degrees", begins[i]), "0 to 360 degrees");
      return {};
    }
    const double next = i + 1 < begins.size() ? begins[i + 1] : begins.front() + 360;
    if (next - begins[i] < 30) {
      refuse(fmt::format("a sector from {} to {} degrees", begins[i], next),
             "ascending begins at least 30 degrees apart");
      return {};
    }
  }
  return begins;
}

std::optional<std::size_t> FieldReader::sector(std::size_t count) {
  const std::string name = text("SECT1, SECT2 ...");
  const auto number = name.starts_with("SECT") ? parse_integer(std::string_view(name).substr(4)) : std::nullopt;
  if (number && *number >= 1 && *number <= static_cast<int>(count)) return static_cast<std::size_t>(*number) - 1;
  refuse(shown(name), fmt::format("SECT1 to SECT{}", count));
  return std::nullopt;
}

int FieldReader::whole(std::string_view meaning, int least, int most) {
  const bool is_there = has_more();
  const double value = number(meaning);
  if (!is_there || !is_good_) return least;
  if (value != std::floor(value) || value < least || value > most) {
    refuse(fmt::format("{}", value), fmt::format("a whole number from {} to {}: {}", least, most, meaning));
    return least;
  }
  return static_cast<int>(value);
}

void FieldReader::numbers(std::string_view meaning, std::size_t most, std::vector<double>& into) {
  while (has_more()) {
    const std::string_view field = card_->fields[next_++];
    const std::size_t star = field.find('*');
    std::size_t count = 1;
    if (star != std::string_view::npos) {
      const auto repeats = parse_integer(field.substr(0, star));
      if (!repeats || *repeats < 1) {
        refuse(shown(field), fmt::format("count*value, as 24*1.0: {}", meaning));
        continue;
      }
      count = static_cast<std::size_t>(*repeats);
    }
    const auto value = parse_fortran(star == std::string_view::npos ? field : field.substr(star + 1));
    if (!value) {
      refuse(shown(field), fmt::format("a number: {}", meaning));
      continue;
    }
    if (count > most - std::min(most, into.size())) {
      refuse(fmt::format("more than {} values ({})", most, shown(field)),
             fmt::format("at most {}: {}", most, meaning));
      return;
    }
    into.insert(into.end(), count, *value);
  }
}

void FieldReader::finish() {
  if (has_more())
    refuse(fmt::format("{} more field{} from {}", left(), left() == 1 ? "" : "s", shown(peek())),
           "the end of the line");
}

}  // namespace leeward::data::aermod
