#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/assess/hourly_series.h"
#include "core/assess/standards.h"

namespace leeward {

enum class Compliance { complies, exceeds, not_enough_data };
/// "complies", "exceeds", "not enough data"
const char* to_text(Compliance compliance);

/// A place's years held against one limit.
struct Judgement {
  const Standard* standard = nullptr;
  int first_year = 0;
  int last_year = 0;
  /// In the unit of the law, not rounded. For `count` the value that decides, the (allowed + 1)-th highest;
  /// for `run` the lowest of the worst run. Absent when there is nothing to make it of.
  std::optional<double> value;
  std::optional<double> rounded;  ///< as the law rounds, what is compared
  /// `count` and percentiles: values above the limit, rounded as the law does. `run`: runs.
  int exceedances = 0;
  double allowed = 0;  ///< in all the years together
  Compliance compliance = Compliance::not_enough_data;
  std::string lacks;         ///< what the capture lacks, in words
  bool needs_check = false;  ///< the row is not confirmed
};

/// @param unit   of the series' values; turned into that of the law (unit_factor, at the law's reference
/// state)
/// @param year   last of the years; the standard says how many (Assessment::years)
/// The law's capture decides whether there is enough data; what is exceeded already by the values at hand is
/// exceeded however few they are. Years before the series are missing: then the value is of the years at hand
/// and the answer "not enough data". 8-h means that overlap count once: the highest is taken, then the
/// highest that shares no hour with it, and so on.
Result<Judgement> judge(const Standard& standard, const HourlySeries& series, std::string_view unit,
                        int year);

}  // namespace leeward
