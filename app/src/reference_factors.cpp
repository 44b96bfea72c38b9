#include "reference_factors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace leeward::app {
namespace factor_types {

struct Form {
  std::string_view type;
  std::size_t hours;
  std::size_t periods;
  std::size_t days;
  std::size_t wind_classes;
};

constexpr Form forms[] = {{"CONSTANT", 1, 1, 1, 1}, {"ANNUAL", 1, 1, 1, 1},   {"MONTH", 1, 12, 1, 1},
                          {"SEASON", 1, 4, 1, 1},   {"HROFDY", 24, 1, 1, 1},  {"SEASHR", 24, 4, 1, 1},
                          {"HRDOW", 24, 1, 3, 1},   {"HRDOW7", 24, 1, 7, 1},  {"SHRDOW", 24, 4, 3, 1},
                          {"SHRDOW7", 24, 4, 7, 1}, {"MHRDOW", 24, 12, 3, 1}, {"MHRDOW7", 24, 12, 7, 1},
                          {"WSPEED", 1, 1, 1, 6}};

}  // namespace factor_types

Result<EmissionFactors> factors_of_type(const std::string& id, const std::string& type,
                                        std::vector<double> values) {
  std::string name = type;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto* const form = std::find_if(std::begin(factor_types::forms), std::end(factor_types::forms),
                                        [&](const factor_types::Form& known) { return known.type == name; });
  if (form == std::end(factor_types::forms)) {
    std::string known;
    for (const factor_types::Form& one : factor_types::forms)
      known += (known.empty() ? "" : ", ") + std::string(one.type);
    return fail(ErrorCode::input, fmt::format("{}: found factors of type {}, expected {}", id, type, known));
  }
  EmissionFactors factors;
  factors.id = id;
  factors.hours = form->hours;
  factors.periods = form->periods;
  factors.days = form->days;
  factors.wind_classes = form->wind_classes;
  const std::size_t size = form->hours * form->periods * form->days * form->wind_classes;
  if (values.size() != size)
    return fail(ErrorCode::input,
                fmt::format("{}: found {} values of type {}, expected {}", id, values.size(), type, size));
  factors.values = std::move(values);
  return factors;
}

}  // namespace leeward::app
