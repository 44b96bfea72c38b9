#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/chain.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

struct RunArguments {
  std::filesystem::path city;
  std::string from;
  std::string to;
  bool is_exact = false;
  bool is_draft = false;
  bool has_no_volume = false;
  app::RunRequest request;
};

Result<void> read_hours(RunArguments& arguments) {
  const std::pair<const std::string&, std::optional<UtcHour>&> ends[] = {
      {arguments.from, arguments.request.from}, {arguments.to, arguments.request.to}};
  for (const auto& [text, hour] : ends) {
    if (text.empty()) continue;
    auto parsed = parse_iso_hour(text);
    if (!parsed) return tl::unexpected(parsed.error());
    hour = *parsed;
  }
  return {};
}

void print_run(const app::FinishedRun& run) {
  const data::Manifest& manifest = run.manifest;
  print_faults(manifest.notes);
  fmt::print("{}: {} hour{} ({} calm, {} missing), {} sources, {} receptors", manifest.run_id,
             manifest.counts.at("hours"), manifest.counts.at("hours") == 1 ? "" : "s",
             manifest.counts.at("calm_hours"), manifest.counts.at("missing_hours"),
             manifest.counts.at("sources"), manifest.counts.at("ground_receptors"));
  if (run.volume) fmt::print(" + {} in 3D", manifest.counts.at("volume_receptors"));
  fmt::print(", {:.1f} s\n", manifest.timings_s.at("total"));
  fmt::print("  mode {}", manifest.mode);
  for (const auto& [grid, a] : manifest.accuracy)
    fmt::print("; {}: within {:.1e} of the hour's peak, {:.1e} locally (p99 {:.1e}) at {} sampled receptors",
               grid, a.largest_of_peak, a.largest_local, a.p99_local, a.receptors);
  fmt::print("\n");
  for (const data::ManifestFile& product : manifest.products)
    fmt::print("  {:>11} bytes  {}  {}\n", product.bytes, product.sha256.substr(0, 12),
               (run.folder / product.path).string());
}

int run(RunArguments& arguments, const Output& output) {
  if (auto hours = read_hours(arguments); !hours) return report_error(hours.error(), output);
  arguments.request.mode = arguments.is_exact   ? dispersion::Mode::exact
                           : arguments.is_draft ? dispersion::Mode::draft
                                                : dispersion::Mode::standard;
  arguments.request.has_volume = !arguments.has_no_volume;
  const std::stop_token stop = stop_on_signals();
  auto city = app::open_city(arguments.city);
  if (!city) return report_error(city.error(), output);
  auto finished = [&] {
    ConsoleProgress progress(output.is_log_json);
    return app::run_city(city->value, arguments.request, stop, progress);
  }();
  if (!finished) return report_error(finished.error(), output);
  if (!output.is_json) {
    print_run(*finished);
    return exit_done;
  }
  nlohmann::json document{{"run", finished->manifest.run_id},
                          {"folder", finished->folder.string()},
                          {"mode", finished->manifest.mode},
                          {"accuracy", nlohmann::json::object()},
                          {"counts", finished->manifest.counts},
                          {"timings_s", finished->manifest.timings_s},
                          {"input_hash", finished->manifest.input_hash},
                          {"products", nlohmann::json::array()},
                          {"notes", nlohmann::json::array()}};
  for (const auto& [grid, a] : finished->manifest.accuracy)
    document["accuracy"][grid] = {{"sampled_receptors", a.receptors},
                                  {"sampled_pairs", a.pairs},
                                  {"largest_error_of_peak", a.largest_of_peak},
                                  {"largest_local_error", a.largest_local},
                                  {"p99_local_error", a.p99_local}};
  // Counts are whole; "37.0" would not be read as such by every reader.
  for (const data::ManifestFile& product : finished->manifest.products)
    document["products"].push_back(
        {{"path", product.path}, {"sha256", product.sha256}, {"bytes", product.bytes}});
  for (const Fault& fault : finished->manifest.notes) document["notes"].push_back(to_json(fault));
  print_json(document);
  return exit_done;
}

}  // namespace

void add_run(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* verb = program.add_subcommand("run", "solve a twin and write its products");
  verb->add_option("CITY", arguments->city, "folder of the twin")->required();
  verb->add_option("--scenario", arguments->request.scenario, "scenario to solve")->capture_default_str();
  verb->add_option("--from", arguments->from, "first hour, named by its end, UTC: 2024-06-20T09:00Z");
  verb->add_option("--to", arguments->to, "last hour");
  verb->add_option("--threads", arguments->request.thread_count,
                   "0: all cores; the results are the same bits")
      ->check(CLI::Range(0, 1024));
  verb->add_option("--out", arguments->request.out, "folder of the products (default: CITY/runs/<run id>)");
  CLI::Option* exact =
      verb->add_flag("--exact", arguments->is_exact, "solve every source by the full formulas (slow)");
  verb->add_flag("--draft", arguments->is_draft, "coarser and faster than the standard mode")
      ->excludes(exact);
  verb->add_option("--memory", arguments->request.memory_gb,
                   "GB the run may take (default: what is free); fields that do not fit are kept on disk")
      ->check(CLI::PositiveNumber);
  verb->add_flag("--no-volume", arguments->has_no_volume, "leave out the 3D grid");
  verb->footer("Example: leeward-batch run my-city --from 2024-06-20T01:00Z --to 2024-06-22T00:00Z");
  verb->callback([arguments, &action] {
    action = [arguments](const Output& output) { return run(*arguments, output); };
  });
}

}  // namespace leeward::batch
