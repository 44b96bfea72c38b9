#include "app/write_products.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/assess/field_statistics.h"
#include "data/hash.h"
#include "data/summary_csv.h"
#include "gis/products.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;

/// ColorBrewer YlOrRd (Cynthia Brewer, Apache-2.0 licensed figures), nine classes, lowest first.
constexpr const char* class_colours[] = {"#ffffcc", "#ffeda0", "#fed976", "#feb24c", "#fd8d3c",
                                         "#fc4e2a", "#e31a1c", "#bd0026", "#800026"};

gis::ProductInfo info_of(const City& city, const FinishedRun& run) {
  gis::ProductInfo info;
  info.crs_wkt2 = city.settings.crs_wkt2;
  info.title = city.settings.is_fictional ? city.settings.name + " (fictional city)" : city.settings.name;
  info.scenario = run.manifest.scenario;
  info.run_id = run.manifest.run_id;
  info.input_hash = run.manifest.input_hash;
  info.program = run.manifest.program;
  info.attribution = fmt::format("{}", fmt::join(city.settings.attribution, "; "));
  info.extra["SOLVER"] = run.manifest.solver;
  info.extra["MODE"] = run.manifest.mode;
  if (!city.settings.assumptions.empty())
    info.extra["ASSUMPTIONS"] = fmt::format("{}", fmt::join(city.settings.assumptions, "; "));
  return info;
}

/// What a map of one pollutant says beside: how NO2 was made, and whether background is in it.
gis::ProductInfo of_pollutant(gis::ProductInfo info, const FinishedRun& run, const std::string& pollutant) {
  const auto& options = run.manifest.options;
  if (const auto made = options.find(pollutant); made != options.end()) info.extra["CHEMISTRY"] = made->second;
  if (const auto added = options.find("background of " + pollutant); added != options.end())
    info.extra["BACKGROUND"] = added->second;
  return info;
}

/// The same for files of all pollutants.
gis::ProductInfo of_all_pollutants(gis::ProductInfo info, const FinishedRun& run) {
  std::string added;
  for (const std::string& pollutant : run.ground->pollutants) {
    const gis::ProductInfo one = of_pollutant({}, run, pollutant);
    if (const auto made = one.extra.find("CHEMISTRY"); made != one.extra.end())
      info.extra["CHEMISTRY"] = pollutant + ": " + made->second;
    if (const auto found = one.extra.find("BACKGROUND"); found != one.extra.end())
      added += fmt::format("{}{}: {}", added.empty() ? "" : "; ", pollutant, found->second);
  }
  if (!added.empty()) info.extra["BACKGROUND"] = added;
  return info;
}

data::SummaryPlaces places_of(const City& city) {
  data::SummaryPlaces places;
  for (const Station& station : city.stations)
    places.push_back({station.id, station.name, "station", station.position_m});
  for (const ReceptorFeature& receptor : city.receptors)
    places.push_back({receptor.id, receptor.name, receptor.kind.empty() ? "receptor" : receptor.kind, receptor.position_m});
  return places;
}

/// Writes one product after the other and stops at the first failure or at a cancel.
class ProductWriter {
 public:
  ProductWriter(const fs::path& folder, data::Manifest& manifest, const std::stop_token& stop)
      : folder_(folder), manifest_(manifest), stop_(stop) {}

  template <class Write>
  void write(const std::string& name, Write&& write_to) {
    if (!outcome_) return;
    if (stop_.stop_requested()) {
      outcome_ = fail(ErrorCode::cancelled, "the run was cancelled");
      return;
    }
    outcome_ = write_to(folder_ / name);
    if (outcome_) list(name);
  }

  /// Adds a file that another product's writer made beside its own.
  void list(const std::string& name) {
    std::error_code error;
    if (!outcome_ || !fs::exists(folder_ / name, error)) return;
    const auto sum = data::sha256_of_file(folder_ / name);
    if (!sum) {
      outcome_ = tl::unexpected(sum.error());
      return;
    }
    const std::uintmax_t bytes = fs::file_size(folder_ / name, error);
    if (error)
      outcome_ = fail(ErrorCode::resource, fmt::format("cannot measure {}: {}", name, error.message()));
    else
      manifest_.products.push_back({name, *sum, bytes});
  }

  Result<void> outcome() const { return outcome_; }

 private:
  fs::path folder_;
  data::Manifest& manifest_;
  const std::stop_token& stop_;
  Result<void> outcome_;
};

}  // namespace

std::size_t hours_per_file(std::size_t places) {
  constexpr std::size_t bytes_of_maps = std::size_t{1} << 30U;
  constexpr std::size_t fewest_hours = 24;
  return std::max(fewest_hours, bytes_of_maps / (std::max<std::size_t>(1, places) * sizeof(float)));
}

std::string ground_file_name() { return "hourly.nc"; }
std::string volume_file_name() { return "volume.nc"; }

Result<void> write_products(const fs::path& folder, const City& city, FinishedRun& run, const std::stop_token& stop) {
  const gis::ProductInfo base = info_of(city, run);
  const ConcentrationField& ground = *run.ground;
  ProductWriter products(folder, run.manifest, stop);

  for (std::size_t p = 0; p < ground.pollutants.size(); ++p) {
    const std::string& pollutant = ground.pollutants[p];
    const gis::ProductInfo info = of_pollutant(base, run, pollutant);
    const std::size_t per_file = hours_per_file(ground.layout.grid.size());
    const std::size_t hours = ground.hours.size();
    for (std::size_t first = 0; first < hours; first += per_file) {
      const std::string part = hours > per_file ? fmt::format("_{:03}", first / per_file + 1) : "";
      products.write(fmt::format("hourly_{}{}.tif", pollutant, part), [&](const fs::path& file) {
        std::vector<FieldMap> maps;
        for (std::size_t h = first; h < std::min(hours, first + per_file); ++h)
          maps.push_back(hourly_map(ground, p, h, 0));
        return gis::write_cog(file, maps, info);
      });
    }
    const std::vector<FieldMap> statistics{reduce(ground, p, 0, Statistic::mean), reduce(ground, p, 0, Statistic::maximum)};
    products.write(fmt::format("statistics_{}.tif", pollutant),
                   [&](const fs::path& file) { return gis::write_cog(file, statistics, info); });
    const char* names[] = {"mean", "maximum"};
    for (std::size_t s = 0; s < statistics.size(); ++s) {
      if (!statistics[s].has_values) continue;
      ConcentrationField one;
      one.layout = {statistics[s].grid, {statistics[s].height_m}};
      one.pollutants = {pollutant};
      one.hours = {ground.hours.back()};
      one.status = {HourStatus::valid};
      one.values.assign(statistics[s].values.begin(), statistics[s].values.end());
      const std::vector<double> breaks = readable_breaks(one, 0);
      std::vector<std::string> colours(std::begin(class_colours), std::end(class_colours));
      colours.resize(std::min(colours.size(), breaks.size() + 1));
      const std::string stem = fmt::format("contours_{}_{}", pollutant, names[s]);
      products.write(stem + ".gpkg", [&](const fs::path& file) {
        return gis::write_contours(file, statistics[s], breaks, colours, info);
      });
      products.list(stem + ".qml");
    }
  }
  const gis::ProductInfo info = of_all_pollutants(base, run);
  products.write(ground_file_name(), [&](const fs::path& file) { return gis::write_netcdf(file, ground, info); });
  if (run.volume)
    products.write(volume_file_name(), [&](const fs::path& file) { return gis::write_netcdf(file, *run.volume, info); });
  products.write("summary.csv",
                 [&](const fs::path& file) { return data::write_summary_csv(file, ground, places_of(city)); });
  return products.outcome();
}

}  // namespace leeward::app
