#include "flat_plume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "pair_kernel.h"

namespace leeward::dispersion {
namespace flat_plume_detail {

constexpr double widest_ratio = 1.8;   // x_max/x_min of a square that one polynomial may stand for
constexpr double meander_width = 0.3;  // half width of an admitted square over its distance, at eta = 1
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
  double nearest, farthest;
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
  }

  std::size_t term_count() const override { return 2; }

  Reach reach(std::size_t term, const TreeSquare& square) const override {
    const ProfileTable& table = tables_->table[square.height_index];
    const View view = view_of(square.centre_m, square.half_m);
    return term == 0 ? plume_reach(table, view, square.half_m) : meander_reach(table, view, square.half_m);
  }

  void evaluate(std::size_t term, const Places& places, float* values) const override {
    const ProfileTable& table = tables_->table[places.height_index];
    const View view = view_of(places.centre_m, places.half_m);
    const bool is_near = view.nearest < std::max(site_.excluded_radius_m, table.begin_m());
    if (term == 0) {
      PlumePairs pairs;
      if (!is_near && plume_pairs(table, view, pairs))
        evaluate_pairs(pairs, places, values);
      else
        look_up_plume(table, view, places, values);
    } else {
      MeanderPairs pairs;
      if (!is_near && meander_pairs(table, view, pairs))
        evaluate_pairs(pairs, places, values);
      else
        look_up_meander(table, view, places, values);
    }
  }

  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    return direct_->exact(receptors, values);
  }
  bool is_negligible(const TreeSquare& square) const override { return direct_->is_negligible(square); }

private:
  View view_of(Vec2 centre, double half) const {
    const Vec2 d = centre - site_.position_m;
    const WindOffset o = site_.axes.offset(site_.position_m, centre);
    const double dx = std::abs(d.x);
    const double dy = std::abs(d.y);
    return {o.downwind_m,
            o.crosswind_m,
            extent_ * half,
            d.x,
            d.y,
            length_of(std::max(dx - half, 0.0), std::max(dy - half, 0.0)),
            length_of(dx + half, dy + half)};
  }

  Reach plume_reach(const ProfileTable& table, const View& v, double half) const {
    const double farthest = v.x + v.extent;
    const double nearest = v.x - v.extent;
    const TableRange& use = table.plume_use();
    if (use.end_m <= use.begin_m || farthest < use.begin_m || nearest > use.end_m) return Reach::none;
    const double nearest_axis = std::max(std::abs(v.y) - v.extent, 0.0);
    const double widest = table.widest_m(std::min(farthest, table.end_m()));
    if (nearest_axis > limits_.edge_sigmas * widest &&
        (nearest_axis > farthest_edge_sigmas * widest || is_below_meander(table, v, nearest_axis)))
      return Reach::none;
    if (nearest < table.begin_m() || farthest > widest_ratio * nearest || v.nearest < site_.excluded_radius_m)
      return Reach::split;
    PlumeChannels values;
    if (!table.look_up(nearest, values)) return Reach::split;
    const auto width = static_cast<double>(
        table.has_penetrated() ? std::max(values[width_channel], values[penetrated_width_channel])
                               : values[width_channel]);
    const double widest_half = limits_.width_per_sigma * std::sqrt(0.5 * std::numbers::log2e) / width;
    if (half > widest_half) return Reach::split;
    const WindowFit* along = plume_window(table, v);
    if (along == nullptr || !is_gentle(table, *along, v, half)) return Reach::split;
    PlumePairs pairs;
    return set_share(table, v, pairs) ? Reach::smooth : Reach::split;
  }

  /// log2 of the plume along the wind before its share.
  static double log2_plume(const ProfileTable& table, const PlumeChannels& c, double y) {
    const double yw = y * static_cast<double>(c[width_channel]);
    const double plume = static_cast<double>(c[column_channel]) - yw * yw;
    if (!table.has_penetrated()) return plume;
    const double y3w = y * static_cast<double>(c[penetrated_width_channel]);
    const double part = static_cast<double>(c[penetrated_column_channel]) - y3w * y3w;
    const double top = std::max(plume, part);
    return top + std::log2(std::exp2(plume - top) + std::exp2(part - top));
  }

  /// Whether the plume at the square's side that faces its axis is nothing beside the meandering part.
  bool is_below_meander(const ProfileTable& table, const View& v, double nearest_axis) const {
    PlumeChannels c;
    table.look_up(std::clamp(v.farthest, table.begin_m(), table.end_m()), c);
    const double most = static_cast<double>(c[meander_channel]) - log2_nothing;
    for (const double x : {v.x - v.extent, v.x, v.x + v.extent}) {
      table.look_up(std::clamp(x, table.begin_m(), table.end_m()), c);
      if (log2_plume(table, c, nearest_axis) > most) return false;
    }
    return true;
  }

  /// Whether ln C changes by no more than FastLimits::steepness from the centre to the middles of the
  /// square's sides.
  bool is_gentle(const ProfileTable& table, const WindowFit& along, const View& v, double half) const {
    const auto log2_at = [&](double x, double y) {
      return log2_plume(table, evaluate_fit(along.coefficient, along.place(x)), y);
    };
    const double most = steepness_share * limits_.steepness * std::numbers::log2e;
    const double centre = log2_at(v.x, v.y);
    for (const double side : {-half, half}) {
      if (std::abs(log2_at(v.x + side * x_per_.x, v.y + side * y_per_.x) - centre) > most) return false;
      if (std::abs(log2_at(v.x + side * x_per_.y, v.y + side * y_per_.y) - centre) > most) return false;
    }
    return true;
  }

  Reach meander_reach(const ProfileTable& table, const View& v, double half) const {
    const TableRange& use = table.meander_use();
    if (use.end_m <= use.begin_m || v.farthest < use.begin_m || v.nearest > use.end_m) return Reach::none;
    if (v.nearest < std::max(site_.excluded_radius_m, table.begin_m())) return Reach::split;
    if (half > meander_width * limits_.width_per_sigma * v.nearest) return Reach::split;
    const WindowFit* around = meander_window(table, v);
    if (around == nullptr) return Reach::split;
    const auto log2_at = [&](double r) {
      return evaluate_fit(around->coefficient, around->place(r))[meander_channel];
    };
    const auto most = static_cast<float>(steepness_share * limits_.steepness * std::numbers::log2e);
    const float centre = log2_at(length_of(v.x, v.y));
    return std::abs(log2_at(v.nearest) - centre) > most || std::abs(log2_at(v.farthest) - centre) > most
               ? Reach::split
               : Reach::smooth;
  }

  static std::array<float, fit_size> channel(const WindowFit& fit, PlumeChannel c) {
    std::array<float, fit_size> out{};
    for (std::size_t k = 0; k < fit_size; ++k) out[k] = fit.coefficient[k][c];
    return out;
  }

  /// The table's polynomial for all places of a square; nullptr where none holds.
  const WindowFit* plume_window(const ProfileTable& table, const View& v) const {
    const TableRange along{v.x - v.extent, v.x + v.extent};
    if (along.begin_m < table.plume_use().begin_m || along.end_m > table.plume_use().end_m) return nullptr;
    return table.window(along, &WindowFit::holds_plume);
  }
  const WindowFit* meander_window(const ProfileTable& table, const View& v) const {
    if (v.nearest < table.meander_use().begin_m || v.farthest > table.meander_use().end_m) return nullptr;
    return table.window({v.nearest, v.farthest}, &WindowFit::holds_meander);
  }

  bool plume_pairs(const ProfileTable& table, const View& v, PlumePairs& p) const {
    const WindowFit* fit = plume_window(table, v);
    if (fit == nullptr) return false;
    p.terms = fit->plume_terms;
    p.has_penetrated = table.has_penetrated();
    p.column = channel(*fit, column_channel);
    p.width = channel(*fit, width_channel);
    p.penetrated_column = channel(*fit, penetrated_column_channel);
    p.penetrated_width = channel(*fit, penetrated_width_channel);
    p.t = {static_cast<float>((v.x - fit->middle_m) * fit->per_half),
           static_cast<float>(x_per_.x * fit->per_half), static_cast<float>(x_per_.y * fit->per_half)};
    p.crosswind_m = {static_cast<float>(v.y), static_cast<float>(y_per_.x), static_cast<float>(y_per_.y)};
    return set_share(table, v, p);
  }

  /// 1 - f over the square: a constant where it hardly changes. False where neither that nor a polynomial
  /// holds.
  bool set_share(const ProfileTable& table, const View& v, PlumePairs& p) const {
    const WindowFit* around = table.window({v.nearest, v.farthest}, &WindowFit::holds_share);
    if (around == nullptr) return false;
    const auto share_at = [&](double r) {
      return evaluate_fit(around->coefficient, around->place(r))[share_channel];
    };
    const float near = share_at(v.nearest);
    const float far = share_at(v.farthest);
    p.has_share = std::abs(near - far) > steady_share * near;
    if (!p.has_share) {
      const float gain = near + far > 0 ? std::log2(0.5F * (near + far)) : -140.0F;
      p.column[0] += gain;
      p.penetrated_column[0] += gain;
      return true;
    }
    p.share = channel(*around, share_channel);
    p.east_m = static_cast<float>(v.east);
    p.north_m = static_cast<float>(v.north);
    p.radial_middle_m = static_cast<float>(around->middle_m);
    p.per_radial_half = static_cast<float>(around->per_half);
    return true;
  }

  bool meander_pairs(const ProfileTable& table, const View& v, MeanderPairs& p) const {
    const WindowFit* fit = meander_window(table, v);
    if (fit == nullptr) return false;
    p.terms = fit->meander_terms;
    p.meander = channel(*fit, meander_channel);
    p.east_m = static_cast<float>(v.east);
    p.north_m = static_cast<float>(v.north);
    p.radial_middle_m = static_cast<float>(fit->middle_m);
    p.per_radial_half = static_cast<float>(fit->per_half);
    return true;
  }

  /// Receptor by receptor from the table, and by the full formulas where it is unsound.
  void look_up_plume(const ProfileTable& table, const View& v, const Places& places, float* values) const {
    constexpr std::size_t most = leaf_capacity;
    std::array<float, most> y{}, share{}, column{}, width{}, penetrated_column{}, penetrated_width{};
    std::array<std::size_t, most> unsound;
    std::size_t unsound_count = 0;
    const double last = std::clamp(v.x + v.extent, table.begin_m(), table.end_m());
    const double edge = farthest_edge_sigmas * table.widest_m(last);
    std::array<std::size_t, most> index;
    std::array<FitPlace, 2 * most> fits;
    std::array<float, 2 * most * fit_size> found;
    std::size_t count = 0;
    for (std::size_t i = 0; i < places.count; ++i) {
      const Offset o = offset_of(v, places, i);
      if (o.x < std::max(table.begin_m(), nearest_coherent_m) || o.r < site_.excluded_radius_m ||
          std::abs(o.y) > edge)
        continue;
      const ProfileTable::Place along = table.place_of(std::min(o.x, table.end_m()));
      const ProfileTable::Place around = table.place_of(std::min(o.r, table.end_m()));
      if (!along.is_sound || !around.is_sound) {
        unsound[unsound_count++] = i;
        continue;
      }
      y[i] = static_cast<float>(o.y);
      index[count] = i;
      fits[2 * count] = {along.fit->front().data(), along.t};
      fits[2 * count + 1] = {around.fit->front().data(), around.t};
      ++count;
    }
    evaluate_fits(fits.data(), 2 * count, found.data());
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t i = index[n];
      const float* along = found.data() + 2 * n * fit_size;
      share[i] = std::max(along[fit_size + share_channel], 0.0F);
      column[i] = along[column_channel];
      width[i] = along[width_channel];
      penetrated_column[i] = along[penetrated_column_channel];
      penetrated_width[i] = along[penetrated_width_channel];
    }
    evaluate_pairs({.count = places.padded,
                    .zero = 2.0F * table.plume_zero(),
                    .has_penetrated = table.has_penetrated(),
                    .crosswind_m = y.data(),
                    .share = share.data(),
                    .column = column.data(),
                    .width = width.data(),
                    .penetrated_column = penetrated_column.data(),
                    .penetrated_width = penetrated_width.data()},
                   values);
    for (std::size_t n = 0; n < unsound_count; ++n) {
      const Offset o = offset_of(v, places, unsound[n]);
      const std::array<double, 2> distance{o.x, o.r};
      std::array<std::array<double, plume_channel_count>, 2> c;
      evaluate_channels(*plume_, tables_->place[places.height_index], 2, distance.data(), c.data());
      const double yw = o.y * c[0][width_channel];
      const double y3w = o.y * c[0][penetrated_width_channel];
      const double sum =
          std::exp2(c[0][column_channel] - yw * yw) + std::exp2(c[0][penetrated_column_channel] - y3w * y3w);
      values[unsound[n]] = static_cast<float>(std::max(c[1][share_channel], 0.0) * sum);
    }
  }

  void look_up_meander(const ProfileTable& table, const View& v, const Places& places, float* values) const {
    constexpr std::size_t most = leaf_capacity;
    std::array<float, most> zero{}, share{}, value{};
    std::array<std::size_t, most> unsound;
    std::size_t unsound_count = 0;
    std::array<std::size_t, most> index;
    std::array<FitPlace, most> fits;
    std::array<float, most * fit_size> found;
    std::size_t count = 0;
    for (std::size_t i = 0; i < places.count; ++i) {
      const double r = offset_of(v, places, i).r;
      if (r < site_.excluded_radius_m) continue;
      const ProfileTable::Place around = table.place_of(std::clamp(r, table.begin_m(), table.end_m()));
      if (!around.is_sound) {
        unsound[unsound_count++] = i;
        continue;
      }
      index[count] = i;
      fits[count++] = {around.fit->front().data(), around.t};
    }
    evaluate_fits(fits.data(), count, found.data());
    for (std::size_t n = 0; n < count; ++n) {
      share[index[n]] = 1.0F;
      value[index[n]] = found[n * fit_size + meander_channel];
    }
    evaluate_pairs({.count = places.padded,
                    .zero = table.meander_zero(),
                    .crosswind_m = zero.data(),
                    .share = share.data(),
                    .column = value.data(),
                    .width = zero.data()},
                   values);
    for (std::size_t n = 0; n < unsound_count; ++n) {
      const double r = offset_of(v, places, unsound[n]).r;
      std::array<double, plume_channel_count> c;
      evaluate_channels(*plume_, tables_->place[places.height_index], 1, &r, &c);
      values[unsound[n]] = static_cast<float>(std::exp2(c[meander_channel]));
    }
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
