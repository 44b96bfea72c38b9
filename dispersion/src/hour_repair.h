#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "prepared_hour.h"
#include "tree_walk.h"

/// Internal to the solver: values of the fast form below 0.
namespace leeward::dispersion {

/// Sums of polynomials may come out below 0 where no rate is. Above -1e-9 of the column's peak in the hour
/// that is rounding: the value becomes 0. Further below the receptor is solved again by the full formulas.
/// Columns with rates below 0 stay as they are.
/// @param extremes  of each task [task][column], as TreeWalk::write gave them
/// @returns how many values were solved again; when stop was requested meanwhile the values are of no use
std::uint64_t repair_negative(const RunInputs& run, const PreparedHour& hour,
                              std::span<const Extremes> extremes, int thread_count, std::span<double> values);

}  // namespace leeward::dispersion
