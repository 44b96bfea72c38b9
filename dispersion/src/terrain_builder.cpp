#include "terrain_builder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"
#include "plume_batch.h"

namespace leeward::dispersion {
namespace terrain_builder_detail {

constexpr double above_all_m = 1e4;        // a receptor there sees the layer's whole depth
constexpr double lowest_layer_m = 0.5;     // layers of air end there
constexpr double smallest_octaves = 1.0 / 256.0;
constexpr double smallest_part = 1.0 / 20.0;   // of a strip, that is halved
constexpr double last_resort = 2.0;            // times the tolerance, where halving pays no longer
constexpr double width_accuracy = 0.25;        // y counts up to 3 sigma_y: d ln C = 9 d ln sigma_y
constexpr double most_squared_sigmas = 25.0;   // heights up to 5 sigma_z
constexpr double curve_accuracy = 10.0;        // of a strip's depth
constexpr double height_accuracy = 0.4;    // of sigma_z
constexpr double smallest_column = 1e-9;   // ug s/(g m2): what is smaller need not be as accurate
constexpr double lowest_log2 = -140.0;     // stands for 0
constexpr double least_lid = 0.3;          // lid over sigma_z: below it images are too many
constexpr double roomy = 1.05;             // of bounds, for what lies between the places looked at
constexpr std::array<double, 5> check_t{-0.999, -0.6, 0.1, 0.6, 0.999};
constexpr std::array<double, 6> check_u{-0.999, -0.82, -0.31, 0.31, 0.82, 0.999};
constexpr std::array<std::size_t, 2> columns_checked_across{1, 4};
constexpr std::array<std::size_t, 3> rows_checked_along{0, 2, 4};

/// Chebyshev places of n and the matrix from values there to coefficients of powers.
template <std::size_t n>
struct Nodes {
  std::array<double, n> place{};
  std::array<std::array<double, n>, n> to_power{};
  Nodes() {
    constexpr double t[6][6] = {{1, 0, 0, 0, 0, 0},  {0, 1, 0, 0, 0, 0},  {-1, 0, 2, 0, 0, 0},
                                {0, -3, 0, 4, 0, 0}, {1, 0, -8, 0, 8, 0}, {0, 5, 0, -20, 0, 16}};
    for (std::size_t k = 0; k < n; ++k) {
      const double angle = std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * static_cast<double>(n));
      place[k] = std::cos(angle);
      for (std::size_t j = 0; j < n; ++j) {
        const double series =
            (j == 0 ? 1.0 : 2.0) / static_cast<double>(n) * std::cos(static_cast<double>(j) * angle);
        for (std::size_t p = 0; p < n; ++p) to_power[p][k] += series * t[j][p];
      }
    }
  }
};
const Nodes<panel_terms>& along_nodes() {
  static const Nodes<panel_terms> nodes;
  return nodes;
}
const Nodes<strip_terms>& across_nodes() {
  static const Nodes<strip_terms> nodes;
  return nodes;
}

/// Polynomial along a panel through values at its nodes.
template <class Value>
PanelFit fit_along(const Value& value) {
  PanelFit c{};
  const double first = value(0);
  bool is_constant = true;
  for (std::size_t k = 1; k < panel_terms; ++k) is_constant = is_constant && value(k) == first;
  if (is_constant) {
    c[0] = static_cast<float>(first);
    return c;
  }
  for (std::size_t i = 0; i < panel_terms; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < panel_terms; ++k) sum += along_nodes().to_power[i][k] * value(k);
    c[i] = static_cast<float>(sum);
  }
  return c;
}

double at(const PanelFit& c, double t) {
  double p = static_cast<double>(c[panel_terms - 1]);
  for (std::size_t k = panel_terms - 1; k-- > 0;) p = p * t + static_cast<double>(c[k]);
  return p;
}

double at(const StripFit& c, double t, double u) {
  double p = at(c[strip_terms - 1], t);
  for (std::size_t k = strip_terms - 1; k-- > 0;) p = p * u + at(c[k], t);
  return p;
}

/// Places of a panel that are looked at: nodes, then checks.
double place_along(std::size_t k) {
  return k < panel_terms ? along_nodes().place[k] : check_t[k - panel_terms];
}

double between(double low, double high, double u) {
  return low + 0.5 * (u + 1.0) * (high - low);
}

}  // namespace terrain_builder_detail

using namespace terrain_builder_detail;

TerrainBuilder::TerrainBuilder(const PlumeNumbers& numbers, std::vector<double> kinks_m, bool is_lidded,
                               const HeightSpan& heights, double flagpole_m, double receptors_per_m2,
                               const TerrainTolerance& tolerance)
    : numbers_(numbers),
      kinks_(std::move(kinks_m)),
      is_lidded_(is_lidded),
      heights_(heights),
      flagpole_(flagpole_m),
      receptors_per_m2_(receptors_per_m2),
      tolerance_(tolerance),
      most_evaluations_(tolerance.most_evaluations) {}

void TerrainBuilder::evaluate(const std::vector<double>& distance, const std::vector<double>& height,
                              std::vector<Values>& values) {
  static_assert(lidded_value_count <= value_count && mixed_value_count <= value_count);
  const std::size_t n = distance.size();
  evaluation_count_ += n;
  std::vector<double> lidded(n * lidded_value_count), mixed(n * mixed_value_count), flagpole(n, flagpole_);
  evaluate_parts(numbers_, {n, distance.data(), height.data(), flagpole.data(), nullptr, nullptr}, lidded.data(),
                 mixed.data());
  values.resize(n);
  const std::vector<double>& from = is_lidded_ ? lidded : mixed;
  const std::size_t count = is_lidded_ ? std::size_t{lidded_value_count} : std::size_t{mixed_value_count};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t v = 0; v < count; ++v) values[i][v] = from[v * n + i];
}

/// Where one of these passes 0 a curve begins or ends.
double TerrainBuilder::event_value(const Values& v, int which) const {
  static_assert(std::size_t{lidded_centre} == std::size_t{mixed_centre} &&
                std::size_t{lidded_depth} == std::size_t{mixed_depth});
  const double centre = v[lidded_centre];
  const double depth = v[lidded_depth];
  if (which == 0) return centre - depth - lowest_layer_m;
  if (which == 1) return centre - plume_constants::ground_layer_m;
  return centre + depth - (is_lidded_ ? plume_constants::ground_layer_m : numbers_.mixing_height_m);
}

/// The event between two places on either side of it.
double TerrainBuilder::event(const TableRange& cell, int which, bool is_above) {
  constexpr std::size_t parts = 16;
  double begin = cell.begin_m, end = cell.end_m;
  std::vector<double> distance(parts), height(parts, above_all_m);
  std::vector<Values> values;
  for (int round = 0; round < 6; ++round) {
    for (std::size_t k = 0; k < parts; ++k)
      distance[k] = begin + (end - begin) * static_cast<double>(k + 1) / parts;
    evaluate(distance, height, values);
    std::size_t k = 0;
    while (k + 1 < parts && (event_value(values[k], which) > 0) == is_above) ++k;
    const double width = (end - begin) / parts;
    begin += width * static_cast<double>(k);
    end = begin + width;
  }
  return end;
}

std::vector<TerrainBuilder::Interval> TerrainBuilder::intervals(const TableRange& range) {
  constexpr double per_octave = 8.0;
  std::vector<double> knots{range.begin_m};
  for (const double kink : kinks_)
    if (kink > range.begin_m && kink < range.end_m) knots.push_back(kink);
  std::vector<double> distance;
  for (double x = range.begin_m; x < range.end_m; x *= std::exp2(1.0 / per_octave)) distance.push_back(x);
  distance.push_back(range.end_m);
  std::vector<Values> values;
  evaluate(distance, std::vector<double>(distance.size(), above_all_m), values);
  for (const int which : {0, 1, 2})
    for (std::size_t i = 0; i + 1 < distance.size(); ++i) {
      const bool is_above = event_value(values[i], which) > 0;
      if (is_above != (event_value(values[i + 1], which) > 0))
        knots.push_back(event({distance[i], distance[i + 1]}, which, is_above));
    }
  knots.push_back(range.end_m);
  std::sort(knots.begin(), knots.end());
  std::vector<Interval> made;
  double last = knots.front();
  for (const double knot : knots) {
    if (knot < last * 1.0001) continue;
    const int parts = std::max(1, static_cast<int>(std::ceil(std::log2(knot / last) - 0.01)));
    for (int p = 1; p <= parts; ++p) {
      Interval interval;
      interval.begin = made.empty() ? range.begin_m : made.back().end;
      interval.end = p == parts ? knot : last * std::pow(knot / last, static_cast<double>(p) / parts);
      made.push_back(interval);
    }
    last = knot;
  }
  made.back().end = range.end_m;
  return made;
}

TerrainBuilder::Curves TerrainBuilder::curves_of(const Values& v) const {
  using plume_constants::ground_layer_m;
  Curves c;
  const auto add = [&](double height) { c.height_m[c.count++] = height; };
  const double centre = v[lidded_centre];
  const double depth = v[lidded_depth];
  const bool is_at_ground = centre <= ground_layer_m && (numbers_.is_stable_branch || !is_lidded_);
  const double lower = std::max(centre - depth, lowest_layer_m);
  const double upper = centre + depth;
  if (is_lidded_) {
    if (is_at_ground) {
      c.kind = 1;
      add(lowest_layer_m);
      add(ground_layer_m);
      add(std::max(upper, ground_layer_m + 0.01));
    } else {
      add(lower);
      add(std::max(upper, lower + 0.01));
    }
    return c;
  }
  const double lid = numbers_.mixing_height_m;
  if (is_at_ground || !(centre > 2.0 * lowest_layer_m)) {
    c.kind = 8;  // no curves: the whole panel by the full formulas
    return c;
  }
  if (heights_.lowest_m < 0) {
    c.kind |= 1U;
    add(heights_.lowest_m);
  }
  add(0.0);
  add(lower);
  if (upper < lid) {
    c.kind |= 2U;
    add(std::max(upper, lower + 0.01));
  }
  add(lid);
  if (heights_.highest_m > lid) {
    c.kind |= 4U;
    add(heights_.highest_m + 1.0);
  }
  for (std::size_t i = 1; i < c.count; ++i)
    if (c.height_m[i] <= c.height_m[i - 1]) c.kind = 8;
  return c;
}

/// Leaves out strips without receptors; the outermost end with the receptors. False where the columns do not have
/// the same curves.
bool TerrainBuilder::trim(std::array<Curves, column_count>& curves) const {
  for (const Curves& c : curves)
    if (c.kind != curves[0].kind || c.kind == 8) return false;
  const auto all = [&](const auto& is) { return std::all_of(curves.begin(), curves.end(), is); };
  const double low = heights_.lowest_m;
  const double high = heights_.highest_m;
  while (curves[0].count > 2 && all([&](const Curves& c) { return c.height_m[1] < low; }))
    for (Curves& c : curves) {
      std::copy(c.height_m.begin() + 1, c.height_m.begin() + static_cast<std::ptrdiff_t>(c.count), c.height_m.begin());
      --c.count;
    }
  while (curves[0].count > 2 && all([&](const Curves& c) { return c.height_m[c.count - 2] > high; }))
    for (Curves& c : curves) --c.count;
  if (all([&](const Curves& c) { return c.height_m[0] < low && c.height_m[1] > low + 1e-3; }))
    for (Curves& c : curves) c.height_m[0] = low;
  if (all([&](const Curves& c) {
        return c.height_m[c.count - 1] > high && c.height_m[c.count - 2] < high - 1e-3;
      }))
    for (Curves& c : curves) c.height_m[c.count - 1] = high;
  return true;
}

double TerrainBuilder::wanted(StripChannel channel, const Values& v) const {
  const double half_log2_e = std::sqrt(0.5 * std::numbers::log2e);
  switch (channel) {
    case strength_channel: {
      if (is_lidded_) return ug_per_g * v[lidded_strength];
      const double column = ug_per_g * v[mixed_column];
      return column > 0 ? std::max(std::log2(column), lowest_log2) : lowest_log2;
    }
    case strip_width_channel:
      return half_log2_e * v[is_lidded_ ? std::size_t{lidded_per_sigma_y} : std::size_t{mixed_per_sigma_y}];
    case fraction_channel:
      return v[is_lidded_ ? std::size_t{lidded_meander} : std::size_t{mixed_meander}];
    default:
      return is_lidded_ ? half_log2_e * v[lidded_per_sigma_z] : 1.0;
  }
}

/// Error of what was found over what is allowed.
double TerrainBuilder::miss(StripChannel channel, double found, const Values& v, double z) const {
  const double expected = wanted(channel, v);
  const double error = std::abs(found - expected);
  const double most = tolerance_.value;
  switch (channel) {
    case strength_channel:
      if (is_lidded_) return error / (most * expected);
      {
        const double value = std::exp2(expected);
        return std::abs(std::exp2(std::min(found, 100.0)) - value) / (most * std::max(value, smallest_column));
      }
    case strip_width_channel:
      return error / (width_accuracy * most * expected);
    case fraction_channel:
      return error / (most * std::min(expected, std::max(1.0 - expected, 1e-3)));
    default: {
      // ln C changes by a^2 d ln sigma_z; the nearer of both states counts.
      const double h = v[lidded_height];
      const double a = std::min(std::abs(z - h), std::abs(flagpole_ - h)) * v[lidded_per_sigma_z];
      return error * std::clamp(a * a, 1.0, most_squared_sigmas) / (most * expected);
    }
  }
}

bool TerrainBuilder::set_curves(const std::array<Values, column_count>& along, TerrainPanel& panel) const {
  if (!is_lidded_) return true;
  panel.height_m = fit_along([&](std::size_t k) { return along[k][lidded_height]; });
  panel.lid_m = fit_along([&](std::size_t k) { return along[k][lidded_lid]; });
  for (std::size_t k = 0; k < column_count; ++k) {
    const double t = place_along(k);
    const Values& v = along[k];
    const double most = height_accuracy * tolerance_.value / v[lidded_per_sigma_z];
    if (std::abs(at(panel.height_m, t) - v[lidded_height]) > most ||
        std::abs(at(panel.lid_m, t) - v[lidded_lid]) > most ||
        v[lidded_lid] * v[lidded_per_sigma_z] < least_lid)
      return false;
  }
  return true;
}

void TerrainBuilder::set_bounds(const Values& v, TerrainPanel& panel) const {
  const auto raise = [](double& most, double value) { most = std::max(most, roomy * value); };
  const double sigma_y = 1.0 / v[is_lidded_ ? std::size_t{lidded_per_sigma_y} : std::size_t{mixed_per_sigma_y}];
  raise(panel.most_sigma_y_m, sigma_y);
  panel.least_sigma_y_m = std::min(panel.least_sigma_y_m, sigma_y / roomy);
  if (!is_lidded_) {
    raise(panel.most_strength, ug_per_g * v[mixed_column]);
    return;
  }
  raise(panel.most_strength, ug_per_g * v[lidded_strength]);
  raise(panel.most_sigma_z_m, 1.0 / v[lidded_per_sigma_z]);
  panel.least_height_m = std::min(panel.least_height_m, v[lidded_height]);
  panel.most_height_m = std::max(panel.most_height_m, v[lidded_height]);
}

bool TerrainBuilder::is_worth_halving(const Interval& i) const {
  const double receptors = std::numbers::pi * (i.end * i.end - i.begin * i.begin) * receptors_per_m2_;
  return receptors > tolerance_.fewest_receptors && evaluation_count_ < most_evaluations_ && i.end > i.begin * std::exp2(smallest_octaves);
}

TerrainBuilder::Outcome TerrainBuilder::fit(Interval& interval, TerrainPanel& panel,
                                            std::vector<TerrainStrip>& strips) {
  const double middle = 0.5 * (interval.begin + interval.end);
  const double half = 0.5 * (interval.end - interval.begin);
  panel.begin_m = static_cast<float>(interval.begin);
  panel.end_m = static_cast<float>(interval.end);
  panel.middle_m = static_cast<float>(middle);
  panel.per_half = static_cast<float>(1.0 / half);
  std::array<double, column_count> t;
  for (std::size_t k = 0; k < column_count; ++k) t[k] = place_along(k);

  std::vector<double> distance, height;
  std::vector<Values> values;
  for (const double place : t) distance.push_back(middle + half * place);
  evaluate(distance, std::vector<double>(column_count, above_all_m), values);
  std::array<Values, column_count> along;
  std::copy(values.begin(), values.end(), along.begin());
  panel.least_height_m = panel.most_height_m = is_lidded_ ? along[0][lidded_height] : 0.0;
  for (const Values& v : along) set_bounds(v, panel);
  std::array<Curves, column_count> curves;
  std::transform(along.begin(), along.end(), curves.begin(), [&](const Values& v) { return curves_of(v); });
  if (!trim(curves) || !set_curves(along, panel)) return Outcome::along;

  strips.clear();
  for (std::size_t s = 0; s + 1 < curves[0].count; ++s) {
    std::vector<double>& cuts = interval.cuts[s];
    if (cuts.empty()) cuts = first_cuts(curves, s);
    const HeightSpan seen = receptors_in(curves, s);
    for (std::size_t part = 0; part + 1 < cuts.size();) {
      const Band band{s, cuts[part], cuts[part + 1]};
      // The outermost serve all receptors beyond.
      const bool is_first = s == 0 && part == 0;
      const bool is_last = s + 2 == curves[0].count && part + 2 == cuts.size();
      if ((band.end <= seen.lowest_m && !is_last) || (band.begin >= seen.highest_m && !is_first)) {
        ++part;
        continue;
      }
      TerrainStrip strip;
      const Excess excess = fit_strip(interval, curves, band, panel, strip);
      const bool is_deepest = band.end - band.begin < smallest_part || evaluation_count_ > most_evaluations_;
      const double most = is_deepest || !is_worth_halving(interval) ? last_resort : 1.0;
      if (std::max(excess.across, excess.along) <= most) {
        strips.push_back(strip);
        ++part;
      } else if (excess.across > 0.3 * excess.along && !is_deepest) {
        cuts.insert(cuts.begin() + static_cast<std::ptrdiff_t>(part) + 1, 0.5 * (band.begin + band.end));
      } else {
        return Outcome::along;
      }
    }
  }
  return strips.empty() ? Outcome::along : Outcome::holds;
}

/// Where receptors stand somewhere in the panel, in a strip that goes from 0 to 1.
HeightSpan TerrainBuilder::receptors_in(const std::array<Curves, column_count>& curves, std::size_t strip) const {
  HeightSpan seen{1e9, -1e9};
  for (const Curves& c : curves) {
    const double low = c.height_m[strip];
    const double depth = c.height_m[strip + 1] - low;
    seen.lowest_m = std::min(seen.lowest_m, (heights_.lowest_m - low) / depth);
    seen.highest_m = std::max(seen.highest_m, (heights_.highest_m - low) / depth);
  }
  return seen;
}

/// Near the ground wind and turbulence change by the logarithm of the height.
std::vector<double> TerrainBuilder::first_cuts(const std::array<Curves, column_count>& curves,
                                               std::size_t strip) const {
  constexpr double deep_m = 60.0;
  const HeightSpan seen = receptors_in(curves, strip);
  std::vector<double> cuts{0.0};
  if (seen.lowest_m > 0.02) cuts.push_back(std::min(seen.lowest_m, 1.0) - 0.01);
  const double low = curves[0].height_m[strip];
  const double depth = curves[0].height_m[strip + 1] - low;
  const double end = seen.highest_m < 0.98 ? std::max(seen.highest_m, 0.0) + 0.01 : 1.0;
  if (low == lowest_layer_m && depth * end > deep_m)
    for (const double height : {8.0, 40.0})
      if (height / depth > cuts.back() + 0.005) cuts.push_back(height / depth);
  if (end < 1.0 && end > cuts.back()) cuts.push_back(end);
  cuts.push_back(1.0);
  return cuts;
}

/// One strip's polynomials, and by how much they miss the tolerance beside the nodes (above 1: more).
TerrainBuilder::Excess TerrainBuilder::fit_strip(const Interval& interval,
                                                 const std::array<Curves, column_count>& curves,
                                                 const Band& band, TerrainPanel& panel, TerrainStrip& strip) {
  const double middle = 0.5 * (interval.begin + interval.end);
  const double half = 0.5 * (interval.end - interval.begin);
  const auto curve = [&](std::size_t column, double part) {
    const double low = curves[column].height_m[band.strip], high = curves[column].height_m[band.strip + 1];
    return part == 1.0 ? high : low + part * (high - low);
  };
  strip.lower_m = fit_along([&](std::size_t k) { return curve(k, band.begin); });
  strip.upper_m = fit_along([&](std::size_t k) { return curve(k, band.end); });
  Excess excess;
  double least = 1e9, most = -1e9;
  for (std::size_t k = 0; k < column_count; ++k) {
    const double lower = curve(k, band.begin), upper = curve(k, band.end);
    least = std::min(least, lower);
    most = std::max(most, upper);
    const double off = std::max(std::abs(at(strip.lower_m, place_along(k)) - lower),
                                std::abs(at(strip.upper_m, place_along(k)) - upper));
    excess.along = std::max(excess.along, off / (curve_accuracy * tolerance_.value * (upper - lower)));
  }
  // Polynomials may leave what they were fitted to by their tolerance.
  const double room = 0.02 * (most - least) + 0.01;
  strip.least_m = static_cast<float>(least - room);
  strip.most_m = static_cast<float>(most + room);

  std::vector<double> distance, height;
  const auto add = [&](std::size_t column, double u) {
    distance.push_back(middle + half * place_along(column));
    height.push_back(between(curve(column, band.begin), curve(column, band.end), u));
  };
  for (std::size_t j = 0; j < strip_terms; ++j)
    for (std::size_t i = 0; i < panel_terms; ++i) add(i, across_nodes().place[j]);
  const std::size_t first_across = distance.size();
  for (const std::size_t column : columns_checked_across)
    for (const double u : check_u) add(column, u);
  const std::size_t first_along = distance.size();
  for (std::size_t c = 0; c < check_count; ++c)
    for (const std::size_t row : rows_checked_along) add(panel_terms + c, across_nodes().place[row]);
  for (const double u : {-0.999, 0.999})
    for (const std::size_t c : {0UL, 2UL, 4UL}) add(panel_terms + c, u);
  std::vector<Values> values;
  evaluate(distance, height, values);
  for (const Values& v : values) set_bounds(v, panel);

  const std::size_t channel_count = is_lidded_ ? strip_channel_count : std::size_t{per_sigma_channel};
  for (std::size_t c = 0; c < channel_count; ++c) {
    const auto channel = static_cast<StripChannel>(c);
    set_channel(strip, channel, values);
    for (std::size_t n = first_across; n < values.size(); ++n) {
      const double t = (distance[n] - middle) / half;
      const double lower = at(strip.lower_m, t), upper = at(strip.upper_m, t);
      const double u = std::clamp(2.0 * (height[n] - lower) / (upper - lower) - 1.0, -1.0, 1.0);
      double& worst = n < first_along ? excess.across : excess.along;
      worst = std::max(worst, miss(channel, at(strip.channel[c], t, u), values[n], height[n]));
    }
  }
  return excess;
}

void TerrainBuilder::set_channel(TerrainStrip& strip, StripChannel channel, const std::vector<Values>& nodes) const {
  std::array<PanelFit, strip_terms> rows;
  for (std::size_t j = 0; j < strip_terms; ++j)
    rows[j] = fit_along([&](std::size_t i) { return wanted(channel, nodes[j * panel_terms + i]); });
  StripFit& fit = strip.channel[channel];
  for (std::size_t i = 0; i < panel_terms; ++i) {
    float below = 0, above = 0;
    for (std::size_t p = 0; p < strip_terms; ++p) {
      double sum = 0;
      for (std::size_t j = 0; j < strip_terms; ++j)
        sum += across_nodes().to_power[p][j] * static_cast<double>(rows[j][i]);
      fit[p][i] = static_cast<float>(sum);
      above += fit[p][i];
      below += (p % 2 == 0 ? 1.0F : -1.0F) * fit[p][i];
    }
    strip.below[channel][i] = below;
    strip.above[channel][i] = above;
  }
}

/// Widths of a panel without polynomials: a receptor in slow air near the ground sees a wider plume.
void TerrainBuilder::bound_unsound(const Interval& interval, TerrainPanel& panel) {
  std::vector<double> distance, height;
  const double low = std::max(heights_.lowest_m, lowest_layer_m);
  const double high = std::max(heights_.highest_m, low);
  for (const double x : {interval.begin, 0.5 * (interval.begin + interval.end), interval.end})
    for (const double z : {0.0, lowest_layer_m, low, 0.9 * low + 0.1 * high, 0.5 * (low + high), high}) {
      distance.push_back(x);
      height.push_back(z);
    }
  std::vector<Values> values;
  evaluate(distance, height, values);
  for (const Values& v : values) set_bounds(v, panel);
}

TerrainPart TerrainBuilder::build(const TableRange& range) {
  TerrainPart part;
  part.is_lidded = is_lidded_;
  std::vector<Interval> open = intervals(range);  // from its end on: the farthest have most receptors
  std::vector<TerrainStrip> strips;
  while (!open.empty()) {
    Interval interval = open.back();
    open.pop_back();
    TerrainPanel panel;
    const Outcome outcome = fit(interval, panel, strips);
    if (outcome != Outcome::holds && is_worth_halving(interval)) {
      Interval first = interval, second = interval;
      first.end = second.begin = 0.5 * (interval.begin + interval.end);
      open.push_back(first);
      open.push_back(second);
      continue;
    }
    panel.is_sound = outcome == Outcome::holds;
    if (panel.is_sound) {
      panel.first_strip = static_cast<std::uint32_t>(part.strips.size());
      panel.strip_count = static_cast<std::uint32_t>(strips.size());
      part.strips.insert(part.strips.end(), strips.begin(), strips.end());
    } else {
      bound_unsound(interval, panel);
    }
    part.panels.push_back(panel);
  }
  std::reverse(part.panels.begin(), part.panels.end());
  return part;
}

}  // namespace leeward::dispersion
