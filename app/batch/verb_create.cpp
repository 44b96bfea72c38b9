#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/create_city.h"
#include "verbs.h"

namespace leeward::batch {
namespace {

nlohmann::json describe(const City& city) {
  return {{"stacks", city.stacks.size()},       {"roads", city.roads.size()},         {"areas", city.areas.size()},
          {"volumes", city.volumes.size()},     {"buildings", city.buildings.size()}, {"stations", city.stations.size()},
          {"receptors", city.receptors.size()}, {"zones", city.zones.size()}};
}

int create(const app::CreateRequest& request, const Output& output) {
  const std::stop_token stop = stop_on_signals();
  auto created = [&] {
    ConsoleProgress progress(output.is_log_json);
    return app::create_city(request, stop, progress);
  }();
  if (!created) return report_error(created.error(), output);
  const City& city = created->value.city;
  if (output.is_json) {
    nlohmann::json document{{"city", request.city.string()}, {"name", city.settings.name}, {"layers", describe(city)},
                            {"met_hours", created->value.met_hours}, {"faults", nlohmann::json::array()}};
    for (const Fault& fault : created->faults) document["faults"].push_back(to_json(fault));
    print_json(document);
    return exit_done;
  }
  print_faults(created->faults);
  fmt::print("{}: twin made in {}\n", city.settings.name, request.city.string());
  const nlohmann::json layers = describe(city);
  for (const auto& [layer, count] : layers.items())
    if (count != 0) fmt::print("  {:<10} {:>7}\n", layer, count.get<std::size_t>());
  fmt::print("  {:<10} {:>7}\n", "met hours", created->value.met_hours);
  return exit_done;
}

}  // namespace

void add_create(CLI::App& program, Action& action) {
  auto request = std::make_shared<app::CreateRequest>();
  CLI::App* verb = program.add_subcommand("create", "build a twin out of GIS layers and meteorology");
  verb->add_option("CITY", request->city, "folder of the twin to make")->required();
  verb->add_option("--from", request->kit, "kit file (docs/inputs.md) or AERMOD runstream (docs/aermod.md)")->required();
  verb->add_option("--crs", request->crs, "EPSG:nnnn of a runstream's coordinates");
  verb->add_flag("--replace", request->replace, "replace a twin that is there already, with its runs");
  verb->footer("Example: leeward-batch create my-city --from data/sample-city/kit.toml");
  verb->callback([request, &action] { action = [request](const Output& output) { return create(*request, output); }; });
}

}  // namespace leeward::batch
