#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/bench_solver.h"
#include "app/version.h"
#include "verbs.h"

namespace leeward::batch {
namespace bench_verb {

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

nlohmann::json machine() {
  return {{"processor", processor()},
          {"simd", dispersion::simd_target()},
          {"compiler", __VERSION__},
          {"program", app::program_version()},
          {"date", today()}};
}

nlohmann::json to_json(const app::BenchResult& r) {
  nlohmann::json row{{"shape", r.shape},
                     {"text", r.text},
                     {"mode", to_text(r.mode)},
                     {"threads", r.threads},
                     {"pairs", r.pairs},
                     {"seconds", r.seconds},
                     {"median_s", r.median_s},
                     {"processor_s", r.processor_s},
                     {"pairs_per_s", r.pairs_per_s}};
  if (r.exact_pairs_per_s > 0) row["exact_pairs_per_s"] = r.exact_pairs_per_s;
  if (r.scalar_pairs_per_s > 0) row["scalar_pairs_per_s"] = r.scalar_pairs_per_s;
  if (r.aermod_s > 0) row["aermod_s"] = r.aermod_s;
  if (r.error.receptors > 0)
    row["error"] = {{"largest_of_peak", r.error.largest_of_peak}, {"largest_local", r.error.largest_local}};
  if (r.against_aermod)
    row["against_aermod"] = {{"p99", r.against_aermod->p99}, {"max", r.against_aermod->max}};
  return row;
}

std::string times(double ours, double theirs) {
  return theirs > 0 ? fmt::format("{:.3g}", ours / theirs) : "-";
}

void print_heading() {
  fmt::print("{:<8} {:<50} {:<8} {:>7} {:>9} {:>9} {:>10} {:>9} {:>9} {:>9} {:>10}\n", "shape", "", "mode",
             "threads", "seconds", "cpu s", "pairs/s", "x exact", "x scalar", "x AERMOD", "pairs/exp2");
}

void print_row(const app::BenchResult& r, double exp2_per_s) {
  fmt::print("{:<8} {:<50} {:<8} {:>7} {:>9.3f} {:>9.3f} {:>10.3e} {:>9} {:>9} {:>9} {:>10.3g}\n", r.shape,
             r.text, to_text(r.mode), r.threads, r.median_s, r.processor_s, r.pairs_per_s,
             times(r.pairs_per_s, r.exact_pairs_per_s), times(r.pairs_per_s, r.scalar_pairs_per_s),
             times(r.aermod_s, r.aermod_s > 0 ? r.median_s : 0), r.pairs_per_s / exp2_per_s);
  if (r.error.receptors > 0)
    fmt::print("{:<8} error stated: {:.2e} of the peak, {:.2e} local\n", "", r.error.largest_of_peak,
               r.error.largest_local);
  if (r.against_aermod)
    fmt::print("{:<8} means against AERMOD's: p99 {:.2e}, largest {:.2e}\n", "", r.against_aermod->p99,
               r.against_aermod->max);
  std::fflush(stdout);
}

void print_kernels(const dispersion::KernelRates& rates) {
  fmt::print("{}, {}, {}, {}\n", processor(), dispersion::simd_target(), __VERSION__, today());
  fmt::print("{:<28} {:>10} {:>10} {:>10}\n", "kernel, one thread", "per s", "x exp2", "aim");
  fmt::print("{:<28} {:>10.3e} {:>10} {:>10}\n", "exp2", rates.exp2_per_s, "1", "");
  fmt::print("{:<28} {:>10.3e} {:>10.2g} {:>10}\n", "stack, textbook scalar", rates.scalar_pairs_per_s,
             rates.scalar_pairs_per_s / rates.exp2_per_s, "");
  for (const dispersion::KernelRate& rate : rates.kernels)
    fmt::print("{:<28} {:>10.3e} {:>10.3g} {:>10}\n", rate.kernel, rate.pairs_per_s, rate.per_exp2,
               rate.target_per_exp2 > 0 ? fmt::format(">= {}", rate.target_per_exp2) : std::string());
  fmt::print("\n");
}

/// How much dearer four times the receptors are.
void print_growth(const std::map<std::string, double>& median_s) {
  const auto whole = median_s.find("A");
  const auto quarter = median_s.find("A4");
  if (whole != median_s.end() && quarter != median_s.end())
    fmt::print("\nA over A4: 4 times the receptors in {:.2f} times the time (aim <= 2)\n",
               whole->second / quarter->second);
}

int bench(const app::BenchOptions& options, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  const dispersion::KernelRates rates = dispersion::measure_kernels();
  nlohmann::json rows = nlohmann::json::array();
  std::map<std::string, double> median_s;
  if (!output.is_json) {
    print_kernels(rates);
    print_heading();
  }
  const auto done = app::bench_solver(options, stop, [&](const app::BenchResult& result) {
    median_s[result.shape] = result.median_s;
    if (output.is_json)
      rows.push_back(to_json(result));
    else
      print_row(result, rates.exp2_per_s);
  });
  if (!done) return report_error(done.error(), output);
  if (!output.is_json) {
    print_growth(median_s);
    return exit_done;
  }
  nlohmann::json kernels = nlohmann::json::array();
  for (const dispersion::KernelRate& rate : rates.kernels)
    kernels.push_back(
        {{"kernel", rate.kernel}, {"pairs_per_s", rate.pairs_per_s}, {"per_exp2", rate.per_exp2}});
  print_json({{"machine", machine()},
              {"exp2_per_s", rates.exp2_per_s},
              {"scalar_pairs_per_s", rates.scalar_pairs_per_s},
              {"kernels", kernels},
              {"shapes", rows}});
  return exit_done;
}

}  // namespace bench_verb

void add_bench(CLI::App& program, Action& action) {
  auto options = std::make_shared<app::BenchOptions>();
  CLI::App* verb = program.add_subcommand("bench", "measure speed");
  verb->require_subcommand(1);
  CLI::App* solver =
      verb->add_subcommand("solver", "the dispersion solver: kernels, then whole runs of made-up shapes");
  solver
      ->add_option("--shape", options->shapes,
                   fmt::format("of {} (all when left out)", fmt::join(app::bench_shape_names(), ", ")))
      ->delimiter(',');
  solver->add_option("--threads", options->thread_count, "threads; 0: all cores")
      ->check(CLI::NonNegativeNumber);
  solver->add_option("--repeat", options->repeat, "runs of each shape; the median counts")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  solver->add_option("--scale", options->scale, "times the sources and receptors")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  solver
      ->add_option("--aermod-bench", options->aermod_bench,
                   "folder of AERMOD's speed benchmarks; shapes points, roads, areas and terrain are then "
                   "read from it")
      ->check(CLI::ExistingDirectory);
  solver->footer(
      "Example: leeward-batch bench solver --shape A,A4 --threads 2\n"
      "Pairs are source-receptor-hours. x exact: mode exact on as many threads; x scalar: the textbook "
      "evaluation on one\n"
      "thread; both measured in the same run. x AERMOD: its published seconds for as much "
      "(docs/benchmarks.md).");
  solver->callback([options, &action] {
    action = [options](const Output& output) { return bench_verb::bench(*options, output); };
  });
}

}  // namespace leeward::batch
