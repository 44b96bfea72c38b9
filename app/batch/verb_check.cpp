#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/open_city.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

int check(const std::filesystem::path& city, const Output& output) {
  const std::vector<Fault> faults = app::check_city(city);
  const auto errors = std::count_if(faults.begin(), faults.end(),
                                    [](const Fault& fault) { return fault.severity == Severity::error; });
  if (output.is_json) {
    nlohmann::json document{{"city", city.string()}, {"errors", errors}, {"faults", nlohmann::json::array()}};
    for (const Fault& fault : faults) document["faults"].push_back(to_json(fault));
    print_json(document);
  } else {
    // The list is what was asked for: it goes where results go.
    print_faults(faults, stdout);
    const auto counted = [](std::ptrdiff_t n, const char* one, const char* more) {
      return fmt::format("{} {}", n, n == 1 ? one : more);
    };
    fmt::print("{}: {}, {}\n", city.string(), counted(errors, "error", "errors"),
               counted(static_cast<std::ptrdiff_t>(faults.size()) - errors, "note or warning", "notes and warnings"));
  }
  return errors > 0 ? exit_bad_input : exit_done;
}

}  // namespace

void add_check(CLI::App& program, Action& action) {
  auto city = std::make_shared<std::filesystem::path>();
  CLI::App* verb = program.add_subcommand("check", "list every fault of a twin: file, layer, feature, found, expected");
  verb->add_option("CITY", *city, "folder of the twin")->required();
  verb->footer("Example: leeward-batch check my-city");
  verb->callback([city, &action] { action = [city](const Output& output) { return check(*city, output); }; });
}

}  // namespace leeward::batch
