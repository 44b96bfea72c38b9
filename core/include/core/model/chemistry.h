#pragma once
#include <optional>
#include <string_view>

namespace leeward {

/// How NO2 is made of the NOx of the sources (dispersion/chemistry.h).
enum class ChemistryMethod { none, arm2, olm };

/// "none", "arm2", "olm".
const char* to_text(ChemistryMethod method);
/// The method of the name in small letters; nullopt for any other text.
std::optional<ChemistryMethod> chemistry_method_of(std::string_view name);

}  // namespace leeward
