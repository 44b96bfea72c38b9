#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "aermod_pathways.h"
#include "core/model/units.h"
#include "text_input.h"

namespace leeward::data::aermod {
namespace {

constexpr std::size_t most_receptors = 20'000'000;

/// AERMOD's way to bring a direction into ]0, 360].
double turned(double direction_deg) {
  if (direction_deg > 360) return direction_deg - 360;
  return direction_deg <= 0 ? direction_deg + 360 : direction_deg;
}

Vec2 at_bearing(Vec2 origin, double distance_m, double bearing_deg) {
  return {origin.x + distance_m * std::sin(bearing_deg * rad_per_deg),
          origin.y + distance_m * std::cos(bearing_deg * rad_per_deg)};
}

}  // namespace

void ReceptorReader::take(const Card& card) {
  FieldReader fields(card, draft_->faults);
  has_asked_ = has_asked_ || card.keyword != "ELEVUNIT";
  if (card.keyword == "GRIDCART" || card.keyword == "GRIDPOLR") return take_network(card);
  if (!open_.empty()) {
    draft_->faults.error(open_.front().place, fmt::format("network {} without END", open_.front().id),
                         "END of every network");
    open_.clear();
  }
  if (card.keyword == "DISCCART" || card.keyword == "DISCPOLR") return read_discrete(card);
  if (card.keyword == "ELEVUNIT") {
    const std::string unit = fields.text("METERS or FEET");
    if (fields.is_good() && unit != "METERS" && unit != "FEET") fields.refuse(shown(unit), "METERS or FEET");
    if (!draft_->run.receptors.empty())
      fields.refuse("after receptors", "ELEVUNIT before the first receptor");
    elevation_unit_m_ = unit == "FEET" ? 0.3048 : 1.0;
    return fields.finish();
  }
  if (card.keyword == "EVALCART") return read_discrete(card);
  draft_->faults.error(card.place, shown(card.keyword), "a keyword of the pathway RE");
}

void ReceptorReader::add(Vec2 place, double elevation_m, double hill_m, double flag_m,
                         const std::string& network) {
  AermodRun& run = draft_->run;
  Receptor receptor;
  receptor.position_m = place;
  receptor.elevation_m = elevation_m;
  receptor.hill_height_m = std::max(elevation_m, hill_m);
  receptor.height_m = run.has_flagpoles ? flag_m : 0;
  if (run.network_of.empty() && !network.empty()) run.network_of.resize(run.receptors.size());
  if (!run.network_of.empty() || !network.empty()) run.network_of.push_back(network);
  run.receptors.push_back(receptor);
}

bool ReceptorReader::find_origin(FieldReader& fields, const std::string& id, Vec2& place) {
  for (const AermodSource& source : draft_->run.sources) {
    if (source.id != id) continue;
    // AERMOD keeps a LINE by its middle.
    place =
        source.kind == AermodSourceKind::line ? 0.5 * (source.position_m + source.end_m) : source.position_m;
    return true;
  }
  fields.refuse(fmt::format("source {}", shown(id)), "a source of the pathway SO");
  return false;
}

void ReceptorReader::take_network(const Card& card) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"STA", "XYINC", "XPNTS", "YPNTS", "ORIG", "DIST", "DDIR", "GDIR", "ELEV", "HILL", "FLAG", "END"});
  const auto is_word = [](const std::string& text) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  FieldReader fields(card, draft_->faults);
  const bool is_polar = card.keyword == "GRIDPOLR";
  std::string word = fields.text("the id of a network");
  if (!fields.is_good()) return;
  // The id may be left out inside a network; "XYINC" and so on cannot be ids there.
  if (open_.empty() || !is_word(word) ||
      (fields.has_more() && word == open_.front().id && is_word(fields.peek()))) {
    const std::string id = word;
    word = fields.text("STA, END or what the network is made of");
    if (!fields.is_good()) return;
    if (open_.empty()) {
      if (id.size() > 8) return fields.refuse(fmt::format("network {}", shown(id)), "at most 8 characters");
      Network network;
      network.id = id;
      network.is_polar = is_polar;
      network.place = card.place;
      open_.push_back(std::move(network));
      if (word != "STA") fields.refuse(shown(word), "STA at the begin of a network");
    } else if (open_.front().id != id) {
      fields.refuse(fmt::format("network {} inside network {}", shown(id), open_.front().id),
                    "END of a network before the next one");
      open_.clear();
      return;
    }
  }
  Network& network = open_.front();
  if (network.is_polar != is_polar) {
    fields.refuse(fmt::format("inside network {}", network.id), network.is_polar ? "GRIDPOLR" : "GRIDCART");
    return;
  }
  if (word == "STA") {
    // AERMOD lets the first words of a network stand beside STA.
    if (!fields.has_more()) return;
    word = fields.text("a word");
  }
  if (word == "END") {
    fields.finish();
    return end_network();
  }
  if (word == "ELEV" || word == "HILL" || word == "FLAG") {
    Row row;
    row.index = fields.number("the number of a row");
    const std::size_t places = network.first.size() * network.second.size();
    fields.numbers("heights", places > 0 ? places : 1'000'000, row.values);
    if (fields.is_good())
      (word == "ELEV"   ? network.elevations
       : word == "HILL" ? network.hills
                        : network.flags)
          .push_back(std::move(row));
    return;
  }
  if (network.is_polar)
    read_polar(network, fields, word);
  else
    read_cartesian(network, fields, word);
}

void ReceptorReader::read_cartesian(Network& network, FieldReader& fields, const std::string& word) {
  if (word == "XYINC") {
    if (network.has_points || network.has_increments)
      fields.refuse("a second grid", "XYINC once, or XPNTS and YPNTS");
    network.has_increments = true;
    for (std::vector<double>* axis : {&network.first, &network.second}) {
      const double begin = fields.number("the first coordinate in metres");
      const int count = fields.whole("a number of receptors", 1, 1'000'000);
      const double step = fields.number("a spacing in metres");
      if (!fields.is_good()) return;
      for (int i = 0; i < count; ++i) axis->push_back(begin + step * i);
    }
    fields.finish();
  } else if (word == "XPNTS" || word == "YPNTS") {
    if (network.has_increments) fields.refuse("points beside XYINC", "XYINC, or XPNTS and YPNTS");
    network.has_points = true;
    fields.numbers("coordinates in metres", 1'000'000, word == "XPNTS" ? network.first : network.second);
  } else {
    fields.refuse(shown(word), "XYINC, XPNTS, YPNTS, ELEV, HILL, FLAG or END");
  }
}

void ReceptorReader::read_polar(Network& network, FieldReader& fields, const std::string& word) {
  if (word == "ORIG") {
    if (fields.left() == 1) {
      find_origin(fields, fields.text("the id of a source"), network.origin);
    } else {
      network.origin.x = fields.number("x in metres");
      network.origin.y = fields.number("y in metres");
    }
    fields.finish();
  } else if (word == "DIST") {
    fields.numbers("distances in metres", 1'000'000, network.first);
  } else if (word == "DDIR") {
    if (network.has_increments) fields.refuse("DDIR beside GDIR", "one of them");
    network.has_points = true;
    const std::size_t before = network.second.size();
    fields.numbers("directions in degrees", 1'000'000, network.second);
    for (std::size_t i = before; i < network.second.size(); ++i)
      network.second[i] = turned(network.second[i]);
  } else if (word == "GDIR") {
    if (network.has_points || network.has_increments)
      fields.refuse("a second set of directions", "GDIR once, or DDIR");
    network.has_increments = true;
    const int count = fields.whole("a number of directions", 1, 1'000'000);
    const double begin = fields.number("the first direction in degrees");
    const double step = fields.number("a spacing in degrees");
    fields.finish();
    if (!fields.is_good()) return;
    for (int i = 0; i < count; ++i) network.second.push_back(turned(begin + step * i));
  } else {
    fields.refuse(shown(word), "ORIG, DIST, DDIR, GDIR, ELEV, HILL, FLAG or END");
  }
}

std::vector<double> ReceptorReader::in_order(std::vector<Row>& rows, std::size_t wanted,
                                             const Network& network, const char* what) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.index < b.index; });
  std::vector<double> values;
  for (const Row& row : rows) values.insert(values.end(), row.values.begin(), row.values.end());
  if (!values.empty() && values.size() != wanted)
    draft_->faults.error(network.place,
                         fmt::format("network {}: {} values of {}", network.id, values.size(), what),
                         fmt::format("{}, one for each receptor", wanted));
  values.resize(wanted, 0.0);
  return values;
}

void ReceptorReader::end_network() {
  AermodRun& run = draft_->run;
  Network network = std::move(open_.front());
  open_.clear();
  const std::size_t columns = network.first.size();
  const std::size_t rows = network.second.size();
  if (columns == 0 || rows == 0) {
    draft_->faults.error(network.place, fmt::format("network {} without receptors", network.id),
                         network.is_polar ? "DIST and DDIR or GDIR" : "XYINC, or XPNTS and YPNTS");
    return;
  }
  if (rows > (most_receptors - std::min(most_receptors, run.receptors.size())) / columns) {
    draft_->faults.error(network.place,
                         fmt::format("network {} of {} x {} receptors", network.id, columns, rows),
                         fmt::format("at most {} receptors", most_receptors));
    return;
  }
  const std::size_t count = columns * rows;
  if (!run.is_flat && !network.elevations.empty() && network.hills.empty())
    draft_->faults.error(network.place, fmt::format("network {}: ELEV without HILL", network.id),
                         "a hill height for each receptor (as AERMAP writes them)");
  else if (!run.is_flat && (network.elevations.empty() || network.hills.empty()))
    draft_->faults.note(network.place,
                        fmt::format("network {} without elevations or hill heights", network.id),
                        "ELEV and HILL", "0 m is taken for those, as in AERMOD");
  const std::vector<double> elevations = in_order(network.elevations, count, network, "ELEV");
  const std::vector<double> hills = in_order(network.hills, count, network, "HILL");
  const auto is_any = [](const std::vector<double>& heights) {
    return std::any_of(heights.begin(), heights.end(), [](double height) { return height != 0; });
  };
  if (run.is_flat && (is_any(elevations) || is_any(hills))) has_no_use_.ground.tell(network.place);
  const bool gives_flags = !network.flags.empty();
  if (network.flags.empty()) network.flags.push_back({1, std::vector<double>(count, run.default_flagpole_m)});
  const std::vector<double> flags = in_order(network.flags, count, network, "FLAG");
  if (!run.has_flagpoles && gives_flags && is_any(flags)) has_no_use_.flagpole.tell(network.place);
  AermodNetwork made{network.id, run.receptors.size(), columns, rows, network.is_polar, {}, {}};
  const double to_metres = elevation_unit_m_;
  for (std::size_t j = 0; j < rows; ++j)
    for (std::size_t i = 0; i < columns; ++i) {
      const Vec2 place = network.is_polar ? at_bearing(network.origin, network.first[i], network.second[j])
                                          : Vec2{network.first[i], network.second[j]};
      const std::size_t k = j * columns + i;
      add(place, elevations[k] * to_metres, hills[k] * to_metres, flags[k], network.id);
    }
  if (!network.is_polar) {
    made.x_m = std::move(network.first);
    made.y_m = std::move(network.second);
  }
  run.networks.push_back(std::move(made));
}

void ReceptorReader::read_discrete(const Card& card) {
  AermodRun& run = draft_->run;
  FieldReader fields(card, draft_->faults);
  Vec2 place{};
  if (card.keyword == "DISCPOLR") {
    Vec2 origin{};
    const std::string id = fields.text("the id of a source");
    const double distance = fields.number("a distance in metres");
    const double direction = fields.number("a direction in degrees");
    if (!fields.is_good() || !find_origin(fields, id, origin)) return;
    place = at_bearing(origin, distance, turned(direction));
  } else {
    place.x = fields.number("x in metres");
    place.y = fields.number("y in metres");
  }
  if (run.receptors.size() >= most_receptors)
    return fields.refuse("too many receptors", fmt::format("at most {}", most_receptors));
  // Elevation, hill height, flagpole; in flat runs a single number is the flagpole (AERMOD's rule).
  double elevation = 0;
  double hill = 0;
  double flag = run.default_flagpole_m;
  const std::size_t count = card.keyword == "EVALCART" ? 3 : fields.left();
  if (run.is_flat && run.has_flagpoles && count == 1) {
    flag = fields.number("a height above ground in metres");
  } else {
    if (!run.is_flat && count < 2) incomplete_.tell(card.place);
    if (fields.has_more()) elevation = fields.number("an elevation");
    if (fields.has_more()) hill = fields.number("a hill height");
    if (run.is_flat && (elevation != 0 || hill != 0)) has_no_use_.ground.tell(card.place);
    if (fields.has_more()) {
      const double height = fields.number("a height above ground in metres");
      if (run.has_flagpoles)
        flag = height;
      else if (height != 0)
        has_no_use_.flagpole.tell(card.place);
    }
  }
  if (card.keyword == "EVALCART") {
    fields.text("the id of an arc");
    if (fields.has_more()) fields.text("a name");
  }
  fields.finish();
  if (fields.is_good() && (elevation < -9998 || hill < -9998))
    fields.refuse("a missing elevation", "the elevation of the ground");
  if (fields.is_good() && flag < 0) fields.refuse(fmt::format("height {} m", flag), "a height >= 0 m");
  if (fields.is_good()) add(place, elevation * elevation_unit_m_, hill * elevation_unit_m_, flag, {});
}

void ReceptorReader::finish(AermodPlace place) {
  if (!open_.empty())
    draft_->faults.error(open_.front().place, fmt::format("network {} without END", open_.front().id),
                         "END of every network");
  const auto tell = [&](const Told& told, const char* found, const char* expected, const char* handled) {
    if (told.count > 0)
      draft_->faults.note(told.first,
                          fmt::format("{} ({} time{})", found, told.count, told.count == 1 ? "" : "s"),
                          expected, handled);
  };
  tell(incomplete_, "a receptor without elevation or hill height", "both beside MODELOPT ELEV",
       "0 m is taken for those, as in AERMOD");
  tell(has_no_use_.ground, "elevations or hill heights beside MODELOPT FLAT", "none",
       "all ground is flat, as in AERMOD");
  tell(has_no_use_.flagpole, "heights above ground without CO FLAGPOLE", "CO FLAGPOLE",
       "all receptors are at the ground, as in AERMOD");
  if (!has_asked_) draft_->faults.error(place, "no receptor before RE FINISHED", "receptors");
}

}  // namespace leeward::data::aermod
