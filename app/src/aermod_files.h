#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/assess/aermod_averages.h"
#include "core/model/scenario.h"
#include "data/aermod_output.h"

/// The result files of a runstream: POSTFILEs and MAXDAILY files grow hour by hour, PLOTFILEs and grids are
/// written at the end.
namespace leeward::app {

/// Every file a run reads.
std::vector<std::filesystem::path> inputs_of(const data::AermodRun& run);

/// What rank of what is asked of AermodAverages.
std::vector<int> highest_ranks(const data::AermodRun& run);

/// SO2, NO2 and PM2.5, unless POLLUTID says H1H, H2H or INC or MODELOPT NOCHKD or WARNCHKD.
bool is_of_daily_maxima(const data::AermodRun& run);
/// SO2 and NO2 with 1-h means alone, PM2.5 with 24-h means alone: ranks are those of the daily maxima of each
/// year, and PLOTFILE gives their mean over the years (physics/07 section 6.4), for pollutants of daily
/// maxima.
bool is_daily_maximum(const data::AermodRun& run);

class AermodFiles {
public:
  /// @param out  empty: names of the runstream, from its folder
  AermodFiles(const data::AermodRun& run, std::filesystem::path out, std::string version);

  /// Opens all files. Faults: no such folder, two requests of one name, a name of a file that the run reads.
  Result<void> begin();
  void on_block(std::size_t average, std::int32_t date, std::span<const double> values);
  /// With daily maxima: a day that ended.
  void on_day(std::int32_t date, std::span<const double> maxima, std::span<const std::int32_t> dates);
  void on_year(int year, std::int32_t date, std::span<const double> means);
  /// What went wrong while writing, if anything.
  const Result<void>& outcome() const { return outcome_; }
  /// Writes the rest and gives every file its name.
  Result<void> finish(const AermodAverages& averages, std::int32_t last_date, const std::string& crs);
  /// Written files, as named.
  const std::vector<std::filesystem::path>& written() const { return written_; }
  std::filesystem::path folder() const { return out_.empty() ? run_->folder : out_; }

private:
  std::filesystem::path resolve(const std::string& name) const;
  template <class T>
  std::span<const T> of_group(std::span<const T> values, std::size_t group) const {
    return values.subspan(group * run_->receptors.size(), run_->receptors.size());
  }
  void append(const std::string& name, std::string_view bytes);
  std::vector<double> plotted(const AermodAverages& averages, const data::AermodPlotfile& plot,
                              std::string& table) const;
  /// The PLOTFILE's name with .tif for its extension; behind it where two PLOTFILEs differ in nothing else.
  std::filesystem::path grid_name(const data::AermodPlotfile& plot) const;
  Result<void> write_grids(const std::vector<double>& values, const std::filesystem::path& tiff,
                           const std::string& what, std::size_t group, const std::string& crs);

  const data::AermodRun* run_;
  std::filesystem::path out_;
  data::AermodHeading heading_;
  std::map<std::string, data::GrowingFile> open_;  // by name in the runstream
  std::vector<std::filesystem::path> written_;
  Result<void> outcome_;
  std::string buffer_;
};

}  // namespace leeward::app
