#pragma once
#include <string>
#include <vector>

#include "plan.h"

namespace leeward::sample {

struct Block {
  Cell cell;  ///< edges labelled by street
  Character character = Character::country;
  std::string district;
};

/// Divides the plan's cells by streets into blocks; adds the streets to plan.streets.
std::vector<Block> make_blocks(const Coast& coast, Plan& plan);

/// Streets along the river, around the bay and on the quays; added to plan.streets.
void add_waterfront(const Coast& coast, Plan& plan);

/// How far streets stay from the water; the waterfront streets run there [m].
inline constexpr double bank_distance_m = 30;

}  // namespace leeward::sample
