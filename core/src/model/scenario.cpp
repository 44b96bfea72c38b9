#include "core/model/scenario.h"

#include <fmt/format.h>

#include <cmath>

namespace leeward {
namespace {

bool is_finite(Vec2 p) {
  return std::isfinite(p.x) && std::isfinite(p.y);
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
  check.require(is_finite(p), id, "position x", p.x, "finite coordinates");
}

void check_heights(Checker& check, const std::string& id, double height, double sigma_z) {
  check.require(std::isfinite(height) && height >= 0, id, "release height [m]", height, ">= 0");
  check.require(std::isfinite(sigma_z) && sigma_z >= 0, id, "initial sigma_z [m]", sigma_z, ">= 0");
}

void check_kind(Checker& check, const PointSource& s) {
  check_place(check, s.id, s.position_m);
  check.require(std::isfinite(s.stack_height_m) && s.stack_height_m >= 0, s.id, "stack height [m]",
                s.stack_height_m, ">= 0");
  check.require(std::isfinite(s.stack_diameter_m) && s.stack_diameter_m >= 0, s.id, "stack diameter [m]",
                s.stack_diameter_m, ">= 0");
  check.require(std::isfinite(s.exit_velocity_m_per_s) && s.exit_velocity_m_per_s >= 0, s.id,
                "exit velocity [m/s]", s.exit_velocity_m_per_s, ">= 0");
  check.require(std::isfinite(s.exit_temperature_k) && s.exit_temperature_k < 3000, s.id,
                "exit temperature [K]", s.exit_temperature_k, "< 3000 (0: ambient, negative: above ambient)");
}
void check_kind(Checker& check, const VolumeSource& s) {
  check_place(check, s.id, s.position_m);
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
  check.require(std::isfinite(s.initial_sigma_y_m) && s.initial_sigma_y_m >= 0, s.id, "initial sigma_y [m]",
                s.initial_sigma_y_m, ">= 0");
}
void check_kind(Checker& check, const AreaSource& s) {
  for (const Vec2 p : s.polygon_m.outer) check_place(check, s.id, p);
  check.require(s.polygon_m.outer.size() >= 3 && area(s.polygon_m) > 0, s.id, "polygon area [m2]",
                area(s.polygon_m), "> 0");
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
}
void check_kind(Checker& check, const LineSource& s) {
  check_place(check, s.id, s.begin_m);
  check_place(check, s.id, s.end_m);
  check.require(length(s.end_m - s.begin_m) > 0, s.id, "length [m]", length(s.end_m - s.begin_m), "> 0");
  check.require(std::isfinite(s.width_m) && s.width_m >= 0, s.id, "width [m]", s.width_m, ">= 0");
  check_heights(check, s.id, s.release_height_m, s.initial_sigma_z_m);
}

}  // namespace

std::vector<Fault> validate(const Scenario& scenario) {
  Checker check;
  check.set_layer("run");
  check.require(!scenario.columns.empty(), "", "pollutants", 0, "at least one");
  check.require(!scenario.schedules.empty(), "", "emission schedules", 0, "at least one");
  check.require(!scenario.receptors.empty(), "", "receptors", 0, "at least one");

  check.set_layer("schedules");
  for (const EmissionFactors& factors : scenario.schedules) {
    const std::size_t size = factors.days * factors.periods * factors.hours * factors.wind_classes;
    check.require(factors.values.size() == size, factors.id, "number of factors",
                  static_cast<double>(factors.values.size()), fmt::format("{}", size));
    for (const double f : factors.values)
      check.require(std::isfinite(f) && f >= 0, factors.id, "factor", f, ">= 0");
  }

  check.set_layer("sources");
  for (const Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    check.require(shared.rates.size() == scenario.columns.size(), shared.id, "number of rates",
                  static_cast<double>(shared.rates.size()), fmt::format("{}", scenario.columns.size()));
    for (const double rate : shared.rates)
      check.require(std::isfinite(rate) && rate >= 0, shared.id, "emission rate", rate, "a number >= 0");
    check.require(shared.schedule < scenario.schedules.size(), shared.id, "schedule index",
                  static_cast<double>(shared.schedule), fmt::format("< {}", scenario.schedules.size()));
    check.require(std::isfinite(shared.base_elevation_m), shared.id, "base elevation [m]",
                  shared.base_elevation_m, "a number");
    check.require(!shared.is_urban || shared.urban_area < scenario.urban_areas.size(), shared.id,
                  "index of urban area", static_cast<double>(shared.urban_area),
                  fmt::format("< {}", scenario.urban_areas.size()));
    check.require(std::isfinite(shared.decay_per_s) && shared.decay_per_s >= 0, shared.id, "decay [1/s]",
                  shared.decay_per_s, ">= 0");
    std::visit([&check](const auto& s) { check_kind(check, s); }, source);
  }

  check.set_layer("receptors");
  std::size_t number = 0;
  for (const Receptor& receptor : scenario.receptors) {
    const bool is_sound = is_finite(receptor.position_m) && std::isfinite(receptor.elevation_m) &&
                          std::isfinite(receptor.height_m) && receptor.hill_height_m >= receptor.elevation_m;
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
