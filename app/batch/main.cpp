#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <string_view>

#include "app/version.h"
#include "dispersion/simd.h"
#include "verbs.h"

int main(int argc, char** argv) {
  using namespace leeward::batch;
  CLI::App program("Leeward: a city's air, from GIS layers to maps. Exit codes: 0 done, 1 failed, 2 bad usage or input, "
                   "3 cancelled.",
                   "leeward-batch");
  program.set_version_flag("--version", leeward::app::program_version());
  program.require_subcommand(1);
  program.fallthrough();
  Output output;
  std::string simd;
  program.add_flag("--json", output.is_json, "one JSON document on stdout");
  program.add_flag("--log-json", output.is_log_json, "progress as JSON lines on stderr");
  Action action;
  program.add_option("--simd", simd,
                     fmt::format("instruction set of the solver: {} (default: the first; AVX2 and AVX3 give the same bits)",
                                 fmt::join(leeward::dispersion::simd_targets(), ", ")));
  add_create(program, action);
  add_check(program, action);
  add_run(program, action);
  add_verify(program, action);
  add_aermod(program, action);
  add_bench(program, action);
  // CLI11 would only say that a verb is missing.
  const char* const* first = argv + 1;
  while (first != argv + argc && **first == '-') first += std::string_view(*first) == "--simd" && first + 1 != argv + argc ? 2 : 1;
  const auto verbs = program.get_subcommands([](const CLI::App*) { return true; });
  const auto is_named = [&](const CLI::App* verb) { return verb->get_name() == *first; };
  if (first != argv + argc && std::none_of(verbs.begin(), verbs.end(), is_named)) {
    fmt::print(stderr, "leeward-batch: no verb '{}'; expected create, check, run, aermod, verify or bench (--help)\n", *first);
    return exit_bad_input;
  }
  try {
    program.parse(argc, argv);
    if (!simd.empty())
      if (const auto held = leeward::dispersion::hold_simd_target(simd); !held)
        return report_error(held.error(), output);
    return action(output);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? exit_done : exit_bad_input;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "leeward-batch: not enough memory; try fewer hours or a coarser grid\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "leeward-batch: defect in Leeward, please report: {}\n", error.what());
  }
  return exit_failed;
}
