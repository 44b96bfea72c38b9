#include "dispersion/vertical_terms.h"

#include <algorithm>
#include <cmath>

#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

constexpr double image_tolerance = 1e-6;

/// sum_n of direct (sign +1) or indirect (-1) images of both Gaussians.
double pdf_images(double z, const PdfTerm& p, double z_i, int first, double sign) {
  constexpr int most_images = 1000;
  double h[2];
  double per_sigma[2];
  double weight[2];
  const bool is_at_ground = std::abs(z) < 1e-10;
  const double lid = z_i - std::min(z, 0.0);
  const double tolerance = is_at_ground ? 0.5 * image_tolerance : image_tolerance;
  for (int j = 0; j < 2; ++j) {
    h[j] = is_at_ground ? p.height_m[j] : std::max(p.height_m[j], p.height_m[j] - z);
    per_sigma[j] = 1.0 / p.sigma_m[j];
    weight[j] = p.weight[j] * per_sigma[j];
  }
  double sum = 0;
  for (int n = first; n <= most_images; ++n) {
    double term = 0;
    for (int j = 0; j < 2; ++j) {
      const double image = 2.0 * n * lid * sign + h[j];
      if (is_at_ground)
        term += 2.0 * weight[j] * gaussian(image * per_sigma[j]);
      else
        term += weight[j] * (gaussian((z - image) * per_sigma[j]) + gaussian((z + image) * per_sigma[j]));
    }
    sum += term;
    if (term <= tolerance * sum) break;
  }
  return sum;
}

}  // namespace

double gaussian(double a) {
  const double exponent = 0.5 * a * a;
  return exponent >= plume_constants::largest_exponent ? 0.0 : std::exp(-exponent);
}

double lidded_term(double receptor_height_m, double plume_height_m, double sigma_z_m, double lid_height_m) {
  constexpr int most_images = 100;
  const double z = receptor_height_m;
  if (z > lid_height_m) return 0.0;
  const double per_sigma = 1.0 / sigma_z_m;
  double images = 0;
  if (z == 0) {
    const double h = plume_height_m;
    for (int n = 1; n <= most_images; ++n) {
      const double far = 2.0 * n * lid_height_m;
      const double term = gaussian((far - h) * per_sigma) + gaussian((far + h) * per_sigma);
      images += term;
      if (term <= 0.5 * image_tolerance * images) break;
    }
    return 2.0 * (gaussian(h * per_sigma) + images);
  }
  const double h = std::max(plume_height_m, plume_height_m - z);
  const double lid = std::max(lid_height_m, lid_height_m - z);
  for (int n = 1; n <= most_images; ++n) {
    const double far = 2.0 * n * lid;
    const double term = gaussian((z - far + h) * per_sigma) + gaussian((z + far - h) * per_sigma) +
                        gaussian((z - far - h) * per_sigma) + gaussian((z + far + h) * per_sigma);
    images += term;
    if (term <= image_tolerance * images) break;
  }
  return gaussian((z - h) * per_sigma) + gaussian((z + h) * per_sigma) + images;
}

double unlidded_term(double receptor_height_m, double plume_height_m, double sigma_z_m) {
  const double h = std::max(plume_height_m, plume_height_m - receptor_height_m);
  return gaussian((receptor_height_m - h) / sigma_z_m) + gaussian((receptor_height_m + h) / sigma_z_m);
}

double direct_pdf_term(double receptor_height_m, const PdfTerm& plume, double mixing_height_m) {
  if (receptor_height_m > mixing_height_m) return 0.0;
  return pdf_images(receptor_height_m, plume, mixing_height_m, 0, 1.0);
}

double indirect_pdf_term(double receptor_height_m, const PdfTerm& plume, double mixing_height_m) {
  if (receptor_height_m > mixing_height_m) return 0.0;
  return pdf_images(receptor_height_m, plume, mixing_height_m, 1, -1.0);
}

}  // namespace leeward::dispersion
