#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/reference_case.h"
#include "core/assess/aermod_averages.h"
#include "core/model/scenario.h"

/// Averages, ranked values and daily maxima of a reference case.
namespace leeward::app {

/// A row of expected_stats.csv.
struct ExpectedStatistic {
  int averaging_h = 0;  ///< aermod_month for MONTH, 0 for PERIOD and ANNUAL
  bool is_annual = false;
  int rank = 0;           ///< 0: PERIOD and ANNUAL
  std::size_t place = 0;  ///< [column][receptor]
  double value = 0;
  std::int32_t date = 0;  ///< yymmddhh, 0: none
  std::vector<std::int32_t> dates_by_year;
  std::string name;  ///< "24-h 8TH, receptor 3"
};

/// A row of expected_maxdaily.csv.
struct ExpectedDailyMaximum {
  std::size_t place = 0;
  double value = 0;
  std::int32_t date = 0;  ///< of its hour
};

struct ExpectedStatistics {
  std::string against;
  std::vector<ExpectedStatistic> rows;
  std::vector<ExpectedDailyMaximum> days;
  std::vector<int> averages_h;  ///< those of the rows, ascending
  int highest_rank = 1;
};

/// Is there such a file?
bool has_expected_statistics(const std::filesystem::path& folder);
/// Every line must name an averaging time, group and receptor of the case; bad ones are named.
Result<ExpectedStatistics> read_expected_statistics(const std::filesystem::path& folder,
                                                    const Scenario& scenario);

/// Gathers a run's hours and compares them at its end.
class StatisticsOfRun {
public:
  StatisticsOfRun(const ExpectedStatistics& expected, const Scenario& scenario);
  void take(UtcHour hour, HourStatus status, std::span<const double> values);
  /// Fills `all`, `printed`, `dates` and `against`.
  /// @param tie  share by which values of two dates may differ and still count as tied
  void compare(double tie, Verdict& verdict);

private:
  const ExpectedStatistics* expected_;
  AermodAverages averages_;
  struct Maximum {
    double value = 0;
    std::int32_t date = 0;
  };
  std::vector<std::vector<Maximum>> days_;             // [day][place]
  std::vector<std::int32_t> day_dates_;                // yymmdd
  std::map<std::int32_t, std::vector<double>> hours_;  // with daily maxima: every hour, to tell ties
};

}  // namespace leeward::app
