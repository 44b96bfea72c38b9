#include "app/run_city.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "app/build_scenario.h"
#include "app/city_plan.h"
#include "app/field_sink.h"
#include "app/open_city.h"
#include "app/version.h"
#include "app/write_products.h"
#include "core/model/parallel.h"
#include "data/atomic_file.h"
#include "data/hash.h"
#include "gis/twin_store.h"
#include "new_field.h"
#include "part_progress.h"
#include "run_memory.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Period {
  UtcHour from;
  UtcHour to;
  std::size_t hours() const { return static_cast<std::size_t>(to - from + 1); }
};

/// What the request asks for, else twin.toml.
Result<HourWindow> window_of(const TwinSettings& settings, const RunRequest& request) {
  // A request that names one end only does not take the other from twin.toml: it may lie on the wrong side.
  if (request.from || request.to) return HourWindow{request.from, request.to};
  HourWindow window;
  for (const auto& [text, hour] :
       {std::pair(&settings.default_from, &window.from), std::pair(&settings.default_to, &window.to)}) {
    if (text->empty()) continue;
    const auto parsed = parse_iso_hour(*text);
    if (!parsed) return tl::unexpected(parsed.error());
    *hour = *parsed;
  }
  return window;
}

/// The first and the last hour of the run; an error says what there is.
Result<Period> period_of(const MetSeries& met, const HourWindow& window) {
  if (met.hours.empty()) return fail(ErrorCode::input, "the meteorology has no hours");
  const UtcHour from = window.from.value_or(met.hours.front().hour);
  const UtcHour to = window.to.value_or(met.hours.back().hour);
  const std::string available =
      fmt::format("{} to {}", to_iso(met.hours.front().hour), to_iso(met.hours.back().hour));
  if (from > to)
    return fail(ErrorCode::input, fmt::format("the run ends before it begins: from {} to {}; the twin has {}",
                                              to_iso(from), to_iso(to), available));
  if (std::none_of(met.hours.begin(), met.hours.end(),
                   [&](const MetHour& hour) { return hour.hour >= from && hour.hour <= to; }))
    return fail(ErrorCode::input, fmt::format("no meteorology from {} to {}; the twin has {}", to_iso(from),
                                              to_iso(to), available));
  return Period{from, to};
}

/// Every hour of the period: hours the file leaves out become missing hours, they are shown and not skipped.
/// @returns how many those are
std::size_t cut_out(MetSeries& met, const Period& period) {
  std::erase_if(met.hours,
                [&](const MetHour& hour) { return hour.hour < period.from || hour.hour > period.to; });
  std::vector<MetHour> filled;
  filled.reserve(period.hours());
  std::size_t absent = 0;
  auto next = met.hours.begin();
  for (UtcHour hour = period.from; hour <= period.to; hour = hour + 1) {
    if (next != met.hours.end() && next->hour == hour) {
      filled.push_back(std::move(*next++));
    } else {
      filled.emplace_back();
      filled.back().hour = hour;
      ++absent;
    }
  }
  met.hours = std::move(filled);
  return absent;
}

Fault absent_hours_note(std::size_t absent, std::size_t hours) {
  Fault note;
  note.severity = Severity::warning;
  note.layer = "meteorology";
  note.found = fmt::format("{} of the run's {} hours without meteorology", absent, hours);
  note.expected = "every hour";
  note.handled = "they are missing hours: no values";
  return note;
}

/// A folder given for the products: new, empty, or an older run's. Asked before the work, and never a twin:
/// replacing it would delete the city.
Result<void> expect_run_folder(const fs::path& out) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(out, error))) return {};
  if (fs::exists(out / "twin.toml", error))
    return fail(ErrorCode::input, out.string() + " is a twin; a run is not written over it");
  if (fs::is_directory(out, error) && fs::is_empty(out, error)) return {};
  if (data::read_manifest(out / "manifest.json")) return {};
  return fail(ErrorCode::input, out.string() + " is neither a run nor an empty folder; it is not replaced");
}

RunSize size_of(const std::vector<GridLayout>& layouts, std::size_t hours, std::size_t pollutants,
                const City& city, int thread_count) {
  RunSize size{.hours = hours,
               .pollutants = pollutants,
               .places = {},
               .ground_places = 0,
               .heights = 1,
               .stacks_and_volumes = city.stacks.size() + city.volumes.size(),
               .areas = city.areas.size(),
               .links = 0,
               .threads = thread_count};
  for (const Road& road : city.roads) size.links += std::max<std::size_t>(road.line_m.size(), 1) - 1;
  for (const GridLayout& layout : layouts) {
    size.places.push_back(static_cast<double>(layout.size()));
    size.heights = std::max(size.heights, layout.heights_m.size());
  }
  size.ground_places = static_cast<double>(layouts.front().grid.size());
  return size;
}

struct SolvedGrid {
  std::shared_ptr<ConcentrationField> field;
  dispersion::RunReport report;
};

/// What holds for every grid of a run.
struct RunContext {
  const City& city;
  const RunRequest& request;
  const std::stop_token& stop;
  std::vector<Fault>& notes;
  fs::path field_folder;  ///< fields are kept on its disk; empty: in memory
  const dispersion::ColumnPlan& plan;
};

Result<SolvedGrid> solve_grid(const RunContext& context, Scenario& scenario, const GridLayout& layout,
                              ProgressSink& progress) {
  const int threads =
      context.request.thread_count > 0 ? context.request.thread_count : default_thread_count();
  auto receptors = build_receptors(context.city, layout, threads, context.stop);
  if (!receptors) return tl::unexpected(receptors.error());
  scenario.receptors = std::move(receptors->value);
  context.notes.insert(context.notes.end(), receptors->faults.begin(), receptors->faults.end());

  SolvedGrid solved;
  auto made = new_field(context.plan.wanted.size() * scenario.met.hours.size() * layout.size(),
                        context.field_folder, context.stop);
  if (!made) return tl::unexpected(made.error());
  solved.field = std::move(*made);
  ConcentrationField& field = *solved.field;
  field.layout = layout;
  field.pollutants = product_pollutants(context.city.settings);
  field.scenario = context.request.scenario;
  field.input_hash = hash_of(scenario, context.plan, dispersion::to_text(context.request.mode));
  for (const MetHour& hour : scenario.met.hours) field.hours.push_back(hour.hour);
  field.status.assign(field.hours.size(), HourStatus::missing);

  FieldSink into_field(solved.field);
  dispersion::PlanSink sink(context.plan, layout.size(), into_field);
  auto report = dispersion::run(scenario, {.thread_count = threads, .mode = context.request.mode},
                                context.stop, progress, sink);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "the run was cancelled");
  solved.report = std::move(*report);
  context.notes.insert(context.notes.end(), solved.report.notes.begin(), solved.report.notes.end());
  return solved;
}

std::vector<GridLayout> layouts_of(const TwinSettings& settings, bool has_volume) {
  std::vector<GridLayout> layouts{
      {grid_over(settings.domain_m, settings.grid_spacing_m), settings.grid_heights_m}};
  if (has_volume && settings.volume_spacing_m > 0 && !settings.volume_heights_m.empty())
    layouts.push_back({grid_over(settings.domain_m, settings.volume_spacing_m), settings.volume_heights_m});
  return layouts;
}

Result<void> add_input_files(const fs::path& folder, data::Manifest& manifest) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const char* name : {"twin.toml", "city.gpkg"})
    if (fs::exists(folder / name, error)) files.emplace_back(name);
  for (const char* sub : {"met", "rasters"}) {
    if (!fs::is_directory(folder / sub, error)) continue;
    const auto names = data::names_in(folder / sub);
    if (!names) return tl::unexpected(names.error());
    for (const fs::path& name : *names)
      if (fs::is_regular_file(folder / sub / name, error)) files.push_back(fs::path(sub) / name);
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    auto sum = data::sha256_of_file(folder / file);
    if (!sum) return tl::unexpected(sum.error());
    const std::uintmax_t bytes = fs::file_size(folder / file, error);
    if (error)
      return fail(ErrorCode::input,
                  fmt::format("cannot read {}: {}", (folder / file).string(), error.message()));
    manifest.inputs.push_back({file.generic_string(), *sum, bytes});
  }
  return {};
}

data::Manifest describe(const City& city, const RunRequest& request, const Scenario& scenario,
                        const MetSeries& met) {
  data::Manifest manifest;
  manifest.program = program_version();
  manifest.solver = dispersion::solver_version();
  manifest.mode = dispersion::to_text(request.mode);
  manifest.scenario = request.scenario;
  manifest.versions = build_versions();
  manifest.versions["gdal"] = gis::gdal_version();
  manifest.versions["proj"] = gis::proj_version();
  manifest.options["city"] = city.settings.name;
  manifest.options["crs"] = city.settings.crs;
  manifest.options["meteorology"] = met.origin;
  manifest.options["terrain"] = scenario.is_flat || city.terrain.empty() ? "flat" : "elevated (physics/03)";
  manifest.options["roads"] = "RLINE kernel, terrain-following, links simplified to 1 m";
  manifest.options["from"] = to_iso(met.hours.front().hour);
  manifest.options["to"] = to_iso(met.hours.back().hour);
  manifest.options["fictional"] = city.settings.is_fictional ? "yes" : "no";
  manifest.assumptions = city.settings.assumptions;
  manifest.attribution = city.settings.attribution;
  std::map<std::string, std::size_t>& counts = manifest.counts;
  counts["hours"] = met.hours.size();
  for (const Source& source : scenario.sources) {
    static constexpr const char* kinds[] = {"point_sources", "volume_sources", "area_sources", "road_links"};
    counts[kinds[source.index()]] += 1;
  }
  counts["sources"] = scenario.sources.size();
  return manifest;
}

}  // namespace

Result<FinishedRun> run_city(const City& city, const RunRequest& request, const std::stop_token& stop,
                             ProgressSink& progress) {
  const auto start = Clock::now();
  if (request.scenario != "base")
    return fail(ErrorCode::input,
                fmt::format("the twin has no scenario '{}'; it has: base", request.scenario));
  if (!request.out.empty())
    if (auto sound = expect_run_folder(request.out); !sound) return tl::unexpected(sound.error());
  const auto window = window_of(city.settings, request);
  if (!window) return tl::unexpected(window.error());
  auto met = load_met(city, *window);
  if (!met) return tl::unexpected(met.error());
  const auto period = period_of(met->value, *window);
  if (!period) return tl::unexpected(period.error());
  const std::vector<GridLayout> layouts = layouts_of(city.settings, request.has_volume);
  const RunSize size =
      size_of(layouts, period->hours(), product_pollutants(city.settings).size(), city, request.thread_count);
  const fs::path disk = nearest_folder(request.out.empty() ? city.folder : request.out);
  const auto bytes = plan_memory(size, request.memory_gb > 0 ? request.memory_gb * 1e9 : available_bytes(),
                                 free_disk_bytes(disk));
  if (!bytes) return tl::unexpected(bytes.error());
  progress.report(
      fmt::format(
          "preparing {} hours, about {:.0f} MB of memory{}", size.hours, bytes->in_memory() / 1e6,
          bytes->are_fields_on_disk ? fmt::format(" and {:.1f} GB of disk", bytes->fields / 1e9) : ""),
      0);
  if (const std::size_t absent = cut_out(met->value, *period); absent > 0)
    met->faults.push_back(absent_hours_note(absent, size.hours));
  auto scenario = build_sources(city);
  if (!scenario) return tl::unexpected(scenario.error());
  scenario->value.met = met->value;
  auto plan = plan_of_city(city, met->value);
  if (!plan) return tl::unexpected(plan.error());

  FinishedRun run;
  run.manifest = describe(city, request, scenario->value, met->value);
  std::vector<Fault>& notes = run.manifest.notes;
  notes = met->faults;
  notes.insert(notes.end(), scenario->faults.begin(), scenario->faults.end());
  notes.insert(notes.end(), plan->faults.begin(), plan->faults.end());
  if (const std::string chemistry = chemistry_text(city.settings); !chemistry.empty())
    run.manifest.options["NO2"] = chemistry;
  for (const dispersion::WantedColumn& wanted : plan->value.wanted)
    run.manifest.options["background of " + wanted.column.pollutant] =
        background_text(city.settings, wanted.column.pollutant, plan->value);
  if (auto added = add_input_files(city.folder, run.manifest); !added) return tl::unexpected(added.error());
  run.manifest.timings_s["prepare"] = seconds_since(start);

  const RunContext context{city, request, stop, notes, bytes->are_fields_on_disk ? disk : fs::path(), plan->value};
  data::Sha256 run_hash;
  // The work grows with the places; writing takes the last tenth.
  constexpr double solving_share = 0.9;
  const double all_places = std::accumulate(size.places.begin(), size.places.end(), 0.0) / solving_share;
  double solved_places = 0;
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    const bool is_ground = i == 0;
    PartProgress part(progress, is_ground ? "solving the ground grid" : "solving the 3D grid",
                      solved_places / all_places, (solved_places + size.places[i]) / all_places);
    solved_places += size.places[i];
    auto solved = solve_grid(context, scenario->value, layouts[i], part);
    if (!solved) return tl::unexpected(solved.error());
    run_hash.add_text(solved->field->input_hash);
    const std::string prefix = is_ground ? "ground_" : "volume_";
    run.manifest.counts[prefix + "receptors"] = layouts[i].size();
    run.manifest.timings_s[prefix + "solve"] = solved->report.seconds;
    if (const dispersion::SampledError& error = solved->report.sampled_error; error.hours > 0)
      run.manifest.accuracy[is_ground ? "ground" : "volume"] = {error.hours,         error.receptors,
                                                                error.pairs,         error.largest_of_peak,
                                                                error.largest_local, error.p99_local};
    if (is_ground) {
      run.manifest.counts["valid_hours"] = solved->report.valid_hours;
      run.manifest.counts["calm_hours"] = solved->report.calm_hours;
      run.manifest.counts["missing_hours"] = solved->report.missing_hours;
      run.ground = solved->field;
    } else {
      run.volume = solved->field;
    }
  }

  run.manifest.input_hash = run_hash.hex();
  run.manifest.run_id = fmt::format("{}-{}-{}", request.scenario, run.manifest.options["from"].substr(0, 10),
                                    run.manifest.input_hash.substr(0, 8));
  run.folder = request.out.empty() ? city.folder / "runs" / run.manifest.run_id : request.out;

  progress.report("writing products", 0.9);
  const auto writing = Clock::now();
  auto folder = data::AtomicFolder::begin(run.folder, true);
  if (!folder) return tl::unexpected(folder.error());
  if (auto written = write_products(folder->path(), city, run, stop); !written)
    return tl::unexpected(written.error());
  run.manifest.timings_s["write"] = seconds_since(writing);
  run.manifest.timings_s["total"] = seconds_since(start);
  run.manifest.created =
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                  fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  if (auto written = data::write_manifest(folder->path() / "manifest.json", run.manifest); !written)
    return tl::unexpected(written.error());
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the run was cancelled");
  if (auto committed = folder->commit(); !committed) return tl::unexpected(committed.error());
  progress.report("done", 1.0);
  return run;
}

}  // namespace leeward::app
