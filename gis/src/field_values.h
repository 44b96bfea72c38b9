#pragma once
#include <ogr_feature.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/kit.h"
#include "fault_log.h"
#include "value_range.h"

namespace leeward::gis::reading {

/// What a kit may give a kind of layer by name.
struct FieldRules {
  std::vector<std::string> numbers;            ///< as fields or values
  std::vector<std::string> texts;              ///< as fields or texts
  std::vector<std::string> options;            ///< as values only (storey_height_m, reach_m, ...)
  std::vector<std::string> emission_suffixes;  ///< "_g_per_s", ...; the name before it is a pollutant
};

/// An emission a kit maps: the name "NOx_t_per_year" in its parts.
struct EmissionField {
  std::string name;
  std::string pollutant;
  std::string suffix;
};

/// Reads our names out of a layer's features: the mapped field; when that is absent or null, the kit's
/// constant. Every name that is not understood and every field that is not there is logged when it is made.
class FieldValues {
public:
  FieldValues(const KitLayer& layer, const OGRFeatureDefn& definition, const FieldRules& rules, bool is_osm,
              const std::string& recode_from, FaultPlace place, FaultLog& log);

  bool is_mapped(const std::string& name) const { return index_of(name) >= 0; }
  /// A mapped field or a constant.
  bool is_given(const std::string& name) const;
  /// Missing, or out of range or not a number (then logged and taken as missing).
  std::optional<double> number(const OGRFeature& feature, const std::string& label, const std::string& name,
                               const ValueRange& range = any_number) const;
  /// The same, but what is missing or wrong is an error.
  std::optional<double> required(const OGRFeature& feature, const std::string& label, const std::string& name,
                                 const ValueRange& range) const;
  /// May be missing; what is there and wrong is an error.
  std::optional<double> strict_number(const OGRFeature& feature, const std::string& label,
                                      const std::string& name, const ValueRange& range) const;
  /// Only the feature's own field, not the kit's constant.
  std::optional<double> own_number(const OGRFeature& feature, const std::string& label,
                                   const std::string& name, const ValueRange& range = any_number) const;
  std::optional<double> constant(const std::string& name) const;
  double option(const std::string& name, double otherwise) const {
    return constant(name).value_or(otherwise);
  }
  std::string text(const OGRFeature& feature, const std::string& label, const std::string& name) const;
  const std::vector<EmissionField>& emissions() const { return emissions_; }
  /// Name of the layer's field that holds `name`.
  std::string field_name(const std::string& name) const;

private:
  int index_of(const std::string& name) const;
  std::optional<double> field_number(const OGRFeature& feature, const std::string& label,
                                     const std::string& name, const ValueRange& range,
                                     bool is_required) const;
  std::string field_text(const OGRFeature& feature, const std::string& label, int index) const;

  const KitLayer& layer_;
  std::map<std::string, int> index_;
  std::map<std::string, std::string> fields_;
  std::vector<EmissionField> emissions_;
  std::string recode_from_;
  bool is_osm_ = false;
  FaultPlace place_;
  FaultLog& log_;
};

}  // namespace leeward::gis::reading
