#include "dispersion/line_tables.h"

#include <cmath>

#include "core/model/expects.h"

namespace leeward::dispersion {
namespace table_detail {

constexpr unsigned distance_segments_per_octave = 64;  // the top 6 bits of the mantissa
constexpr unsigned squared_segments_per_octave = 32;   // the top 5 bits: 64 an octave of distance
constexpr unsigned values_per_segment = 2;             // and the next segment's first

/// The parabola in t through the values at t = 0, 1/2, 1.
std::array<double, 3> parabola_through(double f0, double f1, double f2) {
  return {f0, -3.0 * f0 + 4.0 * f1 - f2, 2.0 * f0 - 4.0 * f1 + 2.0 * f2};
}

/// Arguments of the table values: segments are equal parts of each octave [2^k, 2^(k+1)).
std::vector<double> abscissae(unsigned octaves, unsigned segments_per_octave) {
  std::vector<double> out;
  const unsigned parts = segments_per_octave * values_per_segment;
  for (unsigned k = 0; k < octaves; ++k)
    for (unsigned i = 0; i < parts; ++i)
      out.push_back(std::ldexp(1.0 + static_cast<double>(i) / parts, static_cast<int>(k)));
  out.push_back(std::ldexp(1.0, static_cast<int>(octaves)));
  return out;
}

std::vector<LineTables::Segment> segments(const std::vector<LineTables::Pair>& values) {
  std::vector<LineTables::Segment> out;
  for (std::size_t i = 0; i + values_per_segment < values.size(); i += values_per_segment)
    out.push_back({parabola_through(values[i].first, values[i + 1].first, values[i + 2].first),
                   parabola_through(values[i].second, values[i + 1].second, values[i + 2].second)});
  return out;
}

}  // namespace table_detail

LineTables::LineTables(const LineWind& wind, const LineClass& line_class, std::span<const double> receptor_heights_m) {
  using namespace table_detail;
  const double h = line_class.release_height_m;
  const double sigma_z0 = line_class.initial_sigma_z_m;
  const std::vector<double> distance = abscissae(octaves, distance_segments_per_octave);
  const std::vector<double> squared = abscissae(2 * octaves, squared_segments_per_octave);
  std::vector<LineSpread> along;
  std::vector<LineSpread> around;
  along.reserve(distance.size());
  around.reserve(squared.size());
  for (const double x : distance) along.push_back(line_spread(wind, x, h, sigma_z0));
  for (const double r2 : squared) around.push_back(line_spread(wind, std::sqrt(r2), h, sigma_z0));

  for (const double z : receptor_heights_m) {
    std::vector<Pair> direct;
    std::vector<Pair> meander;
    direct.reserve(distance.size());
    meander.reserve(squared.size());
    for (std::size_t i = 0; i < distance.size(); ++i)
      direct.push_back(
          {line_direct_term(wind, along[i], distance[i], h, z), along[i].raw_sigma_y_m * along[i].raw_sigma_y_m});
    for (std::size_t i = 0; i < squared.size(); ++i) {
      const double f = line_meander_share(wind, around[i]);
      meander.push_back({f * line_meander_term(wind, around[i], std::sqrt(squared[i]), h, z), f});
    }
    heights_.push_back({segments(direct), segments(meander)});
  }
}

}  // namespace leeward::dispersion
