#include "app/run_aermod.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "aermod_files.h"
#include "aermod_scenario.h"
#include "app/build_scenario.h"
#include "app/version.h"
#include "core/assess/aermod_averages.h"
#include "core/assess/date.h"
#include "data/hash.h"
#include "gis/twin_store.h"
#include "run_memory.h"

namespace leeward::app {
namespace aermod_run {

/// Hands the hours to the averages and stops the run when a file cannot be written.
class AveragingSink final : public dispersion::HourSink {
public:
  AveragingSink(const Scenario& scenario, AermodAverages& averages, const AermodFiles& files,
                std::stop_source stop)
      : scenario_(&scenario), averages_(&averages), files_(&files), stop_(std::move(stop)) {}

  void take(std::size_t hour_index, HourStatus status, std::span<const double> values) override {
    averages_->take(scenario_->met.hours[hour_index].hour, status, values);
    if (!files_->outcome()) stop_.request_stop();
  }

private:
  const Scenario* scenario_;
  AermodAverages* averages_;
  const AermodFiles* files_;
  std::stop_source stop_;
};

Result<data::ManifestFile> described(const std::filesystem::path& file) {
  const auto sum = data::sha256_of_file(file);
  if (!sum) return tl::unexpected(sum.error());
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  if (error)
    return fail(ErrorCode::resource, fmt::format("cannot measure {}: {}", file.string(), error.message()));
  return data::ManifestFile{file.generic_string(), *sum, bytes};
}

Result<void> describe_files(const std::vector<std::filesystem::path>& files,
                            std::vector<data::ManifestFile>& into) {
  for (const std::filesystem::path& file : files) {
    auto one = described(file);
    if (!one) return tl::unexpected(one.error());
    into.push_back(std::move(*one));
  }
  return {};
}

/// @param scenario  of the linear columns
void describe_run(const data::AermodRun& run, const Scenario& scenario, const dispersion::ColumnPlan& plan,
                  const AermodRequest& request, data::Manifest& manifest) {
  manifest.program = program_version();
  manifest.solver = dispersion::solver_version();
  manifest.mode = dispersion::to_text(request.mode);
  manifest.scenario = "AERMOD runstream";
  manifest.options["title"] = run.title_one;
  manifest.options["pollutant"] = run.pollutant;
  manifest.options["unit"] = run.output_unit;
  manifest.options["terrain"] = run.is_flat            ? "flat"
                                : run.has_flat_sources ? "elevated, with flat sources"
                                                       : "elevated";
  manifest.options["from"] = fmt::format("{:08}", aermod_date_number(scenario.met.hours.front().hour));
  manifest.options["to"] = fmt::format("{:08}", aermod_date_number(scenario.met.hours.back().hour));
  manifest.options["crs"] = request.crs.empty() ? "not given" : request.crs;
  manifest.counts["hours"] = scenario.met.hours.size();
  manifest.counts["sources"] = scenario.sources.size();
  manifest.counts["receptors"] = scenario.receptors.size();
  manifest.counts["groups"] = run.groups.size();
  if (run.chemistry.method != ChemistryMethod::none)
    manifest.options["no2"] = dispersion::describe(plan.chemistry);
  manifest.input_hash = hash_of(scenario, plan, manifest.mode);
  manifest.run_id = fmt::format("{}-{}", std::filesystem::path(run.files.front()).stem().string(),
                                manifest.input_hash.substr(0, 8));
}

void note(data::Manifest& manifest, const data::AermodRun& run, std::string found, std::string handled) {
  Fault fault;
  fault.severity = Severity::note;
  fault.file = run.files.front();
  fault.found = std::move(found);
  fault.handled = std::move(handled);
  manifest.notes.push_back(std::move(fault));
}

/// Sums and ranked values of all groups and receptors stay in memory until the end, beside what the solver
/// takes.
/// @param scenario  of the linear columns
Result<void> expect_memory_for(const data::AermodRun& run, const Scenario& scenario,
                               const dispersion::RunOptions& options) {
  const double places = static_cast<double>(run.groups.size()) * static_cast<double>(scenario.receptors.size());
  double bytes_per_place = 4 * sizeof(double);  // period, year, mean of years, the hour itself
  for (const int ranks : highest_ranks(run))
    bytes_per_place += sizeof(double) + ranks * static_cast<double>(sizeof(double) + sizeof(std::int32_t));
  const double needed =
      places * bytes_per_place + static_cast<double>(dispersion::engine_bytes(scenario, options));
  const double available = available_bytes();
  if (needed <= available) return {};
  constexpr double bytes_per_gib = 1024.0 * 1024.0 * 1024.0;
  return fail(
      ErrorCode::resource,
      fmt::format(
          "{}: {} groups at {} receptors with these averages need {:.1f} GiB of memory, {:.1f} GiB are free; "
          "ask for fewer ranks or groups in a run",
          run.files.front(), run.groups.size(), scenario.receptors.size(), needed / bytes_per_gib,
          available / bytes_per_gib));
}

}  // namespace aermod_run

Result<FinishedAermod> run_aermod(const AermodRequest& request, const std::stop_token& stop,
                                  ProgressSink& progress) {
  const auto begin = std::chrono::steady_clock::now();
  auto read = data::read_aermod_runstream(request.runstream);
  if (!read) return tl::unexpected(read.error());
  const data::AermodRun& run = read->value;
  auto made = scenario_of(run);
  if (!made) return tl::unexpected(made.error());
  auto chemistry = chemistry_of(run, made->value);
  if (!chemistry) return tl::unexpected(chemistry.error());
  FinishedAermod finished;
  data::Manifest& manifest = finished.manifest;
  manifest.notes = read->faults;
  manifest.notes.insert(manifest.notes.end(), made->faults.begin(), made->faults.end());
  manifest.notes.insert(manifest.notes.end(), chemistry->faults.begin(), chemistry->faults.end());
  const dispersion::ColumnPlan plan = dispersion::plan_columns(made->value, std::move(chemistry->value));
  const Scenario& scenario = made->value;  // of the linear columns
  aermod_run::describe_run(run, scenario, plan, request, manifest);
  if (!request.crs.empty())
    if (auto wkt =
            gis::projected_crs_wkt2(request.crs, scenario.met.longitude_deg, scenario.met.latitude_deg);
        !wkt)
      return tl::unexpected(wkt.error());
  if (is_of_daily_maxima(run) && !is_daily_maximum(run) && !run.averages_h.empty())
    aermod_run::note(manifest, run,
                     fmt::format("{} with other means than its standard's alone", run.pollutant),
                     "plain ranked values, no daily maxima meant over the years");
  const HourOfDay first = hour_of_day(scenario.met.hours.front().hour, 0.0);
  if (first.hour != 1 &&
      std::any_of(run.averages_h.begin(), run.averages_h.end(), [](int h) { return h > 1; }))
    aermod_run::note(manifest, run, fmt::format("a first hour that ends at {}:00", first.hour),
                     "the first means cover fewer hours, as in AERMOD");
  if (!run.runs) return finished;
  dispersion::RunOptions options;
  options.thread_count = request.thread_count;
  options.mode = request.mode;
  if (auto fits = aermod_run::expect_memory_for(run, scenario, options); !fits)
    return tl::unexpected(fits.error());

  AermodAverages averages(plan.wanted.size() * scenario.receptors.size(), run.averages_h,
                          highest_ranks(run), is_daily_maximum(run));
  if (!request.out.empty()) {
    std::error_code error;
    std::filesystem::create_directories(request.out, error);
    if (error)
      return fail(ErrorCode::resource,
                  fmt::format("{}: cannot be made: {}", request.out.string(), error.message()));
  }
  const std::string version = program_version().substr(program_version().find(' ') + 1);
  AermodFiles files(run, request.out, version);
  if (auto started = files.begin(); !started) return tl::unexpected(started.error());
  averages.on_block([&](std::size_t average, std::int32_t date, std::span<const double> values) {
    files.on_block(average, date, values);
  });
  if (!run.max_daily.empty())
    averages.on_day([&](std::int32_t date, std::span<const double> maxima,
                        std::span<const std::int32_t> dates) { files.on_day(date, maxima, dates); });
  averages.on_year(
      [&](int year, std::int32_t date, std::span<const double> means) { files.on_year(year, date, means); });

  std::stop_source inner;
  const std::stop_callback forward(stop, [&] { inner.request_stop(); });
  aermod_run::AveragingSink averaging(scenario, averages, files, inner);
  dispersion::PlanSink sink(plan, scenario.receptors.size(), averaging);
  const auto report = dispersion::run(scenario, options, inner.get_token(), progress, sink);
  if (!report) return tl::unexpected(report.error());
  if (!files.outcome()) return tl::unexpected(files.outcome().error());
  if (report->outcome == RunOutcome::cancelled || stop.stop_requested())
    return fail(ErrorCode::cancelled, "the run was cancelled");
  averages.finish();
  if (run.has_annual && averages.whole_years() == 0)
    return fail(
        ErrorCode::input,
        fmt::format("{}: found ANNUAL with {} hours of meteorology, expected a whole year (or PERIOD)",
                    run.files.front(), scenario.met.hours.size()));
  if ((run.has_annual || is_daily_maximum(run)) && averages.whole_years() > 0 &&
      averages.hours_after_last_year() > 0)
    aermod_run::note(manifest, run,
                     fmt::format("{} hours after the last whole year", averages.hours_after_last_year()),
                     "left out of ANNUAL means and yearly maxima");
  if (is_daily_maximum(run) && averages.whole_years() == 0)
    aermod_run::note(manifest, run, "less than a whole year", "taken as one year of daily maxima");
  if (auto done = files.finish(averages, aermod_date_number(scenario.met.hours.back().hour), request.crs);
      !done)
    return tl::unexpected(done.error());

  manifest.notes.insert(manifest.notes.end(), report->notes.begin(), report->notes.end());
  manifest.counts["valid_hours"] = report->valid_hours;
  manifest.counts["calm_hours"] = report->calm_hours;
  manifest.counts["missing_hours"] = report->missing_hours;
  manifest.timings_s["solve"] = report->seconds;
  if (report->sampled_error.hours > 0)
    manifest.options["sampled_error_of_peak"] = fmt::format("{:.2e}", report->sampled_error.largest_of_peak);
  if (auto done = aermod_run::describe_files(inputs_of(run), manifest.inputs); !done)
    return tl::unexpected(done.error());
  if (auto done = aermod_run::describe_files(files.written(), manifest.products); !done)
    return tl::unexpected(done.error());
  manifest.created =
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                  fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  manifest.timings_s["total"] =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  finished.manifest_file = files.folder() / (request.runstream.stem().string() + ".manifest.json");
  if (auto done = data::write_manifest(finished.manifest_file, manifest); !done)
    return tl::unexpected(done.error());
  finished.has_run = true;
  return finished;
}

}  // namespace leeward::app
