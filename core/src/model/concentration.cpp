#include "core/model/concentration.h"

namespace leeward {

const char* to_text(HourStatus status) {
  switch (status) {
    case HourStatus::valid:
      return "valid";
    case HourStatus::calm:
      return "calm";
    case HourStatus::missing:
      return "missing";
  }
  return "missing";
}

}  // namespace leeward
