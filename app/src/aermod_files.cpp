#include "aermod_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "gis/raster_write.h"

namespace leeward::app {
namespace aermod_files {

/// The spacing of ascending equidistant coordinates; nullopt for others. AERMOD's grids are written in
/// decimals, so a thousandth of the spacing is the same place.
std::optional<double> spacing_of(const std::vector<double>& coordinates) {
  if (coordinates.size() < 2) return std::nullopt;
  const double step =
      (coordinates.back() - coordinates.front()) / static_cast<double>(coordinates.size() - 1);
  if (!(step > 0)) return std::nullopt;
  for (std::size_t i = 0; i < coordinates.size(); ++i)
    if (std::abs(coordinates[i] - (coordinates.front() + step * static_cast<double>(i))) > 1e-3 * step)
      return std::nullopt;
  return step;
}

}  // namespace aermod_files

std::vector<std::filesystem::path> inputs_of(const data::AermodRun& run) {
  std::vector<std::filesystem::path> inputs(run.files.begin(), run.files.end());
  inputs.push_back(run.surface_file);
  inputs.push_back(run.profile_file);
  inputs.insert(inputs.end(), run.hourly_files.begin(), run.hourly_files.end());
  for (const data::AermodBackground& background : run.backgrounds)
    if (!background.hourly_file.empty()) inputs.push_back(background.hourly_file);
  for (const data::AermodOzone& ozone : run.chemistry.ozone)
    if (!ozone.hourly_file.empty()) inputs.push_back(ozone.hourly_file);
  return inputs;
}

std::vector<int> highest_ranks(const data::AermodRun& run) {
  std::vector<int> ranks(run.averages_h.size(), 0);
  for (const data::AermodPlotfile& plot : run.plotfiles)
    for (std::size_t i = 0; i < ranks.size(); ++i)
      if (run.averages_h[i] == plot.hours) ranks[i] = std::max(ranks[i], plot.rank);
  return ranks;
}

bool is_of_daily_maxima(const data::AermodRun& run) {
  const auto has = [&](std::string_view option) {
    return std::find(run.options.begin(), run.options.end(), option) != run.options.end();
  };
  if (!run.pollutant_variant.empty() || (has("NOCHKD") && !run.is_default) || has("WARNCHKD")) return false;
  return run.pollutant == "SO2" || run.pollutant == "NO2" || is_pm25(run.pollutant);
}

bool is_daily_maximum(const data::AermodRun& run) {
  if (!is_of_daily_maxima(run) || (is_pm25(run.pollutant) && run.has_period)) return false;
  return ranks_daily_maxima(run.pollutant, run.averages_h);
}

AermodFiles::AermodFiles(const data::AermodRun& run, std::filesystem::path out, std::string version)
    : run_(&run), out_(std::move(out)), heading_{std::move(version)} {}

std::filesystem::path AermodFiles::resolve(const std::string& name) const {
  std::string slashes = name;
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  const std::filesystem::path path(slashes);
  if (!out_.empty()) return out_ / path.filename();
  return path.is_absolute() ? path : run_->folder / path;
}

Result<void> AermodFiles::begin() {
  std::map<std::filesystem::path, std::string> names;
  std::vector<Fault> faults;
  const std::vector<std::filesystem::path> inputs = inputs_of(*run_);
  const auto is_input = [&](const std::filesystem::path& file) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const std::filesystem::path& input) {
      std::error_code none;
      return input.lexically_normal() == file.lexically_normal() ||
             std::filesystem::equivalent(input, file, none);
    });
  };
  const auto check = [&](const std::string& name, data::AermodPlace place) {
    const std::filesystem::path file = resolve(name);
    Fault fault;
    fault.file = run_->files.at(place.file);
    fault.feature = fmt::format("line {}", place.line);
    std::error_code error;
    const std::filesystem::path folder =
        file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!file.has_filename() || !std::filesystem::is_directory(folder, error)) {
      fault.found = fmt::format("file {}", file.string());
      fault.expected = "a file name in a folder that is there (--out writes all files into one folder)";
      faults.push_back(fault);
    } else if (is_input(file)) {
      fault.found = fmt::format("file {}, which the run reads", file.string());
      fault.expected = "another name for a result";
      faults.push_back(fault);
    } else if (const auto [at, is_new] = names.emplace(file.lexically_normal(), name);
               !is_new && at->second != name) {
      fault.found = fmt::format("file {} for '{}' and for '{}'", file.string(), at->second, name);
      fault.expected = "names that differ without their folders, for --out";
      faults.push_back(fault);
    }
  };
  for (const data::AermodPostfile& post : run_->postfiles) check(post.file, post.place);
  for (const data::AermodPlotfile& plot : run_->plotfiles) check(plot.file, plot.place);
  for (const data::AermodMaxDaily& daily : run_->max_daily) {
    check(daily.file, daily.place);
    if (is_daily_maximum(*run_)) continue;
    Fault fault;
    fault.file = run_->files.at(daily.place.file);
    fault.feature = fmt::format("line {}", daily.place.line);
    fault.found = fmt::format("MAXDAILY of {}", run_->pollutant);
    fault.expected = "NO2 or SO2 with 1-h means alone, or PM2.5 with 24-h means alone";
    faults.push_back(fault);
  }
  if (!faults.empty()) return fail(ErrorCode::input, "results cannot be written", std::move(faults));
  const auto open = [&](const std::string& name) -> Result<void> {
    if (open_.contains(name)) return {};
    auto file = data::GrowingFile::begin(resolve(name));
    if (!file) return tl::unexpected(file.error());
    open_.emplace(name, std::move(*file));
    return {};
  };
  for (const data::AermodPostfile& post : run_->postfiles) {
    if (auto opened = open(post.file); !opened) return opened;
    if (post.form == data::AermodPostForm::plot && post.hours > 0 && run_->has_post_headers)
      append(post.file, data::post_heading(*run_, heading_, post));
  }
  for (const data::AermodPlotfile& plot : run_->plotfiles)
    if (auto opened = open(plot.file); !opened) return opened;
  for (const data::AermodMaxDaily& daily : run_->max_daily) {
    if (auto opened = open(daily.file); !opened) return opened;
    if (run_->has_max_daily_headers)
      append(daily.file, data::max_daily_heading(*run_, heading_, daily.group));
  }
  return outcome_;
}

void AermodFiles::append(const std::string& name, std::string_view bytes) {
  if (!outcome_) return;
  outcome_ = open_.at(name).append(bytes);
}

void AermodFiles::on_block(std::size_t average, std::int32_t date, std::span<const double> values) {
  // AERMOD writes group after group of an averaging time, whatever the order of the requests.
  for (std::size_t group = 0; group < run_->groups.size(); ++group)
    for (const data::AermodPostfile& post : run_->postfiles) {
      if (post.hours != run_->averages_h[average] || post.group != group) continue;
      buffer_.clear();
      if (post.form == data::AermodPostForm::unformatted)
        data::append_post_record(date, post.hours, run_->groups[group].id, of_group(values, group), buffer_);
      else
        data::append_post_rows(*run_, post, date, of_group(values, group), buffer_);
      append(post.file, buffer_);
    }
}

void AermodFiles::on_day(std::int32_t date, std::span<const double> maxima,
                         std::span<const std::int32_t> dates) {
  for (const data::AermodMaxDaily& daily : run_->max_daily) {
    buffer_.clear();
    data::append_max_daily_rows(*run_, daily.group, date, of_group(maxima, daily.group),
                                of_group(dates, daily.group), buffer_);
    append(daily.file, buffer_);
  }
}

void AermodFiles::on_year(int year, std::int32_t date, std::span<const double> means) {
  if (!run_->has_annual) return;
  for (std::size_t group = 0; group < run_->groups.size(); ++group)
    for (const data::AermodPostfile& post : run_->postfiles) {
      if (post.hours != 0 || post.group != group) continue;
      const std::span<const double> values = of_group(means, group);
      buffer_.clear();
      if (post.form == data::AermodPostForm::unformatted)
        data::append_post_record(date, year, run_->groups[group].id, values, buffer_);
      else
        buffer_ = data::long_mean_table(*run_, heading_, group, false,
                                        {true, year, year, {values.begin(), values.end()}});
      append(post.file, buffer_);
    }
}

std::vector<double> AermodFiles::plotted(const AermodAverages& averages, const data::AermodPlotfile& plot,
                                         std::string& table) const {
  const auto group_values = [&](std::span<const double> all) {
    const std::span<const double> part = of_group(all, plot.group);
    return std::vector<double>(part.begin(), part.end());
  };
  if (plot.hours == 0) {
    data::AermodLongMean mean;
    mean.is_annual = run_->has_annual;
    mean.years = averages.whole_years();
    mean.count =
        run_->has_annual ? averages.whole_years() : static_cast<std::int32_t>(averages.period_hours());
    mean.values = group_values(run_->has_annual ? averages.annual_mean() : averages.period_mean());
    table = data::long_mean_table(*run_, heading_, plot.group, true, mean);
    return mean.values;
  }
  const auto group_dates = [&](std::span<const std::int32_t> all) {
    const auto part = of_group(all, plot.group);
    return std::vector<std::int32_t>(part.begin(), part.end());
  };
  data::AermodRanked ranked;
  ranked.is_over_years = is_daily_maximum(*run_);
  if (ranked.is_over_years) {
    ranked.values.assign(run_->receptors.size(), 0.0);
    for (const AermodAverages::Year& year : averages.years()) {
      ranked.by_year.push_back(group_values(year.highest.values(plot.rank)));
      ranked.dates_by_year.push_back(group_dates(year.highest.dates(plot.rank)));
      for (std::size_t i = 0; i < ranked.values.size(); ++i) ranked.values[i] += ranked.by_year.back()[i];
    }
    for (double& value : ranked.values) value /= static_cast<double>(averages.years().size());
  } else {
    const auto at =
        std::find(run_->averages_h.begin(), run_->averages_h.end(), plot.hours) - run_->averages_h.begin();
    const HighestValues<double>& highest = averages.highest(static_cast<std::size_t>(at));
    ranked.values = group_values(highest.values(plot.rank));
    ranked.dates = group_dates(highest.dates(plot.rank));
  }
  table = data::ranked_table(*run_, heading_, plot, ranked);
  return ranked.values;
}

std::filesystem::path AermodFiles::grid_name(const data::AermodPlotfile& plot) const {
  const auto without_extension = [&](const std::string& name) {
    return resolve(name).replace_extension().lexically_normal();
  };
  const bool is_alone =
      std::all_of(run_->plotfiles.begin(), run_->plotfiles.end(), [&](const data::AermodPlotfile& other) {
        return &other == &plot || without_extension(other.file) != without_extension(plot.file);
      });
  return is_alone ? resolve(plot.file).replace_extension("tif")
                  : std::filesystem::path(resolve(plot.file).string() + ".tif");
}

Result<void> AermodFiles::write_grids(const std::vector<double>& values, const std::filesystem::path& tiff,
                                      const std::string& what, std::size_t group, const std::string& crs) {
  std::vector<const data::AermodNetwork*> grids;
  for (const data::AermodNetwork& network : run_->networks)
    if (!network.is_polar && aermod_files::spacing_of(network.x_m) && aermod_files::spacing_of(network.y_m))
      grids.push_back(&network);
  for (const data::AermodNetwork* grid : grids) {
    const double dx = *aermod_files::spacing_of(grid->x_m);
    const double dy = *aermod_files::spacing_of(grid->y_m);
    Raster<float> raster;
    raster.columns = grid->columns;
    raster.rows = grid->rows;
    raster.north_west = {grid->x_m.front() - 0.5 * dx, grid->y_m.back() + 0.5 * dy};
    raster.cell_width_m = dx;
    raster.cell_height_m = dy;
    raster.unit = run_->output_unit == "MICROGRAMS/M**3" ? "ug/m3" : run_->output_unit;
    raster.valid.assign(grid->columns * grid->rows, 1);
    raster.cells.resize(grid->columns * grid->rows);
    for (std::size_t row = 0; row < grid->rows; ++row)
      for (std::size_t column = 0; column < grid->columns; ++column)
        raster.cells[(grid->rows - 1 - row) * grid->columns + column] =
            static_cast<float>(values[grid->first + row * grid->columns + column]);
    gis::RasterInfo info;
    info.crs = crs;
    info.description = fmt::format("{} {} {}", run_->pollutant, run_->groups[group].id, what);
    info.metadata = {{"POLLUTANT", run_->pollutant},
                     {"GROUP", run_->groups[group].id},
                     {"STATISTIC", what},
                     {"TITLE", run_->title_one},
                     {"NETWORK", grid->id}};
    std::filesystem::path file = tiff;
    if (grids.size() > 1) file.replace_extension(fmt::format("{}.tif", grid->id));
    if (auto done = gis::write_geotiff(file, raster, info); !done) return done;
    written_.push_back(file);
  }
  return {};
}

Result<void> AermodFiles::finish(const AermodAverages& averages, std::int32_t last_date,
                                 const std::string& crs) {
  for (const data::AermodPostfile& post : run_->postfiles) {
    if (post.hours != 0 || run_->has_annual) continue;
    const std::vector<double> means = averages.period_mean();
    const std::span<const double> values = of_group(std::span<const double>(means), post.group);
    const auto hours = static_cast<std::int32_t>(averages.period_hours());
    buffer_.clear();
    if (post.form == data::AermodPostForm::unformatted)
      data::append_post_record(last_date, hours, run_->groups[post.group].id, values, buffer_);
    else
      buffer_ = data::long_mean_table(*run_, heading_, post.group, false,
                                      {false, hours, averages.whole_years(), {values.begin(), values.end()}});
    append(post.file, buffer_);
  }
  struct Grid {
    std::vector<double> values;
    const data::AermodPlotfile* plot;
  };
  std::vector<Grid> grids;
  for (const data::AermodPlotfile& plot : run_->plotfiles) {
    std::string table;
    grids.push_back({plotted(averages, plot, table), &plot});
    append(plot.file, table);
  }
  if (!outcome_) return outcome_;
  for (auto& [name, file] : open_) {
    if (auto done = file.commit(); !done) return done;
    written_.push_back(file.name());
  }
  for (const Grid& grid : grids) {
    const std::string what = grid.plot->hours == 0 ? (run_->has_annual ? "ANNUAL mean" : "PERIOD mean")
                                                   : fmt::format("rank {} of {}", grid.plot->rank,
                                                                 data::aermod_average_name(grid.plot->hours));
    if (auto done = write_grids(grid.values, grid_name(*grid.plot), what, grid.plot->group, crs); !done)
      return done;
  }
  if (!run_->plotfiles.empty()) return {};
  const std::vector<double> means = averages.period_mean();
  for (std::size_t group = 0; group < run_->groups.size(); ++group) {
    const std::span<const double> values = of_group(std::span<const double>(means), group);
    const std::string stem = std::filesystem::path(run_->files.front()).stem().string();
    if (auto done = write_grids({values.begin(), values.end()},
                                folder() / fmt::format("{}_{}_mean.tif", stem, run_->groups[group].id),
                                "PERIOD mean", group, crs);
        !done)
      return done;
  }
  return {};
}

}  // namespace leeward::app
