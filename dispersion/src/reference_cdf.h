#pragma once
#include <array>
#include <cstddef>

/// Internal to areas: the cumulative normal distribution as AERMOD has it, and smooth (physics/04
/// section 3.4).
namespace leeward::dispersion {

/// AERMOD's table: four decimals at steps of 0.1, six of them rounded the other way, read linearly; 0 below
/// -3.9, 1 above 3.9. Its error, up to 3e-4 and so up to some per cent of a plume's edge, is part of the
/// reference's answer.
double tabulated_cdf(double x);

/// Cells of 0.1 in x from -4 to 4, each with cubics of the place t in [0, 1]:
///   smooth    Phi(x), within 4e-5: scaled to be 0 at -4 and 1 at 4 as the edges of plumes are
///   residual  R(x) = integral from -4 to x of (tabulated_cdf - smooth), slopes within 4e-6
struct CdfCell {
  double smooth[4];
  double residual[4];
};
inline constexpr std::size_t cdf_cell_count = 80;
extern const std::array<CdfCell, cdf_cell_count> cdf_cells;

inline double cubic(const double (&c)[4], double t) {
  return c[0] + t * (c[1] + t * (c[2] + t * c[3]));
}

/// Cell and place in it of x; beyond +-4 the nearest.
struct CdfPlace {
  explicit CdfPlace(double x) {
    double t = 10.0 * x + 40.0;
    t = t > 0 ? (t < 79.999999 ? t : 79.999999) : 0.0;
    cell = static_cast<std::size_t>(static_cast<int>(t));
    place = t - static_cast<double>(static_cast<int>(t));
  }
  std::size_t cell;
  double place;
};
inline double smooth_cdf(double x) {
  const CdfPlace p(x);
  return cubic(cdf_cells[p.cell].smooth, p.place);
}
/// Integral from -4 to x of tabulated_cdf, for any x.
double tabulated_cdf_integral(double x);

/// R(x)
inline double cdf_residual_integral(double x) {
  const CdfPlace p(x);
  return cubic(cdf_cells[p.cell].residual, p.place);
}

}  // namespace leeward::dispersion
