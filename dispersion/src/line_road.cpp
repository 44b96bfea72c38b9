#include "dispersion/line_road.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dispersion/vertical_terms.h"
#include "line_quadrature.h"

namespace leeward::dispersion {
namespace road_detail {

constexpr double sqrt_2pi = 2.5066282746310005;

/// Unit vector across the road towards its eastern side.
Vec2 eastern_side(const LineSource& source) {
  const Vec2 along = source.end_m - source.begin_m;
  if (along.y == 0) return {0.0, 1.0};
  const double scale = std::copysign(1.0 / length(along), along.y);
  return {scale * along.y, -scale * along.x};
}

double sign_of(double value) {
  return value > 0 ? 1.0 : value < 0 ? -1.0 : 0.0;
}

double square(double value) {
  return value * value;
}

/// Plume height that a barrier of height H lifts to.
double lifted(double height_m, double barrier_m) {
  return std::max(height_m, 0.75 * barrier_m);
}

}  // namespace road_detail

Vec2 road_shift(const LineSource& source, Vec2 flow) {
  using namespace road_detail;
  const Vec2 beside = source.offset_m * eastern_side(source);
  if (!source.depression) return beside;
  const RoadDepression& cutting = *source.depression;
  const double depth = std::abs(cutting.depth_m);
  const double top = cutting.top_width_m;
  const double bottom = cutting.bottom_width_m;
  const double span = length(source.end_m - source.begin_m);
  if (!(depth > 0) || !(span > 0)) return beside;
  const Vec2 along = (1.0 / span) * (source.end_m - source.begin_m);
  const double sine = cross(flow, along);
  const double effective_depth = depth * (bottom + 0.5 * (top - bottom)) / top;
  const double rho = effective_depth / bottom;
  const double narrowing = rho >= 0.0483 ? 1.0 : std::sqrt(1.506 - 7.143 * rho) - 0.0776;
  const double effective_width = std::pow(narrowing, sine * sine) * bottom;
  const double critical_depth = 0.2064 * top * bottom / (0.5 * (top + bottom));
  const double reach = std::min(1.0, bottom / top * (1.0 + depth / critical_depth));
  const double displacement = 0.5 * (top * reach - effective_width) * sine * sine * sign_of(sine);
  return displacement * Vec2{-along.y, along.x} + (effective_width / bottom) * beside;
}

double road_initial_sigma_z_m(const LineSource& source) {
  return source.depression ? std::hypot(source.initial_sigma_z_m, source.depression->depth_m / 2.15)
                           : source.initial_sigma_z_m;
}

bool is_plain_road(const LineSource& source) {
  const bool is_level =
      source.end_release_height_m.value_or(source.release_height_m) == source.release_height_m;
  return is_level && std::none_of(source.barriers.begin(), source.barriers.end(),
                                  [](const RoadBarrier& barrier) { return barrier.height_m > 0; });
}

BarriersInWind barriers_in_wind(const LineSource& source, const WindFrame& frame, const LineInWind& link) {
  using namespace road_detail;
  BarriersInWind out;
  const Vec2 side = eastern_side(source);
  double upwind_across = 0;
  for (const RoadBarrier& barrier : source.barriers) {
    if (!(barrier.height_m > 0)) continue;
    const double across = std::abs(barrier.offset_m - source.offset_m);
    // Along the flow, from the lane to the barrier.
    const bool is_downwind = dot((barrier.offset_m - source.offset_m) * side, frame.flow) > 0;
    double& height = is_downwind ? out.downwind_height_m : out.upwind_height_m;
    double& distance = is_downwind ? out.downwind_across_m : upwind_across;
    if (height > 0 && distance <= across) continue;  // of two on one side the nearer counts
    height = barrier.height_m;
    distance = across;
  }
  out.downwind_along_m = out.downwind_across_m / (link.sin_angle + 1e-8);
  const double recirculation = (out.downwind_height_m > 0 ? 4.0 : 6.5) * out.upwind_height_m;
  if (out.upwind_height_m > 0 && upwind_across < recirculation) {
    out.shift_across_m = upwind_across;
    out.downwind_along_m += upwind_across * link.sin_angle;
  }
  return out;
}

LineStreamline::LineStreamline(const ProfileSet& set, const LineWind& wind)
    : set_(std::make_unique<ProfileSet>()) {
  std::array<AirSample, profile_level_count> air;
  std::array<double, profile_level_count> from_deg{};
  for (std::size_t i = 0; i < profile_level_count; ++i) {
    air[i] = set.level(i);
    air[i].wind_speed_m_per_s = wind.speed(profile_height_m[i]);
    from_deg[i] = set.wind_from_deg_at_level(i);
  }
  set_->set_levels(air, from_deg);
  streamline_ = std::make_unique<DividingStreamline>(*set_);
}

/// The kernel along the link for one receptor.
class LineRoad::Kernel {
public:
  Kernel(const LineRoad& road, Vec2 place, const PlumeReceptor& receptor)
      : road_(road), receptor_(receptor), is_in_terrain_(receptor.height_m != receptor.flagpole_m) {
    const LineInWind& link = road.link_;
    x0 = place.x - link.x_begin;
    y0 = place.y - link.y_begin;
    x_shift_ = road.barriers_.shift_across_m * link.sin_angle;
    y_shift_ = -road.barriers_.shift_across_m * link.cos_angle;
    mean_height_ = 0.5 * (link.height_begin_m + link.height_end_m);
    climb_ = link.length_m > 0 ? (link.height_end_m - link.height_begin_m) / link.length_m : 0.0;
  }

  double operator()(double s) {
    const LineInWind& link = road_.link_;
    const double x = x0 - s * link.cos_angle;
    const double y = y0 - s * link.sin_angle;
    const double z = road_.barriers_.has_any() ? mean_height_ : link.height_begin_m + climb_ * s;
    Wake wake{road_.wind_, road_.initial_sigma_z_m_, 0.0};
    double direct = 0;
    const double along = x + x_shift_;
    if (along >= line_upwind_limit_m)
      direct = direct_part(std::max(along, line_nearest_m), y + y_shift_, z, wake);
    else if (road_.barriers_.has_any())
      wake = upwind_wake();
    const double r = std::max(std::hypot(x, y), line_nearest_m);
    const double height =
        road_detail::lifted(z, std::max(road_.barriers_.upwind_height_m, road_.barriers_.downwind_height_m));
    const LineSpread around = line_spread(*wake.wind, r, height, wake.initial_sigma_z_m, wake.lift_m);
    const double f = line_meander_share(*road_.wind_, around);
    // The meander keeps its height below the base of the road too, where the direct plume follows the ground down.
    const auto at_height = [&](double z_m) {
      return gaussian((z_m - height) / around.sigma_z_m) + gaussian((z_m + height) / around.sigma_z_m);
    };
    const double meander = weighted(height, around.sigma_z_m, at_height) /
                           (road_detail::sqrt_2pi * around.sigma_z_m * around.wind_m_per_s) *
                           loss(r, around.wind_m_per_s) / (2.0 * std::numbers::pi * r);
    return (1.0 - f) * direct + f * meander;
  }

  double sigma_y_m(double x) const {
    return std::hypot(line_spread(*road_.wind_, x, mean_height_, road_.initial_sigma_z_m_).raw_sigma_y_m,
                      road_.link_.sigma_y0_m);
  }

  double x_shift() const { return x_shift_; }
  double y_shift() const { return y_shift_; }

  double x0 = 0;  ///< receptor from the begin of the link
  double y0 = 0;

private:
  double loss(double distance, double wind) const {
    return std::exp(-road_.wind_->hour().decay_per_s * distance / wind);
  }

  Wake upwind_wake() const {
    const BarriersInWind& b = road_.barriers_;
    const bool is_downwind_taller = b.downwind_height_m >= b.upwind_height_m;
    return {is_downwind_taller ? &*road_.downwind_wake_ : &*road_.upwind_wake_,
            std::hypot(road_.initial_sigma_z_m_, 0.25 * std::max(b.upwind_height_m, b.downwind_height_m)),
            0.0};
  }

  double direct_part(double x, double y, double z, Wake& wake) {
    const BarriersInWind& b = road_.barriers_;
    const bool is_shifted = b.shift_across_m > 0;
    const double height = is_shifted ? road_detail::lifted(z, b.upwind_height_m) : z;
    if (is_shifted) wake.wind = &*road_.upwind_wake_;
    const bool is_behind = b.downwind_height_m > 0 && x > b.downwind_along_m;
    if (is_behind) return mixed_wake(x, y, height, wake);
    LineSpread spread = line_spread(*wake.wind, x, z, wake.initial_sigma_z_m);
    if (is_shifted) spread.wind_m_per_s *= 1.0 - std::exp(-x / (8.0 * b.upwind_height_m));
    const double lid = std::max(road_.wind_->hour().mixing_height_m, height + 2.15 * spread.sigma_z_m);
    return vertical(height, spread.sigma_z_m, lid) /
           (road_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s) * loss(x, spread.wind_m_per_s) *
           across(y, spread);
  }

  /// Behind the downwind barrier: the plume starts anew there, well mixed over the barrier's height.
  double mixed_wake(double x, double y, double height, Wake& wake) {
    const double barrier = road_.barriers_.downwind_height_m;
    const LineWind& wind = *road_.downwind_wake_;
    const double from_wall = x - road_.barriers_.downwind_along_m;
    const LineSpread at_wall =
        line_spread(*wake.wind, road_.barriers_.downwind_along_m, height, wake.initial_sigma_z_m, barrier);
    const double wall_sigma_z = at_wall.sigma_z_m + 0.1 * barrier;
    wake = {&wind, std::hypot(wall_sigma_z, road_.initial_sigma_z_m_), barrier};
    const LineSpread spread = line_spread(wind, from_wall, height, wall_sigma_z, barrier);
    const double per_flux = road_detail::sqrt_2pi * spread.sigma_z_m * spread.wind_m_per_s;
    const double mixed = 2.0 * gaussian(height / spread.sigma_z_m) / per_flux;
    const double top = 1.25 * barrier;
    const double deficit = 1.0 - 0.75 * barrier / std::max(barrier, 12.0);
    const double slowed = 1.0 - deficit * std::exp(-from_wall / (9.0 * barrier));
    const double factor = 1.0 / (1.0 + 0.5 * slowed * wind.speed(barrier) * mixed * top);
    const auto profile = [&](double z_m) {
      if (z_m <= top) return factor * mixed;
      return factor *
             (gaussian((z_m - top - height) / spread.sigma_z_m) +
              gaussian((z_m - top + height) / spread.sigma_z_m)) /
             per_flux;
    };
    return weighted(height, spread.sigma_z_m, profile) * loss(x, spread.wind_m_per_s) * across(y, spread);
  }

  double across(double y, const LineSpread& spread) const {
    const double sigma_y = std::hypot(spread.raw_sigma_y_m, road_.link_.sigma_y0_m);
    return gaussian(y / sigma_y) / (road_detail::sqrt_2pi * sigma_y);
  }

  double vertical(double height, double sigma_z, double lid_m) {
    return weighted(height, sigma_z, [&](double z_m) { return lidded_term(z_m, height, sigma_z, lid_m); });
  }

  /// Plume that stays level and plume that follows the ground, weighted.
  template <class Profile>
  double weighted(double height, double sigma_z, const Profile& profile) {
    if (!is_in_terrain_) return profile(receptor_.flagpole_m);
    double share = 0.5;
    if (road_.streamline_) {
      const double hill_top = std::min(receptor_.hill_m, receptor_.ground_m + height);
      if (hill_top != hill_top_) {
        hill_top_ = hill_top;
        critical_height_ = road_.streamline_->height_m(hill_top);
      }
      const double lid = std::max(road_.wind_->hour().mixing_height_m, height + 2.15 * sigma_z);
      share = 0.5 * (1.0 + fraction_below(critical_height_, height, sigma_z, lid));
    }
    return share * profile(receptor_.height_m) + (1.0 - share) * profile(receptor_.flagpole_m);
  }

  const LineRoad& road_;
  PlumeReceptor receptor_;
  double x_shift_ = 0;  ///< the direct plume starts this much upwind, and to the side
  double y_shift_ = 0;
  bool is_in_terrain_;
  double mean_height_ = 0;
  double climb_ = 0;
  double hill_top_ = -1e30;  ///< of critical_height_
  double critical_height_ = 0;
};

LineRoad::LineRoad(const LineSource& source, const WindFrame& frame, const LineWind& wind,
                   const LineStreamline* streamline)
    : wind_(&wind),
      streamline_(streamline),
      link_(line_in_wind(source, frame)),
      initial_sigma_z_m_(road_initial_sigma_z_m(source)),
      length_factor_(link_.length_m > 0
                         ? std::hypot(1.0, (link_.height_end_m - link_.height_begin_m) / link_.length_m)
                         : 1.0),
      barriers_(barriers_in_wind(source, frame, link_)) {
  if (barriers_.has_any()) length_factor_ = 1.0;
  if (barriers_.upwind_height_m > 0) upwind_wake_.emplace(wind.hour(), barriers_.upwind_height_m);
  if (barriers_.downwind_height_m > 0) downwind_wake_.emplace(wind.hour(), barriers_.downwind_height_m);
}

LineIntegral LineRoad::concentration(Vec2 place, const PlumeReceptor& receptor) const {
  using namespace line_detail;
  if (!(link_.length_m > 0)) return {};
  Kernel kernel(*this, place, receptor);
  const auto sigma_y_m = [&](double x) { return kernel.sigma_y_m(x); };
  std::vector<double> points = feature_places(link_, kernel.x0, kernel.y0, sigma_y_m);
  if (barriers_.shift_across_m > 0) {
    const std::vector<double> shifted =
        feature_places(link_, kernel.x0 + kernel.x_shift(), kernel.y0 + kernel.y_shift(), sigma_y_m);
    points.insert(points.end(), shifted.begin(), shifted.end());
  }
  if (barriers_.downwind_height_m > 0 && std::abs(link_.cos_angle) > 1e-12)
    for (const double beyond : {0.0, 1.0, 4.0, 16.0})
      points.push_back((kernel.x0 + kernel.x_shift() - barriers_.downwind_along_m - beyond) /
                       link_.cos_angle);
  const auto call = [&](double s) { return kernel(s); };
  LineIntegral out = integrate(call, sorted_breaks(std::move(points), 0.0, link_.length_m));
  out.value *= length_factor_;
  return out;
}

}  // namespace leeward::dispersion
