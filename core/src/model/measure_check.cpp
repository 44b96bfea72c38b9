#include <fmt/format.h>

#include <cmath>
#include <type_traits>

#include "core/model/measure.h"
#include "core/model/pollutant.h"

namespace leeward {
namespace {

class MeasureChecker {
public:
  explicit MeasureChecker(const Measure& measure) : measure_(measure) {}

  std::vector<Fault> check() {
    if (measure_.id.empty()) fault("no id", "a text");
    share("uptake", measure_.uptake);
    share("max_uptake", measure_.max_uptake);
    if (measure_.uptake > measure_.max_uptake)
      fault(fmt::format("uptake = {}", measure_.uptake),
            fmt::format("at most max_uptake, {}", measure_.max_uptake));
    share("rebound", measure_.rebound);
    share("leakage", measure_.leakage);
    if (measure_.start && measure_.end && *measure_.end < *measure_.start)
      fault(fmt::format("end_date = {}", to_iso(*measure_.end)),
            fmt::format("not before start_date, {}", to_iso(*measure_.start)));
    if (measure_.lead_time_h < 0) fault(fmt::format("lead_time_h = {}", measure_.lead_time_h), ">= 0");
    if (measure_.lead_time_h > 0 && !measure_.when.trigger)
      fault(fmt::format("lead_time_h = {}", measure_.lead_time_h), "0, for a measure without a trigger");
    check_filter("place", measure_.where);
    check_filter("rebound_onto", measure_.rebound_onto);
    check_time();
    check_cost();
    std::visit([this](const auto& operation) { check_operation(operation); }, measure_.operation);
    check_rebound();
    return std::move(faults_);
  }

private:
  void fault(std::string found, std::string expected) {
    Fault one;
    one.layer = "measures";
    one.feature = fmt::format("id '{}'", measure_.id);
    one.found = std::move(found);
    one.expected = std::move(expected);
    faults_.push_back(std::move(one));
  }
  void require(bool is_good, const std::string& name, double value, const char* expected) {
    if (!is_good) fault(fmt::format("{} = {}", name, value), expected);
  }
  void share(const std::string& name, double value) {
    require(value >= 0 && value <= 1, name, value, "0..1");
  }
  void not_negative(const std::string& name, double value) {
    require(std::isfinite(value) && value >= 0, name, value, ">= 0");
  }
  void optional(const std::string& name, double value, double low, double high, const char* expected) {
    require(is_missing(value) || (value >= low && value <= high), name, value, expected);
  }

  void check_filter(const std::string& name, const SourceFilter& filter) {
    for (const std::string& layer : filter.layers)
      if (layer != "stacks" && layer != "volumes" && layer != "areas" && layer != "roads")
        fault(fmt::format("{}.layers holds '{}'", name, layer), "stacks, volumes, areas or roads");
    not_negative(name + ".within_km_of_zones", filter.within_km_of_zones);
    if (filter.within_km_of_zones > 0 && filter.zones.empty())
      fault(name + ".within_km_of_zones without zones", "zones it is measured from");
  }

  void check_numbers(const char* name, const std::vector<int>& numbers, int low, int high) {
    for (const int number : numbers)
      if (number < low || number > high)
        fault(fmt::format("{} holds {}", name, number), fmt::format("{}..{}", low, high));
  }

  void check_time() {
    const MeasureTime& when = measure_.when;
    check_numbers("time.months", when.months, 1, 12);
    check_numbers("time.weekdays", when.weekdays, 1, 7);
    check_numbers("time.hours", when.hours, 1, 24);
    for (const DateRange& range : when.dates)
      if (range.last < range.first)
        fault(fmt::format("time.dates ends {} before {}", to_iso(range.last), to_iso(range.first)),
              "a last day not before the first");
    if (!when.trigger) return;
    const Trigger& trigger = *when.trigger;
    check_numbers("time.trigger.min_warning_grade", {trigger.min_warning_grade}, 0, 3);
    optional("time.trigger.max_wind_speed_m_per_s", trigger.max_wind_speed_m_per_s, 0, 100, "0..100");
    optional("time.trigger.max_mixing_height_m", trigger.max_mixing_height_m, 0, 10000, "0..10000");
    optional("time.trigger.min_temperature_c", trigger.min_temperature_c, -80, 60, "-80..60");
    optional("time.trigger.max_temperature_c", trigger.max_temperature_c, -80, 60, "-80..60");
    optional("time.trigger.max_precipitation_mm_per_h", trigger.max_precipitation_mm_per_h, 0, 300, "0..300");
    Trigger nothing;
    nothing.is_daily = trigger.is_daily;
    if (trigger == nothing) fault("time.trigger without a condition", "weather or min_warning_grade");
  }

  void check_cost() {
    const MeasureCost& cost = measure_.cost;
    not_negative("capital_cost", cost.capital);
    not_negative("operation_cost_per_year", cost.operation_per_year);
    not_negative("savings_per_year", cost.savings_per_year);
    require(cost.discount_rate >= 0 && cost.discount_rate < 1, "discount_rate", cost.discount_rate,
            ">= 0 and < 1");
    not_negative("lifetime_years", cost.lifetime_years);
    if (cost.capital > 0 && !(cost.lifetime_years > 0))
      fault(fmt::format("capital_cost = {} with lifetime_years = {}", cost.capital, cost.lifetime_years),
            "a lifetime > 0");
    const bool is_free = cost.capital == 0 && cost.operation_per_year == 0 && cost.savings_per_year == 0;
    if (!is_free && cost.currency.empty()) fault("costs without a currency", "a currency such as EUR");
    if (cost.price_year != 0 && (cost.price_year < 1900 || cost.price_year > 2200))
      fault(fmt::format("price_year = {}", cost.price_year), "a year, or NULL");
  }

  void check_rebound() {
    const auto holds = [this]<class... Kinds>(std::type_identity<Kinds>...) {
      return (std::holds_alternative<Kinds>(measure_.operation) || ...);
    };
    const char* name = operation_name(measure_.operation);
    if (measure_.rebound > 0 && holds(std::type_identity<StackChange>{}, std::type_identity<SpeedLimit>{},
                                      std::type_identity<ShiftTime>{}, std::type_identity<CapEmission>{}))
      fault(fmt::format("rebound = {}", measure_.rebound), fmt::format("0, for an operation '{}'", name));
    if (measure_.leakage <= 0) return;
    if (!holds(std::type_identity<TrafficBan>{}, std::type_identity<LowEmissionZone>{}))
      fault(fmt::format("leakage = {}", measure_.leakage), fmt::format("0, for an operation '{}'", name));
  }

  void check_pollutants(const std::string& name, const std::map<std::string, double>& values, double high,
                        const char* expected) {
    if (values.empty()) fault(name + " is empty", "a number for each pollutant, or for \"*\"");
    for (const auto& [pollutant, value] : values) {
      if (pollutant != other_pollutants && !find_pollutant(pollutant))
        fault(fmt::format("{} names '{}'", name, pollutant), "a pollutant or \"*\"");
      require(value >= 0 && value <= high, name + "." + pollutant, value, expected);
    }
  }
  void check_classes(const std::string& name, const std::vector<std::string>& selectors) {
    if (selectors.empty()) fault(name + " is empty", "vehicle classes, categories, fuels, light or heavy");
  }
  void check_diversion(const Diversion& diversion, bool is_needed) {
    check_filter("parameters.onto", diversion.onto);
    require(diversion.detour_factor >= 1 && diversion.detour_factor <= 3, "parameters.detour_factor",
            diversion.detour_factor, "1..3");
    if (is_needed && diversion.onto == SourceFilter{})
      fault("parameters.onto is empty", "the links that diverted vehicles take");
  }

  void check_operation(const ScaleEmission& op) {
    check_pollutants("parameters.factors", op.factors, 1000, "0..1000");
  }
  void check_operation(const CloseSource&) {}
  void check_operation(const Abatement& op) {
    check_pollutants("parameters.efficiency", op.efficiency, 1, "0..1");
    share("parameters.availability", op.availability);
    optional("parameters.exit_temperature_k", op.exit_temperature_k, 200, 3000, "200..3000 K");
    optional("parameters.flow_factor", op.flow_factor, 0, 10, "0..10");
  }
  void check_operation(const StackChange& op) {
    if (op == StackChange{})
      fault("parameters change nothing", "a height, diameter, velocity, temperature or place");
    optional("parameters.stack_height_m", op.stack_height_m, 0.1, 1000, "0.1..1000 m");
    optional("parameters.stack_diameter_m", op.stack_diameter_m, 0.01, 100, "0.01..100 m");
    optional("parameters.exit_velocity_m_per_s", op.exit_velocity_m_per_s, 0, 200, "0..200 m/s");
    optional("parameters.exit_temperature_k", op.exit_temperature_k, 200, 3000, "200..3000 K");
    if (is_missing(op.x_m) != is_missing(op.y_m)) fault("parameters have one of x_m and y_m", "both or none");
    optional("parameters.x_m", op.x_m, -1e8, 1e8, "a coordinate of the twin's system");
    optional("parameters.y_m", op.y_m, -1e8, 1e8, "a coordinate of the twin's system");
  }
  void check_operation(const LowEmissionZone& op) {
    check_classes("parameters.banned", op.banned);
    share("parameters.compliance", op.compliance);
    share("parameters.upgraded", op.upgraded);
    share("parameters.diverted", op.diverted);
    share("parameters.cancelled", op.cancelled);
    constexpr double rounding = 1e-9;
    if (const double sum = op.upgraded + op.diverted + op.cancelled; !(std::abs(sum - 1) <= rounding))
      fault(fmt::format("upgraded + diverted + cancelled = {}", sum), "1");
    if (op.upgraded > 0 && op.upgrade_to.empty())
      fault("parameters.upgrade_to is empty", "the class that banned ones are replaced by");
    check_diversion(op.diversion, op.diverted > 0 || measure_.leakage > 0);
  }
  void check_operation(const TrafficBan& op) {
    check_classes("parameters.vehicles", op.vehicles);
    share("parameters.share", op.share);
    share("parameters.exempt", op.exempt);
    share("parameters.compliance", op.compliance);
    check_diversion(op.diversion, measure_.leakage > 0);
  }
  void check_operation(const SpeedLimit& op) {
    require(op.speed_km_per_h >= 5 && op.speed_km_per_h <= 130, "parameters.speed_km_per_h",
            op.speed_km_per_h, "5..130");
    share("parameters.compliance", op.compliance);
  }
  void check_operation(const DisplaceTraffic& op) {
    check_classes("parameters.vehicles", op.vehicles);
    share("parameters.share", op.share);
    check_diversion(op.diversion, true);
  }
  void check_operation(const RenewFleet& op) {
    check_classes("parameters.from", op.from);
    if (op.to.empty()) fault("parameters.to is empty", "a vehicle class");
    share("parameters.share", op.share);
  }
  void check_operation(const ShiftTime& op) {
    check_numbers("parameters.from_hours", op.from_hours, 1, 24);
    check_numbers("parameters.to_hours", op.to_hours, 1, 24);
    if (op.from_hours.empty() || op.to_hours.empty())
      fault("parameters have no hours", "from_hours and to_hours");
    for (const int hour : op.from_hours)
      for (const int other : op.to_hours)
        if (hour == other) fault(fmt::format("hour {} in from_hours and to_hours", hour), "one of them");
    share("parameters.share", op.share);
    if (!measure_.when.hours.empty())
      fault("time.hours of a shift in time", "none: its hours are in its parameters");
    if (measure_.when.trigger && !measure_.when.trigger->is_daily)
      fault("an hourly trigger of a shift in time", "a daily one: the day's total stays");
  }
  void check_operation(const SweepRoads& op) { share("parameters.efficiency", op.efficiency); }
  void check_operation(const CapEmission& op) {
    check_pollutants("parameters.limit_g_per_s", op.limit_g_per_s, 1e6, "0..1e6");
  }

  const Measure& measure_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> validate(const Measure& measure) {
  return MeasureChecker(measure).check();
}

}  // namespace leeward
