#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "core/model/time.h"
#include "text_input.h"

namespace leeward::data {

/// Date of an hourly record from its words "yy mm dd hh" (hour ending 1..24; two-digit years 50..99 are
/// 19xx). Says what is wrong with it at its line.
/// @pre words.size() >= 4
std::optional<CivilHour> record_date(std::span<const std::string_view> words, std::size_t line,
                                     FaultList& faults);

}  // namespace leeward::data
