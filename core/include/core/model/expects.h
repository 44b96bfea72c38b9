#pragma once

namespace leeward {
/// Reports a broken contract on stderr and aborts: a defect of the caller, never bad input.
[[noreturn]] void contract_broken(const char* condition, const char* file, int line);
}  // namespace leeward

/// Precondition of a function; checked in every build that has tests.
#ifdef LEEWARD_CHECKS
#define LEEWARD_EXPECTS(condition) \
  ((condition) ? static_cast<void>(0) : ::leeward::contract_broken(#condition, __FILE__, __LINE__))
#else
#define LEEWARD_EXPECTS(condition) static_cast<void>(0)
#endif
