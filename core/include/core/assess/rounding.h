#pragma once
#include <string>
#include <string_view>

#include "core/model/result.h"

namespace leeward {

/// How a law rounds before it compares; always the last step (physics/12 section 3.6).
struct Rounding {
  enum class Mode {
    half_even,  ///< GB/T 8170: a half goes to the even digit
    half_up,    ///< EU, WHO, UK
    truncate,   ///< US AQI
    none
  };
  Mode mode = Mode::none;
  int decimals = 0;  ///< negative: -1 rounds to tens
};

/// "half-even 0", "half-up 1", "truncate 3", "none"
Result<Rounding> parse_rounding(std::string_view text);
std::string to_text(Rounding rounding);

/// A number within 1e-9 (relative, at least absolute in the last digit kept) of a half or of a digit counts
/// as that: 4.35 has no binary form, and the law means decimal digits.
double rounded(double value, Rounding rounding);

/// The largest number that, rounded, is not above the limit: value > it exactly where rounded(value) > limit.
/// Loops over many receptors compare with it instead of rounding.
double largest_within(double limit, Rounding rounding);

}  // namespace leeward
