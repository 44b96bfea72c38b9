#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/reference_case.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

struct VerifyOptions {
  std::vector<std::filesystem::path> folders;
  std::string modes = "exact";
};

std::vector<dispersion::Mode> modes_of(const std::string& name) {
  if (name == "both") return {dispersion::Mode::exact, dispersion::Mode::standard};
  return {name == "exact" ? dispersion::Mode::exact : dispersion::Mode::standard};
}

void print_heading() {
  fmt::print("{:<28} {:<8} {:>7} {:>10} {:>10} {:>10} {:>10} {:>8}  {:<8} {}\n", "case", "mode", "n",
             "max error", "p99 error", "of peak", "local", "seconds", "bars", "worst at");
}

void print_row(const app::Verdict& v) {
  const auto from_exact = [&](double app::DeviationFromExact::*value) {
    return v.from_exact ? fmt::format("{:.3e}", (*v.from_exact).*value) : std::string("-");
  };
  fmt::print("{:<28} {:<8} {:>7} {:>10.3e} {:>10.3e} {:>10} {:>10} {:>8.3f}  {:<8} {}\n", v.case_id,
             to_text(v.mode), v.all.n, v.all.max, v.all.p99, from_exact(&app::DeviationFromExact::of_peak),
             from_exact(&app::DeviationFromExact::local), v.seconds, v.not_met.empty() ? "met" : "NOT MET",
             v.from_exact ? v.from_exact->worst : v.all.worst);
  if (v.dates)
    fmt::print("{:<28} {:<8} {} dates, {} differ, {} of them tied\n", "", "", v.dates->n, v.dates->different,
               v.dates->tied);
  for (const std::string& bar : v.not_met) fmt::print("{:<28} {:<8} not met: {}\n", "", "", bar);
}

nlohmann::json row_of(const app::Verdict& v) {
  const auto errors = [](const app::ReferenceErrors& e) {
    return nlohmann::json{
        {"n", e.n}, {"max_relative_error", e.max}, {"p99_relative_error", e.p99}, {"worst", e.worst}};
  };
  nlohmann::json row = errors(v.all);
  row["case"] = v.case_id;
  row["mode"] = to_text(v.mode);
  row["against"] = v.against;
  row["seconds"] = v.seconds;
  row["is_met"] = v.not_met.empty();
  row["not_met"] = v.not_met;
  if (v.tight.n > 0) row["expected_tight.csv"] = errors(v.tight);
  if (v.printed.n > 0) row["expected.csv"] = errors(v.printed);
  if (v.dates)
    row["dates"] = {{"n", v.dates->n},
                    {"different", v.dates->different},
                    {"tied", v.dates->tied},
                    {"first_wrong", v.dates->first_wrong}};
  if (v.from_exact)
    row["from_exact"] = {
        {"of_peak", v.from_exact->of_peak}, {"local", v.from_exact->local}, {"worst", v.from_exact->worst}};
  return row;
}

int verify(const VerifyOptions& options, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  nlohmann::json document = nlohmann::json::array();
  int exit_code = exit_done;
  std::size_t rows = 0;
  std::size_t rows_not_met = 0;
  if (!output.is_json) print_heading();
  for (const std::filesystem::path& folder : options.folders) {
    const auto verdicts = app::verify_case(folder, modes_of(options.modes), stop);
    if (!verdicts) {
      exit_code = std::max(exit_code, exit_code_of(verdicts.error().code));
      if (output.is_json)
        document.push_back({{"case", folder.filename().string()}, {"error", to_text(verdicts.error())}});
      else
        fmt::print(stderr, "{}: {}\n", folder.filename().string(), to_text(verdicts.error()));
      if (verdicts.error().code == ErrorCode::cancelled) break;
      continue;
    }
    for (const app::Verdict& verdict : *verdicts) {
      ++rows;
      if (!verdict.not_met.empty()) {
        ++rows_not_met;
        exit_code = std::max(exit_code, exit_failed);
      }
      if (output.is_json)
        document.push_back(row_of(verdict));
      else
        print_row(verdict);
    }
  }
  if (output.is_json)
    print_json(document);
  else
    fmt::print("{} solutions, {} with a bar that is not met\n", rows, rows_not_met);
  return exit_code;
}

}  // namespace

void add_verify(CLI::App& program, Action& action) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verb =
      program.add_subcommand("verify", "compare with reference cases (case.json and expected.csv)");
  verb->add_option("CASE", options->folders, "folders of cases")->required();
  verb->add_option("--mode", options->modes, "exact, standard or both")
      ->check(CLI::IsMember({"exact", "standard", "both"}))
      ->capture_default_str();
  verb->footer(
      "Example: leeward-batch verify ../shared/reference/aermod/point_* --mode both\n"
      "Error: |ours - expected| / max(expected, 1e-3 of the hour's maximum in the group).\n"
      "Of peak, local: standard against exact, as a share of the hour's peak of the group, and of exact "
      "where that is\n"
      "above 1e-3 of the peak.\n"
      "Bars: exact: largest error 1e-3; against expected_tight.csv 99th percentile 2e-3, largest 1e-2 "
      "(area_rect_a: 99th\n"
      "percentile 1e-2). standard: of peak 1e-3, local 1e-2. Statistics (expected_stats.csv, "
      "expected_maxdaily.csv): values 1e-3,\ndates the same unless tied. Exit code 1 when one is not met.");
  verb->callback(
      [options, &action] { action = [options](const Output& output) { return verify(*options, output); }; });
}

}  // namespace leeward::batch
