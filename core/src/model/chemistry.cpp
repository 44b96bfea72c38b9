#include "core/model/chemistry.h"

namespace leeward {

const char* to_text(ChemistryMethod method) {
  return method == ChemistryMethod::arm2 ? "arm2" : method == ChemistryMethod::olm ? "olm" : "none";
}

std::optional<ChemistryMethod> chemistry_method_of(std::string_view name) {
  for (const ChemistryMethod method : {ChemistryMethod::none, ChemistryMethod::arm2, ChemistryMethod::olm})
    if (name == to_text(method)) return method;
  return std::nullopt;
}

}  // namespace leeward
