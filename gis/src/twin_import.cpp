#include <fmt/format.h>

#include "core/model/pollutant.h"
#include "fault_log.h"
#include "gis/twin_store.h"
#include "import_context.h"
#include "layers/layers.h"
#include "layers/rasters.h"
#include "session.h"

namespace leeward::gis {
namespace {

using reading::ImportContext;

/// Kinds in the order they need each other: roads before counts, buildings before people.
constexpr LayerKind import_order[] = {LayerKind::schedules, LayerKind::buildings, LayerKind::roads,
                                      LayerKind::traffic,   LayerKind::stacks,    LayerKind::areas,
                                      LayerKind::volumes,   LayerKind::stations,  LayerKind::receptors,
                                      LayerKind::zones,     LayerKind::population};

void import_layer(ImportContext& context, const KitLayer& layer, const Raster<float>& surface) {
  switch (layer.kind) {
    case LayerKind::buildings:
      return reading::import_buildings(context, layer, surface);
    case LayerKind::roads:
      return reading::import_roads(context, layer);
    case LayerKind::traffic:
      return reading::import_traffic(context, layer);
    case LayerKind::stacks:
      return reading::import_stacks(context, layer);
    case LayerKind::areas:
      return reading::import_areas(context, layer);
    case LayerKind::volumes:
      return reading::import_volumes(context, layer);
    case LayerKind::stations:
      return reading::import_stations(context, layer);
    case LayerKind::receptors:
      return reading::import_receptors(context, layer);
    case LayerKind::zones:
      return reading::import_zones(context, layer);
    case LayerKind::population:
      return reading::import_population(context, layer);
    case LayerKind::schedules:
      return reading::import_schedules(context, layer);
  }
}

template <class Feature>
void expect_schedules(ImportContext& context, const std::vector<Feature>& features, const char* kind) {
  for (const Feature& feature : features) {
    bool is_known =
        feature.schedule.empty() || feature.schedule == "traffic" || feature.schedule == "constant";
    for (const EmissionSchedule& schedule : context.city.schedules)
      is_known = is_known || schedule.id == feature.schedule;
    if (!is_known)
      context.log.error({context.kit.file.string(), kind}, fmt::format("id '{}'", feature.id),
                        fmt::format("schedule '{}'", feature.schedule),
                        "the id of a row of a layer of kind schedules, 'traffic' or 'constant'", "schedule");
  }
}

Unexpected failure(const Kit& kit, reading::FaultLog& log) {
  const std::size_t count = log.error_count();
  return fail(ErrorCode::input, fmt::format("{}: {} faults in the layers it names", kit.file.string(), count),
              log.take());
}

}  // namespace

Result<Loaded<City>> import_kit(const Kit& kit, const std::stop_token& stop, ProgressSink& progress) {
  reading::start_session();
  reading::FaultLog log;
  City city;
  city.settings = kit.settings;
  const Box2& domain = kit.settings.domain_m;
  if (domain.empty() || domain.width() <= 0 || domain.height() <= 0)
    return fail(ErrorCode::input,
                fmt::format("{}: found a domain without area, expected min and max in metres of the "
                            "city's coordinate system",
                            kit.file.string()));
  const Vec2 centre = domain.centre();  // degrees if the CRS should be geographic, and only then used
  const auto srs = reading::make_city_srs(kit.settings.crs, centre.x, centre.y);
  if (!srs) return fail(srs.error().code, fmt::format("{}: {}", kit.file.string(), srs.error().message));
  auto wkt = projected_crs_wkt2(kit.settings.crs, centre.x, centre.y);
  if (!wkt) return tl::unexpected(wkt.error());
  city.settings.crs_wkt2 = *wkt;

  ImportContext context{.kit = kit,
                        .city_srs = *srs,
                        .domain = domain,
                        .log = log,
                        .city = city,
                        .stop = stop,
                        .progress = progress};
  const auto cancelled = [] {
    return fail(ErrorCode::cancelled, "cancelled while the kit's layers were read");
  };
  reading::import_terrain(context);
  if (stop.stop_requested()) return cancelled();
  const Raster<float> surface = reading::import_surface(context);
  reading::import_land_cover(context);
  for (const LayerKind kind : import_order)
    for (const KitLayer& layer : kit.layers) {
      if (stop.stop_requested()) return cancelled();
      if (layer.kind == kind) import_layer(context, layer, surface);
    }
  if (stop.stop_requested()) return cancelled();
  expect_schedules(context, city.stacks, "stacks");
  expect_schedules(context, city.roads, "roads");
  expect_schedules(context, city.areas, "areas");
  expect_schedules(context, city.volumes, "volumes");
  if (log.has_errors()) return failure(kit, log);
  progress.report("layers read", 1.0);
  return Loaded<City>{std::move(city), log.take()};
}

}  // namespace leeward::gis
