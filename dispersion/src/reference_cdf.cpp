#include "reference_cdf.h"

#include <cmath>
#include <numbers>

namespace leeward::dispersion {
namespace reference_cdf_detail {

constexpr double cell_width = 0.1;
constexpr double first = -4.0;

/// At -3.9, -3.8 ... 3.9.
constexpr std::array<double, 79> table = {
    0.0000, 0.0001, 0.0001, 0.0002, 0.0002, 0.0003, 0.0005, 0.0007, 0.0010, 0.0013, 0.0019, 0.0026,
    0.0035, 0.0047, 0.0062, 0.0082, 0.0107, 0.0139, 0.0179, 0.0227, 0.0287, 0.0359, 0.0446, 0.0548,
    0.0668, 0.0808, 0.0968, 0.1151, 0.1357, 0.1587, 0.1841, 0.2119, 0.2420, 0.2742, 0.3085, 0.3445,
    0.3821, 0.4207, 0.4602, 0.5000, 0.5398, 0.5793, 0.6179, 0.6555, 0.6915, 0.7258, 0.7580, 0.7881,
    0.8159, 0.8413, 0.8643, 0.8849, 0.9032, 0.9192, 0.9332, 0.9452, 0.9554, 0.9641, 0.9713, 0.9773,
    0.9821, 0.9861, 0.9893, 0.9918, 0.9938, 0.9953, 0.9965, 0.9974, 0.9981, 0.9987, 0.9990, 0.9993,
    0.9995, 0.9997, 0.9998, 0.9998, 0.9999, 0.9999, 1.0000};

double phi(double x) {
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}
double cdf(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}
double cdf_primitive(double x) {
  return x * cdf(x) + phi(x);
}

/// Cubic with values and slopes given at both ends of [0, 1].
void hermite(double f0, double d0, double f1, double d1, double (&c)[4]) {
  c[0] = f0;
  c[1] = d0;
  c[2] = 3.0 * (f1 - f0) - 2.0 * d0 - d1;
  c[3] = 2.0 * (f0 - f1) + d0 + d1;
}

/// Integral of the table up to each of its places.
std::array<double, table.size()> make_table_integral() {
  std::array<double, table.size()> sum{};
  for (std::size_t i = 1; i < sum.size(); ++i)
    sum[i] = sum[i - 1] + 0.5 * cell_width * (table[i - 1] + table[i]);
  return sum;
}

std::array<CdfCell, cdf_cell_count> make_cells() {
  std::array<CdfCell, cdf_cell_count> cells{};
  const double lowest = cdf(first);
  const double scale = 1.0 / (1.0 - 2.0 * lowest);
  double residual = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double a = first + cell_width * static_cast<double>(i);
    const double b = a + cell_width;
    hermite(scale * (cdf(a) - lowest), scale * cell_width * phi(a), scale * (cdf(b) - lowest),
            scale * cell_width * phi(b), cells[i].smooth);
    // Against the smooth values above, so that both add up to the table.
    const double mean_table = 0.5 * (tabulated_cdf(a + 1e-12) + tabulated_cdf(b - 1e-12));
    const double mean_smooth = scale * ((cdf_primitive(b) - cdf_primitive(a)) / cell_width - lowest);
    const double next = residual + cell_width * (mean_table - mean_smooth);
    const double r_begin = tabulated_cdf(a + 1e-12) - scale * (cdf(a) - lowest);
    const double r_end = tabulated_cdf(b - 1e-12) - scale * (cdf(b) - lowest);
    hermite(residual, cell_width * r_begin, next, cell_width * r_end, cells[i].residual);
    residual = next;
  }
  return cells;
}

}  // namespace reference_cdf_detail

using namespace reference_cdf_detail;

double tabulated_cdf(double x) {
  const double t = 10.0 * x + 39.0;
  if (!(t > 0)) return 0.0;
  if (t >= 78) return 1.0;
  const auto i = static_cast<std::size_t>(t);
  return table[i] + (t - static_cast<double>(i)) * (table[i + 1] - table[i]);
}

double tabulated_cdf_integral(double x) {
  static const std::array<double, table.size()> up_to = make_table_integral();
  const double t = 10.0 * x + 39.0;
  if (!(t > 0)) return 0.0;
  if (t >= 78) return up_to.back() + (t - 78.0) * cell_width;
  const auto i = static_cast<std::size_t>(t);
  const double place = t - static_cast<double>(i);
  return up_to[i] + cell_width * place * (table[i] + 0.5 * place * (table[i + 1] - table[i]));
}

const std::array<CdfCell, cdf_cell_count> cdf_cells = make_cells();

}  // namespace leeward::dispersion
