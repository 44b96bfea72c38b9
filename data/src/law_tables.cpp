#include "data/law_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "data/hash.h"
#include "law_table_rows.h"
#include "text_input.h"

namespace leeward::data {
namespace law_tables {

using Statistic = Assessment::Statistic;

/// May values of this averaging be assessed so?
bool go_together(Averaging averaging, const Assessment& assessment) {
  if (assessment.is_of_daily_maxima && averaging != Averaging::hour) return false;
  switch (assessment.statistic) {
    case Statistic::mean_of_hours:
    case Statistic::mean_of_quarters:
      return averaging == Averaging::year;
    case Statistic::mean_of_days:
      return averaging == Averaging::year || averaging == Averaging::quarter;
    case Statistic::highest_three_months:
      return averaging == Averaging::rolling_3_months;
    case Statistic::peak_season:
      return averaging == Averaging::peak_season;
    case Statistic::count:
    case Statistic::percentile:
    case Statistic::nth_highest:
    case Statistic::run:
      return averaging == Averaging::quarter_hour || averaging == Averaging::hour ||
             averaging == Averaging::eight_hours || averaging == Averaging::day ||
             averaging == Averaging::daily_max_8h;
  }
  return false;
}

void read_unit(LawRow& row) {
  if (!unit_factor(row.cell("unit"), row.cell("unit"), "", {}))
    row.refuse("unit", "ng/m3, ug/m3, mg/m3, ppb or ppm");
}

std::optional<Standard> standard_of(LawRow& row, const std::filesystem::path& file) {
  Standard s;
  s.set = row.text("set");
  s.version = row.text("version");
  row.dates(s.valid_from, s.valid_to);
  s.area_class = row.text("area_class");
  s.pollutant = row.text("pollutant");
  const auto averaging = averaging_of(row.cell("averaging"));
  if (!averaging)
    row.refuse("averaging", "15min, 1h, 8h, day, dm8h, quarter, rolling 3-month, peak season or year");
  s.averaging = averaging.value_or(Averaging::year);
  s.assessment_text = row.cell("assessment");
  s.assessment = row.take("assessment", parse_assessment(s.assessment_text));
  s.allowed_exceedances = row.count("allowed_exceedances");
  s.limit = row.number("limit");
  s.unit = row.cell("unit");
  read_unit(row);
  s.kind = row.text("kind");
  s.interim_targets = row.cell("interim_targets");
  s.rounding = row.take("rounding", parse_rounding(row.cell("rounding")));
  s.capture_text = row.cell("capture");
  s.capture = row.take("capture", parse_capture(s.capture_text));
  const auto temperature = row.number_or_none("reference_temperature_k");
  const auto pressure = row.number_or_none("reference_pressure_hpa");
  if (temperature.has_value() != pressure.has_value())
    row.refuse("reference_pressure_hpa", "a pressure with a temperature, or neither");
  if (temperature && pressure) s.reference = ReferenceState{*temperature, *pressure};
  if (s.reference && (!(s.reference->temperature_k > 200 && s.reference->temperature_k < 350) ||
                      !(s.reference->pressure_hpa > 500 && s.reference->pressure_hpa < 1100)))
    row.refuse("reference_temperature_k", "200 to 350 K, and 500 to 1100 hPa");
  s.reference_text = row.cell("reference_state");
  s.verified = row.text("verified");
  s.assessment_verified = row.text("assessment_verified");
  s.source = row.text("source");
  s.file = file.string();
  s.line = row.line();
  if (!row.is_good()) return std::nullopt;
  if (!(s.limit > 0)) row.refuse("limit", "a number above 0");
  if (!go_together(s.averaging, s.assessment))
    row.refuse("assessment", fmt::format("an assessment for values of averaging {}", to_text(s.averaging)));
  if (s.allowed_exceedances > 0 && s.assessment.statistic != Statistic::count)
    row.refuse("allowed_exceedances", "nothing where values are not counted");
  if (rounded(s.limit, s.rounding) != s.limit)
    row.refuse("limit", fmt::format("a limit that {} leaves as it is", to_text(s.rounding)));
  if (!row.is_good()) return std::nullopt;
  return s;
}

std::optional<IndexBreakpoint> breakpoint_of(LawRow& row, const std::filesystem::path& file) {
  IndexBreakpoint b;
  b.index = row.text("index");
  if (b.index != "CN-AQI" && b.index != "US-AQI" && b.index != "EAQI" && b.index != "UK-DAQI")
    row.refuse("index", "CN-AQI, US-AQI, EAQI or UK-DAQI (a version of your own may be added to these)");
  b.version = row.text("version");
  row.dates(b.valid_from, b.valid_to);
  b.pollutant = row.text("pollutant");
  b.averaging = row.text("averaging");
  b.unit = row.cell("unit");
  read_unit(row);
  b.conc_lo = row.number("conc_lo");
  b.conc_hi = row.number_or_none("conc_hi");
  b.index_lo = row.number("index_lo");
  b.index_hi = row.number("index_hi");
  const std::string& interval = row.cell("interval");
  if (interval != "(lo,hi]" && interval != "[lo,hi]") row.refuse("interval", "(lo,hi] or [lo,hi]");
  b.interval =
      interval == "[lo,hi]" ? IndexBreakpoint::Interval::closed : IndexBreakpoint::Interval::above_lo;
  b.rounding = row.take("rounding", parse_rounding(row.cell("rounding")));
  const std::string& of_index = row.cell("index_rounding");
  if (of_index != "ceil" && of_index != "half-up" && of_index != "band")
    row.refuse("index_rounding", "ceil, half-up or band");
  b.index_rounding = of_index == "ceil"      ? IndexBreakpoint::IndexRounding::ceil
                     : of_index == "half-up" ? IndexBreakpoint::IndexRounding::half_up
                                             : IndexBreakpoint::IndexRounding::band;
  b.verified = row.text("verified");
  b.source = row.text("source");
  b.file = file.string();
  b.line = row.line();
  if (!row.is_good()) return std::nullopt;
  if (b.conc_hi && !(*b.conc_hi > b.conc_lo)) row.refuse("conc_hi", "a number above conc_lo, or nothing");
  if (!b.conc_hi && b.index_rounding != IndexBreakpoint::IndexRounding::band)
    row.refuse("conc_hi", "a number, for a segment");
  if (b.index_hi < b.index_lo) row.refuse("index_hi", "a number from index_lo on");
  if (!row.is_good()) return std::nullopt;
  return b;
}

std::optional<IndexCategory> category_of(LawRow& row, const std::filesystem::path& file) {
  IndexCategory c;
  c.index = row.text("index");
  c.version = row.text("version");
  c.index_lo = row.number("index_lo");
  c.index_hi = row.number_or_none("index_hi");
  c.name = row.text("name");
  c.name_local = row.cell("name_local");
  c.colour = row.cell("colour");
  const bool is_colour = c.colour.size() == 7 && c.colour[0] == '#' &&
                         c.colour.find_first_not_of("0123456789ABCDEFabcdef", 1) == std::string::npos;
  if (!is_colour) row.refuse("colour", "a colour as #FF7E00");
  c.verified = row.text("verified");
  c.file = file.string();
  c.line = row.line();
  if (row.is_good() && c.index_hi && *c.index_hi < c.index_lo)
    row.refuse("index_hi", "a number from index_lo on, or nothing");
  if (!row.is_good()) return std::nullopt;
  return c;
}

std::optional<IndexInput> input_of(LawRow& row, const std::filesystem::path& file) {
  IndexInput i;
  i.index = row.text("index");
  i.version = row.text("version");
  const auto report = index_report_of(row.cell("report"));
  if (!report) row.refuse("report", "daily or real-time");
  i.report = report.value_or(IndexReport::daily);
  i.pollutant = row.text("pollutant");
  const auto average = index_average_of(row.cell("average"));
  if (!average) row.refuse("average", "15min, 1h, 8h, 24h, day, dm15min, dm1h, dm8h or nowcast");
  i.average = average.value_or(IndexAverage::day);
  i.table = row.text("table");
  i.factor = row.number("factor");
  const std::string& above = row.cell("above");
  if (above == "none") {
    i.above = IndexInput::Above::none;
  } else if (above == "extrapolate") {
    i.above = IndexInput::Above::extrapolate;
  } else if (const auto number = parse_number(above); number && *number > 0) {
    i.above = IndexInput::Above::number;
    i.above_index = *number;
  } else {
    row.refuse("above", "an index number, none or extrapolate");
  }
  const std::string& use = row.cell("use");
  if (use != "always" && use != "needed" && use != "fallback")
    row.refuse("use", "always, needed or fallback");
  i.use = use == "needed"     ? IndexInput::Use::needed
          : use == "fallback" ? IndexInput::Use::fallback
                              : IndexInput::Use::always;
  i.capture = row.take("capture", parse_capture(row.cell("capture")));
  i.verified = row.text("verified");
  i.file = file.string();
  i.line = row.line();
  if (row.is_good() && !(i.factor > 0)) row.refuse("factor", "a number above 0");
  if (!row.is_good()) return std::nullopt;
  return i;
}

std::optional<WarningRule> warning_of_row(LawRow& row, const std::filesystem::path& file) {
  WarningRule w;
  w.set = row.text("set");
  row.dates(w.valid_from, w.valid_to);
  w.level = row.text("level");
  w.grade = row.cell("grade");
  w.severity = row.count("severity");
  w.pollutant = row.text("pollutant");
  w.averaging = row.text("averaging");
  const bool is_lift = w.severity == 0;
  if (!is_lift) w.above = row.number("above");
  w.run = row.count("run");
  w.nested_above = row.number_or_none("nested_above");
  w.nested_count = row.count("nested_count");
  w.text = row.text("text");
  w.verified = row.text("verified");
  w.source = row.text("source");
  w.file = file.string();
  w.line = row.line();
  if (row.is_good() && w.run < 1) row.refuse("run", "a count of 1 or more");
  if (row.is_good() && w.nested_above.has_value() != (w.nested_count > 0))
    row.refuse("nested_count", "a count with nested_above, or neither");
  if (row.is_good() && w.nested_above && *w.nested_above <= w.above)
    row.refuse("nested_above", "a number over that of above");
  if (!row.is_good()) return std::nullopt;
  return w;
}

/// Appends what a row makes.
template <class T>
auto appending(std::vector<T>& to, std::optional<T> (*make)(LawRow&, const std::filesystem::path&)) {
  return [&to, make](LawRow& row, const std::filesystem::path& file) {
    if (auto made = make(row, file)) to.push_back(std::move(*made));
  };
}

Result<std::vector<std::filesystem::path>> tables_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  if (error)
    return fail(ErrorCode::input,
                fmt::format("{}: the folder of tables cannot be read: {}", folder.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace law_tables

Result<LawTables> read_law_tables(std::span<const std::filesystem::path> folders) {
  using namespace law_tables;
  LawTables tables;
  std::vector<Standard> standards;
  const LawTableKind kinds[] = {
      {{"set",
        "version",
        "valid_from",
        "valid_to",
        "area_class",
        "pollutant",
        "averaging",
        "assessment",
        "allowed_exceedances",
        "limit",
        "unit",
        "kind",
        "interim_targets",
        "rounding",
        "capture",
        "reference_temperature_k",
        "reference_pressure_hpa",
        "reference_state",
        "verified",
        "assessment_verified",
        "source"},
       appending(standards, standard_of)},
      {{"index", "version", "valid_from", "valid_to", "pollutant", "averaging", "unit", "conc_lo", "conc_hi",
        "index_lo", "index_hi", "interval", "rounding", "index_rounding", "verified", "source"},
       appending(tables.indices.breakpoints, breakpoint_of)},
      {{"index", "version", "index_lo", "index_hi", "name", "name_local", "colour", "verified"},
       appending(tables.indices.categories, category_of)},
      {{"index", "version", "report", "pollutant", "average", "table", "factor", "above", "use", "capture",
        "verified"},
       appending(tables.indices.inputs, input_of)},
      {{"set", "valid_from", "valid_to", "level", "grade", "severity", "pollutant", "averaging", "above",
        "run", "nested_above", "nested_count", "text", "verified", "source"},
       appending(tables.warnings, warning_of_row)}};
  std::vector<Fault> faults;
  for (const std::filesystem::path& folder : folders) {
    std::error_code ignored;
    if (&folder != &folders.front() && !std::filesystem::exists(folder, ignored)) continue;
    const auto files = tables_in(folder);
    if (!files) return tl::unexpected(files.error());
    for (const std::filesystem::path& file : *files) {
      const auto text = read_text(file, "a table of standards, indices or warning rules");
      if (!text) return tl::unexpected(text.error());
      if (const auto read = read_law_table(file, *text, kinds); !read)
        faults.insert(faults.end(), read.error().faults.begin(), read.error().faults.end());
      const auto sum = sha256_of_file(file);
      if (!sum) return tl::unexpected(sum.error());
      tables.files.push_back({file, *sum});
    }
  }
  if (faults.empty()) {
    auto made = Standards::make(std::move(standards));
    if (made)
      tables.standards = std::move(*made);
    else
      faults = made.error().faults;
    const std::vector<Fault> of_indices = faults_of(tables.indices);
    faults.insert(faults.end(), of_indices.begin(), of_indices.end());
  }
  if (!faults.empty())
    return fail(ErrorCode::input, "the tables of the law cannot be used", std::move(faults));
  return tables;
}

Result<std::filesystem::path> bundled_table_folder() {
  std::vector<std::filesystem::path> places;
  if (const char* const given = std::getenv("LEEWARD_TABLES"); given != nullptr && *given != '\0')
    places.emplace_back(given);
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  if (!program.empty()) {
    places.push_back(program.parent_path() / "tables");
    places.push_back(program.parent_path().parent_path() / "share/leeward/tables");
  }
  places.emplace_back(LEEWARD_INSTALLED_TABLES);
  places.emplace_back(LEEWARD_SOURCE_TABLES);
  std::string tried;
  for (const std::filesystem::path& place : places) {
    if (std::filesystem::exists(place / "standards.csv", ignored)) return place;
    tried += (tried.empty() ? "" : ", ") + place.string();
  }
  return fail(ErrorCode::resource,
              fmt::format("Leeward's tables of standards were not found; looked for standards.csv in {} "
                          "(the variable LEEWARD_TABLES names another folder)",
                          tried));
}

}  // namespace leeward::data
