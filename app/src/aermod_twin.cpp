#include "aermod_twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "aermod_scenario.h"
#include "core/model/pollutant.h"
#include "data/aermet_file.h"
#include "reference_factors.h"

namespace leeward::app {
namespace aermod_twin {

using data::AermodRun;
using data::AermodSource;
using data::AermodSourceKind;

class TwinMaker {
public:
  TwinMaker(const AermodRun& run, std::string crs) : run_(run), crs_(std::move(crs)) {}

  Result<Loaded<AermodTwin>> make() {
    auto met = data::read_aermet(run_.surface_file, run_.profile_file, 0.0, run_.profile_base_elevation_m);
    if (!met) return tl::unexpected(met.error());
    refuse_what_has_no_place();
    fill_settings(met->value);
    fill_urban();
    fill_grid();
    for (const AermodSource& source : run_.sources) add(source);
    fill_receptors();
    if (!faults_.empty())
      return fail(ErrorCode::input, fmt::format("{} cannot become a twin", run_.files.front()),
                  std::move(faults_));
    Kit& kit = twin_.kit;
    kit.file = run_.files.front();
    kit.settings = twin_.city.settings;
    kit.met_kind = MetKind::aermet;
    kit.met_surface = run_.surface_file;
    kit.met_profile = run_.profile_file;
    twin_.inputs.assign(run_.files.begin(), run_.files.end());
    return Loaded<AermodTwin>{std::move(twin_), std::move(notes_)};
  }

private:
  void refuse(data::AermodPlace place, std::string found, std::string expected) {
    Fault fault;
    fault.file = run_.files.at(place.file);
    if (place.line > 0) fault.feature = fmt::format("line {}", place.line);
    fault.found = std::move(found);
    fault.expected = std::move(expected);
    faults_.push_back(std::move(fault));
  }

  /// Something filled in: told now, and kept with the twin.
  void assume(const std::string& text) {
    twin_.city.settings.assumptions.push_back(text);
    Fault note;
    note.severity = Severity::note;
    note.file = run_.files.front();
    note.found = text;
    notes_.push_back(std::move(note));
  }

  void refuse_what_has_no_place() {
    const std::string expected = "only what a twin has; leeward-batch aermod runs it as it is";
    for (const data::AermodBackground& background : run_.backgrounds) {
      refuse(background.place, "BACKGRND", expected);
      break;
    }
    if (run_.chemistry.method != ChemistryMethod::none)
      refuse({}, fmt::format("MODELOPT {}", run_.chemistry.method == ChemistryMethod::arm2 ? "ARM2" : "OLM"),
             expected);
    if (!run_.hourly_files.empty()) refuse(run_.hourly_places.front(), "HOUREMIS", expected);
    if (run_.output_scale != 1.0) refuse({}, "EMISUNIT or CONCUNIT", expected);
    if (!run_.has_stack_tip_downwash) refuse({}, "MODELOPT NOSTD", expected);
    if (run_.has_flat_sources) refuse({}, "MODELOPT FLAT ELEV", "MODELOPT FLAT or ELEV");
    if (!run_.days.empty()) refuse({}, "DAYRANGE", expected);
    if (run_.wind_rotation_deg != 0) refuse({}, "WDROTATE", expected);
    for (const AermodSource& source : run_.sources)
      if (decay_of(run_, source) > 0) {
        refuse(source.place, fmt::format("decay of {} from source {}", run_.pollutant, source.id), expected);
        break;
      }
    if (crs_.empty())
      refuse({}, "no coordinate system: a runstream has only metres",
             "--crs EPSG:nnnn, the projected system of its coordinates");
  }

  void fill_settings(const MetSeries& met) {
    TwinSettings& settings = twin_.city.settings;
    settings.name =
        run_.title_one.empty() ? std::filesystem::path(run_.files.front()).stem().string() : run_.title_one;
    settings.description = run_.title_two;
    settings.attribution = {
        fmt::format("AERMOD runstream {}", std::filesystem::path(run_.files.front()).filename().string())};
    settings.crs = crs_;
    settings.is_flat = run_.is_flat;
    settings.met_base_elevation_m = run_.profile_base_elevation_m;
    settings.met_site.latitude_deg = met.latitude_deg;
    settings.met_site.longitude_deg = met.longitude_deg;
    constexpr double degrees_per_hour = 15;
    const double offset = std::round(met.longitude_deg / degrees_per_hour);
    settings.utc_offset_hours = offset;
    settings.time_zone = offset == 0 ? "Etc/UTC" : fmt::format("Etc/GMT{:+}", static_cast<int>(-offset));
    assume(fmt::format("local standard time is UTC{:+} (from the longitude {} of the meteorology)",
                       static_cast<int>(offset), met.longitude_deg));
    fill_pollutant();
    if (!run_.start) return;
    const auto hour = [&](const std::array<int, 4>& date) {
      return to_iso(utc_from_local_standard({date[0], date[1], date[2], date[3]}, offset));
    };
    settings.default_from = hour(*run_.start);
    settings.default_to = hour(*run_.end);
  }

  void fill_pollutant() {
    std::string id = run_.pollutant;
    if (id == "PM25" || id == "PM-2.5" || id == "PM-25") id = "PM2.5";
    if (id == "PM-10") id = "PM10";
    const auto known = find_pollutant(id);
    pollutant_ = known ? std::string(known->id) : "OTHER";
    if (!known) assume(fmt::format("pollutant {} stands as OTHER", run_.pollutant));
    twin_.city.settings.pollutants = {pollutant_};
  }

  void fill_urban() {
    if (run_.urban_areas.empty()) return;
    const auto is_urban = [](const AermodSource& source) { return source.urban_area.has_value(); };
    if (run_.urban_areas.size() > 1)
      refuse(run_.urban_areas[1].place, "a second urban area", "one urban area");
    else if (!std::all_of(run_.sources.begin(), run_.sources.end(), is_urban))
      refuse(run_.urban_areas[0].place, "urban and rural sources", "all sources urban, or none");
    twin_.city.settings.urban_population = run_.urban_areas.front().population;
    twin_.city.settings.urban_roughness_length_m = run_.urban_areas.front().roughness_length_m;
  }

  /// The one regular network of squares, if the receptors are such a one.
  const data::AermodNetwork* square_grid() const {
    const data::AermodNetwork* found = nullptr;
    for (const data::AermodNetwork& network : run_.networks) {
      if (network.is_polar || network.columns < 2 || network.rows < 2) continue;
      const double dx = network.x_m[1] - network.x_m[0];
      const double dy = network.y_m[1] - network.y_m[0];
      const auto is_even = [](const std::vector<double>& at, double step) {
        for (std::size_t i = 0; i < at.size(); ++i)
          if (std::abs(at[i] - at[0] - step * static_cast<double>(i)) > 1e-3 * step) return false;
        return true;
      };
      if (!(dx > 0) || std::abs(dx - dy) > 1e-6 * dx || !is_even(network.x_m, dx) ||
          !is_even(network.y_m, dy))
        continue;
      if (found == nullptr || network.columns * network.rows > found->columns * found->rows) found = &network;
    }
    return found;
  }

  void fill_grid() {
    TwinSettings& settings = twin_.city.settings;
    const data::AermodNetwork* const grid = square_grid();
    std::set<double> heights;
    for (const Receptor& receptor : run_.receptors) heights.insert(receptor.height_m);
    settings.grid_heights_m = {*heights.begin()};
    if (heights.size() > 1)
      assume(fmt::format("receptors stand at {} heights; the grid is at {} m", heights.size(),
                         *heights.begin()));
    if (grid != nullptr) {
      const double spacing = grid->x_m[1] - grid->x_m[0];
      settings.grid_spacing_m = spacing;
      settings.domain_m = {{grid->x_m.front() - 0.5 * spacing, grid->y_m.front() - 0.5 * spacing},
                           {grid->x_m.back() + 0.5 * spacing, grid->y_m.back() + 0.5 * spacing}};
      if (run_.networks.size() > 1 || grid->columns * grid->rows != run_.receptors.size())
        assume(fmt::format("the grid is that of network {}; other networks are left out", grid->id));
    } else {
      cover_receptors();
    }
    if (!run_.is_flat) fill_terrain(grid);
  }

  /// A grid over all receptors and sources, of about 100 places along its longer side.
  void cover_receptors() {
    Box2 box;
    const auto include = [&box](Vec2 p) {
      box.min = {std::min(box.min.x, p.x), std::min(box.min.y, p.y)};
      box.max = {std::max(box.max.x, p.x), std::max(box.max.y, p.y)};
    };
    for (const Receptor& receptor : run_.receptors) include(receptor.position_m);
    for (const AermodSource& source : run_.sources) include(source.position_m);
    const double side = std::max({box.width(), box.height(), 100.0});
    const double power = std::pow(10.0, std::floor(std::log10(side / 100)));
    double spacing = 10 * power;
    for (const double step : {5.0, 2.0, 1.0})
      if (step * power * 100 >= side) spacing = step * power;
    const auto below = [&](double value) { return std::floor(value / spacing - 0.5) * spacing; };
    const auto above = [&](double value) { return std::ceil(value / spacing + 0.5) * spacing; };
    TwinSettings& settings = twin_.city.settings;
    settings.grid_spacing_m = spacing;
    settings.domain_m = {{below(box.min.x), below(box.min.y)}, {above(box.max.x), above(box.max.y)}};
    assume(fmt::format(
        "the receptors are no regular grid of squares; a grid of {} m covers them and the sources", spacing));
  }

  /// Elevations of the grid's receptors as the twin's terrain; hill heights come from it anew.
  void fill_terrain(const data::AermodNetwork* grid) {
    if (grid == nullptr)
      return refuse({}, "elevations at scattered receptors",
                    "MODELOPT FLAT, or receptors in one regular grid of squares");
    Raster<float>& terrain = twin_.city.terrain;
    const TwinSettings& settings = twin_.city.settings;
    terrain.columns = grid->columns;
    terrain.rows = grid->rows;
    terrain.north_west = {settings.domain_m.min.x, settings.domain_m.max.y};
    terrain.cell_width_m = terrain.cell_height_m = settings.grid_spacing_m;
    terrain.unit = "m";
    terrain.valid.assign(grid->columns * grid->rows, 1);
    terrain.cells.resize(grid->columns * grid->rows);
    for (std::size_t row = 0; row < grid->rows; ++row)
      for (std::size_t column = 0; column < grid->columns; ++column)
        terrain.cells[(grid->rows - 1 - row) * grid->columns + column] =
            static_cast<float>(run_.receptors[grid->first + row * grid->columns + column].elevation_m);
    assume(
        "the terrain is that of the receptors; hill heights are made of it anew, the runstream's are not "
        "kept");
  }

  void fill_receptors() {
    constexpr std::size_t most_places = 1000;
    std::vector<bool> is_networked(run_.receptors.size(), false);
    for (const data::AermodNetwork& network : run_.networks)
      std::fill_n(is_networked.begin() + static_cast<std::ptrdiff_t>(network.first),
                  network.columns * network.rows, true);
    const auto count = static_cast<std::size_t>(std::count(is_networked.begin(), is_networked.end(), false));
    if (count > most_places)
      return assume(fmt::format("{} discrete receptors are left out; the grid covers them", count));
    for (std::size_t i = 0; i < run_.receptors.size(); ++i)
      if (!is_networked[i])
        twin_.city.receptors.push_back({.id = fmt::format("R{}", i + 1),
                                        .name = "",
                                        .kind = "receptor",
                                        .position_m = run_.receptors[i].position_m,
                                        .height_m = run_.receptors[i].height_m});
  }

  template <class Feature>
  void fill_common(Feature& feature, const AermodSource& source) {
    feature.id = source.id;
    feature.name = source.id;
    feature.group = group_of(source);
    feature.origin = "AERMOD runstream";
    feature.schedule = schedule_of(source);
  }

  /// The first group that is not all sources; a feature of a twin has one.
  std::string group_of(const AermodSource& source) const {
    const auto index = static_cast<std::size_t>(&source - run_.sources.data());
    for (const data::AermodGroup& group : run_.groups)
      if (group.id != "ALL" && std::binary_search(group.sources.begin(), group.sources.end(), index))
        return group.id;
    return "";
  }

  std::string schedule_of(const AermodSource& source) {
    if (!source.factors) return "constant";
    const auto [at, is_new] = schedules_.emplace(*source.factors, "");
    if (!is_new) return at->second;
    const data::AermodFactors& given = run_.factors[*source.factors];
    const auto factors = factors_of_type(source.id, given.type, given.values);
    auto schedule = factors ? schedule_of_factors(*factors) : tl::unexpected(factors.error());
    if (!schedule) {
      refuse(given.place,
             fmt::format("EMISFACT {} of source {}: {}", given.type, source.id, schedule.error().message),
             "factors by hour and kind of day, times months");
      return "";
    }
    schedule->id = fmt::format("{}-{}", given.type, source.id);
    at->second = schedule->id;
    twin_.city.schedules.push_back(std::move(*schedule));
    return at->second;
  }

  void add(const AermodSource& source) {
    const Emission emission = {{pollutant_, rate_of(source)}};
    const Source solved = source_of(source);
    if (const auto* point = std::get_if<PointSource>(&solved)) {
      Stack stack;
      fill_common(stack, source);
      stack.position_m = point->position_m;
      stack.base_elevation_m = point->base_elevation_m;
      stack.stack_height_m = point->stack_height_m;
      stack.stack_diameter_m = point->stack_diameter_m;
      stack.exit_velocity_m_per_s = point->exit_velocity_m_per_s;
      stack.exit_temperature_k = point->exit_temperature_k;
      stack.outlet = point->outlet;
      stack.emission_g_per_s = emission;
      twin_.city.stacks.push_back(std::move(stack));
    } else if (const auto* volume = std::get_if<VolumeSource>(&solved)) {
      VolumeFeature feature;
      fill_common(feature, source);
      feature.position_m = volume->position_m;
      feature.base_elevation_m = volume->base_elevation_m;
      feature.release_height_m = volume->release_height_m;
      feature.initial_sigma_y_m = volume->initial_sigma_y_m;
      feature.initial_sigma_z_m = volume->initial_sigma_z_m;
      feature.emission_g_per_s = emission;
      twin_.city.volumes.push_back(std::move(feature));
    } else if (const auto* area = std::get_if<AreaSource>(&solved)) {
      AreaFeature feature;
      fill_common(feature, source);
      feature.polygons_m = {area->polygon_m};
      feature.release_height_m = area->release_height_m;
      feature.initial_sigma_z_m = area->initial_sigma_z_m;
      feature.emission_g_per_m2_s = emission;
      twin_.city.areas.push_back(std::move(feature));
    } else {
      const auto& line = std::get<LineSource>(solved);
      if (!line.barriers.empty() || line.depression || line.end_release_height_m || line.offset_m != 0)
        refuse(
            source.place,
            fmt::format(
                "road {} with barriers, in a cutting, beside its centre line or with ends of unequal height",
                source.id),
            "plain roads; leeward-batch aermod runs it as it is");
      Road road;
      fill_common(road, source);
      road.line_m = {line.begin_m, line.end_m};
      road.width_m = line.width_m;
      road.release_height_m = line.release_height_m;
      road.initial_sigma_z_m = line.initial_sigma_z_m;
      road.emission_g_per_m_s = emission;
      road.origin = "given";
      twin_.city.roads.push_back(std::move(road));
    }
  }

  const AermodRun& run_;
  std::string crs_;
  std::string pollutant_;
  AermodTwin twin_;
  std::map<std::size_t, std::string> schedules_;  // by factors
  std::vector<Fault> faults_;
  std::vector<Fault> notes_;
};

}  // namespace aermod_twin

Result<EmissionSchedule> schedule_of_factors(const EmissionFactors& factors) {
  if (factors.wind_classes > 1) return fail(ErrorCode::input, "factors by wind speed");
  constexpr int year = 2001;
  constexpr int monday = 1;
  constexpr int saturday = 6;
  // The first week of a month has each weekday once.
  const auto value = [&](int month, int weekday, int hour) {
    for (int day = 1; day <= 7; ++day) {
      const UtcHour at = utc_from_local_standard({year, month, day, hour}, 0);
      if (weekday_of(at, 0) == weekday) return factor(factors, at, 0, 0);
    }
    return 0.0;
  };
  using DayFactors = std::array<std::array<double, 24>, 3>;
  std::array<DayFactors, 12> table{};
  std::array<double, 12> total{};
  for (int month = 1; month <= 12; ++month)
    for (int hour = 1; hour <= 24; ++hour) {
      for (int weekday = monday + 1; weekday < saturday; ++weekday)
        if (value(month, weekday, hour) != value(month, monday, hour))
          return fail(ErrorCode::input, "weekdays that differ");
      for (int kind = 0; kind < 3; ++kind) {
        const double one = value(month, kind == 0 ? monday : saturday + kind - 1, hour);
        table[static_cast<std::size_t>(month) - 1][static_cast<std::size_t>(kind)]
             [static_cast<std::size_t>(hour) - 1] = one;
        total[static_cast<std::size_t>(month) - 1] += one;
      }
    }
  const auto reference =
      static_cast<std::size_t>(std::max_element(total.begin(), total.end()) - total.begin());
  const DayFactors& shape = table[reference];
  EmissionSchedule schedule = constant_schedule();
  schedule.weekday = shape[0];
  schedule.saturday = shape[1];
  schedule.sunday = shape[2];
  for (std::size_t month = 0; month < 12; ++month) {
    const double scale = total[reference] > 0 ? total[month] / total[reference] : 1.0;
    schedule.month[month] = scale;
    for (std::size_t kind = 0; kind < 3; ++kind)
      for (std::size_t hour = 0; hour < 24; ++hour)
        if (std::abs(table[month][kind][hour] - scale * shape[kind][hour]) > 1e-9)
          return fail(ErrorCode::input, "no product of month and hour");
  }
  return schedule;
}

Result<Loaded<AermodTwin>> twin_of_runstream(const std::filesystem::path& runstream, const std::string& crs) {
  auto read = data::read_aermod_runstream(runstream);
  if (!read) return tl::unexpected(read.error());
  auto made = aermod_twin::TwinMaker(read->value, crs).make();
  if (made) made->faults.insert(made->faults.begin(), read->faults.begin(), read->faults.end());
  return made;
}

}  // namespace leeward::app
