#include "links.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "blocks.h"
#include "noise.h"
#include "random.h"

namespace leeward::sample {
namespace {

constexpr double touch_m = 7.0;          ///< an end this near another street is a junction
constexpr double shortest_link_m = 18.0;

struct Stretch {
  Polyline line;
  std::size_t street = 0;
  Box2 box;
  std::vector<double> junctions_m;
};

class Cutter {
 public:
  Cutter(const Coast& coast, const Plan& plan) : coast_(coast), plan_(plan) {
    for (const Street& street : plan.streets)
      if (street.street_class == StreetClass::motorway || street.name == "Port Link") fast_.push_back(&street);
  }

  std::vector<Stretch> cut() const {
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < plan_.streets.size(); ++i)
      for (auto [from, to] : usable(plan_.streets[i])) {
        Stretch one{part(plan_.streets[i].line, from, to), i, {}, {}};
        one.box = bounds(one.line).grown(touch_m);
        stretches.push_back(std::move(one));
      }
    return stretches;
  }

 private:
  enum class Ground { free, water, barred };

  Ground ground(const Street& street, Vec2 p) const {
    if (p.x < 0 || p.y < 0 || p.x > domain_width_m || p.y > domain_height_m) return Ground::barred;
    const bool is_fast = street.street_class == StreetClass::motorway || street.street_class == StreetClass::trunk;
    const double water = coast_.water_distance_m(p);
    if (water < (street.is_bank ? 8.0 : bank_distance_m)) return Ground::water;
    if (is_fast || street.is_bank) return Ground::free;
    if (is_reserved(p) || (!street.is_country && urbanity(coast_, p) < 0.12)) return Ground::barred;
    if (!street.has_bridges)
      for (const Street* fast : fast_)
        if (distance_to_line(p, fast->line) < 34) return Ground::barred;
    return Ground::free;
  }

  /// Arc lengths between which a street can be built. Streets with bridges cross rivers, not the sea.
  std::vector<std::pair<double, double>> usable(const Street& street) const {
    const double total = length(street.line);
    const double step = 4.0;
    std::vector<std::pair<double, double>> runs;
    bool is_open = false;
    double begin = 0;
    const auto end_run = [&](double s) {
      if (is_open) runs.emplace_back(begin, s);
      is_open = false;
    };
    for (double s = 0;; s = std::min(s + step, total)) {
      if (ground(street, at_length(street.line, s).first) == Ground::free) {
        if (!is_open) begin = s;
        is_open = true;
      } else {
        end_run(s - step);
      }
      if (s >= total) break;
    }
    end_run(total);
    if (street.has_bridges) join_over_river(street, runs);
    std::erase_if(runs, [&](const auto& run) { return run.second - run.first < 40; });
    return runs;
  }

  void join_over_river(const Street& street, std::vector<std::pair<double, double>>& runs) const {
    for (std::size_t i = 0; i + 1 < runs.size();) {
      const double from = runs[i].second;
      const double to = runs[i + 1].first;
      const Vec2 middle = at_length(street.line, 0.5 * (from + to)).first;
      if (to - from < 330 && coast_.sea_distance_m(middle) > 30 && ground(street, middle) == Ground::water) {
        runs[i].second = runs[i + 1].second;
        runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      } else {
        ++i;
      }
    }
  }

  const Coast& coast_;
  const Plan& plan_;
  std::vector<const Street*> fast_;
};

/// Arc length on `line` of the place nearest to p, when it is near enough.
std::optional<double> touch(const Polyline& line, Vec2 p) {
  double s = 0;
  double best = touch_m;
  std::optional<double> found;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec2 d = line[i + 1] - line[i];
    const double piece = length(d);
    const double t = std::clamp(dot(p - line[i], d) / (piece * piece), 0.0, 1.0);
    const double distance = length(p - (line[i] + t * d));
    if (distance < best) {
      best = distance;
      found = s + t * piece;
    }
    s += piece;
  }
  return found;
}

void cross_both(Stretch& one, Stretch& other) {
  double s = 0;
  for (std::size_t i = 0; i + 1 < one.line.size(); ++i) {
    const Vec2 d = one.line[i + 1] - one.line[i];
    double r = 0;
    for (std::size_t k = 0; k + 1 < other.line.size(); ++k) {
      const Vec2 e = other.line[k + 1] - other.line[k];
      const double area = cross(d, e);
      if (std::abs(area) > 1e-9) {
        const double t = cross(other.line[k] - one.line[i], e) / area;
        const double u = cross(other.line[k] - one.line[i], d) / area;
        if (t > 0 && t < 1 && u > 0 && u < 1) {
          one.junctions_m.push_back(s + t * length(d));
          other.junctions_m.push_back(r + u * length(e));
        }
      }
      r += length(e);
    }
    s += length(d);
  }
}

void find_junctions(std::vector<Stretch>& stretches, const Plan& plan) {
  const auto is_level = [&](const Stretch& a, const Stretch& b) {
    // Streets pass over or under the motorway; it meets the trunk road and the main avenues only.
    const auto is_motorway = [&](const Stretch& s) { return plan.streets[s.street].street_class == StreetClass::motorway; };
    const auto is_main = [&](const Stretch& s) {
      const StreetClass c = plan.streets[s.street].street_class;
      return c == StreetClass::primary || c == StreetClass::trunk || c == StreetClass::motorway;
    };
    if (is_motorway(a)) return is_main(b);
    if (is_motorway(b)) return is_main(a);
    return true;
  };
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    for (std::size_t k = i + 1; k < stretches.size(); ++k) {
      Stretch& a = stretches[i];
      Stretch& b = stretches[k];
      if (!a.box.intersects(b.box) || !is_level(a, b)) continue;
      cross_both(a, b);
      for (const Vec2 end : {a.line.front(), a.line.back()})
        if (const auto at = touch(b.line, end)) b.junctions_m.push_back(*at);
      for (const Vec2 end : {b.line.front(), b.line.back()})
        if (const auto at = touch(a.line, end)) a.junctions_m.push_back(*at);
    }
  }
}

/// Volume of a street of its class at a place: typical values, less towards the edge of the city.
double volume_at(const Street& street, Vec2 p, double share, double urban) {
  const double far = length(p - city_centre);
  const double inner = 0.45 + 0.75 * std::exp(-far / 2600.0);
  switch (street.street_class) {
    case StreetClass::motorway: return 46000 + 9000 * value_noise(p, 5000, 201);
    case StreetClass::trunk: return 24000 + 2500 * value_noise(p, 3000, 202);
    case StreetClass::primary: return (13000 + 17000 * share) * inner;
    case StreetClass::secondary: return (6500 + 9500 * share) * inner;
    case StreetClass::tertiary: return (1800 + 5200 * share) * (0.3 + 0.7 * urban);
    case StreetClass::residential: return (250 + 1500 * share * share) * (0.4 + 0.9 * urban);
    case StreetClass::service: return 900 + 900 * share;
  }
  return 0;
}

void give_traffic(Link& link, const Street& street, double share, const Coast& coast) {
  const Vec2 p = at_length(link.line, 0.5 * length(link.line)).first;
  const Character there = character_at(coast, p);
  const bool is_port = there == Character::port || there == Character::industry;
  const double volume = volume_at(street, p, share, urbanity(coast, p)) * (link.is_bridge ? 1.25 : 1.0);
  link.vehicles_per_day = std::round(volume / 10.0) * 10.0;
  switch (street.street_class) {
    case StreetClass::motorway: link.heavy_share = 0.13; link.speed_km_per_h = 100; break;
    case StreetClass::trunk: link.heavy_share = 0.22; link.speed_km_per_h = 70; break;
    case StreetClass::primary: link.heavy_share = 0.07; link.speed_km_per_h = 50; break;
    case StreetClass::secondary: link.heavy_share = 0.06; link.speed_km_per_h = 50; break;
    case StreetClass::tertiary: link.heavy_share = 0.05; link.speed_km_per_h = 50; break;
    case StreetClass::residential: link.heavy_share = 0.03; link.speed_km_per_h = 30; break;
    case StreetClass::service: link.heavy_share = 0.30; link.speed_km_per_h = 30; break;
  }
  if (is_port && street.street_class != StreetClass::motorway)
    link.heavy_share = std::min(0.45, std::round((link.heavy_share + 0.16) * 100) / 100);
  if (there == Character::country && link.speed_km_per_h == 50) link.speed_km_per_h = 70;
}

}  // namespace

std::vector<Link> make_links(const Coast& coast, const Plan& plan) {
  std::vector<Stretch> stretches = Cutter(coast, plan).cut();
  find_junctions(stretches, plan);
  Random random("traffic");
  std::vector<double> shares(plan.streets.size());
  for (double& share : shares) share = random.uniform();

  std::vector<Link> links;
  for (Stretch& one : stretches) {
    const Street& street = plan.streets[one.street];
    const double total = length(one.line);
    std::vector<double> cuts{0};
    std::sort(one.junctions_m.begin(), one.junctions_m.end());
    for (const double s : one.junctions_m)
      if (s - cuts.back() > shortest_link_m && total - s > shortest_link_m) cuts.push_back(s);
    cuts.push_back(total);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      Link link;
      link.line = part(one.line, cuts[i], cuts[i + 1]);
      link.street_class = street.street_class;
      link.name = street.name;
      for (double s = cuts[i]; s <= cuts[i + 1]; s += 5)
        if (coast.water_distance_m(at_length(one.line, s).first) < 0) link.is_bridge = true;
      give_traffic(link, street, shares[one.street], coast);
      links.push_back(std::move(link));
    }
  }
  return links;
}

}  // namespace leeward::sample
