#include "app/run_city.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

#include "app/build_scenario.h"
#include "app/field_sink.h"
#include "app/open_city.h"
#include "app/version.h"
#include "app/write_products.h"
#include "core/model/parallel.h"
#include "data/atomic_file.h"
#include "data/hash.h"
#include "gis/field_read.h"
#include "gis/twin_store.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The hours asked for, cut out of the met; an error says what there is.
Result<void> select_hours(MetSeries& met, const TwinSettings& settings, const RunRequest& request) {
  const auto wanted = [](const std::optional<UtcHour>& asked, const std::string& preset,
                         UtcHour fallback) -> Result<UtcHour> {
    if (asked) return *asked;
    if (preset.empty()) return fallback;
    return parse_iso_hour(preset);
  };
  if (met.hours.empty()) return fail(ErrorCode::input, "the meteorology has no hours");
  // A request that names one end only does not take the other from twin.toml: it may lie on the wrong side.
  const bool is_default = !request.from && !request.to;
  const auto from = wanted(request.from, is_default ? settings.default_from : "", met.hours.front().hour);
  const auto to = wanted(request.to, is_default ? settings.default_to : "", met.hours.back().hour);
  if (!from) return tl::unexpected(from.error());
  if (!to) return tl::unexpected(to.error());
  const std::string available = fmt::format("{} to {}", to_iso(met.hours.front().hour), to_iso(met.hours.back().hour));
  if (*from > *to)
    return fail(ErrorCode::input, fmt::format("the run ends before it begins: from {} to {}; the twin has {}", to_iso(*from),
                                              to_iso(*to), available));
  std::erase_if(met.hours, [&](const MetHour& hour) { return hour.hour < *from || hour.hour > *to; });
  if (met.hours.empty())
    return fail(ErrorCode::input, fmt::format("no meteorology from {} to {}; the twin has {}", to_iso(*from), to_iso(*to),
                                              available));
  // Hours the file leaves out become missing hours: they are shown, not skipped.
  std::vector<MetHour> filled;
  auto next = met.hours.begin();
  for (UtcHour hour = *from; hour <= *to; hour = hour + 1) {
    if (next != met.hours.end() && next->hour == hour) {
      filled.push_back(std::move(*next++));
    } else {
      filled.emplace_back();
      filled.back().hour = hour;
    }
  }
  met.hours = std::move(filled);
  return {};
}

/// Progress of one part of a longer action.
class PartProgress final : public ProgressSink {
 public:
  PartProgress(ProgressSink& whole, std::string step, double begin, double end)
      : whole_(whole), step_(std::move(step)), begin_(begin), end_(end) {}
  void report(const std::string&, double fraction) override {
    whole_.report(step_, begin_ + fraction * (end_ - begin_));
  }

 private:
  ProgressSink& whole_;
  std::string step_;
  double begin_;
  double end_;
};

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
};

Result<SolvedGrid> solve_grid(const RunContext& context, Scenario& scenario, const GridLayout& layout,
                              ProgressSink& progress) {
  const int threads = context.request.thread_count > 0 ? context.request.thread_count : default_thread_count();
  auto receptors = build_receptors(context.city, layout, threads, context.stop);
  if (!receptors) return tl::unexpected(receptors.error());
  scenario.receptors = std::move(receptors->value);
  context.notes.insert(context.notes.end(), receptors->faults.begin(), receptors->faults.end());

  SolvedGrid solved;
  solved.field = std::make_shared<ConcentrationField>();
  ConcentrationField& field = *solved.field;
  field.layout = layout;
  field.pollutants = context.city.settings.pollutants;
  field.scenario = context.request.scenario;
  field.input_hash = hash_of(scenario, dispersion::to_text(context.request.mode));
  for (const MetHour& hour : scenario.met.hours) field.hours.push_back(hour.hour);
  field.status.assign(field.hours.size(), HourStatus::missing);
  field.values.assign(field.pollutants.size() * field.hours.size() * layout.size(), 0.0F);

  FieldSink sink(solved.field);
  auto report = dispersion::run(scenario, {.thread_count = threads, .mode = context.request.mode}, context.stop, progress,
                                sink);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "the run was cancelled");
  solved.report = std::move(*report);
  context.notes.insert(context.notes.end(), solved.report.notes.begin(), solved.report.notes.end());
  return solved;
}

std::vector<GridLayout> layouts_of(const TwinSettings& settings, bool has_volume) {
  std::vector<GridLayout> layouts{{grid_over(settings.domain_m, settings.grid_spacing_m), settings.grid_heights_m}};
  if (has_volume && settings.volume_spacing_m > 0 && !settings.volume_heights_m.empty())
    layouts.push_back({grid_over(settings.domain_m, settings.volume_spacing_m), settings.volume_heights_m});
  return layouts;
}

Result<void> add_input_files(const fs::path& folder, data::Manifest& manifest) {
  std::vector<fs::path> files;
  for (const fs::path& name : {fs::path("twin.toml"), fs::path("city.gpkg")})
    if (fs::exists(folder / name)) files.push_back(name);
  for (const char* sub : {"met", "rasters"}) {
    if (!fs::is_directory(folder / sub)) continue;
    for (const auto& entry : fs::directory_iterator(folder / sub))
      if (entry.is_regular_file()) files.push_back(fs::path(sub) / entry.path().filename());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    auto sum = data::sha256_of_file(folder / file);
    if (!sum) return tl::unexpected(sum.error());
    manifest.inputs.push_back({file.generic_string(), *sum, fs::file_size(folder / file)});
  }
  return {};
}

data::Manifest describe(const City& city, const RunRequest& request, const Scenario& scenario, const MetSeries& met) {
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
  std::map<std::string, double>& counts = manifest.counts;
  counts["hours"] = static_cast<double>(met.hours.size());
  for (const Source& source : scenario.sources) {
    static constexpr const char* kinds[] = {"point_sources", "volume_sources", "area_sources", "road_links"};
    counts[kinds[source.index()]] += 1;
  }
  counts["sources"] = static_cast<double>(scenario.sources.size());
  return manifest;
}

}  // namespace

Result<FinishedRun> run_city(const City& city, const RunRequest& request, const std::stop_token& stop,
                             ProgressSink& progress) {
  const auto start = Clock::now();
  if (request.scenario != "base")
    return fail(ErrorCode::input, fmt::format("the twin has no scenario '{}'; it has: base", request.scenario));
  auto met = load_met(city);
  if (!met) return tl::unexpected(met.error());
  if (auto selected = select_hours(met->value, city.settings, request); !selected)
    return tl::unexpected(selected.error());
  auto scenario = build_sources(city);
  if (!scenario) return tl::unexpected(scenario.error());
  scenario->value.met = met->value;

  FinishedRun run;
  run.manifest = describe(city, request, scenario->value, met->value);
  std::vector<Fault>& notes = run.manifest.notes;
  notes = met->faults;
  notes.insert(notes.end(), scenario->faults.begin(), scenario->faults.end());
  if (auto added = add_input_files(city.folder, run.manifest); !added) return tl::unexpected(added.error());
  run.manifest.timings_s["prepare"] = seconds_since(start);

  const std::vector<GridLayout> layouts = layouts_of(city.settings, request.has_volume);
  const RunContext context{city, request, stop, notes};
  data::Sha256 run_hash;
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    const bool is_ground = i == 0;
    const double begin = is_ground ? 0.0 : 0.45;
    const double end = is_ground ? (layouts.size() == 1 ? 0.9 : 0.45) : 0.9;
    PartProgress part(progress, is_ground ? "solving the ground grid" : "solving the 3D grid", begin, end);
    auto solved = solve_grid(context, scenario->value, layouts[i], part);
    if (!solved) return tl::unexpected(solved.error());
    run_hash.add_text(solved->field->input_hash);
    const std::string prefix = is_ground ? "ground_" : "volume_";
    run.manifest.counts[prefix + "receptors"] = static_cast<double>(layouts[i].size());
    run.manifest.timings_s[prefix + "solve"] = solved->report.seconds;
    if (is_ground) {
      run.manifest.counts["valid_hours"] = static_cast<double>(solved->report.valid_hours);
      run.manifest.counts["calm_hours"] = static_cast<double>(solved->report.calm_hours);
      run.manifest.counts["missing_hours"] = static_cast<double>(solved->report.missing_hours);
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
  run.manifest.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                                                  std::chrono::system_clock::now())));
  if (auto written = data::write_manifest(folder->path() / "manifest.json", run.manifest); !written)
    return tl::unexpected(written.error());
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the run was cancelled");
  if (auto committed = folder->commit(); !committed) return tl::unexpected(committed.error());
  progress.report("done", 1.0);
  return run;
}

std::vector<fs::path> list_runs(const fs::path& city_folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(city_folder / "runs", ignored)) {
    // A folder that is still being written, or was left by a killed process, has ".partial" in its name.
    if (entry.path().filename().string().find(".partial") != std::string::npos) continue;
    const fs::path manifest = entry.path() / "manifest.json";
    const auto time = fs::last_write_time(manifest, ignored);
    if (!ignored) found.emplace_back(time, entry.path());
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a > b; });
  std::vector<fs::path> folders;
  std::transform(found.begin(), found.end(), std::back_inserter(folders), [](const auto& one) { return one.second; });
  return folders;
}

Result<FinishedRun> load_run(const fs::path& run_folder) {
  FinishedRun run;
  run.folder = run_folder;
  auto manifest = data::read_manifest(run_folder / "manifest.json");
  if (!manifest) return tl::unexpected(manifest.error());
  run.manifest = std::move(*manifest);
  auto ground = gis::read_netcdf(run_folder / ground_file_name());
  if (!ground) return tl::unexpected(ground.error());
  run.ground = std::make_shared<const ConcentrationField>(std::move(*ground));
  if (fs::exists(run_folder / volume_file_name())) {
    auto volume = gis::read_netcdf(run_folder / volume_file_name());
    if (!volume) return tl::unexpected(volume.error());
    run.volume = std::make_shared<const ConcentrationField>(std::move(*volume));
  }
  return run;
}

std::vector<double> readable_breaks(const ConcentrationField& field, std::size_t pollutant) {
  float largest = 0;
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    const auto level = field.level_values(pollutant, h, 0);
    largest = std::max(largest, *std::max_element(level.begin(), level.end()));
  }
  if (largest <= 0) return {1.0};
  // Eight limits in 1-2-5 steps, the highest one at or below the largest value.
  static constexpr double steps[] = {1, 2, 5};
  auto decade = static_cast<int>(std::floor(std::log10(static_cast<double>(largest))));
  std::ptrdiff_t step = 2;
  while (step > 0 && steps[step] * std::pow(10.0, decade) > static_cast<double>(largest)) --step;
  std::vector<double> breaks;
  for (int i = 0; i < 8; ++i) {
    // Written through text so that 0.05 is the same double everywhere.
    breaks.push_back(std::stod(fmt::format("{}e{}", steps[step], decade)));
    if (--step < 0) {
      step = 2;
      --decade;
    }
  }
  std::reverse(breaks.begin(), breaks.end());
  return breaks;
}

}  // namespace leeward::app
