#include "session.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>

#include <mutex>
#include <string>

namespace leeward::gis::reading {
namespace {

constexpr const char* osm_configuration_path = "/vsimem/leeward/osmconf.ini";

/// No laundering: fields keep OSM's own keys, so that a kit can name "building:levels".
constexpr const char* osm_configuration_text =
    R"(closed_ways_are_polygons=aeroway,amenity,boundary,building,building:part,craft,geological,historic,landuse,leisure,military,natural,office,place,shop,sport,tourism,highway=platform,public_transport=platform
attribute_name_laundering=no
report_all_nodes=no
report_all_ways=no

[points]
osm_id=yes
attributes=name,name:en,ref,amenity,shop,place,man_made,height,power,natural,highway,operator,ele

[lines]
osm_id=yes
attributes=name,name:en,ref,highway,maxspeed,lanes,width,oneway,surface,bridge,tunnel,layer,service,access,railway,waterway

[multilinestrings]
osm_id=yes
attributes=name,type,route,ref

[multipolygons]
osm_id=yes
attributes=name,name:en,type,building,building:part,building:levels,height,min_height,building:min_level,roof:levels,roof:height,amenity,landuse,leisure,natural,place,boundary,admin_level,office,shop,man_made,ref

[other_relations]
osm_id=yes
attributes=name,type
)";

}  // namespace

void start_session() {
  static std::once_flag once;
  std::call_once(once, [] {
    GDALAllRegister();
    // Reading leaves no trace: GDAL would put the unpacked size of a .gz into a file beside it.
    CPLSetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO");
    // The buffer is a constant of the program: VSI must not free it, and never writes to a file opened for
    // reading.
    auto* bytes = reinterpret_cast<GByte*>(const_cast<char*>(osm_configuration_text));
    if (VSILFILE* file = VSIFileFromMemBuffer(osm_configuration_path, bytes,
                                              std::char_traits<char>::length(osm_configuration_text), FALSE))
      VSIFCloseL(file);
  });
}

const char* osm_configuration() {
  return osm_configuration_path;
}

}  // namespace leeward::gis::reading
