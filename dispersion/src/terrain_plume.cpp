#include "terrain_plume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "pair_kernel.h"
#include "plume_batch.h"
#include "terrain_kernel.h"

namespace leeward::dispersion {
namespace terrain_plume_detail {

constexpr std::size_t most = leaf_capacity;
constexpr double edge_sigmas = 6.0;  // e^-18 of the axis
constexpr double nearest_coherent_m = 1.0;
constexpr unsigned two_parts_channels = 1U << column_channel | 1U << width_channel |
                                        1U << penetrated_column_channel | 1U << penetrated_width_channel;
constexpr unsigned states_channels = 1U << column_channel | 1U << followed_channel |
                                     1U << per_sigma_z_channel | 1U << ring_channel |
                                     1U << plume_height_channel | 1U << lid_channel;
constexpr float unknown = -1e4F;  // log2 of a place no cell has filled

/// A leaf in the frame of a source.
struct Leaf {
  std::array<float, most> downwind, crosswind, radial, height;
  double nearest_x, farthest_x, nearest_r, farthest_r;
  HeightSpan heights;
};

using Channels = std::array<float, plume_channel_count * most>;

class TerrainPlumeField final : public SourceField {
public:
  TerrainPlumeField(const Plume& plume, const PlumeSite& site,
                    std::shared_ptr<const std::vector<TerrainTable>> tables,
                    std::shared_ptr<const CriticalHeights> critical, std::unique_ptr<SourceField> direct)
      : plume_(&plume),
        site_(site),
        tables_(std::move(tables)),
        critical_(std::move(critical)),
        direct_(std::move(direct)) {
    const WindOffset east = site.axes.offset({0, 0}, {1, 0});
    const WindOffset north = site.axes.offset({0, 0}, {0, 1});
    x_per_ = {east.downwind_m, north.downwind_m};
    y_per_ = {east.crosswind_m, north.crosswind_m};
    extent_ = std::abs(x_per_.x) + std::abs(x_per_.y);
  }

  std::size_t term_count() const override { return 2; }

  Reach reach(std::size_t term, const TreeSquare& square) const override {
    if (term == 1) return Reach::split;
    const TerrainTable& table = (*tables_)[square.height_index];
    const WindOffset o = site_.axes.offset(site_.position_m, square.centre_m);
    const double extent = extent_ * square.half_m;
    const double farthest = o.downwind_m + extent;
    if (farthest < nearest_coherent_m) return Reach::none;
    const double nearest_axis = std::abs(o.crosswind_m) - extent;
    return nearest_axis > edge_sigmas * table.widest_m(farthest) ? Reach::none : Reach::split;
  }

  void evaluate(std::size_t term, const Places& places, float* values) const override {
    const TerrainTable& table = (*tables_)[places.height_index];
    Leaf leaf;
    set(leaf, table, places);
    Channels channels;
    if (term == 0)
      plume_along(table, leaf, places, channels, values);
    else
      meander_around(table, leaf, places, channels, values);
  }

  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    return direct_->exact(receptors, values);
  }
  bool is_negligible(const TreeSquare& square) const override { return direct_->is_negligible(square); }

private:
  void set(Leaf& leaf, const TerrainTable& table, const Places& places) const {
    const Vec2 d = places.centre_m - site_.position_m;
    const WindOffset o = site_.axes.offset(site_.position_m, places.centre_m);
    evaluate_frame({.count = places.padded,
                    .dx_m = places.dx_m,
                    .dy_m = places.dy_m,
                    .x_m = static_cast<float>(o.downwind_m),
                    .x_per_dx = static_cast<float>(x_per_.x),
                    .x_per_dy = static_cast<float>(x_per_.y),
                    .y_m = static_cast<float>(o.crosswind_m),
                    .y_per_dx = static_cast<float>(y_per_.x),
                    .y_per_dy = static_cast<float>(y_per_.y),
                    .east_m = static_cast<float>(d.x),
                    .north_m = static_cast<float>(d.y)},
                   leaf.downwind.data(), leaf.crosswind.data(), leaf.radial.data());
    const auto lift = static_cast<float>(table.flagpole_m() - plume_->release().base_elevation_m);
    for (std::size_t i = 0; i < places.padded; ++i) leaf.height[i] = places.elevation_m[i] + lift;
    leaf.nearest_x = o.downwind_m - extent_ * places.half_m;
    leaf.farthest_x = o.downwind_m + extent_ * places.half_m;
    const double dx = std::abs(d.x);
    const double dy = std::abs(d.y);
    const double near_x = std::max(dx - places.half_m, 0.0);
    const double near_y = std::max(dy - places.half_m, 0.0);
    leaf.nearest_r = std::sqrt(near_x * near_x + near_y * near_y);
    leaf.farthest_r =
        std::sqrt((dx + places.half_m) * (dx + places.half_m) + (dy + places.half_m) * (dy + places.half_m));
    const double base = plume_->release().base_elevation_m - table.flagpole_m();
    leaf.heights = {places.square->lowest_m - base, places.square->highest_m - base};
  }

  /// Channels of all cells the leaf touches. True when they cover the leaf and all are sound.
  bool fill(const TerrainTable& table, const TableRange& distances, const Leaf& leaf, const float* distance,
            std::size_t padded, unsigned wanted, Channels& channels) const {
    bool is_whole = distances.begin_m >= table.range().begin_m && distances.end_m <= table.range().end_m;
    table.for_cells(distances, leaf.heights, [&](const TerrainCell& cell) {
      is_whole = is_whole && cell.is_sound;
      if (cell.is_sound)
        evaluate_cell(cell, padded, distance, leaf.height.data(), wanted, most, channels.data());
    });
    return is_whole;
  }

  static void forget(Channels& channels, std::size_t channel) {
    std::fill_n(channels.data() + channel * most, most, unknown);
  }

  void plume_along(const TerrainTable& table, const Leaf& leaf, const Places& places, Channels& channels,
                   float* values) const {
    constexpr float nothing = -200.0F;
    // 1 - f stands at the radial distance, all else at the downwind one.
    forget(channels, share_channel);
    forget(channels, column_channel);
    const bool has_shares = fill(table, {leaf.nearest_r, leaf.farthest_r}, leaf, leaf.radial.data(),
                                 places.padded, 1U << share_channel, channels);
    const unsigned wanted = table.has_states()
                                ? (states_channels | 1U << width_channel) & ~(1U << ring_channel)
                                : two_parts_channels;
    const bool is_whole = fill(table, {leaf.nearest_x, leaf.farthest_x}, leaf, leaf.downwind.data(),
                               places.padded, wanted, channels);
    float* share = channels.data() + share_channel * most;
    if (has_shares && is_whole && leaf.nearest_r >= site_.excluded_radius_m) {
      if (combine(table, places, channels, share, leaf.crosswind.data(), values))
        unknown_by_formulas(leaf, places, true, values);
      return;
    }
    const double edge = edge_sigmas * table.widest_m(leaf.farthest_x);
    std::array<std::size_t, most> unsound;
    std::size_t unsound_count = 0;
    for (std::size_t i = 0; i < places.padded; ++i) {
      const bool is_out = i >= places.count || leaf.downwind[i] < static_cast<float>(nearest_coherent_m) ||
                          static_cast<double>(leaf.radial[i]) < site_.excluded_radius_m ||
                          std::abs(static_cast<double>(leaf.crosswind[i])) > edge;
      if (!is_out && channels[i] != unknown && share[i] != unknown) continue;
      if (!is_out) unsound[unsound_count++] = i;
      clear(channels, i);
      channels[i] = channels[followed_channel * most + i] = nothing;
    }
    if (combine(table, places, channels, share, leaf.crosswind.data(), values))
      unknown_by_formulas(leaf, places, true, values);
    if (unsound_count > 0) by_formulas(leaf, places, unsound.data(), unsound_count, true, values);
  }

  void meander_around(const TerrainTable& table, const Leaf& leaf, const Places& places, Channels& channels,
                      float* values) const {
    const std::size_t probe = table.has_states() ? column_channel : meander_channel;
    forget(channels, probe);
    const unsigned wanted = table.has_states() ? states_channels : 1U << meander_channel;
    const bool is_whole = fill(table, {leaf.nearest_r, leaf.farthest_r}, leaf, leaf.radial.data(),
                               places.padded, wanted, channels);
    float* share = channels.data() + share_channel * most;
    std::fill_n(share, most, 1.0F);
    std::array<std::size_t, most> unsound;
    std::size_t unsound_count = 0;
    if (!is_whole || leaf.nearest_r < site_.excluded_radius_m) {
      for (std::size_t i = 0; i < places.padded; ++i) {
        const bool is_out =
            i >= places.count || static_cast<double>(leaf.radial[i]) < site_.excluded_radius_m;
        if (!is_out && channels[probe * most + i] != unknown) continue;
        if (!is_out) unsound[unsound_count++] = i;
        clear(channels, i);
      }
    }
    static constexpr std::array<float, most> zero{};
    if (table.has_states()) {
      if (combine(table, places, channels, share, nullptr, values))
        unknown_by_formulas(leaf, places, false, values);
    } else {
      evaluate_pairs({.count = places.padded,
                      .crosswind_m = zero.data(),
                      .share = share,
                      .column = channels.data() + meander_channel * most,
                      .width = zero.data()},
                     values);
    }
    if (unsound_count > 0) by_formulas(leaf, places, unsound.data(), unsound_count, false, values);
  }

  static void clear(Channels& channels, std::size_t i) {
    for (std::size_t c = 0; c < plume_channel_count; ++c) channels[c * most + i] = 0.0F;
  }

  /// @param crosswind  nullptr: the meandering part
  /// @returns whether some values are -1: not known
  bool combine(const TerrainTable& table, const Places& places, const Channels& channels, const float* share,
               const float* crosswind, float* values) const {
    const auto channel = [&](std::size_t c) { return channels.data() + c * most; };
    if (!table.has_states()) {
      evaluate_pairs({.count = places.padded,
                      .has_penetrated = table.has_penetrated(),
                      .crosswind_m = crosswind,
                      .share = share,
                      .column = channel(column_channel),
                      .width = channel(width_channel),
                      .penetrated_column = channel(penetrated_column_channel),
                      .penetrated_width = channel(penetrated_width_channel)},
                     values);
      return false;
    }
    static constexpr std::array<float, most> zero{};
    return evaluate_states({.count = places.padded,
                            .column = channel(column_channel),
                            .followed = channel(followed_channel),
                            .width = crosswind == nullptr ? zero.data() : channel(width_channel),
                            .ring = crosswind == nullptr ? channel(ring_channel) : zero.data(),
                            .share = share,
                            .crosswind_m = crosswind == nullptr ? zero.data() : crosswind,
                            .per_sigma_z = channel(per_sigma_z_channel),
                            .plume_height_m = channel(plume_height_channel),
                            .lid_m = channel(lid_channel),
                            .elevation_m = places.elevation_m,
                            .hill_height_m = places.hill_height_m,
                            .base_m = static_cast<float>(plume_->release().base_elevation_m),
                            .critical_lines_m = critical_->lines().data(),
                            .critical_count = critical_->lines().size() / 2,
                            .per_spacing = static_cast<float>(1.0 / CriticalHeights::spacing_m)},
                           values);
  }

  /// Receptors whose value is -1. Those out of the plume's reach become 0.
  void unknown_by_formulas(const Leaf& leaf, const Places& places, bool is_along, float* values) const {
    std::array<std::size_t, most> index;
    std::size_t count = 0;
    for (std::size_t i = 0; i < places.count; ++i) {
      if (values[i] >= 0) continue;
      values[i] = 0.0F;
      if (static_cast<double>(leaf.radial[i]) < site_.excluded_radius_m) continue;
      if (is_along && leaf.downwind[i] < static_cast<float>(nearest_coherent_m)) continue;
      index[count++] = i;
    }
    if (count > 0) by_formulas(leaf, places, index.data(), count, is_along, values);
  }

  /// The receptors no cell has, by the full formulas.
  void by_formulas(const Leaf& leaf, const Places& places, const std::size_t* index, std::size_t count,
                   bool is_along, float* values) const {
    constexpr double per_sqrt_2pi = 0.3989422804014327;
    std::array<double, most> radial, downwind, height, flagpole, ground, hill;
    for (std::size_t k = 0; k < count; ++k) {
      const Receptor& receptor = places.receptors[index[k]];
      const PlumeReceptor r = plume_receptor(receptor, plume_->release().base_elevation_m, site_.is_flat);
      radial[k] = std::max(length(receptor.position_m - site_.position_m), 0.99);
      downwind[k] = std::max(static_cast<double>(leaf.downwind[index[k]]), nearest_coherent_m);
      height[k] = r.height_m;
      flagpole[k] = r.flagpole_m;
      ground[k] = r.ground_m;
      hill[k] = r.hill_m;
    }
    struct Factors {
      std::array<double, most> column, sigma, penetrated, penetrated_sigma, fraction;
    };
    const auto evaluate = [&](const std::array<double, most>& distance, Factors& f) {
      evaluate_plume(*plume_,
                     {count, distance.data(), height.data(), flagpole.data(), ground.data(), hill.data()},
                     {f.column.data(), f.sigma.data(), f.penetrated.data(), f.penetrated_sigma.data(),
                      f.fraction.data()});
    };
    Factors around;
    evaluate(radial, around);
    if (!is_along) {
      for (std::size_t k = 0; k < count; ++k)
        values[index[k]] =
            static_cast<float>(ug_per_g * around.fraction[k] * (around.column[k] + around.penetrated[k]) *
                               0.5 * std::numbers::inv_pi / radial[k]);
      return;
    }
    Factors along;
    evaluate(downwind, along);
    for (std::size_t k = 0; k < count; ++k) {
      const auto y = static_cast<double>(leaf.crosswind[index[k]]);
      const auto lateral = [&](double column, double sigma) {
        return column > 0 ? column * std::exp(-0.5 * y * y / (sigma * sigma)) * per_sqrt_2pi / sigma : 0.0;
      };
      const double sum =
          lateral(along.column[k], along.sigma[k]) + lateral(along.penetrated[k], along.penetrated_sigma[k]);
      values[index[k]] = static_cast<float>(ug_per_g * (1.0 - around.fraction[k]) * sum);
    }
  }

  const Plume* plume_;
  PlumeSite site_;
  std::shared_ptr<const std::vector<TerrainTable>> tables_;
  std::shared_ptr<const CriticalHeights> critical_;
  std::unique_ptr<SourceField> direct_;
  Vec2 x_per_;
  Vec2 y_per_;
  double extent_;
};

}  // namespace terrain_plume_detail

std::unique_ptr<SourceField> make_terrain_plume_field(const Plume& plume, const PlumeSite& site,
                                                      std::shared_ptr<const std::vector<TerrainTable>> tables,
                                                      std::shared_ptr<const CriticalHeights> critical,
                                                      std::unique_ptr<SourceField> direct) {
  return std::make_unique<terrain_plume_detail::TerrainPlumeField>(plume, site, std::move(tables),
                                                                   std::move(critical), std::move(direct));
}

}  // namespace leeward::dispersion
