#include <fmt/format.h>

#include <algorithm>

#include "aermod_pathways.h"
#include "text_input.h"

/// NO2 by ARM2 and OLM: the keywords of CO and SO that belong to MODELOPT ARM2 or OLM.
namespace leeward::data::aermod {
namespace {

double share(FieldReader& fields, const char* meaning, double least) {
  const double value = fields.number(meaning);
  if (fields.is_good() && !(value >= least && value <= 1))
    fields.refuse(fmt::format("{}", value), fmt::format("{} to 1: {}", least, meaning));
  return value;
}

}  // namespace

void ControlReader::read_chemistry() {
  AermodChemistry& chemistry = draft_->run.chemistry;
  if (chemistry.method != ChemistryMethod::none && draft_->run.pollutant != "NO2" &&
      draft_->was_given("POLLUTID"))
    draft_->faults.error(draft_->place_of("POLLUTID"),
                         fmt::format("POLLUTID: {} beside MODELOPT {}", shown(draft_->run.pollutant),
                                     chemistry.method == ChemistryMethod::arm2 ? "ARM2" : "OLM"),
                         "NO2");
  // Values of O3VALUES depend on what comes later: sectors and unit first.
  for (const Card& card : chemistry_) {
    const ChemistryMethod needed = card.keyword == "ARMRATIO" ? ChemistryMethod::arm2 : ChemistryMethod::olm;
    FieldReader fields(card, draft_->faults);
    if (chemistry.method != needed) {
      fields.refuse(needed == ChemistryMethod::arm2 ? "no MODELOPT ARM2" : "no MODELOPT OLM",
                    "it beside that option only, as in AERMOD");
      continue;
    }
    if (card.keyword == "OZONEFIL" || card.keyword == "O3VALUES" || card.keyword == "OZONEVAL") continue;
    if (!draft_->is_first(card)) continue;
    if (card.keyword == "ARMRATIO") {
      constexpr double above_zero = 1e-6;
      chemistry.arm2_lowest_ratio = share(fields, "the lowest NO2/NOx", above_zero);
      chemistry.arm2_highest_ratio = share(fields, "the highest NO2/NOx", above_zero);
      if (fields.is_good() && chemistry.arm2_highest_ratio < chemistry.arm2_lowest_ratio)
        fields.refuse("a highest ratio below the lowest", "the lowest, then the highest");
    } else if (card.keyword == "NO2EQUIL") {
      chemistry.equilibrium_ratio = share(fields, "the equilibrium ratio NO2/NOx", 0.1);
    } else if (card.keyword == "NO2STACK") {
      chemistry.in_stack_ratio = share(fields, "the in-stack ratio NO2/NOx", 0);
    } else if (card.keyword == "O3SECTOR") {
      chemistry.ozone_sectors_deg = fields.sector_begins();
    } else if (card.keyword == "OZONUNIT") {
      ozone_unit_ = fields.concentration_unit();
    } else {
      fields.refuse("an unknown keyword", "a keyword of the pathway CO");
      continue;
    }
    fields.finish();
  }
  if (chemistry.method != ChemistryMethod::olm) return;
  chemistry.ozone.resize(std::max<std::size_t>(1, chemistry.ozone_sectors_deg.size()));
  for (const Card& card : chemistry_)
    if (card.keyword == "OZONEFIL" || card.keyword == "O3VALUES" || card.keyword == "OZONEVAL")
      read_ozone(card);
}

void ControlReader::read_ozone(const Card& card) {
  AermodChemistry& chemistry = draft_->run.chemistry;
  FieldReader fields(card, draft_->faults);
  std::size_t sector = 0;
  if (!chemistry.ozone_sectors_deg.empty()) {
    const auto number = fields.sector(chemistry.ozone.size());
    if (!number) return;
    sector = *number;
  }
  AermodOzone& ozone = chemistry.ozone[sector];
  ozone.place = card.place;
  if (card.keyword == "OZONEFIL") {
    if (!ozone.hourly_file.empty()) return fields.refuse("a second file", "one hourly file for a sector");
    ozone.hourly_file = draft_->resolve(fields.text_as_written("a file of hourly ozone"));
    // AERMOD has a default; ozone in the wrong unit is wrong by two, so it is asked for.
    ozone.hourly_unit = fields.concentration_unit();
    if (fields.has_more()) {
      const std::string form = fields.text("FREE");
      if (form != "FREE")
        fields.refuse(fmt::format("Fortran format {}", shown(form)), "FREE (numbers between blanks)");
    }
    return fields.finish();
  }
  const bool is_constant = card.keyword == "OZONEVAL";
  const std::string type = is_constant ? "ANNUAL" : fields.text("ANNUAL or a type of factors");
  if (!fields.is_good()) return;
  const std::size_t count = type == "ANNUAL" ? 1 : factor_count(type);
  if (count == 0)
    return fields.refuse(fmt::format("ozone of type {}", shown(type)),
                         fmt::format("ANNUAL, {}", factor_types));
  if (ozone.values && (is_constant || ozone.values->type != type))
    return fields.refuse(fmt::format("{} values after those of {}", type, ozone.values->type),
                         "OZONEVAL once or O3VALUES of one type for a sector");
  if (!ozone.values) ozone.values = AermodFactors{type, {}, card.place};
  if (is_constant) {
    ozone.values->values.push_back(fields.number("a concentration of ozone"));
    ozone.values_unit = fields.concentration_unit();
    fields.finish();
  } else {
    const std::size_t before = ozone.values->values.size();
    fields.numbers("concentrations of ozone", count, ozone.values->values);
    if (fields.is_good() && ozone.values->values.size() == before)
      fields.refuse("no concentrations", fmt::format("{} of {}", count, type));
    ozone.values_unit = ozone_unit_;
  }
  if (std::any_of(ozone.values->values.begin(), ozone.values->values.end(),
                  [](double value) { return value < 0; }))
    fields.refuse("a concentration below 0", "concentrations >= 0");
}

void ControlReader::check_ozone(AermodPlace place) {
  const AermodChemistry& chemistry = draft_->run.chemistry;
  if (chemistry.method != ChemistryMethod::olm) return;
  const bool has_sectors = !chemistry.ozone_sectors_deg.empty();
  for (std::size_t i = 0; i < chemistry.ozone.size(); ++i) {
    const AermodOzone& ozone = chemistry.ozone[i];
    const std::string name = has_sectors ? fmt::format("sector {}", i + 1) : "MODELOPT OLM";
    if (!ozone.values && ozone.hourly_file.empty()) {
      draft_->faults.error(place, fmt::format("{}: no ozone before CO FINISHED", name),
                           "OZONEVAL, O3VALUES or OZONEFIL");
      continue;
    }
    if (!ozone.values)
      draft_->faults.note(ozone.place, fmt::format("{}: no ozone for hours missing in the file", name),
                          "OZONEVAL or O3VALUES beside it", "NO2 = NO2EQUIL x NOx there, as in AERMOD");
    const std::size_t count =
        !ozone.values || ozone.values->type == "ANNUAL" ? 1 : factor_count(ozone.values->type);
    if (ozone.values && ozone.values->values.size() != count)
      draft_->faults.error(
          ozone.values->place,
          fmt::format("{}: {} values of {}", name, ozone.values->values.size(), ozone.values->type),
          fmt::format("{}", count));
  }
}

void SourceReader::read_no2_ratio(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (run.chemistry.method != ChemistryMethod::olm)
    return fields.refuse("no MODELOPT OLM", "it beside that option only, as in AERMOD");
  const std::string ids = fields.text("the id of a source or a range");
  const double ratio = share(fields, "the in-stack ratio NO2/NOx", 0);
  fields.finish();
  if (!fields.is_good()) return;
  for (const std::size_t source : named(fields, ids)) run.sources[source].in_stack_no2_ratio = ratio;
}

void SourceReader::read_olm_group(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (run.chemistry.method != ChemistryMethod::olm)
    return fields.refuse("no MODELOPT OLM", "it beside that option only, as in AERMOD");
  const std::string id = fields.text("the id of a group");
  if (!fields.is_good()) return;
  const std::size_t group = olm_groups_.emplace(id, olm_groups_.size()).first->second;
  if (id == "ALL") return fields.finish();  // its sources are all there will be
  if (!fields.has_more())
    return fields.refuse(fmt::format("group {} without sources", id), "ids of sources or ranges");
  while (fields.has_more())
    for (const std::size_t i : named(fields, fields.text("ids"))) {
      AermodSource& source = run.sources[i];
      if (source.olm_group && *source.olm_group != group)
        fields.refuse(fmt::format("source {} in two groups", source.id), "one OLMGROUP for a source");
      source.olm_group = group;
    }
}

void SourceReader::finish_chemistry() {
  AermodRun& run = draft_->run;
  if (run.chemistry.method != ChemistryMethod::none && run.output_scale != 1.0) {
    const char* keyword = draft_->was_given("EMISUNIT") ? "EMISUNIT" : "CONCUNIT";
    draft_->faults.error(draft_->place_of(keyword),
                         fmt::format("{}: another unit beside ARM2 or OLM", keyword),
                         "micrograms per cubic metre: the chemistry is not linear");
  }
  if (run.chemistry.method != ChemistryMethod::olm) return;
  const auto all = olm_groups_.find("ALL");
  for (AermodSource& source : run.sources) {
    if (all != olm_groups_.end()) {
      if (source.olm_group)
        draft_->faults.error(source.place,
                             fmt::format("OLMGROUP: source {} in ALL and in another group", source.id),
                             "one OLMGROUP for a source");
      source.olm_group = all->second;
    }
    if (!source.in_stack_no2_ratio) source.in_stack_no2_ratio = run.chemistry.in_stack_ratio;
    if (!source.in_stack_no2_ratio)
      draft_->faults.error(source.place,
                           fmt::format("MODELOPT OLM: source {} without an in-stack ratio", source.id),
                           "SO NO2RATIO, or CO NO2STACK for all");
  }
}

}  // namespace leeward::data::aermod
