#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "aermod_pathways.h"
#include "text_input.h"

namespace leeward::data::aermod {
namespace {

bool names_background(std::string_view word) {
  return word == "BACKGROUND" || word == "BACKGRND";
}

}  // namespace

void SourceReader::read_factors(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  const std::string ids = fields.text("the id of a source or a range");
  const std::string type = fields.text("a type of factors");
  if (!fields.is_good()) return;
  const std::size_t count = factor_count(type);
  if (count == 0)
    return fields.refuse(fmt::format("factors of type {}", shown(type)), std::string(factor_types));
  std::vector<double> values;
  fields.numbers("factors", count, values);
  if (fields.is_good() && values.empty())
    fields.refuse("no factors", fmt::format("{} factors of {}", count, type));
  if (std::any_of(values.begin(), values.end(), [](double value) { return value < 0; }))
    fields.refuse("a factor below 0", "factors >= 0");
  const std::vector<std::size_t> sources = named(fields, ids);
  if (!fields.is_good()) return;
  // Sources share a set as long as the same lines fill it; it is copied only when a line leaves some of them
  // out.
  std::map<std::size_t, std::vector<std::size_t>> by_set;
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  for (const std::size_t source : sources)
    by_set[run.sources[source].factors.value_or(none)].push_back(source);
  for (const auto& [old, members] : by_set) {
    const std::string& first = run.sources[members.front()].id;
    AermodFactors factors = old == none ? AermodFactors{type, {}, card.place} : run.factors[old];
    if (factors.type != type)
      return fields.refuse(
          fmt::format("source {}: factors of {} after those of {}", first, type, factors.type),
          "one type for a source");
    if (factors.values.size() + values.size() > count)
      return fields.refuse(fmt::format("source {}: more than {} factors of {}", first, count, type),
                           fmt::format("{}", count));
    factors.values.insert(factors.values.end(), values.begin(), values.end());
    if (old != none && factor_users_[old] == members.size()) {
      run.factors[old] = std::move(factors);
      continue;
    }
    if (old != none) factor_users_[old] -= members.size();
    for (const std::size_t member : members) run.sources[member].factors = run.factors.size();
    run.factors.push_back(std::move(factors));
    factor_users_.push_back(members.size());
  }
}

void SourceReader::read_hourly(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  const std::filesystem::path file = draft_->resolve(fields.text_as_written("a file of hourly emissions"));
  if (!fields.has_more()) return fields.refuse("no sources", "ids of sources, ranges or ALL");
  std::vector<std::size_t> sources;
  while (fields.has_more()) {
    const std::string field = fields.text("ids");
    if (field == "ALL") {
      sources.resize(run.sources.size());
      std::iota(sources.begin(), sources.end(), std::size_t{0});
    } else {
      for (const std::size_t i : named(fields, field)) sources.push_back(i);
    }
  }
  if (!fields.is_good()) return;
  // AERMOD has one file of hourly emissions for a run.
  if (!run.hourly_files.empty() && run.hourly_files.front() != file)
    return fields.refuse(fmt::format("a second file {}", file.string()), "one file of hourly emissions");
  if (run.hourly_files.empty()) {
    run.hourly_files.push_back(file);
    run.hourly_places.push_back(card.place);
  }
  for (const std::size_t i : sources) run.sources[i].hourly_file = 0;
}

void SourceReader::read_unit(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const double factor = fields.number("a factor from emissions to concentrations");
  fields.text("the unit of emissions");
  const std::string label = fields.text("the unit of concentrations");
  fields.finish();
  if (!draft_->is_first(card) || !fields.is_good()) return;
  if (card.keyword == "CONCUNIT" && draft_->was_given("EMISUNIT"))
    return fields.refuse("CONCUNIT beside EMISUNIT", "one of them");
  if (card.keyword == "EMISUNIT" && draft_->was_given("CONCUNIT"))
    return fields.refuse("EMISUNIT beside CONCUNIT", "one of them");
  if (!(factor > 0)) return fields.refuse(fmt::format("factor {}", factor), "a factor > 0");
  constexpr double aermod_default = 1e6;
  draft_->run.output_scale = factor / aermod_default;
  draft_->run.output_unit = label;
}

void SourceReader::read_urban(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (run.urban_areas.empty()) return fields.refuse("no urban area", "CO URBANOPT");
  std::size_t area = 0;
  if (run.urban_areas.size() > 1) {
    const std::string id = fields.text("the id of an urban area");
    const auto found = std::find_if(run.urban_areas.begin(), run.urban_areas.end(),
                                    [&](const AermodUrbanArea& a) { return a.id == id; });
    if (found == run.urban_areas.end())
      return fields.refuse(fmt::format("urban area {}", shown(id)), "an id of CO URBANOPT");
    area = static_cast<std::size_t>(found - run.urban_areas.begin());
  }
  draft_->is_first(card);
  if (!fields.has_more()) return fields.refuse("no sources", "ids of sources, ranges or ALL");
  const auto make_urban = [&](AermodSource& source) {
    if (source.urban_area && *source.urban_area != area)
      fields.refuse(fmt::format("source {} in two urban areas", source.id), "one urban area for a source");
    source.urban_area = area;
  };
  while (fields.has_more()) {
    const std::string field = fields.text("ids");
    if (field == "ALL" && run.urban_areas.size() == 1)
      for (AermodSource& source : run.sources) make_urban(source);
    else
      for (const std::size_t i : named(fields, field)) make_urban(run.sources[i]);
  }
}

void SourceReader::read_group(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  const std::string id = fields.text("the id of a group");
  if (!fields.is_good()) return;
  if (id.size() > 8) return fields.refuse(fmt::format("group {}", shown(id)), "at most 8 characters");
  auto group =
      std::find_if(run.groups.begin(), run.groups.end(), [&](const AermodGroup& g) { return g.id == id; });
  const bool is_new = group == run.groups.end();
  if (is_new) {
    run.groups.push_back({.id = id, .sources = {}, .has_background = false, .place = card.place});
    group = run.groups.end() - 1;
  }
  if (id == "ALL" && is_new) {
    group->sources.resize(run.sources.size());
    std::iota(group->sources.begin(), group->sources.end(), std::size_t{0});
  } else if (!fields.has_more()) {
    return fields.refuse(fmt::format("group {} without sources", id), "ids of sources, ranges or BACKGROUND");
  }
  while (fields.has_more()) {
    const std::string field = fields.text("ids");
    if (names_background(field)) {
      if (run.backgrounds.empty()) fields.refuse("BACKGROUND", "BACKGRND above");
      group->has_background = true;
    } else if (id == "ALL" && (field == "NOBACKGROUND" || field == "NOBACKGRND")) {
      group->has_background = false;
    } else if (id == "ALL") {
      fields.refuse(shown(field), "BACKGROUND, NOBACKGROUND or the end of the line");
    } else {
      for (const std::size_t i : named(fields, field)) group->sources.push_back(i);
    }
  }
}

void SourceReader::read_sectors(const Card& card) {
  AermodRun& run = draft_->run;
  if (!draft_->is_first(card)) return;
  FieldReader fields(card, draft_->faults);
  if (!run.backgrounds.empty()) fields.refuse("after BACKGRND", "BGSECTOR before BACKGRND");
  const std::vector<double> begins = fields.sector_begins();
  if (!fields.is_good()) return;
  run.background_sectors_deg = begins;
  run.backgrounds.assign(begins.size(), {});
}

void SourceReader::read_background(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  std::size_t sector = 0;
  if (run.background_sectors_deg.empty()) {
    if (run.backgrounds.empty()) run.backgrounds.resize(1);
  } else {
    const auto number = fields.sector(run.backgrounds.size());
    if (!number) return;
    sector = *number;
  }
  AermodBackground& background = run.backgrounds[sector];
  background.place = card.place;
  const std::string type = fields.text("ANNUAL, HOURLY or a type of factors");
  if (!fields.is_good()) return;
  if (type == "HOURLY") {
    if (!background.hourly_file.empty())
      return fields.refuse("a second hourly file", "one hourly file for a sector");
    background.hourly_file = draft_->resolve(fields.text_as_written("a file of hourly concentrations"));
    if (fields.has_more()) {
      const std::string form = fields.text("FREE");
      if (form != "FREE")
        fields.refuse(fmt::format("Fortran format {}", shown(form)), "FREE (numbers between blanks)");
    }
    return fields.finish();
  }
  const std::size_t count = type == "ANNUAL" ? 1 : factor_count(type);
  if (count == 0)
    return fields.refuse(fmt::format("background of type {}", shown(type)),
                         fmt::format("ANNUAL, HOURLY, {}", factor_types));
  if (!background.values) background.values = AermodFactors{type, {}, card.place};
  if (background.values->type != type)
    return fields.refuse(fmt::format("background of {} after that of {}", type, background.values->type),
                         "one type for a sector");
  const std::size_t before = background.values->values.size();
  fields.numbers("concentrations", count, background.values->values);
  if (fields.is_good() && background.values->values.size() == before)
    fields.refuse("no concentrations", fmt::format("{} of {}", count, type));
  if (std::any_of(background.values->values.begin(), background.values->values.end(),
                  [](double value) { return value < 0; }))
    fields.refuse("a concentration below 0", "concentrations >= 0");
}

void SourceReader::read_background_unit(const Card& card) {
  if (!draft_->is_first(card)) return;
  FieldReader fields(card, draft_->faults);
  const std::string unit = fields.concentration_unit();
  fields.finish();
  if (!fields.is_good()) return;
  const std::string& pollutant = draft_->run.pollutant;
  const bool has_volume_unit = pollutant == "NO2" || pollutant == "SO2" || pollutant == "CO";
  if (unit != "UG/M3" && !has_volume_unit)
    return fields.refuse(fmt::format("{} of {}", unit, pollutant), "UG/M3 for all but NO2, SO2 and CO");
  draft_->run.background_unit = unit;
}

void SourceReader::finish(AermodPlace place) {
  AermodRun& run = draft_->run;
  for (AermodGroup& group : run.groups) {
    std::sort(group.sources.begin(), group.sources.end());
    group.sources.erase(std::unique(group.sources.begin(), group.sources.end()), group.sources.end());
  }
  if (run.sources.empty() && refused_.empty())
    draft_->faults.error(place, "no source before SO FINISHED", "SO LOCATION");
  if (run.groups.empty())
    draft_->faults.error(place, "no SRCGROUP before SO FINISHED", "SO SRCGROUP ALL, for one");
  if (!run.urban_areas.empty() && !draft_->was_given("URBANSRC"))
    draft_->faults.error(run.urban_areas.front().place, "URBANOPT: no urban source", "SO URBANSRC");
  const auto with_background = [](const AermodGroup& group) { return group.has_background; };
  if (!run.backgrounds.empty() && std::none_of(run.groups.begin(), run.groups.end(), with_background))
    draft_->faults.note(run.backgrounds.front().place, "BACKGRND: no group has it",
                        "SRCGROUP ALL BACKGROUND, for one", "no background is added, as in AERMOD");
  const auto is_a_road = [](const AermodSource& source) { return is_road(source.kind); };
  if (run.decay_per_s && !run.is_default && std::any_of(run.sources.begin(), run.sources.end(), is_a_road))
    draft_->faults.note(run.decay_place, "HALFLIFE or DCAYCOEF beside roads", "other kinds of sources",
                        "nothing of roads is lost, as in AERMOD");
  std::vector<bool> is_grouped(run.sources.size(), false);
  for (const AermodGroup& group : run.groups)
    for (const std::size_t source : group.sources) is_grouped[source] = true;
  for (std::size_t i = 0; i < run.sources.size() && !run.groups.empty(); ++i)
    if (!is_grouped[i])
      draft_->faults.note(run.sources[i].place,
                          fmt::format("LOCATION: source {} in no group", run.sources[i].id),
                          "SRCGROUP with it", "it counts in no result, as in AERMOD");
  check_sources();
  finish_chemistry();
  std::vector<bool> is_told(run.factors.size(), false);
  for (const AermodSource& source : run.sources) {
    if (!source.factors || is_told[*source.factors]) continue;
    is_told[*source.factors] = true;
    const AermodFactors& factors = run.factors[*source.factors];
    if (factors.values.size() != factor_count(factors.type))
      draft_->faults.error(factors.place,
                           fmt::format("EMISFACT: source {} has {} factors of {}", source.id,
                                       factors.values.size(), factors.type),
                           fmt::format("{}", factor_count(factors.type)));
    if (source.hourly_file)
      draft_->faults.error(factors.place,
                           fmt::format("EMISFACT: source {} has hourly emissions too", source.id),
                           "EMISFACT or HOUREMIS");
  }
  for (std::size_t i = 0; i < run.backgrounds.size(); ++i) {
    const AermodBackground& background = run.backgrounds[i];
    if (!background.values && background.hourly_file.empty())
      draft_->faults.error(place, fmt::format("no BACKGRND for sector {}", i + 1),
                           "BACKGRND for every sector");
    if (!background.values) continue;
    const std::size_t wanted =
        background.values->type == "ANNUAL" ? 1 : factor_count(background.values->type);
    if (background.values->values.size() != wanted)
      draft_->faults.error(background.place,
                           fmt::format("BACKGRND: {} concentrations of {}", background.values->values.size(),
                                       background.values->type),
                           fmt::format("{}", wanted));
  }
}

}  // namespace leeward::data::aermod
