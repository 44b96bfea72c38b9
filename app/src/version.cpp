#include "app/version.h"

namespace leeward::app {

std::string program_version() { return "leeward " LEEWARD_VERSION; }

std::map<std::string, std::string> build_versions() {
  return {{"compiler", "g++ " __VERSION__}, {"instruction_set", "x86-64 baseline, scalar double"}};
}

}  // namespace leeward::app
