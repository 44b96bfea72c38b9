#include "core/model/expects.h"

#include <cstdio>
#include <cstdlib>

namespace leeward {

void contract_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "leeward: contract broken at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace leeward
