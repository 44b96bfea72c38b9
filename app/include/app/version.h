#pragma once
#include <map>
#include <string>

namespace leeward::app {

/// "leeward 0.1.0"
std::string program_version();
/// Compiler and the instruction set of the solver on this machine: what may change the bits of a result.
std::map<std::string, std::string> build_versions();

}  // namespace leeward::app
