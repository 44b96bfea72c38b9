#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/reference_case.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

int verify(const std::vector<std::filesystem::path>& folders, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  nlohmann::json document = nlohmann::json::array();
  int exit_code = exit_done;
  if (!output.is_json)
    fmt::print("{:<28} {:>9} {:>12} {:>12} {:>8}  {}\n", "case", "n", "max error", "p99 error", "seconds", "worst at");
  for (const std::filesystem::path& folder : folders) {
    const auto verdict = app::verify_case(folder, stop);
    if (!verdict) {
      exit_code = std::max(exit_code, exit_code_of(verdict.error().code));
      if (output.is_json)
        document.push_back({{"case", folder.filename().string()}, {"error", to_text(verdict.error())}});
      else
        fmt::print(stderr, "{}: {}\n", folder.filename().string(), to_text(verdict.error()));
      if (verdict.error().code == ErrorCode::cancelled) break;
      continue;
    }
    if (output.is_json)
      document.push_back({{"case", verdict->case_id},
                          {"n", verdict->n},
                          {"max_relative_error", verdict->max_relative_error},
                          {"p99_relative_error", verdict->p99_relative_error},
                          {"seconds", verdict->seconds},
                          {"against", verdict->against}});
    else
      fmt::print("{:<28} {:>9} {:>12.3e} {:>12.3e} {:>8.3f}  {}\n", verdict->case_id, verdict->n,
                 verdict->max_relative_error, verdict->p99_relative_error, verdict->seconds, verdict->worst);
  }
  if (output.is_json) print_json(document);
  return exit_code;
}

}  // namespace

void add_verify(CLI::App& program, Action& action) {
  auto folders = std::make_shared<std::vector<std::filesystem::path>>();
  CLI::App* verb = program.add_subcommand("verify", "compare with reference cases (case.json and expected.csv)");
  verb->add_option("CASE", *folders, "folders of cases")->required();
  verb->footer("Example: leeward-batch verify ../shared/reference/aermod/point_*\n"
               "Error: |ours - expected| / max(expected, 1e-3 of the hour's maximum in the group).");
  verb->callback([folders, &action] { action = [folders](const Output& output) { return verify(*folders, output); }; });
}

}  // namespace leeward::batch
