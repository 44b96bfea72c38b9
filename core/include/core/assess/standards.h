#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/assess/capture.h"
#include "core/assess/concentration_unit.h"
#include "core/assess/date.h"
#include "core/assess/ranks.h"
#include "core/assess/rounding.h"

/// Limits of the law as rows of data with dates and a source (physics/12). They are looked up by the date of
/// the data, never by today's.
namespace leeward {

/// Of the values that a limit is for.
enum class Averaging {
  quarter_hour,
  hour,
  eight_hours,
  day,
  daily_max_8h,
  quarter,
  rolling_3_months,
  peak_season,
  year
};
/// "15min", "1h", "8h", "day", "dm8h", "quarter", "rolling 3-month", "peak season", "year"
const char* to_text(Averaging averaging);
std::optional<Averaging> averaging_of(std::string_view text);

/// How a year is held against a limit. The column `assessment` of the table:
///   mean-of-hours | mean-of-days | mean-of-quarters   the mean is within the limit
///   highest-3-months | peak-season                    the highest such mean is
///   count                                             values above the limit are not more than allowed
///   percentile P hj663 | percentile P rank            the percentile of the values is within the limit
///   highest N                                         the N-th highest value is
///   run N                                             never N consecutive values above it (alert thresholds)
/// and then `of-daily-maxima` (1-h values count by their daily maximum) and `years N` (mean over N years).
struct Assessment {
  enum class Statistic {
    mean_of_hours,
    mean_of_days,
    mean_of_quarters,
    highest_three_months,
    peak_season,
    count,
    percentile,
    nth_highest,
    run
  };
  Statistic statistic = Statistic::count;
  double percent = 0;
  PercentileMethod method = PercentileMethod::rank;
  int rank = 1;        ///< nth_highest
  int run_length = 1;  ///< run
  bool is_of_daily_maxima = false;
  int years = 1;
};
Result<Assessment> parse_assessment(std::string_view text);

struct Standard {
  std::string set;      ///< "CN"
  std::string version;  ///< "GB 3095-2026 final"
  Date valid_from;
  std::optional<Date> valid_to;  ///< inclusive; nullopt: open
  std::string area_class;        ///< "grade1"; "all" holds everywhere
  std::string pollutant;
  Averaging averaging = Averaging::year;
  std::string assessment_text;
  Assessment assessment;
  int allowed_exceedances = 0;
  double limit = 0;
  std::string unit;
  std::string kind;  ///< "limit", "target", "alert", "guideline", ...
  std::string interim_targets;
  Rounding rounding;
  std::string capture_text;
  CaptureRule capture;
  std::optional<ReferenceState> reference;  ///< of gases; nullopt: as measured
  std::string reference_text;
  std::string verified;             ///< of the figure
  std::string assessment_verified;  ///< of how it is assessed, rounded and captured
  std::string source;
  std::string file;  ///< where the row stands
  std::size_t line = 0;

  bool is_in_force(Date date) const { return valid_from <= date && (!valid_to || date <= *valid_to); }
  /// A person must confirm it before operational use: shown with a mark.
  bool needs_check() const { return verified != "yes" || assessment_verified != "yes"; }
};

/// Pairs of rows that hold for the same place, pollutant, averaging and kind on the same day; each is a
/// configuration error, never "the first wins".
std::vector<Fault> overlaps_of(const std::vector<Standard>& standards);

class Standards {
public:
  Standards() = default;
  /// Refused when rows overlap.
  static Result<Standards> make(std::vector<Standard> rows);

  const std::vector<Standard>& rows() const { return rows_; }
  /// Rows that hold on the day, of one set or (empty) of all, in the order of the tables. They live as long
  /// as this.
  std::vector<const Standard*> in_force(Date date, std::string_view set = {}) const;
  /// @param area_class  rows of area class "all" hold for every one
  /// @returns nullptr when the law has none
  const Standard* find(std::string_view set, Date date, std::string_view area_class,
                       std::string_view pollutant, Averaging averaging, std::string_view kind) const;

private:
  std::vector<Standard> rows_;
};

}  // namespace leeward
