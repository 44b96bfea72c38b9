#include "core/scenario/measure_cost.h"

#include <cmath>

#include "core/model/expects.h"

namespace leeward {

double annual_cost(const MeasureCost& cost) {
  double capital = 0;
  if (cost.capital > 0) {
    LEEWARD_EXPECTS(cost.lifetime_years > 0 && cost.discount_rate >= 0);
    const double r = cost.discount_rate;
    // expm1 and log1p: exact for rates near 0 too.
    capital = r > 0 ? cost.capital * r / -std::expm1(-cost.lifetime_years * std::log1p(r))
                    : cost.capital / cost.lifetime_years;
  }
  return capital + cost.operation_per_year - cost.savings_per_year;
}

}  // namespace leeward
