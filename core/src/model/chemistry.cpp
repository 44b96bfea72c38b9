#include "core/model/chemistry.h"

#include "core/model/city.h"

namespace leeward {

const char* to_text(ChemistryMethod method) {
  return method == ChemistryMethod::arm2 ? "arm2" : method == ChemistryMethod::olm ? "olm" : "none";
}

std::optional<ChemistryMethod> chemistry_method_of(std::string_view name) {
  for (const ChemistryMethod method : {ChemistryMethod::none, ChemistryMethod::arm2, ChemistryMethod::olm})
    if (name == to_text(method)) return method;
  return std::nullopt;
}

std::vector<std::string> product_pollutants(const TwinSettings& settings) {
  std::vector<std::string> all;
  for (const std::string& id : settings.pollutants) {
    all.push_back(id);
    if (id == "NOx" && settings.chemistry.method != ChemistryMethod::none) all.emplace_back("NO2");
  }
  return all;
}

}  // namespace leeward
