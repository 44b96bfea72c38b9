#pragma once
#include <cfenv>

namespace leeward::test {

/// Invalid operations, divisions by zero and overflows raise SIGFPE while it lives.
class FloatingPointTraps {
public:
  FloatingPointTraps() {
    std::feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(traps);
  }
  ~FloatingPointTraps() {
    fedisableexcept(traps);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  FloatingPointTraps(const FloatingPointTraps&) = delete;
  FloatingPointTraps& operator=(const FloatingPointTraps&) = delete;

private:
  static constexpr int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;
};

}  // namespace leeward::test
