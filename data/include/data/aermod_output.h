#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"
#include "data/aermod_runstream.h"

/// Result files in AERMOD's layout (POSTFILE, PLOTFILE and MAXDAILY), so that what reads AERMOD's reads ours.
/// The heading names Leeward instead of AERMOD and has no time of day: the same run gives the same bytes.
namespace leeward::data {

/// A file that appears under its name only when it is whole. It grows piece by piece under a name of its own.
class GrowingFile {
public:
  static Result<GrowingFile> begin(const std::filesystem::path& file);
  GrowingFile(GrowingFile&& other) noexcept;
  GrowingFile& operator=(GrowingFile&&) = delete;
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;
  ~GrowingFile();
  Result<void> append(std::string_view bytes);
  /// Syncs and gives the file its name. Call once.
  Result<void> commit();
  const std::filesystem::path& name() const { return file_; }

private:
  GrowingFile(std::filesystem::path file, std::filesystem::path working, std::FILE* stream);
  Result<void> failure(std::string_view what) const;
  std::filesystem::path file_;
  std::filesystem::path working_;
  std::FILE* stream_ = nullptr;
};

/// What the heading of a table says beside the runstream's titles.
struct AermodHeading {
  std::string version;  ///< of Leeward; 6 characters are shown
};

/// "1-HR" and so on in 5 characters, as AERMOD names an averaging time.
std::string aermod_average_name(int hours);
/// "  1ST" in 5 characters.
std::string aermod_rank_name(int rank);

/// Fw.d of Fortran: asterisks where a number has no room.
std::string fortran_fixed(double value, int width, int decimals);
/// Ew.d of Fortran: 0.123457E+03.
std::string fortran_exponent(double value, int width, int decimals);

/// POSTFILE ... PLOT: heading of concurrent values of an averaging time.
std::string post_heading(const AermodRun& run, const AermodHeading& heading, const AermodPostfile& post);
/// Appends one row per receptor. @param date  yymmddhh
void append_post_rows(const AermodRun& run, const AermodPostfile& post, std::int32_t date,
                      std::span<const double> values, std::string& text);

/// POSTFILE ... UNFORM: one Fortran record (4-byte lengths around it, little endian): date yymmddhh,
/// averaging time, group in 8 characters, one double a receptor. PERIOD: the number of hours stands for the
/// averaging time, ANNUAL: of the year.
void append_post_record(std::int32_t date, std::int32_t hours, std::string_view group,
                        std::span<const double> values, std::string& bytes);

/// PERIOD and ANNUAL, in POSTFILE and PLOTFILE.
struct AermodLongMean {
  bool is_annual = false;
  std::int32_t count =
      0;  ///< PERIOD: hours of the period; ANNUAL: years so far (POSTFILE) or in all (PLOTFILE)
  std::int32_t years = 0;  ///< in all
  std::vector<double> values;
};
std::string long_mean_table(const AermodRun& run, const AermodHeading& heading, std::size_t group,
                            bool is_plotfile, const AermodLongMean& mean);

/// PLOTFILE of a rank.
struct AermodRanked {
  std::vector<double> values;
  std::vector<std::int32_t> dates;  ///< yymmddhh; 0: none
  /// Mean over the years of ranked daily maxima (SO2, NO2 and PM2.5): values and dates of each year.
  bool is_over_years = false;
  std::vector<std::vector<double>> by_year;
  std::vector<std::vector<std::int32_t>> dates_by_year;
};
std::string ranked_table(const AermodRun& run, const AermodHeading& heading, const AermodPlotfile& plot,
                         const AermodRanked& ranked);

/// MAXDAILY: heading of the largest 1-h value of every day (PM2.5: of the 24-h mean).
std::string max_daily_heading(const AermodRun& run, const AermodHeading& heading, std::size_t group);
/// Appends one row per receptor, a day's.
/// @param day  date of the day's last hour, yymmddhh: stands where a receptor had nothing above 0
void append_max_daily_rows(const AermodRun& run, std::size_t group, std::int32_t day,
                           std::span<const double> maxima, std::span<const std::int32_t> dates,
                           std::string& text);

}  // namespace leeward::data
