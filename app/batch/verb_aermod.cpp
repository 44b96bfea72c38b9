#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/run_aermod.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

void print_aermod(const app::FinishedAermod& run) {
  const data::Manifest& manifest = run.manifest;
  print_faults(manifest.notes);
  fmt::print("{}: {} hours, {} sources in {} groups, {} receptors", manifest.run_id,
             manifest.counts.at("hours"), manifest.counts.at("sources"), manifest.counts.at("groups"),
             manifest.counts.at("receptors"));
  if (!run.has_run) {
    fmt::print("; read and found right, not run (RUNORNOT NOT)\n");
    return;
  }
  fmt::print(" ({} calm, {} missing), mode {}, {:.1f} s\n", manifest.counts.at("calm_hours"),
             manifest.counts.at("missing_hours"), manifest.mode, manifest.timings_s.at("total"));
  for (const data::ManifestFile& product : manifest.products)
    fmt::print("  {:>11} bytes  {}  {}\n", product.bytes, product.sha256.substr(0, 12), product.path);
  fmt::print("  {}\n", run.manifest_file.string());
}

int run_runstream(const app::AermodRequest& request, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  const auto finished = [&] {
    ConsoleProgress progress(output.is_log_json);
    return app::run_aermod(request, stop, progress);
  }();
  if (!finished) return report_error(finished.error(), output);
  if (!output.is_json) {
    print_aermod(*finished);
    return exit_done;
  }
  const data::Manifest& manifest = finished->manifest;
  nlohmann::json document{{"run", manifest.run_id},
                          {"has_run", finished->has_run},
                          {"mode", manifest.mode},
                          {"counts", manifest.counts},
                          {"timings_s", manifest.timings_s},
                          {"input_hash", manifest.input_hash},
                          {"products", nlohmann::json::array()},
                          {"notes", nlohmann::json::array()}};
  for (const data::ManifestFile& product : manifest.products)
    document["products"].push_back(
        {{"path", product.path}, {"sha256", product.sha256}, {"bytes", product.bytes}});
  for (const Fault& fault : manifest.notes) document["notes"].push_back(to_json(fault));
  print_json(document);
  return exit_done;
}

}  // namespace

void add_aermod(CLI::App& program, Action& action) {
  auto request = std::make_shared<app::AermodRequest>();
  auto is_standard = std::make_shared<bool>(false);
  CLI::App* verb =
      program.add_subcommand("aermod", "run an AERMOD runstream and write its files in AERMOD's layout");
  verb->add_option("RUNSTREAM", request->runstream, "AERMOD's input file (docs/aermod.md)")->required();
  verb->add_option("--out", request->out, "one folder for all results (default: where the runstream says)");
  verb->add_option("--crs", request->crs, "EPSG:nnnn of the coordinates, for the GeoTIFFs");
  verb->add_option("--threads", request->thread_count, "0: all cores; the results are the same bits")
      ->check(CLI::Range(0, 1024));
  verb->add_flag("--standard", *is_standard,
                 "the fast mode, within 1e-3 of each hour's peak (default: exact)");
  verb->footer("Example: leeward-batch aermod aermod.inp --out results");
  verb->callback([request, is_standard, &action] {
    if (*is_standard) request->mode = dispersion::Mode::standard;
    action = [request](const Output& output) { return run_runstream(*request, output); };
  });
}

}  // namespace leeward::batch
