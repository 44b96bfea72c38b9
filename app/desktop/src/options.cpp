#include "desktop/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iterator>

#include "app/version.h"
#include "core/model/pollutant.h"
#include "ui/camera_math.h"

namespace leeward::desktop {
namespace {

std::string all_layers() {
  std::string names;
  for (std::size_t i = 0; i < ui::scene_layer_count; ++i)
    names += (i == 0 ? "" : ", ") + std::string(ui::layer_id(static_cast<ui::SceneLayer>(i)));
  return names;
}

Result<QSize> parse_size(const std::string& text) {
  int width = 0;
  int height = 0;
  const char* end = text.data() + text.size();
  const auto [at, first] = std::from_chars(text.data(), end, width);
  const bool is_cross = first == std::errc() && at != end && *at == 'x';
  const auto [rest, second] = is_cross ? std::from_chars(at + 1, end, height)
                                       : std::from_chars_result{end, std::errc::invalid_argument};
  if (second != std::errc() || rest != end || width < 320 || height < 240 || width > 8192 || height > 8192)
    return fail(ErrorCode::input,
                fmt::format("--size {}: expected WIDTHxHEIGHT from 320x240 to 8192x8192", text));
  return QSize(width, height);
}

Result<void> apply_layers(const std::string& text, ui::MapState& state) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string item = text.substr(begin, end - begin);
    begin = end + 1;
    const bool is_signed = !item.empty() && (item.front() == '+' || item.front() == '-');
    const std::string name = is_signed ? item.substr(1) : item;
    bool is_known = false;
    for (std::size_t i = 0; i < ui::scene_layer_count; ++i) {
      const auto layer = static_cast<ui::SceneLayer>(i);
      if (name != ui::layer_id(layer)) continue;
      is_known = true;
      const bool is_on = item.front() != '-';
      if (is_on && !state.has_layer(layer))
        return fail(ErrorCode::input,
                    fmt::format("--layer {}: twin and run have nothing to show there", item));
      state.set_visible(layer, is_on);
    }
    if (!is_known)
      return fail(ErrorCode::input, fmt::format("--layer {}: no such layer; expected + or - and one of {}",
                                                item, all_layers()));
  }
  return {};
}

/// The hour in which the pollutant's map has its maximum; nullopt: no valid hour.
std::optional<std::size_t> hour_of_maximum(const ui::MapState& state) {
  const auto& summaries = state.run()->hourly.summaries[state.pollutant_index()];
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < summaries.size(); ++i)
    if (summaries[i].has_values && (!best || summaries[i].maximum > summaries[*best].maximum)) best = i;
  return best;
}

Result<void> apply_hour(const std::string& text, ui::MapState& state) {
  const auto& hours = state.run()->hourly.ground->hours;
  const auto has = [&] {
    return hours.empty() ? std::string("the run has no hours")
                         : fmt::format("the run has {} to {} (index 0 to {})", to_iso(hours.front()),
                                       to_iso(hours.back()), hours.size() - 1);
  };
  if (text == "max") {
    const auto best = hour_of_maximum(state);
    if (!best) return fail(ErrorCode::input, "--hour max: the run has no valid hour");
    state.set_hour(*best);
    return {};
  }
  std::size_t index = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error == std::errc() && rest == text.data() + text.size()) {
    if (index >= hours.size()) return fail(ErrorCode::input, fmt::format("--hour {}: {}", text, has()));
    state.set_hour(index);
    return {};
  }
  const auto hour = parse_iso_hour(text);
  if (!hour)
    return fail(ErrorCode::input, fmt::format("--hour: {}, an index or \"max\"", hour.error().message));
  const auto found = std::find(hours.begin(), hours.end(), *hour);
  if (found == hours.end()) return fail(ErrorCode::input, fmt::format("--hour {}: {}", text, has()));
  state.set_hour(static_cast<std::size_t>(found - hours.begin()));
  return {};
}

Result<void> apply_pollutant(const std::string& text, ui::MapState& state) {
  const auto all = state.pollutants();
  const auto known = find_pollutant(text);
  const std::string id = known ? std::string(known->id) : text;
  if (std::find(all.begin(), all.end(), id) == all.end())
    return fail(ErrorCode::input,
                fmt::format("--pollutant {}: expected one of {}", text, fmt::join(all, ", ")));
  state.set_pollutant(id);
  return {};
}

Result<void> apply_breaks(const std::vector<double>& breaks, ui::MapState& state) {
  const bool is_ascending =
      std::adjacent_find(breaks.begin(), breaks.end(), std::greater_equal<>()) == breaks.end();
  if (!is_ascending || breaks.front() <= 0)
    return fail(ErrorCode::input,
                fmt::format("--breaks {}: expected growing numbers above 0", fmt::join(breaks, ",")));
  state.set_scale_choice({breaks, ""});
  return {};
}

}  // namespace

int exit_code_of(const Error& error) {
  return error.code == ErrorCode::input || error.code == ErrorCode::coordinate ? exit_bad_input : exit_failed;
}

std::variant<Options, int> parse_options(int argc, char** argv) {
  Options options;
  std::string size = "1600x1000";
  CLI::App program("Leeward: the window on a city's air. Without CITY it opens a start page.", "leeward");
  program.set_version_flag("--version", app::program_version());
  program.add_option("CITY", options.city, "folder of a twin");
  program.add_option("--run", options.run_id, "run to show (default: the newest)");
  program.add_option("--screenshot", options.screenshot,
                     "write a picture of the map and leave; needs no display");
  program.add_option("--window-screenshot", options.window_screenshot,
                     "write a picture of the whole window and leave");
  program
      .add_option("--view", options.view,
                  "overview, top, stack, stack:ID or street:X,Y,DISTANCE,AZIMUTH,PITCH")
      ->capture_default_str();
  program.add_option("--hour", options.hour,
                     "hour named by its end (2024-06-20T09:00Z), an index, or \"max\"");
  program.add_option("--pollutant", options.pollutant, "pollutant to show (default: the first)");
  program.add_option("--statistic", options.statistic, "hourly, mean or maximum")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, ui::MapStatistic>{{"hourly", ui::MapStatistic::hourly},
                                                  {"mean", ui::MapStatistic::mean},
                                                  {"maximum", ui::MapStatistic::maximum}}));
  program.add_option("--layer", options.layers,
                     "layers on and off: \"+slice,-drape\"; layers: " + all_layers());
  program.add_option("--breaks", options.breaks, "class limits [ug/m3], for example 10,20,50,100")
      ->delimiter(',');
  program.add_option("--slice-height", options.slice_height_m, "height of the slice above ground [m]")
      ->capture_default_str();
  program.add_option("--size", size, "size of the picture in pixels, or of the window (else 1440x900)")
      ->capture_default_str();
  program.footer(
      "Example: leeward my-city --screenshot map.png --view top --hour max --pollutant NOx\n"
      "Exit codes: 0 done, 1 failed, 2 bad usage or bad input.");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? exit_done : exit_bad_input;
  }
  const auto parsed = parse_size(size);
  std::string problem = parsed ? "" : parsed.error().message;
  if (options.city.empty() && (!options.screenshot.empty() || !options.run_id.empty()))
    problem = "--screenshot and --run need CITY, the folder of a twin";
  if (!problem.empty()) {
    fmt::print(stderr, "leeward: {}\n", problem);
    return exit_bad_input;
  }
  options.size = *parsed;
  options.has_size = program.count("--size") > 0;
  return options;
}

Result<void> apply(const Options& options, ui::MapState& state, QSizeF picture) {
  const auto camera = ui::named_camera(*state.city()->city, options.view, picture);
  if (!camera) return tl::unexpected(camera.error());
  state.camera = *camera;
  state.slice_height_m = options.slice_height_m;
  const bool wants_run = !options.hour.empty() || !options.pollutant.empty() || !options.breaks.empty() ||
                         options.statistic != ui::MapStatistic::hourly;
  if (!state.run() && wants_run)
    return fail(ErrorCode::input, "the twin has no run to show; make one with \"leeward-batch run CITY\"");
  if (auto done = apply_layers(options.layers, state); !done) return done;
  if (!state.run()) return {};
  if (!options.pollutant.empty())
    if (auto done = apply_pollutant(options.pollutant, state); !done) return done;
  state.set_statistic(options.statistic);
  if (!options.hour.empty())
    if (auto done = apply_hour(options.hour, state); !done) return done;
  if (!options.breaks.empty()) return apply_breaks(options.breaks, state);
  return {};
}

}  // namespace leeward::desktop
