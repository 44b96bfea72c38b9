#include <fmt/format.h>

#include <cmath>

#include "aermod_pathways.h"
#include "core/model/time.h"
#include "text_input.h"

namespace leeward::data::aermod {
namespace {

int four_digits(int year) {
  return year > 99 ? year : year >= 50 ? 1900 + year : 2000 + year;
}

}  // namespace

void MetReader::take(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (card.keyword == "SURFFILE" || card.keyword == "PROFFILE") {
    if (!draft_->is_first(card)) return;
    const bool is_surface = card.keyword == "SURFFILE";
    (is_surface ? run.surface_file : run.profile_file) =
        draft_->resolve(fields.text_as_written("a file of AERMET"));
    (is_surface ? run.surface_place : run.profile_place) = card.place;
    if (fields.has_more() && fields.text("FREE") != "FREE")
      draft_->faults.note(card.place, fmt::format("{}: a format", card.keyword), "AERMET's form",
                          "read as free text, as in AERMOD");
    fields.finish();
  } else if (card.keyword == "SURFDATA" || card.keyword == "UAIRDATA" || card.keyword == "SITEDATA") {
    if (!draft_->is_first(card)) return;
    fields.text("the number of a station");
    const int year = fields.whole("a year", 0, 9999);
    if (card.keyword == "SURFDATA") {
      run.surface_year = four_digits(year);
      run.surface_year_place = card.place;
    }
    if (fields.has_more()) fields.text("a name");
    if (fields.has_more()) {
      fields.number("x in metres");
      fields.number("y in metres");
    }
    fields.finish();
  } else if (card.keyword == "PROFBASE") {
    if (!draft_->is_first(card)) return;
    run.profile_base_elevation_m = fields.number("the elevation of the base of the profile");
    if (fields.has_more()) {
      const std::string unit = fields.text("METERS or FEET");
      if (unit == "FEET")
        run.profile_base_elevation_m *= 0.3048;
      else if (unit != "METERS")
        fields.refuse(shown(unit), "METERS or FEET");
    }
    fields.finish();
  } else if (card.keyword == "STARTEND") {
    if (draft_->is_first(card)) read_start_end(card);
  } else if (card.keyword == "DAYRANGE") {
    read_days(card);
  } else if (card.keyword == "WDROTATE") {
    if (!draft_->is_first(card)) return;
    run.wind_rotation_deg = fields.number("an angle in degrees");
    if (std::abs(run.wind_rotation_deg) > 180)
      fields.refuse(fmt::format("{} degrees", run.wind_rotation_deg), "-180 to 180 degrees");
    fields.finish();
  } else if (card.keyword == "WINDCATS") {
    if (!draft_->is_first(card)) return;
    std::array<double, 5> bounds{};
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      bounds[i] = fields.number("an upper bound of wind speed in m/s");
      if (fields.is_good() && !(bounds[i] >= 1 && bounds[i] <= 20 && (i == 0 || bounds[i] > bounds[i - 1])))
        fields.refuse(fmt::format("{}", bounds[i]), "5 ascending bounds from 1 to 20 m/s");
    }
    fields.finish();
    if (fields.is_good()) run.wind_classes_m_per_s = bounds;
  } else if (card.keyword == "NUMYEARS") {
    fields.whole("a number of years", 1, 1000);  // AERMOD's memory; nothing depends on it
    fields.finish();
  } else if (card.keyword == "SCIMBYHR") {
    draft_->not_supported(card, "sampled chronological input");
  } else if (card.keyword.starts_with("NOTURB") || card.keyword.starts_with("NOSA") ||
             card.keyword.starts_with("NOSW")) {
    draft_->not_supported(card, "leaving out measured turbulence");
  } else {
    draft_->faults.error(card.place, shown(card.keyword), "a keyword of the pathway ME");
  }
}

void MetReader::read_start_end(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  const bool has_hours = card.fields.size() == 8;
  if (card.fields.size() != 6 && !has_hours)
    return fields.refuse(fmt::format("{} numbers", card.fields.size()),
                         "year month day, twice, or year month day hour, twice");
  std::array<std::array<int, 4>, 2> dates{};
  for (std::size_t i = 0; i < 2; ++i) {
    dates[i][0] = four_digits(fields.whole("a year", 0, 9999));
    dates[i][1] = fields.whole("a month", 1, 12);
    dates[i][2] = fields.whole("a day", 1, 31);
    dates[i][3] = has_hours ? fields.whole("an hour", 1, 24) : i == 0 ? 1 : 24;
    if (fields.is_good() && !is_valid_date(dates[i][0], dates[i][1], dates[i][2]))
      return fields.refuse(fmt::format("{}-{}-{}", dates[i][0], dates[i][1], dates[i][2]),
                           "a date of the calendar");
  }
  if (!fields.is_good()) return;
  if (dates[1] < dates[0]) return fields.refuse("an end before the start", "a later end");
  run.start_end_place = card.place;
  run.start = dates[0];
  run.end = dates[1];
}

void MetReader::read_days(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (!fields.has_more()) fields.refuse("nothing", "days of the year or month/day, or ranges of them");
  if (run.days.empty()) {
    run.days.assign(366, false);
    run.leap_days.assign(366, false);
  }
  // A day of the year means that day in every year; a date means that date, so leap years have lists of their
  // own.
  constexpr int leap_year = 2000;
  constexpr int other_year = 1999;
  struct Day {
    int number = 0;
    int leap_number = 0;
    bool is_date = false;
  };
  const auto parse_day = [](std::string_view text) -> std::optional<Day> {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
      const auto number = parse_integer(text);
      if (!number || *number < 1 || *number > 366) return std::nullopt;
      return Day{*number, *number, false};
    }
    const auto month = parse_integer(text.substr(0, slash));
    const auto day = parse_integer(text.substr(slash + 1));
    if (!month || !day || !is_valid_date(leap_year, *month, *day)) return std::nullopt;
    const bool is_29_february = *month == 2 && *day == 29;
    return Day{is_29_february ? 59 : day_of_year(other_year, *month, *day),
               day_of_year(leap_year, *month, *day), true};
  };
  while (fields.has_more()) {
    const std::string field = fields.text("days");
    const std::size_t dash = field.find('-');
    const auto begin = parse_day(std::string_view(field).substr(0, dash));
    const auto end = dash == std::string::npos ? begin : parse_day(std::string_view(field).substr(dash + 1));
    if (!begin || !end || begin->is_date != end->is_date || end->leap_number < begin->leap_number) {
      fields.refuse(shown(field), "days as 1 to 366 or month/day, or ranges of one kind as 5-20 or 3/1-5/31");
      continue;
    }
    const bool is_only_29_february = begin->is_date && begin->leap_number == 60 && end->leap_number == 60;
    const int first =
        begin->is_date && begin->leap_number == 60 ? 60 : begin->number;  // 1 March in other years
    if (!is_only_29_february)
      for (int day = first; day <= end->number; ++day) run.days[static_cast<std::size_t>(day) - 1] = true;
    for (int day = begin->leap_number; day <= end->leap_number; ++day)
      run.leap_days[static_cast<std::size_t>(day) - 1] = true;
  }
}

void MetReader::finish(AermodPlace place) {
  for (const char* keyword : {"SURFFILE", "PROFFILE", "SURFDATA", "UAIRDATA", "PROFBASE"})
    if (!draft_->was_given(keyword))
      draft_->faults.error(place, fmt::format("no {} before ME FINISHED", keyword),
                           std::string("ME ") + keyword);
}

}  // namespace leeward::data::aermod
