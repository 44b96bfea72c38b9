#pragma once
#include <QSizeF>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "core/model/result.h"
#include "ui/city_view.h"
#include "ui/map_state.h"

namespace leeward::desktop {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_bad_input = 2;
int exit_code_of(const Error& error);

/// The command line of `leeward`.
struct Options {
  std::string city;
  std::string run_id;             ///< empty: the newest
  std::string screenshot;         ///< file of the map; empty: none
  std::string window_screenshot;  ///< file of the whole window; empty: none
  std::string view = "overview";
  std::string hour;  ///< ISO, index or "max"; empty: the first valid one
  std::string pollutant;
  ui::MapStatistic statistic = ui::MapStatistic::hourly;
  std::string layers;          ///< "+drape,-volume"
  std::vector<double> breaks;  ///< class limits; empty: the run's own
  double slice_height_m = 50;
  QSize size{1600, 1000};
  bool has_size = false;  ///< given on the command line: the window takes it too
};

/// Options, or the exit code after help, version or bad usage (the message is written).
std::variant<Options, int> parse_options(int argc, char** argv);

/// Brings a state with city and run to what the options ask for; the error names the option.
Result<void> apply(const Options& options, ui::MapState& state, QSizeF picture);

}  // namespace leeward::desktop
