#pragma once

/// Vertical terms of Gaussian plumes (physics/02 section 8.5), without the 1/(sqrt(2 pi) sigma) but with all images.
///   G(a) = exp(-a^2/2), 0 where a^2/2 >= 50.
/// A receptor below the stack's base (z < 0) sees the plume and the lid shifted so that they keep their distance:
///   h^ = max(h, h - z),  z_L^ = max(z_L, z_L - z).
namespace leeward::dispersion {

/// G(a) = exp(-a^2/2) [-], 0 where a^2/2 >= 50.
double gaussian(double a);

/// Between the ground and a lid [-]:
///   G((z-h)/s) + G((z+h)/s) + sum_n G((z -+ 2n z_L +- h)/s)  (four images each, n <= 100, to 1e-6 of their sum);
/// 0 above the lid. Source: image method, Turner 1970.
double lidded_term(double receptor_height_m, double plume_height_m, double sigma_z_m, double lid_height_m);

/// Over the ground without a lid [-].
double unlidded_term(double receptor_height_m, double plume_height_m, double sigma_z_m);

/// Two Gaussians in a convective layer, their weights over their sigmas included [1/m]:
///   sum_n sum_j (lambda_j/s_j) [G((z - H_nj)/s_j) + G((z + H_nj)/s_j)],  H_nj = h_j + 2n z_i (direct, n from 0) or
///   h_j - 2n z_i (indirect, n from 1); n <= 1000, to 1e-6 of the sum; 0 above z_i.
struct PdfTerm {
  double height_m[2];
  double sigma_m[2];
  double weight[2];
};
double direct_pdf_term(double receptor_height_m, const PdfTerm& plume, double mixing_height_m);
double indirect_pdf_term(double receptor_height_m, const PdfTerm& plume, double mixing_height_m);

}  // namespace leeward::dispersion
