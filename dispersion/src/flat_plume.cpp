#include "flat_plume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "pair_kernel.h"
#include "table_pairs.h"

namespace leeward::dispersion {
namespace flat_plume_detail {

constexpr double widest_ratio = 1.8;   // x_max/x_min of a square that one polynomial may stand for
constexpr double meander_width = 0.5;  // half width of an admitted square over its distance, at eta = 1
constexpr double farthest_edge_sigmas = 8.0;  // e^-32 of the axis
constexpr double log2_nothing = 14.0;         // 6e-5
constexpr float steady_share = 3e-5F;         // change of 1 - f over a square that does not count
constexpr double steepness_share =
    0.6;  // of FastLimits::steepness: 1.8 leaves 5e-3 where the square has its least
constexpr double nearest_coherent_m = 1.0;

/// Faster than std::hypot; no distance of a map overflows.
double length_of(double x, double y) {
  return std::sqrt(x * x + y * y);
}

/// A square in the frame of a source's wind.
struct View {
  double x, y;         // of its centre
  double extent;       // half its size along both axes
  double east, north;  // of its centre from the source
  double half;
  TableRange along() const { return {x - extent, x + extent}; }
  /// Distances of its nearest and farthest places from the source.
  TableRange around() const {
    const double dx = std::abs(east);
    const double dy = std::abs(north);
    return {length_of(std::max(dx - half, 0.0), std::max(dy - half, 0.0)), length_of(dx + half, dy + half)};
  }
};

/// The windows a square's plume goes by.
struct PlumeWindows {
  const WindowFit* along = nullptr;
  const WindowFit* around = nullptr;
};

class FlatPlumeField final : public SourceField {
public:
  FlatPlumeField(const Plume& plume, const PlumeSite& site, std::shared_ptr<const FlatTables> tables,
                 Mode mode, std::unique_ptr<SourceField> direct)
      : plume_(&plume),
        site_(site),
        tables_(std::move(tables)),
        limits_(fast_limits(mode)),
        direct_(std::move(direct)) {
    const WindOffset east = site.axes.offset({0, 0}, {1, 0});
    const WindOffset north = site.axes.offset({0, 0}, {0, 1});
    x_per_ = {east.downwind_m, north.downwind_m};
    y_per_ = {east.crosswind_m, north.crosswind_m};
    extent_ = std::abs(x_per_.x) + std::abs(x_per_.y);
    most_steepness_ = static_cast<float>(steepness_share * limits_.steepness * std::numbers::log2e);
    most_ratio_ = std::exp2(most_steepness_);
    most_width_ = static_cast<float>(limits_.width_per_sigma * std::sqrt(0.5 * std::numbers::log2e));
  }

  std::size_t term_count() const override { return 2; }

  Reach reach(std::size_t term, const TreeSquare& square) const override {
    const ProfileTable& table = tables_->table[square.height_index];
    const View view = view_of(square.centre_m, square.half_m);
    if (term == 0) {
      PlumeWindows windows;
      return plume_reach(table, view, windows);
    }
    const WindowFit* window = nullptr;
    return meander_reach(table, view, window);
  }

  Reach take(std::size_t term, const ReceptorTree& tree, const TreeSquare& square,
             float* values) const override {
    const ProfileTable& table = tables_->table[square.height_index];
    const View view = view_of(square.centre_m, square.half_m);
    if (term == 0) {
      PlumeWindows windows;
      const Reach reach = plume_reach(table, view, windows);
      if (reach == Reach::smooth)
        evaluate_pairs(plume_pairs(table, view, windows), smooth_places(tree, square), values);
      return reach;
    }
    const WindowFit* window = nullptr;
    const Reach reach = meander_reach(table, view, window);
    if (reach == Reach::smooth)
      evaluate_pairs(meander_pairs(view, *window), smooth_places(tree, square), values);
    return reach;
  }

  void evaluate(std::size_t term, const Places& places, float* values) const override {
    const ProfileTable& table = tables_->table[places.height_index];
    const View view = view_of(places.centre_m, places.half_m);
    const TableRange around = view.around();
    const bool is_near = around.begin_m < std::max(site_.excluded_radius_m, table.begin_m());
    if (term == 0) {
      const PlumeWindows windows = is_near ? PlumeWindows{} : plume_windows(table, view.along(), around);
      if (windows.along != nullptr && windows.around != nullptr)
        evaluate_pairs(plume_pairs(table, view, windows), places, values);
      else
        look_up_plume(table, view, around, places, values);
    } else {
      const WindowFit* window = is_near ? nullptr : meander_window(table, around);
      if (window != nullptr)
        evaluate_pairs(meander_pairs(view, *window), places, values);
      else
        look_up_meander(table, view, around, places, values);
    }
  }

  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    return direct_->exact(receptors, values);
  }
  bool is_negligible(const TreeSquare& square) const override { return direct_->is_negligible(square); }

private:
  View view_of(Vec2 centre, double half) const {
    const Vec2 d = centre - site_.position_m;
    return {x_per_.x * d.x + x_per_.y * d.y, y_per_.x * d.x + y_per_.y * d.y, extent_ * half, d.x, d.y, half};
  }

  Reach plume_reach(const ProfileTable& table, const View& v, PlumeWindows& windows) const {
    const TableRange along = v.along();
    const TableRange& use = table.plume_use();
    if (use.end_m <= use.begin_m || along.end_m < use.begin_m || along.begin_m > use.end_m)
      return Reach::none;
    const double nearest_axis = std::max(std::abs(v.y) - v.extent, 0.0);
    const auto widest = static_cast<double>(table.bounds_at(along.end_m).widest_m);
    const TableRange around = v.around();
    if (nearest_axis > limits_.edge_sigmas * widest &&
        (nearest_axis > farthest_edge_sigmas * widest || is_below_meander(table, v, around, nearest_axis)))
      return Reach::none;
    if (along.begin_m < table.begin_m() || along.end_m > widest_ratio * along.begin_m ||
        around.begin_m < site_.excluded_radius_m)
      return Reach::split;
    windows = plume_windows(table, along, around);
    if (windows.along == nullptr || windows.around == nullptr) return Reach::split;
    return is_gentle(table, *windows.along, v) ? Reach::smooth : Reach::split;
  }

  /// Whether the plume at the square's side that faces its axis is nothing beside the meandering part.
  static bool is_below_meander(const ProfileTable& table, const View& v, const TableRange& around,
                               double nearest_axis) {
    const double most = static_cast<double>(table.bounds_at(around.end_m).meander_least) - log2_nothing;
    for (const double x : {v.x - v.extent, v.x, v.x + v.extent}) {
      const TableBounds& bounds = table.bounds_at(x);
      const double sigmas = nearest_axis / static_cast<double>(bounds.widest_m);
      if (static_cast<double>(bounds.column_most) - 0.5 * std::numbers::log2e * sigmas * sigmas > most)
        return false;
    }
    return true;
  }

  /// Whether the square is not wide beside the plume's sigma_y at its nearest place, and ln C changes by no
  /// more than FastLimits::steepness from the centre to the middles of the square's sides.
  bool is_gentle(const ProfileTable& table, const WindowFit& along, const View& v) const {
    constexpr std::size_t sides = 5;  // the centre first
    AcrossPlume across;
    const auto place = [&](std::size_t i, double east, double north) {
      across.t[i] = along.place(v.x + v.half * (x_per_.x * east + x_per_.y * north));
      across.crosswind_m[i] = static_cast<float>(v.y + v.half * (y_per_.x * east + y_per_.y * north));
    };
    place(0, 0, 0);
    place(1, -1, 0);
    place(2, 1, 0);
    place(3, 0, -1);
    place(4, 0, 1);
    across.t[sides] = along.place(v.x - v.extent);
    evaluate_across(along, table.has_penetrated(), across);
    if (static_cast<float>(v.half) * across.width[sides] > most_width_) return false;
    const float highest = across.ratio[0] * most_ratio_;
    const float lowest = across.ratio[0] / most_ratio_;
    bool is_within = true;
    for (std::size_t i = 1; i < sides; ++i)
      is_within = is_within && across.ratio[i] <= highest && across.ratio[i] >= lowest;
    return is_within;
  }

  Reach meander_reach(const ProfileTable& table, const View& v, const WindowFit*& window) const {
    const TableRange around = v.around();
    const TableRange& use = table.meander_use();
    if (use.end_m <= use.begin_m || around.end_m < use.begin_m || around.begin_m > use.end_m)
      return Reach::none;
    if (around.begin_m < std::max(site_.excluded_radius_m, table.begin_m())) return Reach::split;
    if (v.half > meander_width * limits_.width_per_sigma * around.begin_m) return Reach::split;
    window = meander_window(table, around);
    if (window == nullptr) return Reach::split;
    if (window->most_meander - window->least_meander <= most_steepness_) return Reach::smooth;
    const auto log2_at = [&](double r) { return window->value(meander_channel, window->place(r)); };
    const float centre = log2_at(length_of(v.east, v.north));
    return std::abs(log2_at(around.begin_m) - centre) > most_steepness_ ||
                   std::abs(log2_at(around.end_m) - centre) > most_steepness_
               ? Reach::split
               : Reach::smooth;
  }

  /// The table's polynomials for all places of a square; nullptr where none holds.
  static PlumeWindows plume_windows(const ProfileTable& table, const TableRange& along,
                                    const TableRange& around) {
    if (along.begin_m < table.plume_use().begin_m || along.end_m > table.plume_use().end_m) return {};
    return {table.window(along, plume_part), table.window(around, share_part)};
  }
  static const WindowFit* meander_window(const ProfileTable& table, const TableRange& around) {
    if (around.begin_m < table.meander_use().begin_m || around.end_m > table.meander_use().end_m)
      return nullptr;
    return table.window(around, meander_part);
  }

  PlumePairs plume_pairs(const ProfileTable& table, const View& v, const PlumeWindows& windows) const {
    const WindowFit& along = *windows.along;
    const WindowFit& around = *windows.around;
    PlumePairs p;
    p.along = &along;
    p.has_penetrated = table.has_penetrated();
    p.t = {along.place(v.x), static_cast<float>(x_per_.x * along.per_half),
           static_cast<float>(x_per_.y * along.per_half)};
    p.crosswind_m = crosswind(v);
    // 1 - f is a constant where it hardly changes.
    if (around.most_share - around.least_share <= steady_share * around.least_share) {
      p.log2_share = around.least_share > 0 ? std::log2(around.least_share) : -140.0F;
    } else {
      p.around = &around;
      p.east_m = static_cast<float>(v.east);
      p.north_m = static_cast<float>(v.north);
    }
    return p;
  }

  static MeanderPairs meander_pairs(const View& v, const WindowFit& window) {
    return {&window, static_cast<float>(v.east), static_cast<float>(v.north)};
  }

  PlaceMap downwind(const View& v) const {
    return {static_cast<float>(v.x), static_cast<float>(x_per_.x), static_cast<float>(x_per_.y)};
  }
  PlaceMap crosswind(const View& v) const {
    return {static_cast<float>(v.y), static_cast<float>(y_per_.x), static_cast<float>(y_per_.y)};
  }

  /// Of a range that may reach beyond the table.
  static std::span<const TableSegment> segments_of(const ProfileTable& table, const TableRange& range) {
    return table.segments({std::clamp(range.begin_m, table.begin_m(), table.end_m()),
                           std::clamp(range.end_m, table.begin_m(), table.end_m())});
  }

  TablePairs table_pairs(const ProfileTable& table, const View& v, const TableRange& around) const {
    TablePairs p;
    p.around = segments_of(table, around);
    p.begin_m = static_cast<float>(table.begin_m());
    p.end_m = static_cast<float>(table.end_m());
    p.nearest_radius_m = static_cast<float>(site_.excluded_radius_m);
    p.east_m = static_cast<float>(v.east);
    p.north_m = static_cast<float>(v.north);
    return p;
  }

  /// From the table's segments, and by the full formulas where they are unsound.
  void look_up_plume(const ProfileTable& table, const View& v, const TableRange& around, const Places& places,
                     float* values) const {
    TablePairs p = table_pairs(table, v, around);
    p.along = segments_of(table, v.along());
    p.zero = table.plume_zero();
    p.downwind_m = downwind(v);
    p.crosswind_m = crosswind(v);
    p.nearest_downwind_m = static_cast<float>(std::max(table.begin_m(), nearest_coherent_m));
    p.edge_m = static_cast<float>(farthest_edge_sigmas) * table.bounds_at(v.x + v.extent).widest_m;
    p.has_penetrated = table.has_penetrated();
    alignas(64) std::array<float, leaf_capacity> is_unsound;
    evaluate_plume(p, places, values, is_unsound.data());
    std::array<std::size_t, leaf_capacity> unsound;
    std::array<Offset, leaf_capacity> offset;
    std::array<double, 2 * leaf_capacity> distance;
    std::array<std::array<double, plume_channel_count>, 2 * leaf_capacity> found;
    const std::size_t count = unsound_places(places, is_unsound.data(), unsound.data());
    for (std::size_t n = 0; n < count; ++n) {
      offset[n] = offset_of(v, places, unsound[n]);
      distance[2 * n] = offset[n].x;
      distance[2 * n + 1] = offset[n].r;
    }
    if (count > 0)
      evaluate_channels(*plume_, tables_->place[places.height_index], 2 * count, distance.data(),
                        found.data());
    for (std::size_t n = 0; n < count; ++n) {
      const auto& c = found[2 * n];
      const double yw = offset[n].y * c[width_channel];
      const double y3w = offset[n].y * c[penetrated_width_channel];
      const double sum =
          std::exp2(c[column_channel] - yw * yw) + std::exp2(c[penetrated_column_channel] - y3w * y3w);
      values[unsound[n]] = static_cast<float>(std::max(found[2 * n + 1][share_channel], 0.0) * sum);
    }
  }

  void look_up_meander(const ProfileTable& table, const View& v, const TableRange& around,
                       const Places& places, float* values) const {
    TablePairs p = table_pairs(table, v, around);
    p.zero = table.meander_zero();
    alignas(64) std::array<float, leaf_capacity> is_unsound;
    evaluate_meander(p, places, values, is_unsound.data());
    std::array<std::size_t, leaf_capacity> unsound;
    std::array<double, leaf_capacity> distance;
    std::array<std::array<double, plume_channel_count>, leaf_capacity> found;
    const std::size_t count = unsound_places(places, is_unsound.data(), unsound.data());
    for (std::size_t n = 0; n < count; ++n) distance[n] = offset_of(v, places, unsound[n]).r;
    if (count > 0)
      evaluate_channels(*plume_, tables_->place[places.height_index], count, distance.data(), found.data());
    for (std::size_t n = 0; n < count; ++n)
      values[unsound[n]] = static_cast<float>(std::exp2(found[n][meander_channel]));
  }

  /// @returns how many of the places are unsound
  static std::size_t unsound_places(const Places& places, const float* is_unsound, std::size_t* index) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < places.count; ++i) {
      index[count] = i;
      count += is_unsound[i] != 0.0F ? 1 : 0;
    }
    return count;
  }

  struct Offset {
    double x, y, r;
  };
  Offset offset_of(const View& v, const Places& places, std::size_t i) const {
    const auto dx = static_cast<double>(places.dx_m[i]);
    const auto dy = static_cast<double>(places.dy_m[i]);
    return {v.x + x_per_.x * dx + x_per_.y * dy, v.y + y_per_.x * dx + y_per_.y * dy,
            length_of(v.east + dx, v.north + dy)};
  }

  const Plume* plume_;
  PlumeSite site_;
  std::shared_ptr<const FlatTables> tables_;
  FastLimits limits_;
  std::unique_ptr<SourceField> direct_;
  Vec2 x_per_;  // downwind distance per metre to the east and to the north
  Vec2 y_per_;
  double extent_;
  float most_steepness_;  // change of log2 C over half a square
  float most_ratio_;      // 2 to that
  float most_width_;      // of half a square times the width channel
};

}  // namespace flat_plume_detail

FitTolerance fit_tolerance(Mode mode) {
  if (mode == Mode::draft) return {.table = 5e-4, .window = 1e-3};
  return {.table = 1e-4, .window = 2e-4};
}

std::unique_ptr<SourceField> make_flat_plume_field(const Plume& plume, const PlumeSite& site,
                                                   std::shared_ptr<const FlatTables> tables, Mode mode,
                                                   std::unique_ptr<SourceField> direct) {
  return std::make_unique<flat_plume_detail::FlatPlumeField>(plume, site, std::move(tables), mode,
                                                             std::move(direct));
}

}  // namespace leeward::dispersion
