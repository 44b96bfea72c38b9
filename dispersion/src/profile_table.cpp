#include "profile_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "pair_kernel.h"
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
constexpr std::size_t segment_places = fit_places + check_places.size();

/// T_0 ... T_7 series to powers of t, all channels.
void to_powers(const std::array<Sample, fit_places>& series, ChannelFit& power) {
  for (std::size_t i = 0; i < plume_channel_count; ++i) {
    const auto c = [&](std::size_t j) { return series[j][i]; };
    const auto set = [&](std::size_t k, double value) { power[k][i] = static_cast<float>(value); };
    set(0, c(0) - c(2) + c(4) - c(6));
    set(1, c(1) - 3 * c(3) + 5 * c(5) - 7 * c(7));
    set(2, 2 * c(2) - 8 * c(4) + 18 * c(6));
    set(3, 4 * c(3) - 20 * c(5) + 56 * c(7));
    set(4, 8 * c(4) - 48 * c(6));
    set(5, 16 * c(5) - 112 * c(7));
    set(6, 32 * c(6));
    set(7, 64 * c(7));
  }
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
  if (std::abs(found - expected) <= tolerance) return true;  // whatever it is: |2^d - 1| < d for 0 < d < 1
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
                           double tolerance, double window_tolerance, double narrowest_m) {
  struct Piece {
    double begin, end;
    TableSegment segment;
    double widest;
  };
  std::vector<Piece> pieces;
  std::vector<Interval> open = first_intervals(plume, range);
  std::vector<double> distances;
  std::vector<Sample> samples;
  Largest largest;
  const ChebyshevNodes& nodes = chebyshev_nodes();
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
      piece.segment.begin_m = static_cast<float>(i.begin);
      piece.segment.middle = 0.5 * (i.begin + i.end);
      piece.segment.per_half = 2.0 / (i.end - i.begin);
      std::array<Sample, fit_places> series{};
      for (std::size_t j = 0; j < fit_places; ++j)
        for (std::size_t k = 0; k < fit_places; ++k)
          for (std::size_t c = 0; c < plume_channel_count; ++c)
            series[j][c] += nodes.to_series[j][k] * sample[k][c];
      to_powers(series, piece.segment.coefficient);
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
  for (std::uint64_t b = bucket_of(begin_m(), locate_level); b <= bucket_of(end_m(), locate_level); ++b) {
    while (segment + 1 < segments_.size() && ends_[segment + 1] <= bucket_begin(b, locate_level)) ++segment;
    bucket_.push_back(segment);
  }
  plume_zero_ = static_cast<float>(std::exp2(largest.plume() - unused_octaves));
  meander_zero_ = static_cast<float>(std::exp2(largest.meander - unused_octaves));
  plume_use_ = use_of(largest.plume(), [](const PlumeChannels& v) {
    return std::max(v[column_channel], v[penetrated_column_channel]);
  });
  meander_use_ = use_of(largest.meander, [](const PlumeChannels& v) { return v[meander_channel]; });
  make_bounds();
  make_windows(window_tolerance, narrowest_m);
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

void ProfileTable::make_bounds() {
  constexpr float bend = 0.5F;  // how much more or less than at both ends there may be in between, log2
  const double sigma_per_width = std::sqrt(0.5 * std::numbers::log2e);
  const std::uint64_t first = bucket_of(begin_m(), bounds_level);
  const std::uint64_t last = bucket_of(end_m(), bounds_level);
  PlumeChannels before;
  PlumeChannels after;
  const auto most = [](const PlumeChannels& v) {
    return std::max(v[column_channel], v[penetrated_column_channel]);
  };
  double widest = 0;
  look_up(begin_m(), before);
  for (std::uint64_t b = first; b <= last; ++b) {
    const double end = std::min(bucket_begin(b + 1, bounds_level), end_m());
    look_up(end, after);
    widest = std::max({widest, sigma_per_width / narrowest_width(before),
                       sigma_per_width / narrowest_width(after), segments_[locate(end)].widest_before});
    bounds_.push_back({static_cast<float>(widest), std::max(most(before), most(after)) + bend,
                       std::min(before[meander_channel], after[meander_channel]) - bend});
    before = after;
  }
}

void ProfileTable::make_windows(double tolerance, double narrowest_m) {
  // What counts as an error in each channel: natural logarithms of values, relative in width and share.
  const auto small = static_cast<float>(tolerance);
  ChannelBounds bounds;
  bounds.absolute.fill(small * static_cast<float>(std::numbers::log2e));
  for (const PlumeChannel c : {width_channel, penetrated_width_channel}) {
    bounds.absolute[c] = 0.0F;
    bounds.relative[c] = small * static_cast<float>(window_width_accuracy);
  }
  bounds.absolute[meander_channel] *= window_meander_accuracy;
  bounds.absolute[share_channel] = small * static_cast<float>(smallest_share);
  bounds.relative[share_channel] = small;
  const double first_used = std::min(plume_use_.begin_m, meander_use_.begin_m);
  constexpr std::size_t usual_windows = 96;
  constexpr std::uint32_t all_parts = plume_part | meander_part | share_part;
  windows_.reserve(usual_windows);
  std::vector<bool> is_covered;  // by a window above that holds in all its parts
  WindowFit window;
  for (std::size_t level = 0; level < level_count; ++level) {
    const std::uint64_t first = bucket_of(begin_m(), level);
    const std::uint64_t last = bucket_of(end_m(), level);
    window_of_[level].assign(last - first + 1, 0);
    std::vector<bool> is_covered_here(last - first + 1);
    for (std::uint64_t b = first; b <= last; ++b) {
      if (level > plume_level && is_covered[(b >> 1U) - (first >> 1U)]) {
        is_covered_here[b - first] = true;
        continue;
      }
      window.begin_m = std::max(bucket_begin(b, level), begin_m());
      window.end_m = std::min(bucket_begin(b + window_parts, level), end_m());
      if (window.end_m <= window.begin_m || window.end_m - window.begin_m < narrowest_m ||
          window.end_m <= first_used)
        continue;
      const std::uint32_t parts = fit(window, bounds);
      if (parts == 0) continue;
      is_covered_here[b - first] = parts == all_parts;
      window_of_[level][b - first] = static_cast<std::uint32_t>(windows_.size() * (all_parts + 1)) | parts;
      windows_.push_back(window);
    }
    is_covered = std::move(is_covered_here);
  }
}

const WindowFit* ProfileTable::window(const TableRange& range, WindowPart part) const {
  if (range.begin_m < begin_m() || range.end_m > end_m()) return nullptr;
  for (std::size_t level = part == plume_part ? plume_level : 0; level < level_count; ++level) {
    const std::uint64_t bucket = bucket_of(range.begin_m, level);
    // Finer windows end sooner.
    if (bucket_begin(bucket + window_parts, level) < range.end_m) return nullptr;
    const std::uint32_t entry = window_of_[level][bucket - bucket_of(begin_m(), level)];
    if ((entry & part) != 0) return &windows_[entry / (plume_part + meander_part + share_part + 1)];
  }
  return nullptr;
}

std::uint32_t ProfileTable::fit(WindowFit& w, const ChannelBounds& bounds) const {
  const std::size_t first = locate(w.begin_m);
  std::size_t end = first + 1;
  while (end < segments_.size() && ends_[end] <= w.end_m) ++end;
  if (unsound_before_[end] != unsound_before_[first]) return 0;
  const double half = 0.5 * (w.end_m - w.begin_m);
  w.middle_m = 0.5 * (w.begin_m + w.end_m);
  w.per_half = 1.0 / half;
  std::array<FitPlace, window_samples> places;
  const auto& where = window_places();
  for (std::size_t i = 0; i < window_samples; ++i) {
    const double distance = std::clamp(w.middle_m + half * where[i], w.begin_m, w.end_m);
    std::size_t s = first;
    while (s + 1 < end && ends_[s + 1] <= distance) ++s;
    const TableSegment& segment = segments_[s];
    places[i] = {segment.coefficient.front().data(),
                 static_cast<float>((distance - segment.middle) * segment.per_half)};
  }
  alignas(64) std::array<float, window_samples * plume_channel_count> samples;
  evaluate_fits(places.data(), places.size(), samples.data());
  return fit_window(samples.data(), bounds, has_penetrated_, w);
}

}  // namespace leeward::dispersion
