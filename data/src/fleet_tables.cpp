#include "data/fleet_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "csv_rows.h"
#include "embedded_tables.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;

constexpr double g_per_mg = 1e-3;

VehicleClass class_of(const CsvRows& rows, std::size_t i, FaultList& faults) {
  VehicleClass one;
  one.id = rows.text(i, "class");
  one.category = rows.text(i, "category");
  one.fuel = rows.text(i, "fuel");
  one.euro = rows.text(i, "euro");
  const std::string weight = rows.text(i, "weight");
  if (weight != "light" && weight != "heavy")
    faults.error(rows.line(i), "weight = " + shown(weight), "light or heavy");
  one.weight = weight == "heavy" ? VehicleWeight::heavy : VehicleWeight::light;
  one.nox_g_per_km = rows.number(i, "nox_g_per_km");
  one.pm_g_per_km = rows.number(i, "pm_g_per_km");
  one.no2_share = rows.number(i, "no2_share");
  one.wear_category = rows.text(i, "wear_category");
  one.tyre_factor = rows.number(i, "tyre_factor");
  one.brake_factor = rows.number(i, "brake_factor");
  one.curve_vehicle = rows.text(i, "curve_vehicle");
  one.curve_euro = rows.text(i, "curve_euro");
  return one;
}

WearFactor wear_of(const CsvRows& rows, std::size_t i, FaultList& faults) {
  WearFactor one;
  one.category = rows.text(i, "category");
  const std::string process = rows.text(i, "process");
  if (process == "tyre")
    one.process = TrafficProcess::tyre;
  else if (process == "brake")
    one.process = TrafficProcess::brake;
  else if (process == "road")
    one.process = TrafficProcess::road_surface;
  else
    faults.error(rows.line(i), "process = " + shown(process), "tyre, brake or road");
  one.pm10_g_per_km = rows.number(i, "pm10_mg_per_km") * g_per_mg;
  one.pm25_g_per_km = rows.number(i, "pm25_mg_per_km") * g_per_mg;
  return one;
}

HotCurve curve_of(const CsvRows& rows, std::size_t i) {
  HotCurve one;
  one.vehicle = rows.text(i, "vehicle");
  one.euro = rows.text(i, "euro");
  one.pollutant = rows.text(i, "pollutant");
  for (const auto& [column, value] :
       {std::pair("alpha", &one.alpha), std::pair("beta", &one.beta), std::pair("gamma", &one.gamma),
        std::pair("delta", &one.delta), std::pair("epsilon", &one.epsilon), std::pair("zeta", &one.zeta),
        std::pair("eta", &one.eta), std::pair("reduction", &one.reduction),
        std::pair("min_speed_km_per_h", &one.min_speed_km_per_h),
        std::pair("max_speed_km_per_h", &one.max_speed_km_per_h)})
    *value = rows.number(i, column);
  return one;
}

/// Collects the four tables and what is wrong with them.
class Reader {
public:
  explicit Reader(fs::path folder) : folder_(std::move(folder)) {}

  Result<FleetTables> read() {
    for_each("vehicle_classes.csv",
             {"class", "category", "fuel", "euro", "weight", "nox_g_per_km", "pm_g_per_km", "no2_share",
              "wear_category", "tyre_factor", "brake_factor", "curve_vehicle", "curve_euro", "source"},
             [&](const CsvRows& rows, std::size_t i, FaultList& faults) {
               tables_.classes.push_back(class_of(rows, i, faults));
             });
    for_each("wear.csv", {"category", "process", "pm10_mg_per_km", "pm25_mg_per_km", "source"},
             [&](const CsvRows& rows, std::size_t i, FaultList& faults) {
               tables_.wear.push_back(wear_of(rows, i, faults));
             });
    for_each(
        "hot_exhaust.csv",
        {"vehicle", "euro", "pollutant", "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta",
         "reduction", "min_speed_km_per_h", "max_speed_km_per_h", "source"},
        [&](const CsvRows& rows, std::size_t i, FaultList&) { tables_.curves.push_back(curve_of(rows, i)); });
    for_each("fleets.csv", {"fleet", "class", "share", "source"},
             [&](const CsvRows& rows, std::size_t i, FaultList& faults) { add_share(rows, i, faults); });
    if (faults_.empty()) faults_ = validate(tables_);
    if (!faults_.empty())
      return fail(ErrorCode::input, "the tables of vehicles and their factors are not sound",
                  std::move(faults_));
    return std::move(tables_);
  }

private:
  using Take = std::function<void(const CsvRows&, std::size_t, FaultList&)>;

  void for_each(const std::string& name, const std::vector<std::string>& columns, const Take& take) {
    std::string text(embedded_table(name));
    std::string place = "built-in " + name;
    std::error_code error;
    if (const fs::path own = folder_ / "tables" / name; !folder_.empty() && fs::exists(own, error)) {
      auto read = read_text(own, "a table of vehicles");
      if (!read) {
        Fault fault;
        fault.file = own.string();
        fault.found = read.error().message;
        faults_.push_back(std::move(fault));
        return;
      }
      text = std::move(*read);
      place = own.string();
    }
    const bool is_built_in = place.starts_with("built-in");
    if (is_built_in && (name == "vehicle_classes.csv" || name == "fleets.csv"))
      tables_.is_illustrative = true;
    tables_.origin += (tables_.origin.empty() ? "" : ", ") + place;
    FaultList faults(place);
    const CsvRows rows(text, columns, faults);
    for (std::size_t i = 0; i < rows.size(); ++i) take(rows, i, faults);
    if (!faults.has_errors()) return;
    const auto refused = faults.refusal();
    faults_.insert(faults_.end(), refused.value().faults.begin(), refused.value().faults.end());
  }

  void add_share(const CsvRows& rows, std::size_t i, FaultList& faults) {
    const std::string id = rows.text(i, "fleet");
    const std::string vehicle = rows.text(i, "class");
    const auto found = find_class(tables_, vehicle);
    const double share = rows.number(i, "share");
    if (!found)
      return faults.error(rows.line(i), "class = " + shown(vehicle), "a class of vehicle_classes.csv");
    auto fleet = std::find_if(tables_.fleets.begin(), tables_.fleets.end(),
                              [&](const Fleet& one) { return one.id == id; });
    if (fleet == tables_.fleets.end())
      fleet = tables_.fleets.insert(fleet, {id, std::vector<double>(tables_.classes.size(), 0.0)});
    fleet->shares[*found] += share;
  }

  fs::path folder_;
  FleetTables tables_;
  std::vector<Fault> faults_;
};

}  // namespace

Result<FleetTables> read_fleet_tables(const fs::path& folder) {
  return Reader(folder).read();
}

}  // namespace leeward::data
