#pragma once
#include "core/model/geometry.h"

/// The obfuscated datums of Chinese web maps. Coordinates are longitude (x) and latitude (y) in degrees.
namespace leeward::gis::reading {

/// GCJ-02 of a WGS 84 place.
///
///   lon' = lon + dLon(lon - 105, lat - 35) * 180 / (a / sqrt(m) * cos(lat) * pi)
///   lat' = lat + dLat(lon - 105, lat - 35) * 180 / (a (1 - e2) / m^1.5 * pi),   m = 1 - e2 sin2(lat)
///   dLon, dLat [m]: polynomial and sine terms as published in the open transformations of 2010-2013
///   ("eviltransform", "coordtransform"); a = 6378245 m, e2 = 0.00669342162296594323 (Krassowsky 1940).
///
/// Valid in China (72.004..137.8347 E, 0.8293..55.8271 N); elsewhere the place is unchanged, as in those
/// sources.
Vec2 gcj02_from_wgs84(Vec2 lon_lat_deg);

/// Inverse by fixed-point iteration until both coordinates move less than 1e-9 deg (0.1 mm). The known pairs
/// of coordtransform are one step without iteration and differ from this by up to 2e-5 deg.
Vec2 wgs84_from_gcj02(Vec2 lon_lat_deg);

/// BD-09 of Baidu's maps: radius and angle of GCJ-02 with small sine terms added, moved by (0.0065, 0.006)
/// deg.
Vec2 bd09_from_gcj02(Vec2 lon_lat_deg);
/// Inverse by fixed-point iteration, to 1e-9 deg.
Vec2 gcj02_from_bd09(Vec2 lon_lat_deg);
Vec2 wgs84_from_bd09(Vec2 lon_lat_deg);

}  // namespace leeward::gis::reading
