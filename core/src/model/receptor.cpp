#include "core/model/receptor.h"

#include <algorithm>
#include <cmath>

namespace leeward {

Box2 ReceptorGrid::bounds() const {
  const double half = 0.5 * spacing_m;
  return {{south_west_m.x - half, south_west_m.y - half},
          {south_west_m.x + (static_cast<double>(columns) - 0.5) * spacing_m,
           south_west_m.y + (static_cast<double>(rows) - 0.5) * spacing_m}};
}

ReceptorGrid grid_over(const Box2& domain, double spacing_m) {
  LEEWARD_EXPECTS(spacing_m > 0 && !domain.empty());
  // A sliver of 1e-9 cells, from rounding of the domain's edges, must not cost a column.
  const auto cells = [spacing_m](double extent) {
    return static_cast<std::size_t>(std::max(1.0, std::floor(extent / spacing_m + 1e-9)));
  };
  ReceptorGrid grid;
  grid.columns = cells(domain.width());
  grid.rows = cells(domain.height());
  grid.spacing_m = spacing_m;
  grid.south_west_m = {domain.min.x + 0.5 * spacing_m, domain.min.y + 0.5 * spacing_m};
  return grid;
}

}  // namespace leeward
