#include <algorithm>
#include <iterator>

#include "app/run_city.h"
#include "app/write_products.h"
#include "data/atomic_file.h"
#include "gis/field_read.h"

namespace leeward::app {

namespace fs = std::filesystem;

std::vector<fs::path> list_runs(const fs::path& city_folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code ignored;
  const auto names = data::names_in(city_folder / "runs");
  if (!names) return {};  // a twin that was never run
  for (const fs::path& name : *names) {
    // A folder that is still being written, or was left by a killed process, has ".partial" in its name.
    if (name.string().find(".partial") != std::string::npos) continue;
    const fs::path folder = city_folder / "runs" / name;
    const auto time = fs::last_write_time(folder / "manifest.json", ignored);
    if (!ignored) found.emplace_back(time, folder);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a > b; });
  std::vector<fs::path> folders;
  std::transform(found.begin(), found.end(), std::back_inserter(folders), [](const auto& one) { return one.second; });
  return folders;
}

Result<FinishedRun> load_run(const fs::path& run_folder) {
  FinishedRun run;
  run.folder = run_folder;
  auto manifest = data::read_manifest(run_folder / "manifest.json");
  if (!manifest) return tl::unexpected(manifest.error());
  run.manifest = std::move(*manifest);
  auto ground = gis::read_netcdf(run_folder / ground_file_name());
  if (!ground) return tl::unexpected(ground.error());
  run.ground = std::make_shared<const ConcentrationField>(std::move(*ground));
  std::error_code ignored;
  if (fs::exists(run_folder / volume_file_name(), ignored)) {
    auto volume = gis::read_netcdf(run_folder / volume_file_name());
    if (!volume) return tl::unexpected(volume.error());
    run.volume = std::make_shared<const ConcentrationField>(std::move(*volume));
  }
  return run;
}

}  // namespace leeward::app
