#pragma once
#include <string>
#include <vector>

#include "blocks.h"
#include "links.h"

namespace leeward::sample {

enum class Use { dwelling, mixed, office, industry, public_building };

struct House {
  Ring footprint;
  double height_m = 0;
  Use use = Use::dwelling;
  std::string district;
};
const char* to_text(Use use);

/// Buildings on the blocks, set back from the streets and along them, and those of port, airport and works. None stands
/// on a street or in water, and no two overlap.
std::vector<House> make_houses(const Coast& coast, const Plan& plan, const std::vector<Block>& blocks,
                               const std::vector<Link>& links);

}  // namespace leeward::sample
