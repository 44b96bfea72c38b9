#pragma once
#include <cfenv>

namespace leeward::test {

/// Invalid operations and divisions by zero raise SIGFPE while it lives.
class Traps {
public:
  Traps() {
    std::feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(traps);
  }
  ~Traps() {
    fedisableexcept(traps);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  Traps(const Traps&) = delete;
  Traps& operator=(const Traps&) = delete;

private:
  static constexpr int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;
};

}  // namespace leeward::test
