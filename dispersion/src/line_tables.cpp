#include "dispersion/line_tables.h"

#include <cmath>

#include "core/model/expects.h"

namespace leeward::dispersion {
namespace table_detail {

constexpr unsigned distance_segments_per_octave = 16;         // the top 4 bits of the mantissa
constexpr unsigned squared_segments_per_octave = 8;           // the top 3 bits: 16 an octave of distance
constexpr unsigned values_per_segment = 3;                    // and the next segment's first

/// The cubic in t through the values at t = 0, 1/3, 2/3, 1.
std::array<double, 4> cubic_through(double f0, double f1, double f2, double f3) {
  return {f0, -5.5 * f0 + 9.0 * f1 - 4.5 * f2 + f3, 9.0 * f0 - 22.5 * f1 + 18.0 * f2 - 4.5 * f3,
          -4.5 * f0 + 13.5 * f1 - 13.5 * f2 + 4.5 * f3};
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
    out.push_back({cubic_through(values[i].first, values[i + 1].first, values[i + 2].first, values[i + 3].first),
                   cubic_through(values[i].second, values[i + 1].second, values[i + 2].second, values[i + 3].second)});
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
      direct.push_back({line_direct_term(wind, along[i], distance[i], h, z),
                        along[i].raw_sigma_y_m * along[i].raw_sigma_y_m});
    for (std::size_t i = 0; i < squared.size(); ++i) {
      const double f = line_meander_share(wind, around[i]);
      meander.push_back({f * line_meander_term(wind, around[i], std::sqrt(squared[i]), h, z), f});
    }
    heights_.push_back({segments(direct), segments(meander)});
  }
}

}  // namespace leeward::dispersion
