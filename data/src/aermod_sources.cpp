#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "aermod_pathways.h"
#include "text_input.h"

namespace leeward::data::aermod {
namespace {

struct KindName {
  const char* name;
  AermodSourceKind kind;
};
constexpr KindName kind_names[] = {
    {"POINT", AermodSourceKind::point},
    {"POINTCAP", AermodSourceKind::point_capped},
    {"POINTHOR", AermodSourceKind::point_horizontal},
    {"VOLUME", AermodSourceKind::volume},
    {"AREA", AermodSourceKind::area},
    {"AREAPOLY", AermodSourceKind::area_polygon},
    {"AREACIRC", AermodSourceKind::area_circle},
    {"LINE", AermodSourceKind::line},
    {"RLINE", AermodSourceKind::rline},
    {"RLINEXT", AermodSourceKind::rlinext},
};

bool is_begin_and_end(AermodSourceKind kind) {
  return kind == AermodSourceKind::line || is_road(kind);
}

/// Keywords that ask for physics Leeward does not have.
std::string_view unsupported_source_keyword(std::string_view keyword) {
  static constexpr std::pair<std::string_view, std::string_view> meanings[] = {
      {"BUILDHGT", "building downwash"},
      {"BUILDWID", "building downwash"},
      {"BUILDLEN", "building downwash"},
      {"XBADJ", "building downwash"},
      {"YBADJ", "building downwash"},
      {"PLATFORM", "platform downwash"},
      {"PARTDIAM", "deposition"},
      {"MASSFRAX", "deposition"},
      {"PARTDENS", "deposition"},
      {"METHOD_2", "deposition"},
      {"DEPOUNIT", "deposition"},
      {"GASDEPOS", "deposition"},
      {"PSDGROUP", "PSD credits"},
      {"BLPINPUT", "buoyant lines"},
      {"BLPGROUP", "buoyant lines"},
      {"RLEMCONV", "emissions of roads in other units"},
      {"ARCFTSRC", "plume rise of aircraft"},
      {"HBPSRCID", "highly buoyant plumes"},
  };
  for (const auto& [name, meaning] : meanings)
    if (name == keyword) return meaning;
  return {};
}

}  // namespace

void SourceReader::take(const Card& card) {
  FieldReader fields(card, draft_->faults);
  if (card.keyword == "LOCATION") return read_location(card);
  if (card.keyword == "SRCPARAM") return read_parameters(card);
  if (card.keyword == "AREAVERT") return read_vertices(card);
  if (card.keyword == "RBARRIER") return read_barriers(card);
  if (card.keyword == "RDEPRESS") return read_depression(card);
  if (card.keyword == "EMISFACT") return read_factors(card);
  if (card.keyword == "HOUREMIS") return read_hourly(card);
  if (card.keyword == "EMISUNIT" || card.keyword == "CONCUNIT") return read_unit(card);
  if (card.keyword == "URBANSRC") return read_urban(card);
  if (card.keyword == "SRCGROUP") return read_group(card);
  if (card.keyword == "BGSECTOR") return read_sectors(card);
  if (card.keyword == "BACKGRND") return read_background(card);
  if (card.keyword == "BACKUNIT") return read_background_unit(card);
  if (card.keyword == "NO2RATIO") return read_no2_ratio(card);
  if (card.keyword == "OLMGROUP") return read_olm_group(card);
  if (card.keyword == "ELEVUNIT") {
    const std::string unit = fields.text("METERS or FEET");
    if (fields.is_good() && unit != "METERS" && unit != "FEET") fields.refuse(shown(unit), "METERS or FEET");
    if (!draft_->run.sources.empty()) fields.refuse("after LOCATION", "ELEVUNIT before the first LOCATION");
    elevation_unit_m_ = unit == "FEET" ? 0.3048 : 1.0;
    return fields.finish();
  }
  if (const auto meaning = unsupported_source_keyword(card.keyword); !meaning.empty())
    return draft_->not_supported(card, meaning);
  draft_->faults.error(card.place, shown(card.keyword), "a keyword of the pathway SO");
}

template <class Fits>
AermodSource* SourceReader::find(FieldReader& fields, const std::string& id, const char* wanted, Fits fits) {
  if (refused_.contains(id)) return nullptr;
  const auto found = index_.find(id);
  if (found != index_.end() && fits(draft_->run.sources[found->second]))
    return &draft_->run.sources[found->second];
  fields.refuse(fmt::format("source {}", shown(id)), wanted);
  return nullptr;
}

void SourceReader::read_location(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  AermodSource source;
  source.place = card.place;
  source.id = fields.text("the id of a source");
  const std::string type = fields.text("a type of source");
  if (!fields.is_good()) return;
  if (index_.contains(source.id))
    return fields.refuse(fmt::format("source {} again", source.id), "every id once");
  refused_.insert(source.id);  // until it is found right
  if (source.id.size() > 12)
    return fields.refuse(fmt::format("id {}", shown(source.id)), "at most 12 characters");
  if (source.id == "BACKGROUND" || source.id == "BACKGRND") return fields.refuse(source.id, "another id");
  const auto* const kind = std::find_if(std::begin(kind_names), std::end(kind_names),
                                        [&](const KindName& k) { return k.name == type; });
  if (kind == std::end(kind_names)) {
    const bool is_known = type == "OPENPIT" || type == "OPEN_PIT" || type == "OPEN-PIT" ||
                          type == "BUOYLINE" || type == "SWPOINT";
    return fields.refuse(fmt::format("source type {}", shown(type)),
                         is_known ? "only what Leeward models: POINT, POINTCAP, POINTHOR, VOLUME, AREA, "
                                    "AREAPOLY, AREACIRC, LINE, RLINE, RLINEXT"
                                  : "a source type of AERMOD");
  }
  source.kind = kind->kind;
  source.position_m.x = fields.number("x in metres");
  source.position_m.y = fields.number("y in metres");
  if (source.kind == AermodSourceKind::rlinext)
    source.release_height_m = fields.number("height of the begin in metres");
  if (is_begin_and_end(source.kind)) {
    source.end_m.x = fields.number("x of the end in metres");
    source.end_m.y = fields.number("y of the end in metres");
  }
  if (source.kind == AermodSourceKind::rlinext)
    source.end_release_height_m = fields.number("height of the end in metres");
  if (fields.has_more()) {
    if (fields.peek() == "FLAT" && run.has_flat_sources) {
      fields.text("FLAT");
      source.is_flat = true;
    } else {
      source.base_elevation_m =
          fields.number(run.has_flat_sources ? "a base elevation or FLAT" : "a base elevation") *
          elevation_unit_m_;
      if (fields.is_good() && source.base_elevation_m < -9998)
        fields.refuse("a missing base elevation", "the elevation of the ground");
    }
  } else if (!run.is_flat && fields.is_good()) {
    draft_->faults.note(card.place, fmt::format("LOCATION: {} without base elevation", source.id),
                        "a base elevation", "0 m is taken, as in AERMOD");
  }
  fields.finish();
  if (!run.groups.empty())
    fields.refuse("a source after SRCGROUP", "every LOCATION before the first SRCGROUP");
  if (!fields.is_good()) return;
  refused_.erase(source.id);
  index_.emplace(source.id, run.sources.size());
  run.sources.push_back(std::move(source));
}

void SourceReader::read_parameters(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const std::string id = fields.text("the id of a source");
  if (!fields.is_good()) return;
  AermodSource* const s =
      find(fields, id, "a source with a LOCATION above", [](const AermodSource&) { return true; });
  if (s == nullptr) return;
  if (s->has_parameters)
    return fields.refuse(fmt::format("source {} again", id), "SRCPARAM once for a source");
  s->has_parameters = true;
  const auto not_negative = [&](const char* name, double value) {
    if (fields.is_good() && value < 0)
      fields.refuse(fmt::format("{} {}", name, value), fmt::format("{} >= 0", name));
  };
  const auto optional_number = [&](const char* name, double instead) {
    return fields.has_more() ? fields.number(name) : instead;
  };
  s->emission = fields.number("an emission rate");
  const bool is_a_road = is_road(s->kind);
  if (s->kind == AermodSourceKind::rlinext) {
    not_negative("emission rate", s->emission);
    s->offset_m = fields.number("a distance from the centre line in metres");
    s->width_m = fields.number("a width in metres");
    s->initial_sigma_z_m = fields.number("an initial sigma z in metres");
    not_negative("width", s->width_m);
  } else {
    if (is_a_road) not_negative("emission rate", s->emission);
    s->release_height_m = fields.number("a release height in metres");
    not_negative("release height", s->release_height_m);
  }
  switch (s->kind) {
    case AermodSourceKind::point:
    case AermodSourceKind::point_capped:
    case AermodSourceKind::point_horizontal:
      s->exit_temperature_k = fields.number("an exit temperature in K");
      s->exit_velocity_m_per_s = fields.number("an exit velocity in m/s");
      s->stack_diameter_m = fields.number("a diameter in metres");
      if (fields.is_good() && s->exit_temperature_k > 0 && s->exit_temperature_k < 200)
        fields.refuse(fmt::format("exit temperature {} K", s->exit_temperature_k),
                      "at least 200 K, 0 (ambient) or a negative excess over ambient");
      not_negative("diameter", s->stack_diameter_m);
      if (fields.is_good() && s->exit_velocity_m_per_s < 0) {
        draft_->faults.note(card.place,
                            fmt::format("SRCPARAM: exit velocity {} m/s", s->exit_velocity_m_per_s),
                            "at least 0 m/s", "0 m/s is taken, as in AERMOD");
        s->exit_velocity_m_per_s = 0;
      }
      break;
    case AermodSourceKind::volume:
      s->initial_sigma_y_m = fields.number("an initial sigma y in metres");
      s->initial_sigma_z_m = fields.number("an initial sigma z in metres");
      not_negative("initial sigma y", s->initial_sigma_y_m);
      break;
    case AermodSourceKind::area:
      s->x_length_m = fields.number("a length in metres");
      s->y_length_m = optional_number("a length in metres", s->x_length_m);
      s->angle_deg = optional_number("an angle in degrees", 0);
      s->initial_sigma_z_m = optional_number("an initial sigma z in metres", 0);
      not_negative("length", s->x_length_m);
      not_negative("length", s->y_length_m);
      break;
    case AermodSourceKind::area_polygon:
      s->vertex_count = fields.whole("a number of vertices", 3, 1'000'000);
      s->initial_sigma_z_m = optional_number("an initial sigma z in metres", 0);
      break;
    case AermodSourceKind::area_circle:
      s->radius_m = fields.number("a radius in metres");
      s->vertex_count = fields.has_more() ? fields.whole("a number of vertices", 3, 100'000) : 20;
      s->initial_sigma_z_m = optional_number("an initial sigma z in metres", 0);
      if (fields.is_good() && !(s->radius_m > 0.5))
        fields.refuse(fmt::format("radius {} m", s->radius_m), "more than 0.5 m");
      break;
    case AermodSourceKind::line:
    case AermodSourceKind::rline:
      s->width_m = fields.number("a width in metres");
      s->initial_sigma_z_m = optional_number("an initial sigma z in metres", 0);
      if (fields.is_good() && s->kind == AermodSourceKind::line && s->width_m < 1)
        fields.refuse(fmt::format("width {} m", s->width_m), "at least 1 m");
      not_negative("width", s->width_m);
      break;
    case AermodSourceKind::rlinext:
      break;
  }
  not_negative("initial sigma z", s->initial_sigma_z_m);
  if (fields.is_good() && is_a_road && s->initial_sigma_z_m > 42)
    fields.refuse(fmt::format("initial sigma z {} m", s->initial_sigma_z_m), "at most 42 m");
  fields.finish();
}

void SourceReader::read_vertices(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const std::string id = fields.text("the id of a source");
  if (!fields.is_good()) return;
  AermodSource* const s =
      find(fields, id, "a source AREAPOLY with LOCATION and SRCPARAM above", [](const AermodSource& one) {
        return one.kind == AermodSourceKind::area_polygon && one.has_parameters;
      });
  if (s == nullptr) return;
  std::vector<double> values;
  fields.numbers("x and y of vertices", 2'000, values);
  if (!fields.is_good()) return;
  if (values.size() % 2 != 0 || values.empty())
    return fields.refuse(fmt::format("{} numbers", values.size()), "pairs of x and y");
  const std::size_t most = static_cast<std::size_t>(s->vertex_count) + 1;  // the first one may come again
  if (s->vertices_m.size() + values.size() / 2 > most)
    return fields.refuse(fmt::format("source {}: more than {} vertices", id, s->vertex_count),
                         "as many as in SRCPARAM");
  for (std::size_t i = 0; i < values.size(); i += 2) s->vertices_m.push_back({values[i], values[i + 1]});
}

void SourceReader::read_barriers(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const std::string id = fields.text("the id of a source");
  if (!fields.is_good()) return;
  AermodSource* const s = find(fields, id, "a source RLINEXT with a LOCATION above",
                               [](const AermodSource& one) { return one.kind == AermodSourceKind::rlinext; });
  if (s == nullptr) return;
  if (!s->barriers.empty())
    return fields.refuse(fmt::format("source {} again", id), "RBARRIER once for a source");
  std::vector<RoadBarrier> barriers;
  while (barriers.size() < 2 && (barriers.empty() || fields.has_more())) {
    RoadBarrier barrier;
    barrier.height_m = fields.number("a height of the barrier in metres");
    barrier.offset_m = fields.number("its distance from the centre line in metres");
    if (fields.is_good() && barrier.height_m < 0)
      fields.refuse(fmt::format("height {} m", barrier.height_m), "a height >= 0 m");
    barriers.push_back(barrier);
  }
  fields.finish();
  if (!fields.is_good()) return;
  // AERMOD: a barrier without height is none.
  std::erase_if(barriers, [](const RoadBarrier& barrier) { return barrier.height_m == 0; });
  s->barriers = std::move(barriers);
}

void SourceReader::read_depression(const Card& card) {
  FieldReader fields(card, draft_->faults);
  const std::string id = fields.text("the id of a source");
  if (!fields.is_good()) return;
  AermodSource* const s = find(fields, id, "a source RLINEXT with a LOCATION above",
                               [](const AermodSource& one) { return one.kind == AermodSourceKind::rlinext; });
  if (s == nullptr) return;
  if (s->depression) return fields.refuse(fmt::format("source {} again", id), "RDEPRESS once for a source");
  RoadDepression depression;
  depression.depth_m = fields.number("a depth in metres, negative");
  depression.top_width_m = fields.number("a width at the top in metres");
  depression.bottom_width_m = fields.number("a width at the bottom in metres");
  fields.finish();
  if (!fields.is_good()) return;
  if (depression.depth_m > 0)
    return fields.refuse(fmt::format("depth {} m", depression.depth_m), "a depth <= 0 m");
  if (depression.bottom_width_m < 0 || depression.bottom_width_m > depression.top_width_m)
    return fields.refuse(
        fmt::format("widths {} m and {} m", depression.top_width_m, depression.bottom_width_m),
        "0 <= width at the bottom <= width at the top");
  if (depression.depth_m < 0) s->depression = depression;
}

std::vector<std::size_t> SourceReader::named(FieldReader& fields, const std::string& field) {
  std::vector<std::size_t> found;
  if (const auto single = index_.find(field); single != index_.end()) return {single->second};
  if (refused_.contains(field)) return found;
  const auto range = parse_id_range(field);
  if (!range) {
    fields.refuse(fmt::format("range {}", shown(field)), "a range of source ids, the smaller one first");
    return found;
  }
  const std::vector<AermodSource>& sources = draft_->run.sources;
  for (std::size_t i = 0; range->is_range && i < sources.size(); ++i)
    if (is_in_range(sources[i].id, *range)) found.push_back(i);
  if (found.empty()) fields.refuse(fmt::format("source {}", shown(field)), "a source with a LOCATION above");
  return found;
}

void SourceReader::check_sources() {
  for (const AermodSource& s : draft_->run.sources) {
    if (!s.has_parameters) {
      draft_->faults.error(s.place, fmt::format("LOCATION: source {} without SRCPARAM", s.id),
                           "SRCPARAM for every source");
      continue;
    }
    if (s.kind != AermodSourceKind::area_polygon) continue;
    const auto wanted = static_cast<std::size_t>(s.vertex_count);
    // AERMOD lets the first vertex come again at the end.
    const bool is_closed = s.vertices_m.size() == wanted + 1;
    if (s.vertices_m.size() != wanted && !is_closed)
      draft_->faults.error(s.place,
                           fmt::format("source {}: {} vertices in AREAVERT", s.id, s.vertices_m.size()),
                           fmt::format("{} as in SRCPARAM", wanted));
    else if (s.vertices_m.front() != s.position_m)
      draft_->faults.error(s.place,
                           fmt::format("source {}: first vertex ({}, {})", s.id, s.vertices_m.front().x,
                                       s.vertices_m.front().y),
                           fmt::format("the place of LOCATION ({}, {})", s.position_m.x, s.position_m.y));
  }
  for (AermodSource& s : draft_->run.sources)
    if (s.kind == AermodSourceKind::area_polygon &&
        s.vertices_m.size() > static_cast<std::size_t>(s.vertex_count))
      s.vertices_m.resize(static_cast<std::size_t>(s.vertex_count));
}

}  // namespace leeward::data::aermod

namespace leeward::data {

const char* to_text(AermodSourceKind kind) {
  for (const auto& [name, named] : aermod::kind_names)
    if (named == kind) return name;
  return "";
}

bool is_road(AermodSourceKind kind) {
  return kind == AermodSourceKind::rline || kind == AermodSourceKind::rlinext;
}

}  // namespace leeward::data
