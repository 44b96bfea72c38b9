#pragma once
#include <array>
#include <cstddef>

/// Internal: Gauss-Legendre rules on [-1, 1] of 1 to 160 nodes.
namespace leeward::dispersion {

inline constexpr std::size_t largest_gauss_rule = 160;

struct GaussRule {
  std::size_t count = 0;
  std::array<double, largest_gauss_rule> node{};
  std::array<double, largest_gauss_rule> weight{};
};

/// @pre 1 <= count <= largest_gauss_rule
const GaussRule& gauss_rule(std::size_t count);

}  // namespace leeward::dispersion
