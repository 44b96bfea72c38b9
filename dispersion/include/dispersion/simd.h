#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"

/// The instruction set of the solver's kernels. The results are the same bits with each that has fused
/// multiply-add (AVX2 and AVX3, which is AVX-512); others differ in the last digits.
namespace leeward::dispersion {

/// The one in use ("AVX3", "AVX2", ...), for manifests: the best this machine has unless it is held to
/// another.
std::string simd_target();

/// Those that this machine and this build have, best first.
std::vector<std::string> simd_targets();

/// Holds the kernels to one of simd_targets() for the rest of the program. Before the first run: what has
/// begun goes on with what it chose.
Result<void> hold_simd_target(std::string_view name);

}  // namespace leeward::dispersion
