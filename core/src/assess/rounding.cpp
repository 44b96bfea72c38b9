#include "core/assess/rounding.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace leeward {
namespace {

constexpr std::pair<std::string_view, Rounding::Mode> mode_names[] = {
    {"half-even", Rounding::Mode::half_even},
    {"half-up", Rounding::Mode::half_up},
    {"truncate", Rounding::Mode::truncate}};

}  // namespace

Result<Rounding> parse_rounding(std::string_view text) {
  if (text == "none") return Rounding{};
  for (const auto& [name, mode] : mode_names) {
    if (!text.starts_with(name) || text.size() < name.size() + 2 || text[name.size()] != ' ') continue;
    Rounding rounding{mode, 0};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + name.size() + 1, end, rounding.decimals);
    if (error == std::errc() && stop == end && std::abs(rounding.decimals) <= 6) return rounding;
  }
  return fail(
      ErrorCode::input,
      fmt::format("'{}' is no rounding; expected none, or half-even, half-up or truncate and decimals",
                  text));
}

std::string to_text(Rounding rounding) {
  for (const auto& [name, mode] : mode_names)
    if (mode == rounding.mode) return fmt::format("{} {}", name, rounding.decimals);
  return "none";
}

double rounded(double value, Rounding rounding) {
  if (rounding.mode == Rounding::Mode::none || !std::isfinite(value)) return value;
  const double unit = std::pow(10.0, std::abs(rounding.decimals));
  const double scaled = rounding.decimals < 0 ? value / unit : value * unit;
  const double slack = 1e-9 * std::max(1.0, std::abs(scaled));
  double whole = std::floor(scaled);
  double part = scaled - whole;
  if (part > 1 - slack) {  // an integer that the scaling missed
    whole += 1;
    part = 0;
  }
  const bool is_half = std::abs(part - 0.5) <= slack;
  switch (rounding.mode) {
    case Rounding::Mode::half_even:
      if (is_half ? std::fmod(whole, 2.0) != 0 : part > 0.5) whole += 1;
      break;
    case Rounding::Mode::half_up:
      if (is_half || part > 0.5) whole += 1;
      break;
    case Rounding::Mode::truncate:
      if (value < 0 && part > slack) whole += 1;  // towards zero
      break;
    case Rounding::Mode::none:
      break;
  }
  return rounding.decimals < 0 ? whole * unit : whole / unit;
}

double largest_within(double limit, Rounding rounding) {
  if (rounding.mode == Rounding::Mode::none) return limit;
  // rounded() does not fall where its argument grows, so the last number within is found by halving.
  const double unit = std::pow(10.0, -rounding.decimals);
  double within = limit - 2 * unit;
  double above = limit + 2 * unit;
  while (true) {
    const double middle = within + (above - within) / 2;
    if (middle <= within || middle >= above) return within;
    (rounded(middle, rounding) > limit ? above : within) = middle;
  }
}

}  // namespace leeward
