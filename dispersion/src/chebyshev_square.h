#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "receptor_tree.h"

/// Internal to the solver: a function on a square by its values at 6 x 6 Chebyshev places.
namespace leeward::dispersion {

/// Roots of the Chebyshev polynomial T_6 on [-1, 1], ascending: t_k = -cos((2 k + 1) pi / 12).
const std::array<double, places_per_side>& chebyshev_places();

/// Lagrange basis of these places at x [-], barycentric weights 1 / prod_(k != j) (t_j - t_k):
///   l_j(x) = prod_(k != j) (x - t_k) / (t_j - t_k)
/// A polynomial of degree 5 is sum_j f(t_j) l_j(x) exactly.
std::array<double, places_per_side> lagrange_basis(double x);

/// Denominators of the basis, inverted: prod_(k != j) 1 / (t_j - t_k).
const std::array<double, places_per_side>& lagrange_weights();

/// Values at the places of a square, row b * 6 + a at (t_a, t_b); padded so that vectors need no remainder.
inline constexpr std::size_t stored_square_values = 40;

/// Adds the polynomial of the parent at the places of its child: both arrays have `stored_square_values`, the
/// child's beyond `square_places` stay as they are.
void add_to_child(const TreeSquare& parent, const double* parent_values, const TreeSquare& child,
                  double* child_values);

}  // namespace leeward::dispersion
