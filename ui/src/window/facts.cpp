#include "ui/facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <optional>
#include <string_view>

#include "core/model/units.h"
#include "ui/display_text.h"

namespace leeward::ui {
namespace {

struct FactText {
  Q_DECLARE_TR_FUNCTIONS(FactText)
};

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}
QString metres(double value) {
  return FactText::tr("%1 m").arg(number_text(value));
}
QString count_text(std::size_t count) {
  return QString::number(count);
}

void add(Facts& facts, const QString& name, const QString& value) {
  if (!value.isEmpty()) facts.push_back({.name = name, .value = value});
}

QString emission_text(const Emission& emission, const QString& unit) {
  QStringList parts;
  for (const auto& [pollutant, rate] : emission)
    parts << QStringLiteral("%1: %2 %3").arg(pollutant_text(pollutant), QString::number(rate, 'g', 3), unit);
  return parts.join(QLatin1Char('\n'));
}

/// AERMOD's convention of PointSource::exit_temperature_k.
QString exit_temperature_text(double kelvin) {
  if (kelvin == 0) return FactText::tr("as the air");
  if (kelvin < 0) return FactText::tr("air + %1 K").arg(number_text(-kelvin));
  return FactText::tr("%1 °C (%2 K)").arg(number_text(celsius_from_kelvin(kelvin)), number_text(kelvin));
}

Facts facts_of(const Stack& stack) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(stack.name));
  add(facts, FactText::tr("Height"), metres(stack.stack_height_m));
  add(facts, FactText::tr("Diameter"), metres(stack.stack_diameter_m));
  add(facts, FactText::tr("Exit velocity"),
      FactText::tr("%1 m/s").arg(number_text(stack.exit_velocity_m_per_s)));
  add(facts, FactText::tr("Exit temperature"), exit_temperature_text(stack.exit_temperature_k));
  add(facts, FactText::tr("Emission"), emission_text(stack.emission_g_per_s, QStringLiteral("g/s")));
  add(facts, FactText::tr("Group"), qt(stack.group));
  add(facts, FactText::tr("Schedule"), qt(stack.schedule));
  add(facts, FactText::tr("Origin"), qt(stack.origin));
  return facts;
}

Facts facts_of(const Road& road) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(road.name));
  add(facts, FactText::tr("Class"), qt(road.road_class));
  add(facts, FactText::tr("Width"), metres(road.width_m));
  if (road.traffic.vehicles_per_day > 0) {
    add(facts, FactText::tr("Traffic"),
        FactText::tr("%1 vehicles a day").arg(road.traffic.vehicles_per_day, 0, 'f', 0));
    add(facts, FactText::tr("Heavy vehicles"),
        FactText::tr("%1 %").arg(number_text(100 * road.traffic.heavy_share)));
    add(facts, FactText::tr("Speed"), FactText::tr("%1 km/h").arg(number_text(road.traffic.speed_km_per_h)));
  }
  add(facts, FactText::tr("Emission"), emission_text(road.emission_g_per_m_s, QStringLiteral("g/(m s)")));
  add(facts, FactText::tr("Group"), qt(road.group));
  add(facts, FactText::tr("Schedule"), qt(road.schedule));
  add(facts, FactText::tr("Origin"), qt(road.origin));
  return facts;
}

Facts facts_of(const AreaFeature& feature) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(feature.name));
  add(facts, FactText::tr("Sector"), qt(feature.sector));
  add(facts, FactText::tr("Release height"), metres(feature.release_height_m));
  add(facts, FactText::tr("Emission"),
      emission_text(feature.emission_g_per_m2_s, QStringLiteral("g/(m²·s)")));
  add(facts, FactText::tr("Group"), qt(feature.group));
  add(facts, FactText::tr("Origin"), qt(feature.origin));
  return facts;
}

Facts facts_of(const VolumeFeature& feature) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(feature.name));
  add(facts, FactText::tr("Sector"), qt(feature.sector));
  add(facts, FactText::tr("Release height"), metres(feature.release_height_m));
  add(facts, FactText::tr("Emission"), emission_text(feature.emission_g_per_s, QStringLiteral("g/s")));
  add(facts, FactText::tr("Group"), qt(feature.group));
  add(facts, FactText::tr("Origin"), qt(feature.origin));
  return facts;
}

Facts facts_of(const Building& building) {
  Facts facts;
  add(facts, FactText::tr("Height"), metres(building.height_m));
  add(facts, FactText::tr("Height from"), qt(building.height_origin));
  add(facts, FactText::tr("Base elevation"), metres(building.base_elevation_m));
  add(facts, FactText::tr("Footprint"), FactText::tr("%1 m²").arg(area(building.footprint_m), 0, 'f', 0));
  return facts;
}

Facts facts_of(const Station& station) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(station.name));
  add(facts, FactText::tr("Kind"), qt(station.kind));
  add(facts, FactText::tr("Inlet height"), metres(station.inlet_height_m));
  QStringList measured;
  for (const std::string& pollutant : station.pollutants) measured << pollutant_text(pollutant);
  add(facts, FactText::tr("Measures"), measured.join(QStringLiteral(", ")));
  return facts;
}

Facts facts_of(const ReceptorFeature& receptor) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(receptor.name));
  add(facts, FactText::tr("Kind"), qt(receptor.kind));
  add(facts, FactText::tr("Height"), metres(receptor.height_m));
  return facts;
}

Facts facts_of(const Zone& zone) {
  Facts facts;
  add(facts, FactText::tr("Name"), qt(zone.name));
  add(facts, FactText::tr("Kind"), qt(zone.kind));
  if (!is_missing(zone.population))
    add(facts, FactText::tr("People"), QString::number(zone.population, 'f', 0));
  return facts;
}

/// Facts of the feature whose id `rest` begins with ("S01 Power plant"): the longest such id, as ids may hold
/// spaces.
template <class Feature>
Facts find_facts(const std::vector<Feature>& features, std::string_view rest) {
  const Feature* best = nullptr;
  for (const Feature& feature : features) {
    const bool is_id = rest == feature.id || (rest.starts_with(feature.id) && rest[feature.id.size()] == ' ');
    if (is_id && (!best || feature.id.size() > best->id.size())) best = &feature;
  }
  return best ? facts_of(*best) : Facts{};
}

}  // namespace

Facts twin_facts(const CityView& city) {
  const City& c = *city.city;
  const TwinSettings& s = c.settings;
  Facts facts;
  add(facts, FactText::tr("Name"),
      s.is_fictional ? FactText::tr("%1 (fictional)").arg(qt(s.name)) : qt(s.name));
  add(facts, FactText::tr("Description"), qt(s.description));
  add(facts, FactText::tr("CRS"), qt(s.crs));
  add(facts, FactText::tr("Domain"),
      FactText::tr("%1 km × %2 km")
          .arg(number_text(s.domain_m.width() / metres_per_km),
               number_text(s.domain_m.height() / metres_per_km)));
  add(facts, FactText::tr("Ground grid"), FactText::tr("every %1").arg(metres(s.grid_spacing_m)));
  if (s.volume_spacing_m > 0 && !s.volume_heights_m.empty())
    add(facts, FactText::tr("3D grid"),
        FactText::tr("every %1, %2 heights up to %3")
            .arg(metres(s.volume_spacing_m))
            .arg(s.volume_heights_m.size())
            .arg(metres(s.volume_heights_m.back())));
  if (city.met_first && city.met_last) {
    const HourText text(s.time_zone, s.utc_offset_hours);
    add(facts, FactText::tr("Meteorology"),
        FactText::tr("hours ending %1\nto %2")
            .arg(text.with_utc(*city.met_first), text.with_utc(*city.met_last)));
  } else {
    add(facts, FactText::tr("Meteorology"), FactText::tr("none that could be read"));
  }
  add(facts, FactText::tr("Sources"),
      FactText::tr("stacks %1, roads %2, areas %3, volumes %4")
          .arg(c.stacks.size())
          .arg(c.roads.size())
          .arg(c.areas.size())
          .arg(c.volumes.size()));
  return facts;
}

Facts run_facts(const RunView& run, const HourText& text) {
  Facts facts;
  add(facts, FactText::tr("Run"), qt(run.run_id));
  add(facts, FactText::tr("Scenario"), qt(run.scenario));
  const ConcentrationField& field = *run.hourly.ground;
  if (!field.hours.empty())
    add(facts, FactText::tr("Hours"),
        FactText::tr("ending %1\nto %2")
            .arg(text.with_utc(field.hours.front()), text.with_utc(field.hours.back())));
  add(facts, FactText::tr("Valid hours"), count_text(run.valid_hours));
  add(facts, FactText::tr("Calm hours"), count_text(run.calm_hours));
  add(facts, FactText::tr("Missing hours"), count_text(run.missing_hours));
  add(facts, FactText::tr("3D grid"), run.hourly.volume ? FactText::tr("yes") : FactText::tr("no"));
  add(facts, FactText::tr("Mode"), qt(run.mode));
  add(facts, FactText::tr("Solver"), qt(run.solver));
  add(facts, FactText::tr("Made"), qt(run.created));
  if (!run.input_hash.empty())
    facts.push_back({FactText::tr("Inputs"),
                     FactText::tr("SHA-256 %1…").arg(qt(run.input_hash.substr(0, 12))), qt(run.input_hash)});
  add(facts, FactText::tr("Manifest"), qt(run.manifest_path));
  return facts;
}

Facts map_facts(const MapState& state) {
  Facts facts;
  const auto summary = state.summary();
  if (!summary) return facts;
  const MapLabels labels = state.labels();
  const QString unit = unit_text(state.shown()->ground->unit);
  add(facts, FactText::tr("Pollutant"), pollutant_text(state.pollutant()));
  if (!summary->has_values) {
    add(facts, FactText::tr("Values"), labels.notice.isEmpty() ? FactText::tr("none") : labels.notice);
    return facts;
  }
  add(facts, FactText::tr("Mean of the map"), QStringLiteral("%1 %2").arg(number_text(summary->mean), unit));
  add(facts, FactText::tr("Maximum"), QStringLiteral("%1 %2").arg(number_text(summary->maximum), unit));
  add(facts, FactText::tr("Maximum at"), position_text(summary->maximum_at_m));
  return facts;
}

QString value_text(const MapState& state, const Pick& pick) {
  if (pick.value_ug_per_m3)
    return QStringLiteral("%1 %2").arg(number_text(*pick.value_ug_per_m3),
                                       unit_text(state.shown() ? state.shown()->ground->unit : "ug/m3"));
  if (!state.run()) return FactText::tr("no run");
  const ConcentrationField& field = *state.shown()->ground;
  const std::size_t hour = state.shown_hour_index();
  if (hour < field.status.size() && field.status[hour] != HourStatus::valid)
    return status_text(field.status[hour]);
  return FactText::tr("no value here");
}

Facts place_facts(const MapState& state, const Pick& pick) {
  Facts facts;
  add(facts, FactText::tr("Position"), position_text(pick.position_m));
  add(facts, FactText::tr("Elevation"), metres(pick.elevation_m));
  add(facts, pollutant_text(state.pollutant()), value_text(state, pick));
  if (pick.feature.empty()) return facts;
  add(facts, FactText::tr("Feature"), qt(pick.feature));
  if (state.city())
    for (FactRow& row : feature_facts(*state.city()->city, pick.feature)) facts.push_back(std::move(row));
  return facts;
}

Facts feature_facts(const City& city, const std::string& feature) {
  const auto rest_after = [&feature](std::string_view kind) -> std::optional<std::string_view> {
    const std::string_view text(feature);
    return text.starts_with(kind) ? std::optional(text.substr(kind.size())) : std::nullopt;
  };
  // The words of the renderer's picks (scene/picking.cpp).
  if (const auto rest = rest_after("stack ")) return find_facts(city.stacks, *rest);
  if (const auto rest = rest_after("road ")) return find_facts(city.roads, *rest);
  if (const auto rest = rest_after("area source ")) return find_facts(city.areas, *rest);
  if (const auto rest = rest_after("building ")) return find_facts(city.buildings, *rest);
  if (const auto rest = rest_after("station ")) return find_facts(city.stations, *rest);
  if (const auto rest = rest_after("receptor ")) return find_facts(city.receptors, *rest);
  if (const auto rest = rest_after("volume source ")) return find_facts(city.volumes, *rest);
  if (const auto rest = rest_after("zone ")) return find_facts(city.zones, *rest);
  return {};
}

}  // namespace leeward::ui
