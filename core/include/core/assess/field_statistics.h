#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/field_map.h"

namespace leeward {

enum class Statistic { mean, maximum };
const char* to_text(Statistic statistic);

/// Over the valid hours only (physics/07 section 6.3); sums in double, in hour order. has_values is false when none is valid.
FieldMap reduce(const ConcentrationField& field, std::size_t pollutant, std::size_t height, Statistic statistic);
FieldMap hourly_map(const ConcentrationField& field, std::size_t pollutant, std::size_t hour, std::size_t height);

}  // namespace leeward
