#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "aermod_pathways.h"
#include "text_input.h"

namespace leeward::data::aermod {
namespace {

/// MODELOPT words that ask for physics Leeward does not have; they are refused.
std::string_view unsupported_option(std::string_view option) {
  static constexpr std::pair<std::string_view, std::string_view> meanings[] = {
      {"DEPOS", "deposition"},
      {"DDEP", "dry deposition"},
      {"WDEP", "wet deposition"},
      {"DRYDPLT", "dry depletion"},
      {"WETDPLT", "wet depletion"},
      {"AREADPLT", "depletion of area sources"},
      {"ROMBERG", "depletion"},
      {"PVMRM", "NO2 chemistry by PVMRM"},
      {"GRSM", "NO2 chemistry by GRSM"},
      {"TTRM", "NO2 chemistry by TTRM"},
      {"TTRM2", "NO2 chemistry by TTRM2"},
      {"PSDCREDIT", "PSD credits"},
      {"SCREEN", "screening mode"},
      {"SCIM", "sampled chronological input"},
      {"TOXICS", "the FASTAREA approximation"},
      {"FASTAREA", "an approximation of areas"},
      {"FASTALL", "an approximation of all sources"},
      {"LOW_WIND", "other low-wind limits"},
      {"NOURBTRAN", "urban areas without the morning transition"},
      {"VECTORWS", "vector mean winds"},
      {"AREAMNDR", "meander of areas"},
      {"RLINEFDH", "roads without displacement height"},
      {"HBP", "highly buoyant plumes"},
  };
  for (const auto& [name, meaning] : meanings)
    if (name == option) return meaning;
  return {};
}

}  // namespace

void ControlReader::take(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  if (card.keyword == "TITLEONE" || card.keyword == "TITLETWO") {
    if (draft_->is_first(card)) (card.keyword == "TITLEONE" ? run.title_one : run.title_two) = card.rest;
  } else if (card.keyword == "MODELOPT") {
    if (draft_->is_first(card)) read_options(card);
  } else if (card.keyword == "AVERTIME") {
    if (draft_->is_first(card)) read_averages(card);
  } else if (card.keyword == "POLLUTID") {
    if (!draft_->is_first(card)) return;
    run.pollutant = fields.text("a pollutant");
    if (fields.has_more()) run.pollutant_variant = fields.text("H1H, H2H or INC");
    if (!run.pollutant_variant.empty() && run.pollutant_variant != "H1H" && run.pollutant_variant != "H2H" &&
        run.pollutant_variant != "INC")
      fields.refuse(shown(run.pollutant_variant), "H1H, H2H or INC");
    fields.finish();
  } else if (card.keyword == "HALFLIFE" || card.keyword == "DCAYCOEF") {
    read_decay(card);
  } else if (card.keyword == "FLAGPOLE") {
    if (!draft_->is_first(card)) return;
    run.has_flagpoles = true;
    if (fields.has_more()) {
      const double height = fields.number("a height above ground in metres");
      if (height < 0) fields.refuse(fmt::format("{}", height), "a height >= 0 m");
      run.default_flagpole_m = height;
    }
    fields.finish();
  } else if (card.keyword == "URBANOPT") {
    urban_.push_back(card);
  } else if (card.keyword == "RUNORNOT") {
    if (!draft_->is_first(card)) return;
    const std::string word = fields.text("RUN or NOT");
    if (fields.is_good() && word != "RUN" && word != "NOT") fields.refuse(shown(word), "RUN or NOT");
    run.runs = word != "NOT";
    fields.finish();
  } else if (card.keyword == "ERRORFIL") {
    draft_->not_written(card, "messages stand on the console");
  } else if (card.keyword == "EVENTFIL") {
    draft_->not_written(card, "events are not analysed");
  } else if (card.keyword == "SAVEFILE") {
    draft_->not_written(card, "runs are short enough to be started anew");
  } else if (card.keyword == "DEBUGOPT") {
    draft_->not_written(card, "debugging output of AERMOD");
  } else if (card.keyword == "INITFILE" || card.keyword == "MULTYEAR") {
    draft_->not_supported(card, "going on with an earlier run");
  } else if (card.keyword == "LOW_WIND") {
    draft_->not_supported(card, "other low-wind limits");
  } else if (card.keyword.starts_with("GASDEP") || card.keyword.starts_with("GD")) {
    draft_->not_supported(card, "deposition");
  } else if (card.keyword.starts_with("NO2") || card.keyword.starts_with("O3") ||
             card.keyword.starts_with("OZON") || card.keyword == "ARMRATIO") {
    chemistry_.push_back(card);
  } else if (card.keyword.starts_with("NOX")) {
    draft_->not_supported(card, "NO2 chemistry by GRSM");
  } else if (card.keyword == "AWMADWNW" || card.keyword == "ORD_DWNW") {
    draft_->not_supported(card, "building downwash");
  } else if (card.keyword == "ARCFTOPT") {
    draft_->not_supported(card, "plume rise of aircraft");
  } else {
    draft_->faults.error(card.place, shown(card.keyword), "a keyword of the pathway CO");
  }
}

void ControlReader::read_options(const Card& card) {
  AermodRun& run = draft_->run;
  run.options = card.fields;
  const auto has = [&](std::string_view name) {
    return std::find(card.fields.begin(), card.fields.end(), name) != card.fields.end();
  };
  if (card.fields.empty()) draft_->faults.error(card.place, "MODELOPT: nothing", "options");
  run.is_default = has("DFAULT") || has("DEFAULT");
  const auto ignore = [&](std::string_view option) {
    draft_->faults.note(card.place, fmt::format("MODELOPT: {} beside DFAULT", option), "one of them",
                        "DFAULT holds, as in AERMOD");
  };
  if (has("FLAT") && run.is_default) ignore("FLAT");
  if (has("NOCHKD") && run.is_default) ignore("NOCHKD");
  for (const char* option : {"ALPHA", "BETA"})
    if (has(option) && run.is_default)
      draft_->faults.error(card.place, fmt::format("MODELOPT: {} beside DFAULT", option), "one of them");
  run.is_flat = has("FLAT") && !has("ELEV") && !run.is_default;
  run.has_flat_sources = has("FLAT") && has("ELEV") && !run.is_default;
  if (has("NOSTD") && run.is_default) ignore("NOSTD");
  run.has_stack_tip_downwash = !has("NOSTD") || run.is_default;
  if (has("ARM2") && has("OLM"))
    draft_->faults.error(card.place, "MODELOPT: ARM2 and OLM", "one of them");
  run.chemistry.method = has("ARM2")  ? ChemistryMethod::arm2
                         : has("OLM") ? ChemistryMethod::olm
                                      : ChemistryMethod::none;
  run.chemistry.has_night_floor = !has("NOMINO3");
  for (const std::string& option : card.fields) {
    static constexpr std::array fine =
        std::to_array<std::string_view>({"CONC", "FLAT", "ELEV", "DFAULT", "DEFAULT", "NOSTD", "NOCHKD",
                                         "WARNCHKD", "NOWARN", "ALPHA", "BETA", "NODRYDPLT", "NOWETDPLT", "ARM2", "OLM", "NOMINO3"});
    if (std::find(fine.begin(), fine.end(), option) != fine.end()) continue;
    const std::string_view meaning = unsupported_option(option);
    draft_->faults.error(card.place,
                         meaning.empty() ? fmt::format("MODELOPT: {}", shown(option))
                                         : fmt::format("MODELOPT: {} ({})", option, meaning),
                         meaning.empty() ? "an option of AERMOD" : "only what Leeward models");
  }
}

void ControlReader::read_averages(const Card& card) {
  AermodRun& run = draft_->run;
  if (card.fields.empty()) draft_->faults.error(card.place, "AVERTIME: nothing", "averaging times");
  for (const std::string& field : card.fields) {
    if (field == "PERIOD") {
      run.has_period = true;
    } else if (field == "ANNUAL") {
      run.has_annual = true;
    } else {
      const auto number = parse_fortran(field);
      const int hours = field == "MONTH"                          ? aermod_month
                        : number && *number >= 1 && *number <= 24 ? static_cast<int>(*number)
                                                                  : 0;
      const bool is_known = hours == aermod_month || (hours > 0 && 24 % hours == 0 && hours == number);
      if (!is_known)
        draft_->faults.error(card.place, fmt::format("AVERTIME: {}", shown(field)),
                             "1, 2, 3, 4, 6, 8, 12, 24, MONTH, PERIOD or ANNUAL");
      else if (std::find(run.averages_h.begin(), run.averages_h.end(), hours) != run.averages_h.end())
        draft_->faults.error(card.place, fmt::format("AVERTIME: {} twice", field),
                             "every averaging time once");
      else
        run.averages_h.push_back(hours);
    }
  }
  if (run.has_period && run.has_annual)
    draft_->faults.error(card.place, "AVERTIME: PERIOD and ANNUAL", "one of them");
}

void ControlReader::read_decay(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const bool is_half_life = card.keyword == "HALFLIFE";
  const double value = fields.number(is_half_life ? "a half-life in seconds" : "a decay coefficient in 1/s");
  fields.finish();
  if (draft_->was_given("HALFLIFE") || draft_->was_given("DCAYCOEF"))
    return fields.refuse("a second decay", "HALFLIFE or DCAYCOEF once");
  draft_->is_first(card);
  if (!fields.is_good()) return;
  if (is_half_life && !(value > 0)) return fields.refuse(fmt::format("{}", value), "a half-life > 0 s");
  if (value < 0) return fields.refuse(fmt::format("{}", value), "a decay coefficient >= 0 1/s");
  // AERMOD's own ln 2.
  draft_->run.decay_per_s = is_half_life ? 0.693 / value : value;
  draft_->run.decay_place = card.place;
}

void ControlReader::read_urban_areas() {
  AermodRun& run = draft_->run;
  const bool is_several = urban_.size() > 1;
  for (const Card& card : urban_) {
    FieldReader fields(card, draft_->faults);
    AermodUrbanArea area;
    area.place = card.place;
    if (is_several) area.id = fields.text("the id of an urban area");
    area.population = fields.number("a population");
    if (fields.is_good() && area.population < 100)
      fields.refuse(fmt::format("population {}", area.population), "at least 100");
    if (fields.has_more()) fields.text("a name");
    if (fields.has_more()) area.roughness_length_m = fields.number("a roughness length in metres");
    if (!(area.roughness_length_m > 0 && area.roughness_length_m < 5))
      fields.refuse(fmt::format("roughness length {} m", area.roughness_length_m),
                    "more than 0 and less than 5 m");
    fields.finish();
    if (run.is_default && area.roughness_length_m != 1.0) {
      draft_->faults.note(
          card.place, fmt::format("URBANOPT: roughness length {} m beside DFAULT", area.roughness_length_m),
          "1 m", "1 m is taken, as in AERMOD");
      area.roughness_length_m = 1.0;
    }
    for (const AermodUrbanArea& other : run.urban_areas)
      if (is_several && other.id == area.id)
        fields.refuse(fmt::format("urban area {} again", area.id), "every id once");
    run.urban_areas.push_back(area);
  }
}

void ControlReader::finish(AermodPlace place) {
  read_urban_areas();
  read_chemistry();
  check_ozone(place);
  const AermodRun& run = draft_->run;
  if (run.decay_per_s && run.is_default)
    draft_->faults.note(run.decay_place, "HALFLIFE or DCAYCOEF beside DFAULT", "one of them",
                        "DFAULT holds, as in AERMOD: 4.81e-5 1/s for SO2 of urban sources, else no loss");
  else if (run.decay_per_s && run.pollutant == "SO2")
    draft_->faults.note(run.decay_place, "HALFLIFE or DCAYCOEF of SO2", "another pollutant",
                        "only SO2 of urban sources is lost, as in AERMOD");
  for (const char* keyword : {"TITLEONE", "MODELOPT", "AVERTIME", "POLLUTID", "RUNORNOT"})
    if (!draft_->was_given(keyword))
      draft_->faults.error(place, fmt::format("no {} before CO FINISHED", keyword),
                           std::string("CO ") + keyword);
}

}  // namespace leeward::data::aermod
