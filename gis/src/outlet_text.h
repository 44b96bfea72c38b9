#pragma once
#include <optional>
#include <string_view>

#include "core/model/source.h"

namespace leeward::gis {

inline const char* outlet_text(StackOutlet outlet) {
  switch (outlet) {
    case StackOutlet::vertical:
      return "vertical";
    case StackOutlet::capped:
      return "capped";
    case StackOutlet::horizontal:
      return "horizontal";
  }
  return "";
}

inline std::optional<StackOutlet> parse_outlet(std::string_view text) {
  for (const StackOutlet outlet : {StackOutlet::vertical, StackOutlet::capped, StackOutlet::horizontal})
    if (text == outlet_text(outlet)) return outlet;
  return std::nullopt;
}

}  // namespace leeward::gis
