#pragma once
#include <limits>
#include <string>
#include <vector>

#include "core/scenario/apply_measures.h"

namespace leeward {

/// Everything a measure can change about one group while it acts.
struct WorkingGroup {
  std::vector<double> factor;  ///< per pollutant; what does not go by vehicle class
  std::vector<double> cap;
  std::vector<double>
      activity;  ///< per class, of the group's base vehicles; empty: classes are not told apart
  double speed_km_per_h = 0;
  double road_surface = 1;  ///< on the process road surface
  std::size_t schedule = 0;
};

/// Runs measures over all groups, one after the other.
class GroupEffects {
public:
  GroupEffects(const ResponseGroups& groups, std::vector<EmissionSchedule>& schedules);
  /// Takes one measure into account.
  Result<void> apply(const ChosenMeasure& chosen);
  Result<std::vector<GroupState>> finish() const;

private:
  Result<void> act(const Measure& measure, std::size_t index, double uptake);
  Result<void> act(const ScaleEmission& op, double uptake);
  Result<void> act(const CloseSource& op, double uptake);
  Result<void> act(const Abatement& op, double uptake);
  Result<void> act(const StackChange& op, double uptake);
  Result<void> act(const LowEmissionZone& op, double uptake);
  Result<void> act(const TrafficBan& op, double uptake);
  Result<void> act(const SpeedLimit& op, double uptake);
  Result<void> act(const DisplaceTraffic& op, double uptake);
  Result<void> act(const RenewFleet& op, double uptake);
  Result<void> act(const ShiftTime& op, double uptake);
  Result<void> act(const SweepRoads& op, double uptake);
  Result<void> act(const CapEmission& op, double uptake);

  template <class Act>
  void for_where(const Act& act);
  void scale(const std::map<std::string, double>& values, const auto& factor_of);
  /// Adds diverted vehicles, per class [vehicle-km a day], to the groups the measure diverts onto.
  Result<void> divert(const std::vector<double>& vehicle_km, double detour_factor);
  Result<void> give_back(const std::vector<WorkingGroup>& before, double rebound, bool is_elsewhere);
  Result<double> factor_of(std::size_t group, const WorkingGroup& state, std::size_t pollutant) const;
  Result<double> class_ratio(const ResponseGroup& group, const WorkingGroup& state,
                             const std::string& pollutant) const;
  Unexpected refuse(std::string found, std::string expected) const;

  const ResponseGroups& groups_;
  std::vector<EmissionSchedule>& schedules_;
  std::vector<WorkingGroup> now_;
  const Measure* measure_ = nullptr;
  std::size_t measure_index_ = 0;
};

}  // namespace leeward
