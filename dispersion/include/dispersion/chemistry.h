#pragma once
#include <algorithm>
#include <span>

#include "core/model/expects.h"

/// NO2 at a receptor out of the NOx of the sources there, hour by hour. All concentrations in ug/m3, NOx as
/// NO2 mass; background is added afterwards and is not converted. Neither method is linear: they are applied
/// to the sums.
namespace leeward::dispersion {

/// Smallest and largest NO2/NOx of ARM2 [-].
struct Arm2Bounds {
  double lowest = 0.5;
  double highest = 0.9;
};

/// NO2/NOx by the Ambient Ratio Method 2 [-].
///
///   ratio(C) = clip(-1.1723e-17 C^6 + 4.2795e-14 C^5 - 5.8345e-11 C^4 + 3.4555e-8 C^3 - 5.6062e-6 C^2
///                   - 2.7383e-3 C + 1.2441, lowest, highest)
///   An upper envelope of ratios measured at monitors of the USA (Podrez 2015, Atmos. Environ. 103, 358;
///   physics/06 section 8).
///
/// @param nox_ug_per_m3  of all sources together at the receptor, whatever groups are wanted; >= 0
/// Valid for hourly means; the polynomial falls over all C >= 0 and is below any sensible `lowest` beyond
/// 1200 ug/m3. It knows neither ozone nor distance. Departs from the source: nowhere.
template <class Real>
Real arm2_ratio(Real nox_ug_per_m3, const Arm2Bounds& bounds = {}) {
  const double c = nox_ug_per_m3;
  const double ratio =
      1.2441 +
      c * (-2.7383e-3 +
           c * (-5.6062e-6 + c * (3.4555e-8 + c * (-5.8345e-11 + c * (4.2795e-14 + c * -1.1723e-17)))));
  return static_cast<Real>(std::clamp(ratio, bounds.lowest, bounds.highest));
}

/// NO2/NOx that OLM does not exceed, and what it takes when the ozone of the hour is missing [-].
inline constexpr double default_equilibrium_ratio = 0.9;

/// Molar masses that the method counts with, whole numbers as published [g/mol].
inline constexpr double no2_molar_mass_olm = 46;
inline constexpr double ozone_molar_mass_olm = 48;

/// NO2 by the Ozone Limiting Method [ug/m3].
///
///   NO = (C - P) 30/46;   O3/48 < NO/30 :  NO2 = P + O3 46/48     (ozone runs out)
///                         otherwise     :  NO2 = C                (NO runs out)
///   NO2 <= E_q C;  ozone missing: NO2 = E_q C
///   (Cole and Summerhays 1979; physics/06 section 9). The two branches are one minimum, min(E_q C, P + O3
///   46/48), as E_q <= 1.
///
/// C and P are those of one source, or of an OLM group of sources after summing: the members then share the
/// ozone, and each has the group's NO2/C. Taken source by source every plume has all of the ozone, which
/// gives more NO2.
///
/// @param nox_ug_per_m3      C, >= 0
/// @param primary_ug_per_m3  P = sum of r_s C_s, r_s the in-stack NO2/NOx of source s; 0 <= P <= C
/// @param ozone_ug_per_m3    of the hour (dispersion/ozone.h); NaN is missing
/// @param equilibrium_ratio  E_q in ]0, 1]
/// Valid where plume and ambient air are well mixed; it forms NO2 too fast near the source. Departs: nowhere.
template <class Real>
Real olm_no2_ug_per_m3(Real nox_ug_per_m3, Real primary_ug_per_m3, Real ozone_ug_per_m3,
                       Real equilibrium_ratio) {
  const Real formed = ozone_ug_per_m3 * static_cast<Real>(no2_molar_mass_olm / ozone_molar_mass_olm);
  const Real limit = equilibrium_ratio * nox_ug_per_m3;
  // The comparison is false when the ozone is NaN.
  return primary_ug_per_m3 + formed < limit ? primary_ug_per_m3 + formed : limit;
}

/// NO2 of many receptors by ARM2. @pre spans of equal size; `no2` may be `nox` itself
template <class Real>
void arm2_no2(std::span<const Real> nox, const Arm2Bounds& bounds, std::span<Real> no2) {
  LEEWARD_EXPECTS(nox.size() == no2.size());
  for (std::size_t i = 0; i < nox.size(); ++i) no2[i] = arm2_ratio(nox[i], bounds) * nox[i];
}

/// NO2 of many receptors by OLM, all of one hour. @pre spans of equal size; `no2` may be one of the others
template <class Real>
void olm_no2(std::span<const Real> nox, std::span<const Real> primary, double ozone_ug_per_m3,
             double equilibrium_ratio, std::span<Real> no2) {
  LEEWARD_EXPECTS(nox.size() == no2.size() && primary.size() == no2.size());
  const Real ozone = static_cast<Real>(ozone_ug_per_m3);
  const Real equilibrium = static_cast<Real>(equilibrium_ratio);
  for (std::size_t i = 0; i < nox.size(); ++i)
    no2[i] = olm_no2_ug_per_m3(nox[i], primary[i], ozone, equilibrium);
}

}  // namespace leeward::dispersion
