#include "names.h"

#include <array>

namespace leeward::sample {
namespace {

constexpr std::array<const char*, 72> words = {
    "Alder",   "Anchor",  "Ash",      "Bakers",   "Barque",  "Beech",    "Bellman",  "Birch",   "Bosun",    "Bramble",
    "Brewery", "Brook",   "Capstan",  "Castle",   "Chandler", "Chapel",  "Cherry",   "Clover",  "Cobbler",  "Cooper",
    "Copper",  "Coral",   "Cormorant", "Cutter",  "Dove",    "Elm",      "Falcon",   "Fennel",  "Fern",     "Fisher",
    "Flax",    "Garnet",  "Glover",   "Granary",  "Gull",    "Hazel",    "Heron",    "Holly",   "Ivy",      "Juniper",
    "Keel",    "Kestrel", "Kiln",     "Lantern",  "Larch",   "Linden",   "Mallow",   "Market",  "Mason",    "Meadow",
    "Mill",    "Minster", "Nettle",   "Oak",      "Osprey",  "Pilot",    "Plover",   "Poplar",  "Potter",   "Quarry",
    "Rook",    "Rowan",   "Saddler",  "Sail",     "School",  "Sorrel",   "Spindle",  "Tanner",  "Thistle",  "Weaver",
    "Willow",  "Wren"};
constexpr std::array<const char*, 8> kinds = {"Street", "Street", "Street", "Lane", "Road", "Way", "Close", "Row"};

}  // namespace

std::string street_name(Random& random) {
  std::string name = words[random.below(words.size())];
  name += ' ';
  return name + kinds[random.below(kinds.size())];
}

}  // namespace leeward::sample
