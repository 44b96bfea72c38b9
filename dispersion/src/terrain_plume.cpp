#include "terrain_plume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "terrain_kernel.h"

namespace leeward::dispersion {
namespace terrain_plume_detail {

constexpr double edge_sigmas = 6.5;  // e^-21 of the axis
constexpr double nearest_coherent_m = 1.0;
constexpr double nothing = 1e-15;    // ug/m3 per g/s
constexpr double most_ratio = 4.0;   // farthest over nearest distance of squares whose bounds are looked up
constexpr double most_images = 8.0;  // that count where a bound is met
constexpr std::size_t most_terrain_parts = 2;

/// A square in the frame of a source's wind.
struct TerrainView {
  double x, y;         // of its centre
  double extent;       // half its size along both axes
  double east, north;  // of its centre from the source
  TableRange around, along;
};

double bell(double distance, double sigma) {
  const double a = distance / sigma;
  return std::exp(-0.5 * std::min(a * a, 1400.0));
}

class TerrainPlumeField final : public SourceField {
public:
  TerrainPlumeField(const Plume& plume, const PlumeSite& site, std::shared_ptr<const TerrainTables> tables,
                    std::shared_ptr<const CriticalHeights> critical, std::unique_ptr<SourceField> direct)
      : base_m_(plume.release().base_elevation_m),
        site_(site),
        tables_(std::move(tables)),
        critical_(std::move(critical)),
        direct_(std::move(direct)) {
    const WindOffset east = site.axes.offset({0, 0}, {1, 0});
    const WindOffset north = site.axes.offset({0, 0}, {0, 1});
    x_per_ = {east.downwind_m, north.downwind_m};
    y_per_ = {east.crosswind_m, north.crosswind_m};
  }

  std::size_t term_count() const override { return 1; }

  Reach reach(std::size_t, const TreeSquare& square) const override {
    const TerrainTable& table = (*tables_)[square.height_index];
    const TerrainView v = view_of(square.centre_m, square.half_m);
    if (v.around.begin_m < table.range().begin_m || v.around.end_m > most_ratio * v.around.begin_m)
      return Reach::split;
    const double lift = table.flagpole_m() - base_m_;
    const HeightSpan heights{square.lowest_m + lift, square.highest_m + lift};
    if (!is_nothing(table, v.around, heights, true)) return Reach::split;
    if (!is_in_plume(table, v)) return Reach::none;
    return is_nothing(table, v.along, heights, false) ? Reach::none : Reach::split;
  }

  void evaluate(std::size_t, const Places& places, float* values) const override {
    const TerrainTable& table = (*tables_)[places.height_index];
    const TerrainView v = view_of(places.centre_m, places.half_m);
    TerrainLeaf leaf;
    set_leaf(frame_of(v, table), places, leaf);
    const auto [lowest, highest] =
        std::minmax_element(leaf.height_m.begin(), leaf.height_m.begin() + static_cast<std::ptrdiff_t>(leaf.count));
    leaf.lowest_m = *lowest;
    leaf.highest_m = *highest;
    std::array<PartLanes, most_terrain_parts> parts;
    const std::size_t part_count = table.parts().size();
    alignas(64) LeafLane share;
    look_up(table, leaf, leaf.radial_m, v.around, fraction_channel, parts);
    bool is_any_unknown = add_ring(leaf, parts.data(), part_count, share, values);
    if (is_in_plume(table, v)) {
      look_up(table, leaf, leaf.downwind_m, v.along, strip_width_channel, parts);
      const auto edge = static_cast<float>(edge_sigmas * table.widest_m(v.along.end_m));
      is_any_unknown = add_plume(leaf, parts.data(), part_count, edge, share, values) || is_any_unknown;
    }
    if (is_any_unknown) by_formulas(places, share, values);
  }

  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    return direct_->exact(receptors, values);
  }
  bool is_negligible(const TreeSquare& square) const override { return direct_->is_negligible(square); }

private:
  TerrainView view_of(Vec2 centre, double half) const {
    const Vec2 d = centre - site_.position_m;
    const WindOffset o = site_.axes.offset(site_.position_m, centre);
    const double dx = std::abs(d.x), dy = std::abs(d.y);
    const double near_x = std::max(dx - half, 0.0), near_y = std::max(dy - half, 0.0);
    const double far_x = dx + half, far_y = dy + half;
    const double extent = site_.axes.half_extent_m(half);
    return {o.downwind_m,
            o.crosswind_m,
            extent,
            d.x,
            d.y,
            {std::sqrt(near_x * near_x + near_y * near_y), std::sqrt(far_x * far_x + far_y * far_y)},
            {o.downwind_m - extent, o.downwind_m + extent}};
  }

  TerrainFrame frame_of(const TerrainView& v, const TerrainTable& table) const {
    return {.downwind_m = static_cast<float>(v.x),
            .downwind_per_dx = static_cast<float>(x_per_.x),
            .downwind_per_dy = static_cast<float>(x_per_.y),
            .crosswind_m = static_cast<float>(v.y),
            .crosswind_per_dx = static_cast<float>(y_per_.x),
            .crosswind_per_dy = static_cast<float>(y_per_.y),
            .east_m = static_cast<float>(v.east),
            .north_m = static_cast<float>(v.north),
            .base_m = static_cast<float>(base_m_),
            .flagpole_m = static_cast<float>(table.flagpole_m())};
  }

  static bool is_in_plume(const TerrainTable& table, const TerrainView& v) {
    return v.along.end_m >= nearest_coherent_m &&
           std::abs(v.y) - v.extent <= edge_sigmas * table.widest_m(v.along.end_m);
  }

  /// Whether no value of the part of the plume can be seen anywhere in a range.
  static bool is_nothing(const TerrainTable& table, const TableRange& range, const HeightSpan& heights, bool is_ring) {
    if (range.begin_m < table.range().begin_m) return false;
    double sum = 0;
    for (const TerrainPart& part : table.parts())
      for (std::size_t k = part.panel_of(range.begin_m);
           k < part.panels.size() && static_cast<double>(part.panels[k].begin_m) <= range.end_m; ++k) {
        const TerrainPanel& panel = part.panels[k];
        if (!panel.is_sound) return false;
        double column = panel.most_strength;
        if (part.is_lidded) {
          const double off = std::max({0.0, heights.lowest_m - panel.most_height_m,
                                       panel.least_height_m - std::max(heights.highest_m, 0.0)});
          const double off_ground = std::max(0.0, panel.least_height_m - table.flagpole_m());
          column *= most_images * (bell(off, panel.most_sigma_z_m) + bell(off_ground, panel.most_sigma_z_m));
        }
        sum += column / (is_ring ? 6.28 * range.begin_m : 2.5 * panel.least_sigma_y_m);
        if (sum > nothing) return false;
      }
    return true;
  }

  /// Columns, and another channel, at one distance of each receptor.
  void look_up(const TerrainTable& table, const TerrainLeaf& leaf, const LeafLane& distance,
               const TableRange& range, StripChannel other, std::array<PartLanes, most_terrain_parts>& lanes) const {
    const CriticalLines critical =
        critical_ ? CriticalLines{critical_->lines().data(), critical_->count()} : CriticalLines{};
    for (std::size_t p = 0; p < table.parts().size(); ++p) {
      const TerrainPart& part = table.parts()[p];
      std::fill_n(lanes[p].column.begin(), leaf.count, unknown_value);
      std::fill_n(lanes[p].other.begin(), leaf.count, 0.0F);
      for (std::size_t k = part.panel_of(range.begin_m);
           k < part.panels.size() && static_cast<double>(part.panels[k].begin_m) <= range.end_m; ++k)
        if (part.panels[k].is_sound)
          evaluate_part(part, part.panels[k], leaf, distance, static_cast<float>(table.flagpole_m()), critical,
                        other, lanes[p].column, lanes[p].other);
    }
  }

  /// The receptors whose share is below 0.
  void by_formulas(const Places& places, const LeafLane& share, float* values) const {
    std::array<Receptor, leaf_capacity> receptors;
    std::array<std::size_t, leaf_capacity> index;
    std::array<double, leaf_capacity> found;
    std::size_t count = 0;
    for (std::size_t i = 0; i < places.count; ++i)
      if (share[i] < 0) {
        index[count] = i;
        receptors[count++] = places.receptors[i];
      }
    direct_->exact({receptors.data(), count}, found.data());
    for (std::size_t k = 0; k < count; ++k) values[index[k]] = static_cast<float>(found[k]);
  }

  double base_m_;
  PlumeSite site_;
  std::shared_ptr<const TerrainTables> tables_;
  std::shared_ptr<const CriticalHeights> critical_;
  std::unique_ptr<SourceField> direct_;
  Vec2 x_per_;  // downwind distance per metre to the east and to the north
  Vec2 y_per_;
};

}  // namespace terrain_plume_detail

std::unique_ptr<SourceField> make_terrain_plume_field(const Plume& plume, const PlumeSite& site,
                                                      std::shared_ptr<const TerrainTables> tables,
                                                      std::shared_ptr<const CriticalHeights> critical,
                                                      std::unique_ptr<SourceField> direct) {
  return std::make_unique<terrain_plume_detail::TerrainPlumeField>(plume, site, std::move(tables),
                                                                   std::move(critical), std::move(direct));
}

}  // namespace leeward::dispersion
