#include "app/version.h"

#include "dispersion/run.h"

namespace leeward::app {

std::string program_version() {
  return "leeward " LEEWARD_VERSION;
}

std::map<std::string, std::string> build_versions() {
  return {{"compiler", "g++ " __VERSION__}, {"instruction_set", dispersion::simd_target()}};
}

}  // namespace leeward::app
