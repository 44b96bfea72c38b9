#include "ui/scene/view_state.h"

namespace leeward::ui {

const char* layer_id(SceneLayer layer) {
  switch (layer) {
    case SceneLayer::terrain: return "terrain";
    case SceneLayer::land_cover: return "land_cover";
    case SceneLayer::buildings: return "buildings";
    case SceneLayer::roads: return "roads";
    case SceneLayer::stacks: return "stacks";
    case SceneLayer::areas: return "areas";
    case SceneLayer::stations: return "stations";
    case SceneLayer::receptors: return "receptors";
    case SceneLayer::zones: return "zones";
    case SceneLayer::drape: return "drape";
    case SceneLayer::slice: return "slice";
    case SceneLayer::volume: return "volume";
  }
  return "";
}

}  // namespace leeward::ui
