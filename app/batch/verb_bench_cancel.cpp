#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/bench_cancel.h"
#include "verbs.h"

namespace leeward::batch {
namespace cancel_verb {

nlohmann::json to_json(const app::CancelResult& r) {
  return {{"case", r.name},
          {"text", r.text},
          {"mode", to_text(r.mode)},
          {"threads", r.threads},
          {"run_s", r.run_s},
          {"is_cut_off", r.is_cut_off},
          {"median_ms", r.median_ms},
          {"largest_ms", r.largest_ms},
          {"largest_at_s", r.largest_at_s}};
}

int bench(const app::CancelOptions& options, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  nlohmann::json rows = nlohmann::json::array();
  if (!output.is_json)
    fmt::print("{:<18} {:<46} {:<9} {:>7} {:>8} {:>10} {:>11} {:>8}\n", "case", "", "mode", "threads",
               "run s", "median ms", "largest ms", "at s");
  const auto done = app::bench_cancel(options, stop, [&](const app::CancelResult& r) {
    if (output.is_json) {
      rows.push_back(to_json(r));
      return;
    }
    fmt::print("{:<18} {:<46} {:<9} {:>7} {:>8} {:>10.1f} {:>11.1f} {:>8.2f}\n", r.name, r.text,
               to_text(r.mode), r.threads, fmt::format("{}{:.2f}", r.is_cut_off ? "> " : "", r.run_s),
               r.median_ms, r.largest_ms, r.largest_at_s);
    std::fflush(stdout);
  });
  if (!done) return report_error(done.error(), output);
  if (output.is_json) print_json({{"cases", rows}});
  return exit_done;
}

}  // namespace cancel_verb

void add_bench_cancel(CLI::App& bench, Action& action) {
  auto options = std::make_shared<app::CancelOptions>();
  CLI::App* verb =
      bench.add_subcommand("cancel", "how long a run goes on after it was asked to stop (aim: 100 ms)");
  verb->add_option("--case", options->cases,
                   fmt::format("of {} (all when left out)", fmt::join(app::cancel_case_names(), ", ")))
      ->delimiter(',');
  verb->add_option("--threads", options->thread_count, "threads; 0: all cores")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--moments", options->moments, "stops of each case and mode")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--scale", options->scale, "times the sources and receptors")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->footer("Example: leeward-batch bench cancel --case roads,polygons-hills --threads 2 --moments 100");
  verb->callback([options, &action] {
    action = [options](const Output& output) { return cancel_verb::bench(*options, output); };
  });
}

}  // namespace leeward::batch
