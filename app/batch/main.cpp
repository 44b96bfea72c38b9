#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "app/version.h"
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
  program.add_flag("--json", output.is_json, "one JSON document on stdout");
  program.add_flag("--log-json", output.is_log_json, "progress as JSON lines on stderr");
  Action action;
  add_create(program, action);
  add_check(program, action);
  add_run(program, action);
  add_verify(program, action);
  add_aermod(program, action);
  add_bench(program, action);
  // CLI11 would only say that a verb is missing.
  const char* const* const first = std::find_if(argv + 1, argv + argc, [](const char* word) { return word[0] != '-'; });
  const auto verbs = program.get_subcommands([](const CLI::App*) { return true; });
  const auto is_named = [&](const CLI::App* verb) { return verb->get_name() == *first; };
  if (first != argv + argc && std::none_of(verbs.begin(), verbs.end(), is_named)) {
    fmt::print(stderr, "leeward-batch: no verb '{}'; expected create, check, run, aermod, verify or bench (--help)\n", *first);
    return exit_bad_input;
  }
  try {
    program.parse(argc, argv);
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
