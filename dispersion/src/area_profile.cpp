#include "area_profile.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "area_profile_builder.h"

namespace leeward::dispersion {
namespace area_profile_detail {

using area_profile_rules::jump;
using area_profile_rules::negligible;

/// Integral of the polynomial from 0 to t.
double primitive(const double (&c)[5], double t) {
  return t * (c[0] + t * (c[1] / 2 + t * (c[2] / 3 + t * (c[3] / 4 + t * (c[4] / 5)))));
}

}  // namespace area_profile_detail

using namespace area_profile_detail;

AreaProfile::AreaProfile(const Plume& plume, const PlumeReceptor& receptor, double from_m, double to_m,
                         double smoothness) {
  AreaProfileBuilder builder;
  const AreaProfileBuilder::Request request{receptor, from_m, to_m};
  builder.build(plume, {&request, 1}, smoothness);
  *this = std::move(builder.profiles_.front());
}

void AreaProfile::clear(double from_m, double to_m) {
  from_m_ = from_m;
  to_m_ = to_m;
  first_ = std::log(from_m);
  largest_ = 0;
  evaluation_count_ = 0;
  panels_.clear();
  steps_.clear();
  jumps_.clear();
}

void AreaProfile::finish() {
  std::sort(panels_.begin(), panels_.end(), [](const Panel& a, const Panel& b) { return a.from < b.from; });
  std::sort(steps_.begin(), steps_.end());

  constexpr double cells_per_unit = 32;
  const auto cells = static_cast<std::size_t>(std::ceil((std::log(to_m_) - first_) * cells_per_unit)) + 1;
  per_cell_ = cells_per_unit;
  index_.resize(cells);
  last_cell_ = static_cast<double>(cells - 1);
  std::uint32_t p = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    const double begin = first_ + static_cast<double>(i) / cells_per_unit;
    while (p + 1 < panels_.size() && panels_[p].to < begin) ++p;
    index_[i] = p;
  }
  const auto differ = [](double a, double b, double scale) { return std::abs(a - b) > jump * scale; };
  for (std::size_t i = 1; i < panels_.size(); ++i) {
    const Panel& a = panels_[i - 1];
    const Panel& b = panels_[i];
    const double g_end = polynomial(a.g, 1.0);
    const double s_end = polynomial(a.s, 1.0);
    if (differ(g_end, b.g[0], std::max(b.g[0], negligible * largest_)) || differ(s_end, b.s[0], b.s[0]))
      jumps_.push_back(b.from);
  }
  std::sort(jumps_.begin(), jumps_.end());

  double sum = 0;
  for (Panel& panel : panels_) {
    panel.before = sum;
    sum += primitive(panel.g, 1.0) / panel.per_width;
  }
}

double AreaProfile::integral(double log_from, double log_to) const {
  const Panel& a = panel(log_from);
  const Panel& b = panel(log_to);
  const double from = primitive(a.g, (log_from - a.from) * a.per_width) / a.per_width;
  const double to = primitive(b.g, (log_to - b.from) * b.per_width) / b.per_width;
  return &a == &b ? to - from : (b.before - a.before) + to - from;
}

}  // namespace leeward::dispersion
