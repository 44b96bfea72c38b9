#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/assess/capture.h"
#include "core/assess/date.h"
#include "core/assess/rounding.h"

/// Air quality indices from tables of breakpoints: CN-AQI (HJ 633), US-AQI, EAQI, UK-DAQI (physics/12
/// sections 4 and 5).
///
///   Piecewise linear (CN, US):  I = (I_hi - I_lo)/(C_hi - C_lo) (C - C_lo) + I_lo
///                               rounded up (CN) or half up (US)
///   Bands (EAQI, DAQI):         the number of the band
/// The index of a place is the largest of its pollutants'. Which version holds follows from the date of the
/// data.
namespace leeward {

/// One segment or band.
struct IndexBreakpoint {
  std::string index;    ///< "CN-AQI"
  std::string version;  ///< "HJ 633-2026"
  Date valid_from;
  std::optional<Date> valid_to;
  std::string pollutant;
  std::string averaging;  ///< names the table of a pollutant: "day", "1h", "8h", ...
  std::string unit;
  double conc_lo = 0;
  std::optional<double> conc_hi;  ///< nullopt: no upper end
  double index_lo = 0;
  double index_hi = 0;
  enum class Interval {
    above_lo,
    closed
  };  ///< "(lo,hi]": 0 belongs to the first; "[lo,hi]": of rounded values
  Interval interval = Interval::above_lo;
  Rounding rounding;  ///< of the concentration
  enum class IndexRounding { ceil, half_up, band };
  IndexRounding index_rounding = IndexRounding::ceil;
  std::string verified;
  std::string source;
  std::string file;
  std::size_t line = 0;
};

/// A class of an index.
struct IndexCategory {
  std::string index;
  std::string version;
  double index_lo = 0;
  std::optional<double> index_hi;
  std::string name;
  std::string name_local;  ///< empty: none given
  std::string colour;      ///< "#FF7E00"
  std::string verified;
  std::string file;
  std::size_t line = 0;
};

enum class IndexReport { daily, real_time };
std::optional<IndexReport> index_report_of(std::string_view text);
const char* to_text(IndexReport report);

/// What a concentration that goes into an index is a mean of.
enum class IndexAverage {
  quarter_hour,
  hour,
  rolling_8h,
  rolling_24h,
  day,
  daily_max_quarter_hour,
  daily_max_1h,
  daily_max_8h,
  nowcast
};
/// "15min", "1h", "8h", "24h", "day", "dm15min", "dm1h", "dm8h", "nowcast"
std::optional<IndexAverage> index_average_of(std::string_view text);
const char* to_text(IndexAverage average);

/// Which means of which pollutants make a report of an index, and by which table.
struct IndexInput {
  std::string index;
  std::string version;
  IndexReport report = IndexReport::daily;
  std::string pollutant;
  IndexAverage average = IndexAverage::day;
  std::string table;  ///< IndexBreakpoint::averaging
  double factor = 1;  ///< the concentration is multiplied by it first; other than 1: an estimate
  /// Beyond the table's last row: an index number that holds, no index (another mean counts), or the last
  /// row's slope.
  enum class Above { number, none, extrapolate };
  Above above = Above::number;
  double above_index = 500;
  enum class Use {
    always,
    needed,   ///< without it the pollutant is missing, whatever other means there are
    fallback  ///< only when no other mean of the pollutant has an index
  };
  Use use = Use::always;
  CaptureRule capture;
  std::string verified;
  std::string file;
  std::size_t line = 0;
};

/// All versions of all indices.
struct IndexTables {
  std::vector<IndexBreakpoint> breakpoints;
  std::vector<IndexInput> inputs;
  std::vector<IndexCategory> categories;

  /// The version that holds on the day; nullopt when none does.
  std::optional<std::string> version_at(std::string_view index, Date date) const;
  const IndexCategory* category(std::string_view index, std::string_view version, double value) const;
  std::vector<const IndexInput*> inputs_of(std::string_view index, std::string_view version,
                                           IndexReport report) const;
  /// The segments of a pollutant's table, ascending.
  std::vector<const IndexBreakpoint*> segments_of(std::string_view index, std::string_view version,
                                                  std::string_view pollutant, std::string_view table) const;
};

/// What contradicts itself: segments that overlap or leave a gap, inputs without a table, tables without
/// categories, two versions on one day.
std::vector<Fault> faults_of(const IndexTables& tables);

/// The index of one pollutant's mean.
struct SubIndex {
  std::string pollutant;
  IndexAverage average = IndexAverage::day;
  double concentration = 0;  ///< in the table's unit, as rounded by the law
  int index = 0;
  bool is_above_table = false;
  bool is_estimate = false;
};

struct AirQualityIndex {
  std::string index;
  std::string version;
  int value = 0;
  const IndexCategory* category = nullptr;  ///< lives as long as the tables
  std::vector<std::string> primary;         ///< all that have the value; CN: only above 50
  std::vector<SubIndex> sub_indices;
  std::vector<std::string> missing;  ///< pollutants of the index without one
  bool is_incomplete = false;        ///< too few pollutants for the law's index
  bool is_estimate = false;          ///< the value comes from an estimate
  bool needs_check = false;          ///< made with rows that a person must confirm
};

/// A pollutant's mean that goes in, in the unit of its table.
using IndexConcentrations = std::map<std::pair<std::string, IndexAverage>, double>;

/// nullopt: no index by this mean (below the table, or beyond it where another mean counts).
/// A concentration below zero (noise of an instrument) has the index of zero.
std::optional<SubIndex> sub_index(const IndexTables& tables, const IndexInput& input, double concentration);

struct IndexSite {
  bool is_traffic = false;  ///< EAQI: NO2 and PM make it complete; elsewhere O3 too
};

/// nullopt without any sub-index, or when no version holds on the day.
std::optional<AirQualityIndex> air_quality_index(const IndexTables& tables, std::string_view index, Date date,
                                                 IndexReport report,
                                                 const IndexConcentrations& concentrations,
                                                 const IndexSite& site = {});

/// NowCast of PM2.5 and PM10 (EPA-454/B-24-002), truncated to 0.1.
///   w = max(1/2, c_min/c_max),  NowCast = sum w^i c_i / sum w^i over the hours there are, i = 0 the latest
/// @param latest_first  up to 12 hours; two of the first three must be there, else nullopt
std::optional<double> nowcast_pm(std::span<const std::optional<double>> latest_first);

}  // namespace leeward
