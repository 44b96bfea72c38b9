#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/meteorology.h"

namespace leeward {

/// How NO2 is made of the NOx of the sources (dispersion/chemistry.h).
enum class ChemistryMethod { none, arm2, olm };

/// "none", "arm2", "olm".
const char* to_text(ChemistryMethod method);
/// The method of the name in small letters; nullopt for any other text.
std::optional<ChemistryMethod> chemistry_method_of(std::string_view name);

/// In-stack NO2/NOx [-] of features that give none of their own, by kind. Illustrative: combustion with
/// excess air has 0.05 to 0.1 (stacks, areas, volumes), a fleet with diesels 0.1 to 0.3 (physics/11 2.5).
struct InStackRatios {
  double stacks = 0.1;
  double volumes = 0.1;
  double areas = 0.1;
  double roads = 0.2;
};

/// [chemistry] of twin.toml and of kits.
struct ChemistrySettings {
  ChemistryMethod method = ChemistryMethod::none;
  double ozone_ug_per_m3 = missing;  ///< in every hour, or where the file has none; missing: none
  std::string ozone_file;            ///< relative to the twin, with a column O3_ug_per_m3; empty: none
  bool has_night_floor = true;  ///< AERMOD's rule for stable hours (dispersion/ozone.h), of the file's values
  double equilibrium_ratio = 0.9;  ///< NO2/NOx, at most
  double arm2_lowest_ratio = 0.5;
  double arm2_highest_ratio = 0.9;
  InStackRatios in_stack_ratios;
};

/// [background] of twin.toml and of kits: what comes from beyond the sources.
struct BackgroundSettings {
  std::string file;                         ///< relative to the twin; empty: none
  std::map<std::string, double> ug_per_m3;  ///< by pollutant: in every hour, or where the file has none
};

}  // namespace leeward
