#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/scenario.h"
#include "dispersion/line_source.h"
#include "dispersion/line_tables.h"
#include "dispersion/met_profile.h"
#include "dispersion/run.h"
#include "receptor_tiles.h"

/// Internal to the solver: all road links of one hour.
namespace leeward::dispersion {

/// What the road model takes from the hour's boundary layer.
LineHour line_hour(const BoundaryLayer& air, const LineSource& source);

/// A link that emits in this hour, by its index in Scenario::sources.
struct ActiveLink {
  std::size_t source = 0;
  const LineSource* line = nullptr;
};

/// Immutable once built; shared by the threads that work on the hour's tiles.
class HourRoads {
 public:
  HourRoads() = default;
  /// Useless when `stop` was requested meanwhile: not all tables were made.
  HourRoads(std::span<const ActiveLink> links, const BoundaryLayer& air, const ReceptorTiles& tiles, Vec2 origin_m,
            Mode mode, const std::stop_token& stop);

  std::size_t size() const { return links_.size(); }
  std::size_t source(std::size_t link) const { return links_[link].source; }

  /// Receptors of a tile in the hour's wind frame.
  struct TileInWind {
    std::array<Vec2, tile_capacity> place;
    Vec2 centre;
    double radius_m = 0;
    std::size_t count = 0;
    std::size_t height_index = 0;
    double height_m = 0;
  };
  TileInWind in_wind(const ReceptorTiles& tiles, const ReceptorTile& tile) const;

  /// One link at all receptors of a tile [ug/m3 per g/(m s)].
  /// @returns how many of the integrals missed their tolerance
  std::size_t concentration_per_unit_rate(std::size_t link, const TileInWind& tile, std::span<double> values) const;

 private:
  struct Link {
    std::size_t source;
    std::size_t wind;  ///< into winds_
    LineClass line_class;
    LineInWind line;
    std::size_t tables;  ///< into tables_; mode standard
  };
  void make_tables(const std::vector<double>& heights_m, const std::stop_token& stop);

  std::vector<Link> links_;
  std::vector<LineWind> winds_;     ///< one per profile set and loss rate
  std::vector<LineTables> tables_;  ///< empty in mode exact
  WindFrame frame_{0.0};
};

}  // namespace leeward::dispersion
