#include "dispersion/column_plan.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "core/model/expects.h"

namespace leeward::dispersion {
namespace plan_columns_detail {

std::vector<double>& rates_of(Source& source) {
  return std::visit([](auto& kind) -> std::vector<double>& { return kind.rates; }, source);
}

/// Pools and linear columns while they are found.
class Planner {
public:
  Planner(Scenario& scenario, ColumnPlan& plan) : scenario_(scenario), plan_(plan) {}

  void plan() {
    const std::vector<Column> asked = std::move(scenario_.columns);
    scenario_.columns.clear();
    rates_.resize(scenario_.sources.size());
    for (const Column& column : asked) {
      plan_.wanted.push_back({.column = column, .parts = {}, .background_ug_per_m3 = {}});
      if (column.has_background) plan_.wanted.back().background_ug_per_m3 = scenario_.background_ug_per_m3;
    }
    scenario_.background_ug_per_m3.clear();
    for (std::size_t wanted = 0; wanted < asked.size(); ++wanted)
      if (!plan_.chemistry.converted[wanted]) pass(wanted);
    for (std::size_t i = 0; i < scenario_.sources.size(); ++i) add_nox(i);
    if (plan_.chemistry.method == ChemistryMethod::olm)
      for (std::size_t pool = 0; pool < members_.size(); ++pool) add_primary(pool);
    for (std::size_t i = 0; i < scenario_.sources.size(); ++i) {
      rates_[i].resize(scenario_.columns.size());
      rates_of(scenario_.sources[i]) = std::move(rates_[i]);
    }
  }

private:
  std::size_t new_column(std::string pollutant, std::string group) {
    scenario_.columns.push_back({.pollutant = std::move(pollutant), .group = std::move(group)});
    return scenario_.columns.size() - 1;
  }

  void set_rate(std::size_t source, std::size_t column, double rate) {
    rates_[source].resize(scenario_.columns.size());
    rates_[source][column] = rate;
  }

  void pass(std::size_t wanted) {
    const Column& column = plan_.wanted[wanted].column;
    const std::size_t linear = new_column(column.pollutant, column.group);
    plan_.wanted[wanted].parts.push_back({linear, {}});
    for (std::size_t i = 0; i < scenario_.sources.size(); ++i)
      set_rate(i, linear, rates_of(scenario_.sources[i])[wanted]);
  }

  /// The pool of a source, made when it is the first of it.
  std::size_t pool_of(std::size_t source) {
    const auto group = plan_.chemistry.sources[source].olm_group;
    std::pair<bool, std::size_t> key{false, 0};  // ARM2: one for all
    if (plan_.chemistry.method == ChemistryMethod::olm) key = {!group, group.value_or(source)};
    const auto [found, is_new] = pool_index_.emplace(key, plan_.pools.size());
    if (is_new) {
      plan_.pools.emplace_back();
      members_.emplace_back();
    }
    return found->second;
  }

  void add_nox(std::size_t source) {
    const double rate = plan_.chemistry.sources[source].nox_rate;
    if (rate == 0) return;
    const std::vector<double>& asked = rates_of(scenario_.sources[source]);
    std::vector<std::size_t> wanted;
    for (std::size_t c = 0; c < asked.size(); ++c)
      if (plan_.chemistry.converted[c] && asked[c] != 0) wanted.push_back(c);
    // A source that no wanted column has matters through the pool it shares only.
    const bool is_alone =
        plan_.chemistry.method == ChemistryMethod::olm && !plan_.chemistry.sources[source].olm_group;
    if (wanted.empty() && is_alone) return;
    const std::size_t pool = pool_of(source);
    const auto [found, is_new] = column_index_.emplace(std::pair(pool, wanted), scenario_.columns.size());
    if (is_new) {
      new_column("NOx", fmt::format("pool {}", pool + 1));
      plan_.pools[pool].nox.push_back(found->second);
      for (const std::size_t c : wanted) plan_.wanted[c].parts.push_back({found->second, pool});
    }
    set_rate(source, found->second, rate);
    members_[pool].push_back(source);
  }

  void add_primary(std::size_t pool) {
    const auto ratio = [&](std::size_t source) { return plan_.chemistry.sources[source].in_stack_ratio; };
    const std::vector<std::size_t>& members = members_[pool];
    plan_.pools[pool].in_stack_ratio = ratio(members.front());
    bool is_uniform = true;
    for (const std::size_t source : members)
      is_uniform = is_uniform && ratio(source) == ratio(members.front());
    if (is_uniform) return;
    const std::size_t column = new_column(in_stack_no2, fmt::format("pool {}", pool + 1));
    plan_.pools[pool].primary = column;
    for (const std::size_t source : members)
      set_rate(source, column, ratio(source) * plan_.chemistry.sources[source].nox_rate);
  }

  Scenario& scenario_;
  ColumnPlan& plan_;
  std::vector<std::vector<double>> rates_;  ///< per source, by linear column
  std::map<std::pair<bool, std::size_t>, std::size_t> pool_index_;
  std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::size_t> column_index_;
  std::vector<std::vector<std::size_t>> members_;  ///< per pool
};

/// NO2 of a pool from its NOx; `primary` is used for OLM only.
void convert(const Chemistry& chemistry, std::size_t hour_index, std::span<const double> nox,
             std::span<const double> primary, std::span<double> no2) {
  if (chemistry.method == ChemistryMethod::arm2)
    arm2_no2(nox, chemistry.arm2, no2);
  else
    olm_no2(nox, primary, chemistry.ozone_ug_per_m3[hour_index], chemistry.equilibrium_ratio, no2);
}

}  // namespace plan_columns_detail

std::size_t ColumnPlan::backgrounds() const {
  std::size_t count = 0;
  for (const WantedColumn& column : wanted) count += column.background_ug_per_m3.empty() ? 0U : 1U;
  return count;
}

std::string describe(const Chemistry& chemistry) {
  switch (chemistry.method) {
    case ChemistryMethod::none:
      return "none";
    case ChemistryMethod::arm2:
      return fmt::format("ARM2, NO2/NOx from {} to {}", chemistry.arm2.lowest, chemistry.arm2.highest);
    case ChemistryMethod::olm:
      break;
  }
  return fmt::format("OLM, NO2/NOx at most {}", chemistry.equilibrium_ratio);
}

std::vector<Fault> validate(const Chemistry& chemistry, const Scenario& scenario) {
  std::vector<Fault> faults;
  const auto require = [&](bool condition, const std::string& feature, const char* what, double found,
                           std::string expected) {
    if (condition) return;
    Fault fault;
    fault.layer = feature.empty() ? "chemistry" : "sources";
    fault.feature = feature;
    fault.found = fmt::format("{} {}", what, found);
    fault.expected = std::move(expected);
    faults.push_back(std::move(fault));
  };
  const auto is_share = [](double value) { return value >= 0 && value <= 1; };
  if (chemistry.method == ChemistryMethod::none) return faults;
  require(chemistry.converted.size() == scenario.columns.size(), "", "number of columns",
          static_cast<double>(chemistry.converted.size()), fmt::format("{}", scenario.columns.size()));
  require(chemistry.sources.size() == scenario.sources.size(), "", "number of sources",
          static_cast<double>(chemistry.sources.size()), fmt::format("{}", scenario.sources.size()));
  require(chemistry.arm2.lowest > 0 && is_share(chemistry.arm2.lowest), "", "lowest NO2/NOx of ARM2",
          chemistry.arm2.lowest, "more than 0, at most 1");
  require(is_share(chemistry.arm2.highest) && chemistry.arm2.highest >= chemistry.arm2.lowest, "",
          "highest NO2/NOx of ARM2", chemistry.arm2.highest, "at least the lowest, at most 1");
  require(chemistry.equilibrium_ratio > 0 && is_share(chemistry.equilibrium_ratio), "",
          "equilibrium ratio NO2/NOx", chemistry.equilibrium_ratio, "more than 0, at most 1");
  if (chemistry.method == ChemistryMethod::olm) {
    require(chemistry.ozone_ug_per_m3.size() == scenario.met.hours.size(), "", "hours of ozone",
            static_cast<double>(chemistry.ozone_ug_per_m3.size()),
            fmt::format("{}", scenario.met.hours.size()));
    for (const double ozone : chemistry.ozone_ug_per_m3)
      require(std::isnan(ozone) || (std::isfinite(ozone) && ozone >= 0), "", "ozone [ug/m3]", ozone,
              ">= 0, or missing");
  }
  for (std::size_t i = 0; i < std::min(chemistry.sources.size(), scenario.sources.size()); ++i) {
    const SourceCommon& source = common(scenario.sources[i]);
    const Chemistry::OfSource& own = chemistry.sources[i];
    require(is_share(own.in_stack_ratio), source.id, "in-stack NO2/NOx", own.in_stack_ratio, "0 to 1");
    if (source.hourly && *source.hourly < scenario.hourly_emissions.size())
      for (const HourlyRelease& release : scenario.hourly_emissions[*source.hourly].hours)
        require(release.rate >= 0, source.id, "hourly emission", release.rate,
                ">= 0: chemistry is not linear, so there are no credits");
  }
  return faults;
}

ColumnPlan plan_columns(Scenario& scenario, Chemistry chemistry) {
  ColumnPlan plan;
  plan.chemistry = std::move(chemistry);
  if (plan.chemistry.method == ChemistryMethod::none) {
    plan.chemistry.converted.assign(scenario.columns.size(), false);
    plan.chemistry.sources.assign(scenario.sources.size(), {});
  }
  LEEWARD_EXPECTS(plan.chemistry.converted.size() == scenario.columns.size());
  LEEWARD_EXPECTS(plan.chemistry.sources.size() == scenario.sources.size());
  plan_columns_detail::Planner(scenario, plan).plan();
  plan.chemistry.sources.clear();
  plan.chemistry.converted.clear();
  return plan;
}

void apply_plan(const ColumnPlan& plan, std::size_t hour_index, HourStatus status,
                std::span<const double> linear, std::size_t receptors, std::span<double> wanted) {
  LEEWARD_EXPECTS(wanted.size() == plan.wanted.size() * receptors);
  std::fill(wanted.begin(), wanted.end(), 0.0);
  if (status != HourStatus::valid) return;
  const auto column = [&](std::size_t c) { return linear.subspan(c * receptors, receptors); };
  for (std::size_t w = 0; w < plan.wanted.size(); ++w)
    for (const WantedColumn::Part& part : plan.wanted[w].parts) {
      if (part.pool) continue;
      const std::span<const double> from = column(part.linear);
      for (std::size_t r = 0; r < receptors; ++r) wanted[w * receptors + r] += from[r];
    }
  std::vector<double> nox;
  std::vector<double> no2;
  for (std::size_t p = 0; p < plan.pools.size(); ++p) {
    const ChemistryPool& pool = plan.pools[p];
    nox.assign(receptors, 0.0);
    for (const std::size_t c : pool.nox)
      for (std::size_t r = 0; r < receptors; ++r) nox[r] += column(c)[r];
    no2.resize(receptors);
    if (pool.primary) {
      // A fast mode's columns have errors of their own: no more in-stack NO2 than NOx.
      for (std::size_t r = 0; r < receptors; ++r) no2[r] = std::min(column(*pool.primary)[r], nox[r]);
    } else {
      for (std::size_t r = 0; r < receptors; ++r) no2[r] = pool.in_stack_ratio * nox[r];
    }
    plan_columns_detail::convert(plan.chemistry, hour_index, nox, no2, no2);
    for (std::size_t w = 0; w < plan.wanted.size(); ++w)
      for (const WantedColumn::Part& part : plan.wanted[w].parts) {
        if (part.pool != p) continue;
        const std::span<const double> own = column(part.linear);
        // Every member has the pool's NO2/NOx.
        for (std::size_t r = 0; r < receptors; ++r)
          if (nox[r] > 0) wanted[w * receptors + r] += own[r] / nox[r] * no2[r];
      }
  }
  for (std::size_t w = 0; w < plan.wanted.size(); ++w) {
    const std::vector<double>& background = plan.wanted[w].background_ug_per_m3;
    if (background.empty()) continue;
    for (double& value : wanted.subspan(w * receptors, receptors)) value += background[hour_index];
  }
}

void PlanSink::take(std::size_t hour_index, HourStatus status, std::span<const double> values_ug_per_m3) {
  apply_plan(*plan_, hour_index, status, values_ug_per_m3, receptors_, wanted_);
  next_->take(hour_index, status, wanted_);
}

}  // namespace leeward::dispersion
