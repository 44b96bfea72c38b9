#include "reference_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>

#include "data/aermet_file.h"
#include "reference_chemistry.h"
#include "reference_factors.h"
#include "reference_hours.h"
#include "reference_shapes.h"

namespace leeward::app {
namespace {

using Json = nlohmann::json;
using Names = std::initializer_list<std::string_view>;

/// What the case asks for beyond what is modelled, in words; any other unknown key is named as it stands.
std::string_view meaning_of(std::string_view key) {
  static constexpr std::pair<std::string_view, std::string_view> meanings[] = {
      {"building", "building downwash"},
      {"gas", "deposition of gases"},
      {"particles_method1", "deposition of particles"},
      {"particles_method2", "deposition of particles"},
      {"gas_deposition", "deposition of gases"},
      {"DEPOS", "deposition"},
      {"DDEP", "dry deposition"},
      {"WDEP", "wet deposition"},
      {"PVMRM", "NO2 chemistry by PVMRM"},
      {"GRSM", "NO2 chemistry by GRSM"},
  };
  for (const auto& [name, meaning] : meanings)
    if (name == key) return meaning;
  return key;
}

class CaseReader {
public:
  CaseReader(const Json& document, std::filesystem::path folder)
      : document_(document), folder_(std::move(folder)) {}

  Result<ReferenceScenario> read() {
    result_.case_id = document_.at("case").get<std::string>();
    check_keys(document_, "case.json", "",
               {"case", "set", "reference_model", "title", "physics", "options", "met", "sources", "groups",
                "expected", "expected_tight", "case_notes", "receptors", "emission_factor_index",
                "source_options", "expected_nox", "expected_stats", "expected_maxdaily"});
    if (document_.contains("source_options"))
      check_keys(document_["source_options"], "source_options", "", {"background", "hourly_emissions_file", "olm_group"});
    read_options(document_.at("options"));
    read_columns(document_.at("groups"));
    for (const Json& source : document_.at("sources")) read_source(source);
    read_receptors(document_.at("receptors"));
    if (!faults_.empty()) {
      std::string what;
      for (const Fault& fault : faults_) {
        const std::string name = fault.found;
        if (what.find(name) == std::string::npos) what += (what.empty() ? "" : ", ") + name;
      }
      return fail(ErrorCode::input, fmt::format("the case needs what the solver does not have: {}", what),
                  std::move(faults_));
    }
    if (const auto met = read_met(document_.at("met")); !met) return tl::unexpected(met.error());
    if (const auto schedules = add_schedules(); !schedules) return tl::unexpected(schedules.error());
    if (const auto hours = add_hours(); !hours) return tl::unexpected(hours.error());
    auto chemistry = read_reference_chemistry(document_, folder_, result_.scenario);
    if (!chemistry) return tl::unexpected(chemistry.error());
    result_.chemistry = std::move(*chemistry);
    return std::move(result_);
  }

private:
  void refuse(const std::string& feature, std::string_view key) {
    Fault fault;
    fault.file = (folder_ / "case.json").string();
    fault.feature = feature;
    fault.found = std::string(meaning_of(key));
    fault.expected = "only what the solver models";
    faults_.push_back(std::move(fault));
  }

  void check_keys(const Json& object, const std::string& feature, const std::string& prefix, Names known) {
    for (const auto& [key, value] : object.items())
      if (std::find(known.begin(), known.end(), key) == known.end()) refuse(feature, prefix + key);
  }

  void read_options(const Json& options) {
    check_keys(
        options, "options", "",
        {"flat", "alpha", "beta", "outputs", "pollutant", "averaging", "flagpole", "modelopt", "urban", "no2"});
    Scenario& s = result_.scenario;
    s.is_flat = options.at("flat").get<bool>();
    for (const std::string name : options.at("modelopt")) {
      if (name == "NOSTD")
        s.has_stack_tip_downwash = false;
      else if (name != "CONC" && name != "FLAT" && name != "ELEV" && name != "ALPHA" && name != "BETA" &&
               name != "ARM2" && name != "OLM")
        refuse("modelopt", name);  // ALPHA and BETA only allow other options, which are named themselves
    }
    if (!options.contains("urban")) return;
    for (const Json& urban : options["urban"]) {
      check_keys(urban, "urban", "", {"id", "population", "roughness_m", "sources"});
      for (const std::string id : urban.at("sources")) urban_area_of_.emplace(id, s.urban_areas.size());
      s.urban_areas.push_back({urban.value("id", std::string()), urban.at("population").get<double>(),
                               urban.at("roughness_m").get<double>()});
    }
  }

  void read_columns(const Json& groups) {
    for (const Json& group : groups) {
      check_keys(group, "groups", "", {"id", "sources", "include_background"});
      result_.scenario.columns.push_back(
          {.pollutant = document_.at("options").at("pollutant").get<std::string>(),
           .group = group.at("id").get<std::string>(),
           .has_background = group.value("include_background", false)});
    }
  }

  /// @param rate  in the unit of the source's kind
  template <class Kind>
  Kind with_common(const Json& json, double rate) {
    Kind source;
    source.id = json.at("id").get<std::string>();
    source.group = source.id;
    source.base_elevation_m = json.at("base_elev_m").get<double>();
    if (const auto area = urban_area_of_.find(source.id); area != urban_area_of_.end()) {
      source.is_urban = true;
      source.urban_area = area->second;
      // AERMOD's half-life of 4 h of SO2 over a town (physics/06); its roads know no loss.
      constexpr double urban_so2_decay_per_s = 4.81e-5;
      if (!std::is_same_v<Kind, LineSource> && document_.at("options").at("pollutant") == "SO2")
        source.decay_per_s = urban_so2_decay_per_s;
    }
    for (const Json& group : document_.at("groups")) {
      const Json& ids = group.at("sources");
      const bool is_in = std::find(ids.begin(), ids.end(), Json(source.id)) != ids.end();
      source.rates.push_back(is_in ? rate : 0.0);
    }
    if (json.contains("emission_factor")) factors_[source.id] = json["emission_factor"];
    return source;
  }

  void read_source(const Json& json) {
    const std::string type = json.at("type").get<std::string>();
    if (type == "POINT" || type == "POINTCAP" || type == "POINTHOR")
      read_point(json, type);
    else if (type == "VOLUME")
      read_volume(json);
    else if (type == "AREA" || type == "AREAPOLY" || type == "AREACIRC" || type == "LINE")
      read_area(json, type);
    else if (type == "RLINE")
      read_rline(json);
    else if (type == "RLINEXT")
      read_rlinext(json);
    else
      refuse(json.at("id").get<std::string>(), "source type " + type);
  }

  void read_point(const Json& json, const std::string& type) {
    check_source_keys(json, {"emission_g_s", "exit_temperature_k", "exit_velocity_m_s", "diameter_m"});
    auto s = with_common<PointSource>(json, json.at("emission_g_s").get<double>());
    s.position_m = place(json, "x_m", "y_m");
    s.stack_height_m = json.at("release_height_m").get<double>();
    s.exit_temperature_k = json.at("exit_temperature_k").get<double>();
    s.exit_velocity_m_per_s = json.at("exit_velocity_m_s").get<double>();
    s.stack_diameter_m = json.at("diameter_m").get<double>();
    if (type == "POINTCAP") s.outlet = StackOutlet::capped;
    if (type == "POINTHOR") s.outlet = StackOutlet::horizontal;
    result_.scenario.sources.emplace_back(std::move(s));
  }

  void read_volume(const Json& json) {
    check_source_keys(json, {"emission_g_s", "sigma_y0_m", "sigma_z0_m"});
    auto s = with_common<VolumeSource>(json, json.at("emission_g_s").get<double>());
    s.position_m = place(json, "x_m", "y_m");
    s.release_height_m = json.at("release_height_m").get<double>();
    s.initial_sigma_y_m = json.at("sigma_y0_m").get<double>();
    s.initial_sigma_z_m = json.at("sigma_z0_m").get<double>();
    result_.scenario.sources.emplace_back(std::move(s));
  }

  void read_area(const Json& json, const std::string& type) {
    check_source_keys(json, {"emission_g_s_m2", "sigma_z0_m", "x_length_m", "y_length_m", "angle_deg",
                             "radius_m", "n_vertices", "vertices_m", "x2_m", "y2_m", "width_m"});
    auto s = with_common<AreaSource>(json, json.at("emission_g_s_m2").get<double>());
    s.release_height_m = json.at("release_height_m").get<double>();
    s.initial_sigma_z_m = json.value("sigma_z0_m", 0.0);
    s.polygon_m.outer = ring_of(json, type);
    result_.scenario.sources.emplace_back(std::move(s));
  }

  static Ring ring_of(const Json& json, const std::string& type) {
    const Vec2 first = type == "AREAPOLY" ? Vec2{} : place(json, "x_m", "y_m");
    if (type == "LINE")
      return aermod_line(first, place(json, "x2_m", "y2_m"), json.at("width_m").get<double>());
    if (type == "AREACIRC")
      return aermod_circle(first, json.at("radius_m").get<double>(), json.value("n_vertices", 20));
    if (type == "AREA") {
      const double x_length = json.at("x_length_m").get<double>();
      return aermod_rectangle(first, x_length, json.value("y_length_m", x_length),
                              json.value("angle_deg", 0.0));
    }
    Ring ring;
    for (const Json& p : json.at("vertices_m"))
      ring.push_back({p.at(0).get<double>(), p.at(1).get<double>()});
    return ring;
  }

  void read_rline(const Json& json) {
    check_source_keys(json, {"emission_g_s_m2", "x2_m", "y2_m", "width_m", "sigma_z0_m"});
    const double width = json.at("width_m").get<double>();
    auto s = with_common<LineSource>(json, json.at("emission_g_s_m2").get<double>() * width);
    hourly_rate_factors_[s.id] = width;
    s.begin_m = place(json, "x_m", "y_m");
    s.end_m = place(json, "x2_m", "y2_m");
    s.width_m = width;
    s.release_height_m = json.at("release_height_m").get<double>();
    s.initial_sigma_z_m = json.value("sigma_z0_m", 0.0);
    result_.scenario.sources.emplace_back(std::move(s));
  }

  void read_rlinext(const Json& json) {
    check_source_keys(json, {"emission_g_s_m", "x2_m", "y2_m", "width_m", "sigma_z0_m", "z_release_1_m",
                             "z_release_2_m", "offset_from_centerline_m", "barriers", "depression"});
    auto s = with_common<LineSource>(json, json.at("emission_g_s_m").get<double>());
    s.begin_m = place(json, "x_m", "y_m");
    s.end_m = place(json, "x2_m", "y2_m");
    s.width_m = json.at("width_m").get<double>();
    s.release_height_m = json.at("z_release_1_m").get<double>();
    const double end_height_m = json.at("z_release_2_m").get<double>();
    if (end_height_m != s.release_height_m) s.end_release_height_m = end_height_m;
    s.initial_sigma_z_m = json.value("sigma_z0_m", 0.0);
    s.offset_m = json.value("offset_from_centerline_m", 0.0);
    if (json.contains("barriers"))
      for (const Json& barrier : json["barriers"]) {
        check_keys(barrier, s.id, "barriers.", {"height_m", "offset_from_centerline_m"});
        s.barriers.push_back(
            {barrier.at("height_m").get<double>(), barrier.at("offset_from_centerline_m").get<double>()});
      }
    if (json.contains("depression")) {
      const Json& cutting = json["depression"];
      check_keys(cutting, s.id, "depression.", {"depth_m", "top_width_m", "bottom_width_m"});
      s.depression = {cutting.at("depth_m").get<double>(), cutting.at("top_width_m").get<double>(),
                      cutting.at("bottom_width_m").get<double>()};
    }
    result_.scenario.sources.emplace_back(std::move(s));
  }

  void check_source_keys(const Json& json, Names own) {
    static constexpr std::string_view shared[] = {
        "id",          "type", "x_m", "y_m", "base_elev_m", "release_height_m", "emission_factor",
        "in_stack_no2_ratio"};
    for (const auto& [key, value] : json.items()) {
      const bool is_known = std::find(own.begin(), own.end(), key) != own.end() ||
                            std::find(std::begin(shared), std::end(shared), key) != std::end(shared);
      if (!is_known) refuse(json.at("id").get<std::string>(), key);
    }
  }

  static Vec2 place(const Json& json, const char* x, const char* y) {
    return {json.at(x).get<double>(), json.at(y).get<double>()};
  }

  void read_receptors(const Json& receptors) {
    for (const Json& row : receptors.at("rows")) {
      Receptor r;
      r.position_m = {row.at(1).get<double>(), row.at(2).get<double>()};
      r.elevation_m = row.at(3).get<double>();
      r.hill_height_m = std::max(r.elevation_m, row.at(4).get<double>());
      r.height_m = row.at(5).get<double>();
      result_.scenario.receptors.push_back(r);
    }
  }

  Result<void> read_met(const Json& met) {
    auto series = data::read_aermet(folder_ / met.at("surface").get<std::string>(),
                                    folder_ / met.at("profile").get<std::string>(), 0.0,
                                    met.at("profile_base_elev_m").get<double>());
    if (!series) return tl::unexpected(series.error());
    const std::size_t hours = met.at("hours").get<std::size_t>();
    if (series->value.hours.size() != hours)
      return fail(ErrorCode::input,
                  fmt::format("{}: found {} hours of meteorology, expected {}",
                              (folder_ / "case.json").string(), series->value.hours.size(), hours));
    result_.scenario.met = std::move(series->value);
    return {};
  }

  Result<void> add_schedules() {
    Scenario& s = result_.scenario;
    s.schedules = {constant_factors()};
    for (const auto& [id, factor] : factors_) {
      auto factors = factors_of_type("source " + id, factor.at("type").get<std::string>(),
                                     factor.at("values").get<std::vector<double>>());
      if (!factors) return tl::unexpected(factors.error());
      for (Source& source : s.sources)
        std::visit(
            [&, &source_id = id](auto& kind) {
              if (kind.id == source_id) kind.schedule = s.schedules.size();
            },
            source);
      s.schedules.push_back(std::move(*factors));
    }
    return {};
  }

  /// Hourly emissions and background need the hours of the run, so they come after the meteorology.
  Result<void> add_hours() {
    const Json options = document_.value("source_options", Json::object());
    if (options.contains("hourly_emissions_file")) {
      const std::filesystem::path file = options["hourly_emissions_file"].at("file").get<std::string>();
      if (auto added = add_hourly_emissions(folder_ / file, hourly_rate_factors_, result_.scenario); !added)
        return added;
    }
    const std::vector<Column>& columns = result_.scenario.columns;
    const bool has_background = std::any_of(columns.begin(), columns.end(),
                                            [](const Column& column) { return column.has_background; });
    if (!has_background) return {};
    if (!options.contains("background"))
      return fail(ErrorCode::input,
                  fmt::format("{}: found a group with background, expected source_options.background",
                              (folder_ / "case.json").string()));
    return add_background(options["background"], folder_, result_.scenario);
  }

  const Json& document_;
  std::filesystem::path folder_;
  ReferenceScenario result_;
  std::map<std::string, std::size_t> urban_area_of_;   ///< by source
  std::map<std::string, double> hourly_rate_factors_;  ///< by source
  std::map<std::string, Json> factors_;
  std::vector<Fault> faults_;
};

}  // namespace

Result<ReferenceScenario> read_reference_scenario(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "case.json";
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
  try {
    const Json document = Json::parse(in);
    return CaseReader(document, folder).read();
  } catch (const Json::exception& error) {
    return fail(ErrorCode::input,
                fmt::format("{}: found {}, expected a reference case", file.string(), error.what()));
  }
}

}  // namespace leeward::app
