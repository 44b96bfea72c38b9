#include "core/model/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace leeward {
namespace {

/// Every map's coordinates lie within; distances of what lies far beyond cannot be squared.
constexpr double largest_coordinate_m = 1e8;

bool is_on_a_map(double coordinate_m) {
  return std::abs(coordinate_m) <= largest_coordinate_m;  // not of NaN
}

bool is_on_a_map(Vec2 p) {
  return is_on_a_map(p.x) && is_on_a_map(p.y);
}

/// Collects faults of one scenario; each check is one line.
class Checker {
public:
  void require(bool condition, const std::string& feature, std::string_view what, double found,
               std::string_view expected) {
    if (condition) return;
    Fault fault;
    fault.layer = layer_;
    fault.feature = feature;
    fault.found = fmt::format("{} {}", what, found);
    fault.expected = expected;
    faults_.push_back(std::move(fault));
  }
  void set_layer(std::string layer) { layer_ = std::move(layer); }
  std::vector<Fault> take() { return std::move(faults_); }

private:
  std::string layer_;
  std::vector<Fault> faults_;
};

void check_place(Checker& check, const std::string& id, Vec2 p) {
  check.require(is_on_a_map(p), id, is_on_a_map(p.x) ? "position y [m]" : "position x [m]",
                is_on_a_map(p.x) ? p.y : p.x, "coordinates from -1e8 to 1e8");
}

void check_not_negative(Checker& check, const std::string& id, const char* what, double value) {
  check.require(std::isfinite(value) && value >= 0, id, what, value, ">= 0");
}

void check_positive(Checker& check, const std::string& id, const char* what, double value) {
  check.require(std::isfinite(value) && value > 0, id, what, value, "> 0");
}

void check_heights(Checker& check, const std::string& id, double height, double sigma_z) {
  check_not_negative(check, id, "release height [m]", height);
  check_not_negative(check, id, "initial sigma_z [m]", sigma_z);
}

void check_kind(Checker& check, const PointSource& s) {
  check_place(check, s.id, s.position_m);
  check_not_negative(check, s.id, "stack height [m]", s.stack_height_m);
  check_not_negative(check, s.id, "stack diameter [m]", s.stack_diameter_m);
  check_not_negative(check, s.id, "exit velocity [m/s]", s.exit_velocity_m_per_s);
  check.require(std::isfinite(s.exit_temperature_k) && s.exit_temperature_k < 3000, s.id,
                "exit temperature [K]", s.exit_temperature_k, "< 3000 (0: ambient, negative: above ambient)");
}
void check_kind(Checker& check, const VolumeSource& s) {
  check_place(check, s.id, s.position_m);
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
  check_not_negative(check, s.id, "initial sigma_y [m]", s.initial_sigma_y_m);
}
void check_kind(Checker& check, const AreaSource& s) {
  for (const Vec2 p : s.polygon_m.outer) check_place(check, s.id, p);
  check.require(s.polygon_m.outer.size() >= 3 && area(s.polygon_m) > 0, s.id, "polygon area [m2]",
                area(s.polygon_m), "> 0");
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
}
void check_kind(Checker& check, const LineSource& s) {
  check_place(check, s.id, s.begin_m);  // both ends may be the same: a link without length emits nothing
  check_place(check, s.id, s.end_m);
  check_not_negative(check, s.id, "width [m]", s.width_m);
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
  if (s.end_release_height_m)
    check_not_negative(check, s.id, "release height of the end [m]", *s.end_release_height_m);
  check.require(std::isfinite(s.offset_m), s.id, "offset from the centre line [m]", s.offset_m, "a number");
  check.require(s.barriers.size() <= 2, s.id, "number of barriers", static_cast<double>(s.barriers.size()),
                "at most 2");
  for (const RoadBarrier& barrier : s.barriers) {
    check_not_negative(check, s.id, "barrier height [m]", barrier.height_m);
    check.require(std::isfinite(barrier.offset_m), s.id, "barrier offset [m]", barrier.offset_m, "a number");
  }
  if (!s.depression) return;
  const RoadDepression& cutting = *s.depression;
  check.require(std::isfinite(cutting.depth_m) && cutting.depth_m < 0, s.id, "depth of the cutting [m]",
                cutting.depth_m, "< 0");
  check_positive(check, s.id, "top width of the cutting [m]", cutting.top_width_m);
  check_positive(check, s.id, "bottom width of the cutting [m]", cutting.bottom_width_m);
}

void check_factors(Checker& check, const EmissionFactors& factors) {
  const auto is_one_of = [](std::size_t found, std::initializer_list<std::size_t> sizes) {
    return std::find(sizes.begin(), sizes.end(), found) != sizes.end();
  };
  const auto require_size = [&](const char* what, std::size_t found, std::initializer_list<std::size_t> sizes,
                                const char* expected) {
    check.require(is_one_of(found, sizes), factors.id, what, static_cast<double>(found), expected);
  };
  require_size("number of hours", factors.hours, {1, 24}, "1 or 24");
  require_size("number of periods", factors.periods, {1, 4, 12}, "1, 4 or 12");
  require_size("number of kinds of day", factors.days, {1, 3, 7}, "1, 3 or 7");
  require_size("number of wind classes", factors.wind_classes, {1, 6}, "1 or 6");
  const std::size_t size = factors.days * factors.periods * factors.hours * factors.wind_classes;
  check.require(factors.values.size() == size, factors.id, "number of factors",
                static_cast<double>(factors.values.size()), fmt::format("{}", size));
  for (const double f : factors.values) check_not_negative(check, factors.id, "factor", f);
  double below = 0;
  for (const double bound : factors.wind_class_bounds_m_per_s) {
    check.require(std::isfinite(bound) && bound > below, factors.id, "bound of wind class [m/s]", bound,
                  fmt::format("> {}", below));
    below = bound;
  }
}

/// A value of an hourly release that may be missing.
void check_release(Checker& check, const std::string& id, const char* what, double value) {
  check.require(is_missing(value) || (std::isfinite(value) && value >= 0), id, what, value,
                ">= 0, or missing");
}

void check_hourly(Checker& check, const HourlyEmissions& emissions, std::size_t hour_count) {
  check.require(emissions.hours.size() == hour_count, emissions.id, "number of hours",
                static_cast<double>(emissions.hours.size()),
                fmt::format("{}, as the meteorology", hour_count));
  for (const HourlyRelease& release : emissions.hours) {
    // Less than 0 is a credit: what another source no longer emits (physics/07 section 6.1).
    check.require(std::isfinite(release.rate), emissions.id, "emission rate", release.rate, "a number");
    const double temperature = release.exit_temperature_k;  // < 0: above ambient, as in PointSource
    check.require(is_missing(temperature) || (std::isfinite(temperature) && temperature < 3000), emissions.id,
                  "exit temperature [K]", temperature, "< 3000, or missing");
    check_release(check, emissions.id, "exit velocity [m/s]", release.exit_velocity_m_per_s);
    check_release(check, emissions.id, "release height [m]", release.release_height_m);
    check_release(check, emissions.id, "initial sigma_y [m]", release.initial_sigma_y_m);
    check_release(check, emissions.id, "initial sigma_z [m]", release.initial_sigma_z_m);
  }
}

void check_common(Checker& check, const SourceCommon& shared, const Scenario& scenario) {
  check.require(shared.rates.size() == scenario.columns.size(), shared.id, "number of rates",
                static_cast<double>(shared.rates.size()), fmt::format("{}", scenario.columns.size()));
  for (const double rate : shared.rates)
    check.require(std::isfinite(rate) && rate >= 0, shared.id, "emission rate", rate, "a number >= 0");
  check.require(shared.schedule < scenario.schedules.size(), shared.id, "schedule index",
                static_cast<double>(shared.schedule), fmt::format("< {}", scenario.schedules.size()));
  check.require(!shared.hourly || *shared.hourly < scenario.hourly_emissions.size(), shared.id,
                "index of hourly emissions", static_cast<double>(shared.hourly.value_or(0)),
                fmt::format("< {}", scenario.hourly_emissions.size()));
  check.require(std::isfinite(shared.base_elevation_m), shared.id, "base elevation [m]",
                shared.base_elevation_m, "a number");
  if (shared.is_urban && scenario.urban_areas.empty())
    check.require(false, shared.id, "urban source, number of urban areas", 0,
                  "at least one, with its population");
  else
    check.require(!shared.is_urban || shared.urban_area < scenario.urban_areas.size(), shared.id,
                  "index of urban area", static_cast<double>(shared.urban_area),
                  fmt::format("< {}", scenario.urban_areas.size()));
  check_not_negative(check, shared.id, "decay [1/s]", shared.decay_per_s);
}

}  // namespace

std::vector<Fault> validate(const Scenario& scenario) {
  Checker check;
  check.set_layer("run");
  check.require(!scenario.columns.empty(), "", "pollutants", 0, "at least one");
  check.require(!scenario.schedules.empty(), "", "emission schedules", 0, "at least one");
  check.require(!scenario.receptors.empty(), "", "receptors", 0, "at least one");

  check.set_layer("schedules");
  for (const EmissionFactors& factors : scenario.schedules) check_factors(check, factors);

  check.set_layer("hourly emissions");
  for (const HourlyEmissions& emissions : scenario.hourly_emissions)
    check_hourly(check, emissions, scenario.met.hours.size());

  check.set_layer("urban areas");
  for (const UrbanArea& area : scenario.urban_areas) {
    check_positive(check, area.id, "population", area.population);
    check_positive(check, area.id, "roughness length [m]", area.roughness_length_m);
  }

  check.set_layer("sources");
  for (const Source& source : scenario.sources) {
    check_common(check, common(source), scenario);
    std::visit([&check](const auto& s) { check_kind(check, s); }, source);
  }

  check.set_layer("background");
  const bool has_background = std::any_of(scenario.columns.begin(), scenario.columns.end(),
                                          [](const Column& column) { return column.has_background; });
  const std::vector<double>& background = scenario.background_ug_per_m3;
  if (has_background || !background.empty())
    check.require(background.size() == scenario.met.hours.size(), "", "number of hours",
                  static_cast<double>(background.size()), fmt::format("{}", scenario.met.hours.size()));
  for (const double value : background) check_not_negative(check, "", "background [ug/m3]", value);

  check.set_layer("receptors");
  std::size_t number = 0;
  for (const Receptor& receptor : scenario.receptors) {
    const bool is_sound = std::isfinite(receptor.elevation_m) && std::isfinite(receptor.height_m) &&
                          receptor.hill_height_m >= receptor.elevation_m;
    if (!is_on_a_map(receptor.position_m))
      check_place(check, fmt::format("receptor {}", number), receptor.position_m);
    if (!is_sound)
      check.require(false, fmt::format("receptor {}", number), "hill height [m]", receptor.hill_height_m,
                    fmt::format("finite and >= elevation {} m", receptor.elevation_m));
    ++number;
  }

  check.set_layer("meteorology");
  check.require(!scenario.met.hours.empty(), "", "hours", 0, "at least one");
  for (std::size_t i = 1; i < scenario.met.hours.size(); ++i)
    check.require(scenario.met.hours[i - 1].hour < scenario.met.hours[i].hour,
                  to_iso(scenario.met.hours[i].hour), "hour index", static_cast<double>(i),
                  "hours in ascending order, none twice");
  return check.take();
}

}  // namespace leeward
