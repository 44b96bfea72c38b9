#pragma once
#include "../vector_read.h"

namespace leeward::gis::reading {

/// Suffixes of emission names a kit may give, per kind of source.
const std::vector<std::string>& point_emission_suffixes();  ///< _g_per_s, _kg_per_h, _t_per_year
const std::vector<std::string>&
line_emission_suffixes();  ///< _g_per_m_s, _g_per_km_h, _t_per_year (over the length)
const std::vector<std::string>&
area_emission_suffixes();  ///< _g_per_m2_s, _g_per_s, _t_per_year (over the area)

/// Base rates per pollutant of a feature in g/s, g/(m s) or g/(m2 s).
/// @param extent  1 for points, length [m] for lines, area [m2] for polygons: totals are divided by it
Emission emission_of(const FieldValues& values, const SourceFeature& source, double extent);

/// Text of origin: the kit's, else "given" when there is an emission.
std::string origin_of(const FieldValues& values, const SourceFeature& source, const Emission& emission);

/// The feature's group, else the kit layer's.
std::string group_of(const FieldValues& values, const SourceFeature& source, const KitLayer& layer);

/// Warns when no emission name is mapped or given at all.
void expect_emissions(ImportContext& context, const LayerReader& reader,
                      const std::vector<std::string>& suffixes);

}  // namespace leeward::gis::reading
