#pragma once
#include <cstddef>

#include "dispersion/line_source.h"
#include "line_profile.h"

/// Internal: the line integral of line_source.h over a LineProfile (mode exact on flat ground).
///
/// Gauss-Legendre on panels that end at the kernel's jumps and strong kinks (by distance along the wind and
/// by distance from the element) and at the first metre, halved until the plume's width, the distance from
/// the element and the change of the exponents within a panel are small enough for 2 to 8 nodes. Measured
/// against adaptive Gauss-Kronrod on the formulas (tests/dispersion/test_line_exact.cpp): median 2e-7, 99 of
/// 100 within 3e-5. Elements more than 6.2 sigma_y off the axis are left out (below 5e-9 of the axis value).
namespace leeward::dispersion {

class LineExact {
public:
  LineExact(const LineProfile& profile, const LineInWind& link) : profile_(&profile), link_(link) {}

  /// True where line_concentration takes a receptor: its farthest element lies within the profile.
  bool reaches(Vec2 receptor_in_wind) const;
  /// Per unit line emission [s/m2] as line_concentration_exact. @pre reaches()
  double concentration(std::size_t height_index, Vec2 receptor_in_wind) const;

private:
  double direct(std::size_t height_index, double x0, double y0) const;
  double meander(std::size_t height_index, double foot, double aside) const;

  const LineProfile* profile_;
  LineInWind link_;
};

}  // namespace leeward::dispersion
