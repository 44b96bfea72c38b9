#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aermod_pathways.h"
#include "text_input.h"

namespace leeward::data::aermod {

void OutputReader::take(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  run.ranks.resize(run.averages_h.size());
  if (card.keyword == "RECTABLE") return read_ranks(card);
  if (card.keyword == "POSTFILE") return read_postfile(card);
  if (card.keyword == "PLOTFILE") return read_plotfile(card);
  if (card.keyword == "MAXDAILY") return read_max_daily(card);
  if (card.keyword == "FILEFORM") {
    if (!draft_->is_first(card)) return;
    const std::string form = fields.text("FIX or EXP");
    if (fields.is_good() && !form.starts_with("FIX") && !form.starts_with("EXP"))
      fields.refuse(shown(form), "FIX or EXP");
    run.has_exponents = form.starts_with("EXP");
    return fields.finish();
  }
  if (card.keyword == "NOHEADER") {
    if (!draft_->is_first(card)) return;
    if (!fields.has_more()) fields.refuse("nothing", "ALL or names of files");
    while (fields.has_more()) {
      const std::string name = fields.text("the name of a file");
      static constexpr std::array names =
          std::to_array<std::string_view>({"ALL", "MAXIFILE", "POSTFILE", "PLOTFILE", "SEASONHR", "RANKFILE",
                                           "MAXDAILY", "MXDYBYYR", "MAXDCONT"});
      if (std::find(names.begin(), names.end(), name) == names.end())
        fields.refuse(shown(name), "ALL, POSTFILE, PLOTFILE or another file of AERMOD");
      if (name == "ALL" || name == "POSTFILE") run.has_post_headers = false;
      if (name == "ALL" || name == "PLOTFILE") run.has_plot_headers = false;
      if (name == "ALL" || name == "MAXDAILY") run.has_max_daily_headers = false;
    }
    return;
  }
  static constexpr std::pair<std::string_view, std::string_view> unwritten[] = {
      {"MAXTABLE", "a table of text"},
      {"DAYTABLE", "a table of text"},
      {"SUMMFILE", "a summary of text"},
      {"MAXIFILE", "values above a threshold"},
      {"RANKFILE", "values by rank"},
      {"SEASONHR", "means by season and hour"},
      {"TOXXFILE", "values for TOXX"},
      {"EVALFILE", "values for evaluations"},
      {"MXDYBYYR", "daily maxima by year"},
      {"MAXDCONT", "contributions to maxima"},
      {"EVENTOUT", "events"}};
  for (const auto& [name, meaning] : unwritten)
    if (card.keyword == name) return draft_->not_written(card, meaning);
  draft_->faults.error(card.place, shown(card.keyword), "a keyword of the pathway OU");
}

void OutputReader::read_ranks(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  const std::string which = fields.text("ALLAVE or an averaging time");
  if (!fields.is_good()) return;
  std::vector<std::size_t> averages;
  const std::size_t dash = which.find('-');
  const auto low = parse_fortran(std::string_view(which).substr(0, dash));
  const auto high = dash == std::string::npos ? low : parse_fortran(std::string_view(which).substr(dash + 1));
  for (std::size_t i = 0; i < run.averages_h.size(); ++i) {
    const int hours = run.averages_h[i];
    if (which == "ALLAVE" || (which == "MONTH" && hours == aermod_month) ||
        (low && high && hours >= *low && hours <= *high))
      averages.push_back(i);
  }
  if (averages.empty())
    return fields.refuse(fmt::format("averaging time {}", shown(which)), "ALLAVE or one of AVERTIME");
  if (!fields.has_more()) fields.refuse("no ranks", "ranks as FIRST, 4TH or 1-10");
  while (fields.has_more()) {
    const std::string field = fields.text("ranks");
    const std::size_t between = field.find('-');
    const auto first = parse_rank(std::string_view(field).substr(0, between));
    const auto last =
        between == std::string::npos ? first : parse_rank(std::string_view(field).substr(between + 1));
    if (!first || !last || *last < *first) {
      fields.refuse(shown(field), "ranks from 1 to 999 as FIRST, 4TH or 1-10");
      continue;
    }
    for (const std::size_t i : averages)
      for (int rank = *first; rank <= *last; ++rank) run.ranks[i].push_back(rank);
  }
  for (const std::size_t i : averages) {
    std::sort(run.ranks[i].begin(), run.ranks[i].end());
    run.ranks[i].erase(std::unique(run.ranks[i].begin(), run.ranks[i].end()), run.ranks[i].end());
  }
}

std::optional<int> OutputReader::averaging(FieldReader& fields) {
  const AermodRun& run = draft_->run;
  const std::string which = fields.text("an averaging time");
  if (!fields.is_good()) return std::nullopt;
  if ((which == "PERIOD" && run.has_period) || (which == "ANNUAL" && run.has_annual)) return 0;
  const auto number = parse_fortran(which);
  for (const int hours : run.averages_h)
    if ((hours == aermod_month && which == "MONTH") || (number && *number == hours && hours != aermod_month))
      return hours;
  fields.refuse(fmt::format("averaging time {}", shown(which)), "one of AVERTIME");
  return std::nullopt;
}

std::optional<std::size_t> OutputReader::group(FieldReader& fields) {
  const AermodRun& run = draft_->run;
  const std::string id = fields.text("the id of a group");
  if (!fields.is_good()) return std::nullopt;
  for (std::size_t i = 0; i < run.groups.size(); ++i)
    if (run.groups[i].id == id) return i;
  fields.refuse(fmt::format("group {}", shown(id)), "a group of SRCGROUP");
  return std::nullopt;
}

void OutputReader::read_postfile(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  AermodPostfile post;
  post.place = card.place;
  const auto hours = averaging(fields);
  const auto of_group = hours ? group(fields) : std::nullopt;
  if (!hours || !of_group) return;
  post.hours = *hours;
  post.group = *of_group;
  const std::string form = fields.text("UNFORM or PLOT");
  if (fields.is_good() && form != "UNFORM" && form != "PLOT")
    fields.refuse(fmt::format("form {}", shown(form)), "UNFORM or PLOT");
  post.form = form == "UNFORM" ? AermodPostForm::unformatted : AermodPostForm::plot;
  post.file = fields.text_as_written("the name of a file");
  if (fields.has_more()) post.unit = fields.whole("a Fortran unit above 30", 31, 1'000'000);
  fields.finish();
  if (!fields.is_good()) return;
  for (const AermodPostfile& other : run.postfiles) {
    if (other.hours == post.hours && other.group == post.group)
      return fields.refuse("the same request again", "every averaging time of a group once");
    if (other.file != post.file) continue;
    if (post.unit == 0 || other.unit != post.unit)
      return fields.refuse(fmt::format("file {} again", shown(post.file)),
                           "another file, or the same unit for both");
    if (other.form != post.form)
      return fields.refuse(fmt::format("file {} in both forms", shown(post.file)), "one form in a file");
  }
  for (const AermodMaxDaily& other : run.max_daily)
    if (other.file == post.file)
      return fields.refuse(fmt::format("file {} of MAXDAILY", shown(post.file)), "another file");
  run.postfiles.push_back(std::move(post));
}

void OutputReader::read_plotfile(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  AermodPlotfile plot;
  plot.place = card.place;
  const auto hours = averaging(fields);
  const auto of_group = hours ? group(fields) : std::nullopt;
  if (!hours || !of_group) return;
  plot.hours = *hours;
  plot.group = *of_group;
  if (plot.hours != 0) {
    const std::string word = fields.text("a rank as FIRST or 4TH");
    const auto rank = parse_rank(word);
    if (fields.is_good() && !rank)
      fields.refuse(fmt::format("rank {}", shown(word)), "a rank as FIRST or 4TH");
    plot.rank = rank.value_or(1);
    const auto at =
        std::find(run.averages_h.begin(), run.averages_h.end(), plot.hours) - run.averages_h.begin();
    const std::vector<int>& ranks = run.ranks[static_cast<std::size_t>(at)];
    if (fields.is_good() && std::find(ranks.begin(), ranks.end(), plot.rank) == ranks.end())
      fields.refuse(fmt::format("rank {}", shown(word)), "a rank of RECTABLE above");
  }
  plot.file = fields.text_as_written("the name of a file");
  if (fields.has_more()) plot.unit = fields.whole("a Fortran unit above 30", 31, 1'000'000);
  fields.finish();
  if (!fields.is_good()) return;
  for (const AermodPlotfile& other : run.plotfiles) {
    if (other.hours == plot.hours && other.group == plot.group && other.rank == plot.rank)
      return fields.refuse("the same request again", "every request once");
    if (other.file == plot.file && (plot.unit == 0 || other.unit != plot.unit))
      return fields.refuse(fmt::format("file {} again", shown(plot.file)),
                           "another file, or the same unit for both");
  }
  for (const AermodPostfile& other : run.postfiles)
    if (other.file == plot.file)
      return fields.refuse(fmt::format("file {} of POSTFILE", shown(plot.file)), "another file");
  for (const AermodMaxDaily& other : run.max_daily)
    if (other.file == plot.file)
      return fields.refuse(fmt::format("file {} of MAXDAILY", shown(plot.file)), "another file");
  run.plotfiles.push_back(std::move(plot));
}

void OutputReader::read_max_daily(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  AermodMaxDaily daily;
  daily.place = card.place;
  const auto of_group = group(fields);
  if (!of_group) return;
  daily.group = *of_group;
  daily.file = fields.text_as_written("the name of a file");
  if (fields.has_more()) daily.unit = fields.whole("a Fortran unit above 30", 31, 1'000'000);
  fields.finish();
  if (!fields.is_good()) return;
  for (const AermodMaxDaily& other : run.max_daily) {
    if (other.group == daily.group) return fields.refuse("the same request again", "every group once");
    if (other.file == daily.file && (daily.unit == 0 || other.unit != daily.unit))
      return fields.refuse(fmt::format("file {} again", shown(daily.file)),
                           "another file, or the same unit for both");
  }
  for (const AermodPostfile& other : run.postfiles)
    if (other.file == daily.file)
      return fields.refuse(fmt::format("file {} of POSTFILE", shown(daily.file)), "another file");
  for (const AermodPlotfile& other : run.plotfiles)
    if (other.file == daily.file)
      return fields.refuse(fmt::format("file {} of PLOTFILE", shown(daily.file)), "another file");
  run.max_daily.push_back(std::move(daily));
}

void OutputReader::finish(AermodPlace place) {
  AermodRun& run = draft_->run;
  run.ranks.resize(run.averages_h.size());
  if (run.postfiles.empty() && run.plotfiles.empty() && run.max_daily.empty())
    draft_->faults.note(place, "no POSTFILE and no PLOTFILE", "one, where values are wanted in AERMOD's form",
                        "only grids and the summary");
}

}  // namespace leeward::data::aermod
