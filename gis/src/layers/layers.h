#pragma once
#include "../import_context.h"
#include "core/model/raster.h"

/// One function per kind of layer: from a [[layer]] of a kit into the city. Trouble goes to the context's
/// log.
namespace leeward::gis::reading {

/// @param surface  DSM in the city's CRS for heights the fields do not give; may be empty.
/// context.city.terrain is read.
void import_buildings(ImportContext& context, const KitLayer& layer, const Raster<float>& surface);
void import_roads(ImportContext& context, const KitLayer& layer);
/// After all roads: gives counts to the roads they stand at.
void import_traffic(ImportContext& context, const KitLayer& layer);
void import_stacks(ImportContext& context, const KitLayer& layer);
void import_areas(ImportContext& context, const KitLayer& layer);
void import_volumes(ImportContext& context, const KitLayer& layer);
void import_stations(ImportContext& context, const KitLayer& layer);
void import_receptors(ImportContext& context, const KitLayer& layer);
void import_zones(ImportContext& context, const KitLayer& layer);
void import_schedules(ImportContext& context, const KitLayer& layer);
/// After buildings and land cover, over which people are spread.
void import_population(ImportContext& context, const KitLayer& layer);

}  // namespace leeward::gis::reading
