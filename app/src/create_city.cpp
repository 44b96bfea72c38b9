#include "app/create_city.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <set>

#include "aermod_twin.h"
#include "app/build_scenario.h"
#include "core/model/traffic_emission.h"
#include "data/aermet_file.h"
#include "data/aermod_runstream.h"
#include "data/atomic_file.h"
#include "data/concentration_csv.h"
#include "data/met_csv.h"
#include "data/twin_file.h"
#include "dispersion/met_preprocessor.h"
#include "gis/twin_store.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;

/// Gives roads with traffic counts and no emission the illustrative factors, and says so on each and in the settings.
void fill_traffic_emission(City& city, std::vector<Fault>& notes) {
  std::size_t filled = 0;
  std::size_t without_heavy = 0;
  std::set<std::string> without_factor;
  for (Road& road : city.roads) {
    if (!road.emission_g_per_m_s.empty() || road.traffic.vehicles_per_day <= 0) continue;
    road.emission_g_per_m_s = illustrative_traffic_emission(road.traffic, city.settings.pollutants);
    for (const std::string& pollutant : city.settings.pollutants)
      if (!road.emission_g_per_m_s.contains(pollutant)) without_factor.insert(pollutant);
    if (road.emission_g_per_m_s.empty()) continue;
    const std::string counts = road.origin.empty() ? "" : road.origin + ", ";
    road.origin = counts + "traffic x default factors (illustrative)";
    if (road.schedule.empty()) road.schedule = "traffic";
    ++filled;
    if (road.traffic.heavy_share <= 0) ++without_heavy;
  }
  if (filled > 0) city.settings.assumptions.push_back(fmt::format("{} roads: {}", filled, illustrative_traffic_label()));
  // A share that the data do not give is 0 too: a heavy vehicle emits as much NOx as ten light ones.
  if (without_heavy > 0)
    city.settings.assumptions.push_back(
        fmt::format("{} of {} roads with illustrative emission: no heavy vehicles", without_heavy, filled));
  for (const std::string& pollutant : without_factor) {
    Fault note;
    note.severity = Severity::warning;
    note.layer = "roads";
    note.found = fmt::format("no traffic factor for {}", pollutant);
    note.expected = "NOx, PM10 or PM2.5, or a given emission";
    note.handled = fmt::format("roads emit no {}", pollutant);
    notes.push_back(std::move(note));
  }
}

Result<void> copy_into(const fs::path& from, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::copy_file(from, folder / from.filename(), fs::copy_options::overwrite_existing, error);
  if (error) return fail(ErrorCode::resource, fmt::format("cannot copy {} into the twin: {}", from.string(), error.message()));
  return {};
}

/// Brings the kit's meteorology into the twin and returns the number of hours.
Result<std::size_t> import_met(const Kit& kit, const fs::path& folder, TwinSettings& settings, std::vector<Fault>& notes) {
  const auto note_all = [&notes](std::vector<Fault> more) {
    notes.insert(notes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  std::error_code error;
  fs::create_directories(folder / "met", error);
  if (kit.met_kind == MetKind::none)
    return fail(ErrorCode::input, kit.file.string() + ": found no [met], expected kind = \"aermet\" or \"csv\"");
  if (kit.met_kind == MetKind::aermet) {
    auto met = data::read_aermet(kit.met_surface, kit.met_profile, settings.utc_offset_hours, settings.met_base_elevation_m);
    if (!met) return tl::unexpected(met.error());
    note_all(std::move(met->faults));
    for (const fs::path& file : {kit.met_surface, kit.met_profile})
      if (auto copied = copy_into(file, folder / "met"); !copied) return tl::unexpected(copied.error());
    settings.met_surface_file = "met/" + kit.met_surface.filename().string();
    settings.met_profile_file = "met/" + kit.met_profile.filename().string();
    return met->value.hours.size();
  }
  auto observed = data::read_met_csv(kit.met_table, settings.met_site);
  if (!observed) return tl::unexpected(observed.error());
  // A site the boundary layer cannot be made of is refused now, not at the first run.
  if (auto met = dispersion::preprocess(observed->value); !met) return tl::unexpected(met.error());
  note_all(std::move(observed->faults));
  settings.met_observed_file = "met/observed.csv";
  if (auto written = data::write_observed(folder / settings.met_observed_file, observed->value); !written)
    return tl::unexpected(written.error());
  return observed->value.hours.size();
}

/// Brings the kit's tables of ozone and background into the twin, and proves them.
Result<void> import_concentrations(const Kit& kit, const fs::path& folder, TwinSettings& settings) {
  const auto bring = [&](const fs::path& from, std::string name, std::string& setting) -> Result<void> {
    if (from.empty()) return {};
    auto read = data::read_concentrations(from);
    if (!read) return tl::unexpected(read.error());
    if (from == kit.ozone_file && !read->value.ug_per_m3.contains("O3"))
      return fail(ErrorCode::input, from.string() + " line 1: found no column O3_ug_per_m3, expected it in ozone_file");
    std::error_code error;
    fs::copy_file(from, folder / name, fs::copy_options::overwrite_existing, error);
    if (error) return fail(ErrorCode::resource, fmt::format("cannot copy {} into the twin: {}", from.string(), error.message()));
    setting = std::move(name);
    return {};
  };
  if (auto done = bring(kit.background_file, "met/background.csv", settings.background.file); !done) return done;
  if (kit.ozone_file == kit.background_file && !kit.ozone_file.empty()) {
    settings.chemistry.ozone_file = settings.background.file;
    return {};
  }
  return bring(kit.ozone_file, "met/ozone.csv", settings.chemistry.ozone_file);
}

/// What `replace` may delete: an empty folder or a twin.
Result<void> expect_twin_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(folder, error)) || fs::exists(folder / "twin.toml", error)) return {};
  if (fs::is_directory(folder, error) && fs::is_empty(folder, error)) return {};
  return fail(ErrorCode::input, folder.string() + " is neither a twin nor an empty folder; it is not replaced");
}

Error cancelled() { return {ErrorCode::cancelled, "the twin was not made: cancelled"}; }

/// Every file a kit reads, for the manifest of what made the twin.
std::vector<fs::path> files_of(const Kit& kit) {
  std::set<fs::path> files{kit.file};
  for (const KitLayer& layer : kit.layers) files.insert(layer.file);
  for (const KitRaster* raster : {&kit.terrain, &kit.surface, &kit.land_cover}) files.insert(raster->file);
  for (const fs::path& file : {kit.met_surface, kit.met_profile, kit.met_table.file, kit.ozone_file, kit.background_file}) files.insert(file);
  files.erase(fs::path());
  return {files.begin(), files.end()};
}

/// What a twin is made of, before its layers are imported.
struct Plan {
  Kit kit;
  std::optional<City> city;  ///< of a runstream; a kit's layers are imported
  std::vector<fs::path> inputs;
  std::vector<Fault> notes;
};

Result<Plan> plan_of(const CreateRequest& request) {
  Plan plan;
  if (data::is_aermod_runstream(request.kit)) {
    auto twin = twin_of_runstream(request.kit, request.crs);
    if (!twin) return tl::unexpected(twin.error());
    plan.kit = std::move(twin->value.kit);
    plan.city = std::move(twin->value.city);
    plan.inputs = std::move(twin->value.inputs);
    plan.notes = std::move(twin->faults);
    return plan;
  }
  if (!request.crs.empty())
    return fail(ErrorCode::input, fmt::format("{}: found --crs beside a kit, expected crs in the kit's [twin]", request.kit.string()));
  auto kit = data::read_kit(request.kit);
  if (!kit) return tl::unexpected(kit.error());
  plan.kit = std::move(kit->value);
  plan.notes = std::move(kit->faults);
  return plan;
}

}  // namespace

Result<Loaded<CreatedCity>> create_city(const CreateRequest& request, const std::stop_token& stop,
                                        ProgressSink& progress) {
  progress.report("reading the kit", 0);
  auto plan = plan_of(request);
  if (!plan) return tl::unexpected(plan.error());
  const Kit& kit = plan->kit;
  std::vector<Fault> notes = std::move(plan->notes);
  const MetSite& site = kit.settings.met_site;
  auto wkt2 = gis::projected_crs_wkt2(kit.settings.crs, site.longitude_deg, site.latitude_deg);
  if (!wkt2) return tl::unexpected(wkt2.error());

  if (request.replace)
    if (auto sound = expect_twin_folder(request.city); !sound) return tl::unexpected(sound.error());
  auto folder = data::AtomicFolder::begin(request.city, request.replace);
  if (!folder) return tl::unexpected(folder.error());
  auto imported = plan->city ? Loaded<City>{std::move(*plan->city)} : gis::import_kit(kit, stop, progress);
  if (!imported) return tl::unexpected(imported.error());
  notes.insert(notes.end(), std::make_move_iterator(imported->faults.begin()), std::make_move_iterator(imported->faults.end()));

  Loaded<CreatedCity> created;
  City& city = created.value.city;
  city = std::move(imported->value);
  city.settings.crs_wkt2 = *wkt2;
  fill_traffic_emission(city, notes);
  if (auto sources = build_sources(city); !sources) return tl::unexpected(sources.error());
  if (stop.stop_requested()) return tl::unexpected(cancelled());

  progress.report("reading the meteorology", 0.85);
  auto hours = import_met(kit, folder->path(), city.settings, notes);
  if (!hours) return tl::unexpected(hours.error());
  if (auto brought = import_concentrations(kit, folder->path(), city.settings); !brought) return tl::unexpected(brought.error());
  progress.report("writing the twin", 0.9);
  if (auto written = gis::write_layers(folder->path(), city); !written) return tl::unexpected(written.error());
  if (auto written = data::write_twin_settings(folder->path() / "twin.toml", city.settings); !written)
    return tl::unexpected(written.error());
  if (stop.stop_requested()) return tl::unexpected(cancelled());
  if (auto committed = folder->commit(); !committed) return tl::unexpected(committed.error());
  city.folder = request.city;
  created.value.inputs = files_of(kit);
  for (const fs::path& input : plan->inputs)
    if (input != kit.file) created.value.inputs.push_back(input);
  created.value.met_hours = *hours;
  created.faults = std::move(notes);
  progress.report("done", 1);
  return created;
}

}  // namespace leeward::app
