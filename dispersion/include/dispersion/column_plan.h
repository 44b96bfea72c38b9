#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model/chemistry.h"
#include "core/model/scenario.h"
#include "dispersion/chemistry.h"
#include "dispersion/run.h"

/// From the columns that the solver sums, which are linear in the emissions, to those that are wanted: NO2 by
/// chemistry, and background.
namespace leeward::dispersion {

/// How the NOx columns of a scenario become NO2.
struct Chemistry {
  ChemistryMethod method = ChemistryMethod::none;
  Arm2Bounds arm2;
  double equilibrium_ratio = default_equilibrium_ratio;  ///< olm
  std::vector<double> ozone_ug_per_m3;                   ///< olm: one per hour, `missing` where there is none

  /// What is said of each source, in the order of Scenario::sources.
  struct OfSource {
    double in_stack_ratio = 0;             ///< r_s [-], olm
    std::optional<std::size_t> olm_group;  ///< sources of one number share the ozone; none: alone
    double nox_rate = 0;                   ///< in the source's unit; with hourly emissions 1
  };
  std::vector<OfSource> sources;
  std::vector<bool> converted;  ///< per wanted column: it is NO2, its rates are those of NOx
};

/// "OLM, NO2/NOx at most 0.9" and the like, for manifests and products.
std::string describe(const Chemistry& chemistry);

/// Everything wrong with the numbers of a chemistry; empty when it can be used.
std::vector<Fault> validate(const Chemistry& chemistry, const Scenario& scenario);

/// Pollutant of a linear column of in-stack NO2, the sum of r_s NOx.
inline constexpr const char* in_stack_no2 = "NO2 in-stack";

/// The sources that share the ozone of a receptor (ARM2: all), in linear columns.
struct ChemistryPool {
  std::vector<std::size_t> nox;        ///< columns that add up to the pool's NOx
  std::optional<std::size_t> primary;  ///< column of its in-stack NO2; none: in_stack_ratio of its NOx
  double in_stack_ratio = 0;
};

/// A wanted column: sum of linear columns, each times the NO2/NOx of its pool where it has one; then
/// background.
struct WantedColumn {
  Column column;
  struct Part {
    std::size_t linear = 0;
    std::optional<std::size_t> pool;
  };
  std::vector<Part> parts;
  std::vector<double> background_ug_per_m3;  ///< one per hour; empty: none
};

struct ColumnPlan {
  Chemistry chemistry;  ///< `sources` and `converted` are used up
  std::vector<ChemistryPool> pools;
  std::vector<WantedColumn> wanted;
  bool is_trivial() const { return pools.empty() && backgrounds() == 0; }
  std::size_t backgrounds() const;
};

/// Puts the linear columns in the place of the wanted ones of `scenario`, with the rates for them, and takes
/// its background over. NO2 needs the NOx of each set of sources that is in the same pool and the same wanted
/// columns: one linear column each, and one for the in-stack NO2 of a pool whose sources differ in it.
/// @pre validate(chemistry, scenario) and validate(scenario) are empty
ColumnPlan plan_columns(Scenario& scenario, Chemistry chemistry);

/// The wanted columns of one hour out of the linear ones, both [column][receptor]. The same function for a
/// run, for a what-if recombined from stored responses and for AERMOD's runstreams.
/// @param wanted  written; all 0 when the hour is not valid
void apply_plan(const ColumnPlan& plan, std::size_t hour_index, HourStatus status,
                std::span<const double> linear, std::size_t receptors, std::span<double> wanted);

/// Hands hours of wanted columns on; one hour of them is all it keeps.
class PlanSink final : public HourSink {
public:
  PlanSink(const ColumnPlan& plan, std::size_t receptors, HourSink& next)
      : plan_(&plan), receptors_(receptors), next_(&next), wanted_(plan.wanted.size() * receptors) {}
  void take(std::size_t hour_index, HourStatus status, std::span<const double> values_ug_per_m3) override;

private:
  const ColumnPlan* plan_;
  std::size_t receptors_;
  HourSink* next_;
  std::vector<double> wanted_;
};

}  // namespace leeward::dispersion
