#pragma once
#include <string>

#include "random.h"

namespace leeward::sample {

/// A made-up street name.
std::string street_name(Random& random);

}  // namespace leeward::sample
