#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/progress.h"
#include "core/model/result.h"

namespace leeward::app {

struct CreateRequest {
  std::filesystem::path city;  ///< the twin's folder, made here
  std::filesystem::path kit;   ///< a kit, or an AERMOD runstream (docs/aermod.md)
  std::string crs = {};        ///< of a runstream's coordinates; a kit says its own
  bool replace = false;        ///< a twin that stands there already is replaced
};

struct CreatedCity {
  City city;
  std::vector<std::filesystem::path> inputs;  ///< every file that was read
  std::size_t met_hours = 0;
};

/// Builds a twin out of the GIS layers and the meteorology that a kit names, or out of an AERMOD runstream. The folder appears when it is whole.
Result<Loaded<CreatedCity>> create_city(const CreateRequest& request, const std::stop_token& stop,
                                        ProgressSink& progress);

}  // namespace leeward::app
