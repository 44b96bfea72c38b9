#include "profile_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "plume_batch.h"

namespace leeward::dispersion {
namespace profile_table_detail {

using Sample = std::array<double, plume_channel_count>;

constexpr double base_octaves = 1.0;  // of a segment before it is halved
constexpr double smallest_octaves = 1.0 / 512.0;
constexpr std::size_t most_evaluations = 4000;
constexpr double lowest_log2 = -140.0;   // stands for 0
constexpr double unused_octaves = 60.0;  // below the table's largest value: as good as 0
constexpr double used_octaves = 40.0;
constexpr double smallest_use = 1e-9;    // of the largest value: what is smaller need not be as accurate
constexpr double smallest_share = 1e-3;  // same for 1 - f
constexpr double width_accuracy = 0.2;   // y counts up to 3 sigma_y: d ln C = 9 d ln sigma_y
constexpr double window_width_accuracy = 0.5;
constexpr float window_meander_accuracy = 2.5F;  // the meandering part is small beside the plume
constexpr std::array<double, 8> check_places{-0.9999, -0.91, -0.7, -0.38, 0.0, 0.38, 0.7, 0.9999};
/// Where the first term left out is largest; a bend in between shows at one of them.
constexpr std::array<float, 9> window_check_places{-1.0F,  -0.924F, -0.707F, -0.383F, 0.0F,
                                                   0.383F, 0.707F,  0.924F,  1.0F};
constexpr std::size_t segment_places = fit_places + check_places.size();

/// Chebyshev places of degree 8 and the matrix from values at them to coefficients of the polynomials T_j.
struct Chebyshev {
  std::array<double, fit_places> place{};
  std::array<std::array<double, fit_places>, fit_places> to_series{};  // [j][k]
  Chebyshev() {
    for (std::size_t k = 0; k < fit_places; ++k) {
      const double angle = std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * fit_places);
      place[k] = std::cos(angle);
      for (std::size_t j = 0; j < fit_places; ++j)
        to_series[j][k] = (j == 0 ? 1.0 : 2.0) / fit_places * std::cos(static_cast<double>(j) * angle);
    }
  }
};
const Chebyshev& chebyshev() {
  static const Chebyshev table;
  return table;
}

/// T_0 ... T_7 series to powers of t.
template <class Value>
void to_powers(const std::array<Value, fit_places>& c, std::array<Value, fit_places>& power) {
  power[0] = c[0] - c[2] + c[4] - c[6];
  power[1] = c[1] - Value{3} * c[3] + Value{5} * c[5] - Value{7} * c[7];
  power[2] = Value{2} * c[2] - Value{8} * c[4] + Value{18} * c[6];
  power[3] = Value{4} * c[3] - Value{20} * c[5] + Value{56} * c[7];
  power[4] = Value{8} * c[4] - Value{48} * c[6];
  power[5] = Value{16} * c[5] - Value{112} * c[7];
  power[6] = Value{32} * c[6];
  power[7] = Value{64} * c[7];
}

struct Interval {
  double begin, end;
  double octaves;
};

/// Largest values of the columns and of the meandering part so far.
struct Largest {
  double column = lowest_log2, penetrated = lowest_log2, meander = lowest_log2;
  void add(const Sample& s) {
    column = std::max(column, s[column_channel]);
    penetrated = std::max(penetrated, s[penetrated_column_channel]);
    meander = std::max(meander, s[meander_channel]);
  }
  double plume() const { return std::max(column, penetrated); }
};

/// Whether 2^found stands for 2^expected where the largest value is 2^largest.
bool holds_log2(double found, double expected, double largest, double tolerance) {
  const double value = std::exp2(std::min(expected - largest, 1.0));
  return std::abs(std::exp2(std::min(found - largest, 10.0)) - value) <=
         tolerance * std::max(value, smallest_use);
}

bool holds(const PlumeChannels& found, const Sample& expected, const Largest& largest, double tolerance) {
  const auto log2_holds = [&](std::size_t channel, double most) {
    return holds_log2(static_cast<double>(found[channel]), expected[channel], most, tolerance);
  };
  const auto width_holds = [&](std::size_t column, std::size_t width) {
    if (expected[column] < largest.plume() + std::log2(smallest_use)) return true;
    return std::abs(static_cast<double>(found[width]) - expected[width]) <=
           width_accuracy * tolerance * expected[width];
  };
  return log2_holds(column_channel, largest.plume()) &&
         log2_holds(penetrated_column_channel, largest.plume()) &&
         log2_holds(meander_channel, largest.meander) && width_holds(column_channel, width_channel) &&
         width_holds(penetrated_column_channel, penetrated_width_channel) &&
         std::abs(static_cast<double>(found[share_channel]) - expected[share_channel]) <=
             tolerance * std::max(expected[share_channel], smallest_share);
}

double log2_or_lowest(double value) {
  return value > 0 ? std::max(std::log2(value), lowest_log2) : lowest_log2;
}

/// Intervals between kinks, not longer than base_octaves.
std::vector<Interval> first_intervals(const Plume& plume, const TableRange& range) {
  std::vector<double> knots{range.begin_m};
  for (const double kink : plume.kinks_m())
    if (kink > knots.back() * 1.0001 && kink < range.end_m * 0.9999) knots.push_back(kink);
  knots.push_back(range.end_m);
  std::vector<Interval> intervals;
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const double octaves = std::log2(knots[i + 1] / knots[i]);
    const int parts = std::max(1, static_cast<int>(std::ceil(octaves / base_octaves)));
    double begin = knots[i];
    for (int p = 1; p <= parts; ++p) {
      const double end = p == parts ? knots[i + 1] : knots[i] * std::exp2(octaves * p / parts);
      intervals.push_back({begin, end, octaves / parts});
      begin = end;
    }
  }
  return intervals;
}

}  // namespace profile_table_detail

using namespace profile_table_detail;

PlumeChannels evaluate_fit(const ChannelFit& fit, float t) {
  PlumeChannels v = fit[fit_places - 1];
  for (std::size_t k = fit_places - 1; k-- > 0;)
    for (std::size_t c = 0; c < plume_channel_count; ++c) v[c] = v[c] * t + fit[k][c];
  return v;
}

void evaluate_channels(const Plume& plume, const PlumeReceptor& place, std::size_t count,
                       const double* distance_m, std::array<double, plume_channel_count>* values) {
  constexpr double sqrt_2pi = 2.5066282746310002;
  const double half_log2_e = std::sqrt(0.5 * std::numbers::log2e);
  std::vector<double> work(9 * count);
  const auto part = [&](std::size_t i) { return work.data() + i * count; };
  std::fill_n(part(0), count, place.height_m);
  std::fill_n(part(1), count, place.flagpole_m);
  std::fill_n(part(2), count, place.ground_m);
  std::fill_n(part(3), count, place.hill_m);
  evaluate_plume(plume, {count, distance_m, part(0), part(1), part(2), part(3)},
                 {part(4), part(5), part(6), part(7), part(8)});
  const bool is_all_penetrated = plume.penetrated_fraction() >= 1.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double column = is_all_penetrated ? part(6)[i] : part(4)[i];
    const double sigma = is_all_penetrated ? part(7)[i] : part(5)[i];
    const double penetrated = is_all_penetrated ? 0.0 : part(6)[i];
    const double fraction = part(8)[i];
    auto& v = values[i];
    v[column_channel] = log2_or_lowest(ug_per_g * column / (sqrt_2pi * sigma));
    v[width_channel] = half_log2_e / sigma;
    v[penetrated_column_channel] = log2_or_lowest(ug_per_g * penetrated / (sqrt_2pi * part(7)[i]));
    v[penetrated_width_channel] = half_log2_e / part(7)[i];
    v[meander_channel] = log2_or_lowest(ug_per_g * fraction * (column + penetrated) * 0.5 *
                                        std::numbers::inv_pi / distance_m[i]);
    v[share_channel] = 1.0 - fraction;
    v[6] = v[7] = 0.0;
  }
}

ProfileTable::ProfileTable(const Plume& plume, const PlumeReceptor& place, const TableRange& range,
                           double tolerance, double window_tolerance) {
  struct Piece {
    double begin, end;
    Segment segment;
    double widest;
  };
  std::vector<Piece> pieces;
  std::vector<Interval> open = first_intervals(plume, range);
  std::vector<double> distances;
  std::vector<Sample> samples;
  Largest largest;
  const Chebyshev& nodes = chebyshev();
  const double width_of_sigma = std::sqrt(0.5 * std::numbers::log2e);
  while (!open.empty()) {
    distances.clear();
    for (const Interval& i : open) {
      const double middle = 0.5 * (i.begin + i.end);
      const double half = 0.5 * (i.end - i.begin);
      for (const double t : nodes.place) distances.push_back(middle + half * t);
      for (const double t : check_places) distances.push_back(middle + half * t);
    }
    samples.resize(distances.size());
    evaluate_channels(plume, place, distances.size(), distances.data(), samples.data());
    evaluation_count_ += samples.size();
    for (const Sample& s : samples) largest.add(s);
    std::vector<Interval> next;
    for (std::size_t n = 0; n < open.size(); ++n) {
      const Interval& i = open[n];
      Sample* sample = samples.data() + n * segment_places;
      double widest = 0;
      for (std::size_t k = 0; k < segment_places; ++k) {
        sample[k][column_channel] = std::max(sample[k][column_channel], largest.plume() - unused_octaves);
        sample[k][penetrated_column_channel] =
            std::max(sample[k][penetrated_column_channel], largest.plume() - unused_octaves);
        sample[k][meander_channel] = std::max(sample[k][meander_channel], largest.meander - unused_octaves);
        widest = std::max(widest, width_of_sigma / sample[k][width_channel]);
        if (largest.penetrated > lowest_log2)
          widest = std::max(widest, width_of_sigma / sample[k][penetrated_width_channel]);
      }
      Piece piece{i.begin, i.end, {}, widest};
      piece.segment.middle = 0.5 * (i.begin + i.end);
      piece.segment.per_half = 2.0 / (i.end - i.begin);
      for (std::size_t c = 0; c < plume_channel_count; ++c) {
        std::array<double, fit_places> series{};
        for (std::size_t j = 0; j < fit_places; ++j)
          for (std::size_t k = 0; k < fit_places; ++k) series[j] += nodes.to_series[j][k] * sample[k][c];
        std::array<double, fit_places> power{};
        to_powers(series, power);
        for (std::size_t j = 0; j < fit_places; ++j)
          piece.segment.coefficient[j][c] = static_cast<float>(power[j]);
      }
      piece.segment.is_sound = true;
      for (std::size_t k = 0; k < check_places.size(); ++k)
        piece.segment.is_sound =
            piece.segment.is_sound &&
            holds(evaluate_fit(piece.segment.coefficient, static_cast<float>(check_places[k])),
                  sample[fit_places + k], largest, tolerance);
      const bool is_last =
          i.octaves <= smallest_octaves || evaluation_count_ + 20 * next.size() > most_evaluations;
      if (piece.segment.is_sound || is_last) {
        pieces.push_back(piece);
      } else {
        const double middle = std::sqrt(i.begin * i.end);
        next.push_back({i.begin, middle, 0.5 * i.octaves});
        next.push_back({middle, i.end, 0.5 * i.octaves});
      }
    }
    open = std::move(next);
  }
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.begin < b.begin; });

  has_penetrated_ = largest.penetrated > largest.plume() + std::log2(smallest_use);
  double widest = 0;
  std::uint32_t unsound = 0;
  for (Piece& p : pieces) {
    ends_.push_back(p.begin);
    const PlumeChannels at_begin = evaluate_fit(p.segment.coefficient, -1.0F);
    widest = std::max(widest, width_of_sigma / narrowest_width(at_begin));
    p.segment.widest_before = widest;
    widest = std::max(widest, p.widest);
    unsound_before_.push_back(unsound);
    unsound += p.segment.is_sound ? 0 : 1;
    segments_.push_back(p.segment);
  }
  ends_.push_back(range.end_m);
  unsound_before_.push_back(unsound);
  std::uint32_t segment = 0;
  for (std::uint64_t b = bucket_of(begin_m(), 0); b <= bucket_of(end_m(), 0); ++b) {
    while (segment + 1 < segments_.size() && ends_[segment + 1] <= bucket_begin(b, 0)) ++segment;
    bucket_.push_back(segment);
  }
  make_windows(window_tolerance);
  plume_zero_ = static_cast<float>(std::exp2(largest.plume() - unused_octaves));
  meander_zero_ = static_cast<float>(std::exp2(largest.meander - unused_octaves));
  plume_use_ = use_of(largest.plume(), [](const PlumeChannels& v) {
    return std::max(v[column_channel], v[penetrated_column_channel]);
  });
  meander_use_ = use_of(largest.meander, [](const PlumeChannels& v) { return v[meander_channel]; });
}

template <class Channel>
TableRange ProfileTable::use_of(double largest, const Channel& channel) const {
  TableRange use{end_m(), begin_m()};
  if (largest <= lowest_log2) return use;
  for (std::size_t i = 0; i < segments_.size(); ++i)
    for (const float t : {-1.0F, -0.5F, 0.0F, 0.5F, 1.0F}) {
      if (static_cast<double>(channel(evaluate_fit(segments_[i].coefficient, t))) <= largest - used_octaves)
        continue;
      use.begin_m = std::min(use.begin_m, ends_[i]);
      use.end_m = ends_[i + 1];
    }
  return use;
}

double ProfileTable::narrowest_width(const PlumeChannels& values) const {
  return static_cast<double>(has_penetrated_
                                 ? std::min(values[width_channel], values[penetrated_width_channel])
                                 : values[width_channel]);
}

double ProfileTable::widest_m(double distance_m) const {
  PlumeChannels values;
  look_up(distance_m, values);
  return std::max(std::sqrt(0.5 * std::numbers::log2e) / narrowest_width(values),
                  segments_[locate(distance_m)].widest_before);
}

void ProfileTable::make_windows(double tolerance) {
  for (std::size_t level = 0; level < level_count; ++level) {
    const std::uint64_t first = bucket_of(begin_m(), level);
    for (std::uint64_t b = first; b <= bucket_of(end_m(), level); ++b) {
      std::uint32_t& entry = window_of_[level].emplace_back(no_window);
      bool is_covered = false;
      for (std::size_t above = 0; above < level; ++above) {
        const std::uint32_t a = window_of_[above][(b >> (level - above)) - bucket_of(begin_m(), above)];
        is_covered = is_covered || (a != no_window && windows_[a].holds_plume && windows_[a].holds_meander &&
                                    windows_[a].holds_share);
      }
      if (is_covered) continue;
      WindowFit window;
      window.begin_m = std::max(bucket_begin(b, level), begin_m());
      window.end_m = std::min(bucket_begin(b + 4, level), end_m());
      if (window.end_m <= window.begin_m || !fit(window, tolerance)) continue;
      entry = static_cast<std::uint32_t>(windows_.size());
      windows_.push_back(window);
    }
  }
}

const WindowFit* ProfileTable::window(const TableRange& range, bool WindowFit::*part) const {
  if (range.begin_m < begin_m() || range.end_m > end_m()) return nullptr;
  for (std::size_t level = 0; level < level_count; ++level) {
    const std::uint32_t w = window_of_[level][bucket_of(range.begin_m, level) - bucket_of(begin_m(), level)];
    if (w != no_window && windows_[w].*part && range.end_m <= windows_[w].end_m) return &windows_[w];
  }
  return nullptr;
}

/// Polynomial of the window through Chebyshev places; its parts hold when the last terms of the series are
/// small and the table agrees between the places. False where no part holds.
bool ProfileTable::fit(WindowFit& w, double tolerance) const {
  if (unsound_before_[locate(w.end_m) + 1] != unsound_before_[locate(w.begin_m)]) return false;
  const Chebyshev& nodes = chebyshev();
  const double half = 0.5 * (w.end_m - w.begin_m);
  w.middle_m = 0.5 * (w.begin_m + w.end_m);
  w.per_half = 1.0 / half;
  std::array<PlumeChannels, fit_places> series{};
  PlumeChannels values;
  for (std::size_t k = 0; k < fit_places; ++k) {
    look_up(w.middle_m + half * nodes.place[k], values);
    for (std::size_t j = 0; j < fit_places; ++j) {
      const auto weight = static_cast<float>(nodes.to_series[j][k]);
      for (std::size_t c = 0; c < plume_channel_count; ++c) series[j][c] += weight * values[c];
    }
  }
  // What counts as an error in each channel: natural logarithms of values, relative in width and share.
  const auto small = static_cast<float>(tolerance);
  const auto per_ln = static_cast<float>(std::numbers::log2e);
  std::array<float, plume_channel_count> bound{};
  bound.fill(small * per_ln);
  for (const std::size_t c : {width_channel, penetrated_width_channel})
    bound[c] = small * static_cast<float>(window_width_accuracy) * std::abs(series[0][c]);
  bound[meander_channel] *= window_meander_accuracy;
  bound[share_channel] =
      small * std::max(std::abs(series[0][share_channel]), static_cast<float>(smallest_share));

  std::array<bool, plume_channel_count> is_good{};
  std::array<std::size_t, plume_channel_count> terms{};
  for (std::size_t c = 0; c < plume_channel_count; ++c) {
    const auto size = [&](std::size_t j) { return std::abs(series[j][c]); };
    is_good[c] = size(7) <= bound[c] && size(6) <= 4.0F * bound[c];
    const float above_quintic = size(6) + size(7);
    terms[c] = above_quintic > bound[c] ? 8 : above_quintic + size(4) + size(5) > bound[c] ? 6 : 4;
  }
  w.plume_terms = std::max(terms[column_channel], terms[width_channel]);
  if (has_penetrated_)
    w.plume_terms =
        std::max({w.plume_terms, terms[penetrated_column_channel], terms[penetrated_width_channel]});
  w.meander_terms = terms[meander_channel];
  for (std::size_t c = 0; c < plume_channel_count; ++c) {
    const std::size_t kept = c == meander_channel ? w.meander_terms
                             : c == share_channel ? fit_places
                                                  : w.plume_terms;
    std::array<float, fit_places> s{};
    for (std::size_t j = 0; j < kept; ++j) s[j] = series[j][c];
    std::array<float, fit_places> power{};
    to_powers(s, power);
    for (std::size_t j = 0; j < fit_places; ++j) w.coefficient[j][c] = power[j];
  }
  for (const float t : window_check_places) {
    look_up(std::clamp(w.middle_m + half * static_cast<double>(t), w.begin_m, w.end_m), values);
    const PlumeChannels found = evaluate_fit(w.coefficient, t);
    for (std::size_t c = 0; c < plume_channel_count; ++c)
      is_good[c] = is_good[c] && std::abs(found[c] - values[c]) <= bound[c];
  }
  w.holds_plume =
      is_good[column_channel] && is_good[width_channel] &&
      (!has_penetrated_ || (is_good[penetrated_column_channel] && is_good[penetrated_width_channel]));
  w.holds_meander = is_good[meander_channel];
  w.holds_share = is_good[share_channel];
  return w.holds_plume || w.holds_meander || w.holds_share;
}

}  // namespace leeward::dispersion
