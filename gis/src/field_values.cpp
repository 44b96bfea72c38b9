#include "field_values.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/model/pollutant.h"
#include "gdal_messages.h"
#include "number_text.h"
#include "osm_read.h"

namespace leeward::gis::reading {
namespace {

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string recoded(const char* text, const std::string& from) {
  if (from.empty()) return text;
  GdalMessages quiet;
  char* utf8 = CPLRecode(text, from.c_str(), CPL_ENC_UTF8);
  std::string result(utf8 != nullptr ? utf8 : "");
  CPLFree(utf8);
  return result;
}

std::optional<EmissionField> emission_field(const std::string& name,
                                            const std::vector<std::string>& suffixes) {
  for (const std::string& suffix : suffixes) {
    if (!name.ends_with(suffix)) continue;
    const std::string pollutant = name.substr(0, name.size() - suffix.size());
    if (const auto known = find_pollutant(pollutant))
      return EmissionField{name, std::string(known->id), suffix};
  }
  return std::nullopt;
}

std::string understood(const FieldRules& rules, bool with_numbers, bool with_texts, bool with_options) {
  std::vector<std::string> names;
  if (with_numbers) names.insert(names.end(), rules.numbers.begin(), rules.numbers.end());
  if (with_texts) names.insert(names.end(), rules.texts.begin(), rules.texts.end());
  if (with_options) names.insert(names.end(), rules.options.begin(), rules.options.end());
  if (with_numbers)
    for (const std::string& suffix : rules.emission_suffixes) names.push_back("<pollutant>" + suffix);
  return fmt::format("one of: {}", fmt::join(names, ", "));
}

}  // namespace

FieldValues::FieldValues(const KitLayer& layer, const OGRFeatureDefn& definition, const FieldRules& rules,
                         bool is_osm, const std::string& recode_from, FaultPlace place, FaultLog& log)
    : layer_(layer),
      fields_(layer.fields),
      recode_from_(recode_from),
      is_osm_(is_osm),
      place_(std::move(place)),
      log_(log) {
  std::map<std::string, int> there;
  std::vector<std::string> there_names;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    there_names.push_back(recoded(definition.GetFieldDefn(i)->GetNameRef(), recode_from));
    there.emplace(there_names.back(), i);
  }
  const std::string where = fmt::format("line {} of the kit", layer.line);
  for (const auto& [name, field] : fields_) {
    const auto emission = emission_field(name, rules.emission_suffixes);
    if (emission) {
      emissions_.push_back(*emission);
    } else if (!has_name(rules.numbers, name) && !has_name(rules.texts, name)) {
      log_.error(place_, where, fmt::format("fields.{}, which this kind of layer does not know", name),
                 understood(rules, true, true, false));
      continue;
    }
    const auto found = there.find(field);
    if (found == there.end())
      log_.error(place_, where,
                 fmt::format("fields.{} = \"{}\", but the layer has no such field", name, field),
                 there_names.empty() ? "a layer with fields (a Shapefile without .dbf has none)"
                                     : fmt::format("one of: {}", fmt::join(there_names, ", ")));
    else
      index_[name] = found->second;
  }
  for (const auto& [name, value] : layer.values) {
    if (const auto emission = emission_field(name, rules.emission_suffixes)) {
      if (!fields_.contains(name)) emissions_.push_back(*emission);
    } else if (!has_name(rules.numbers, name) && !has_name(rules.options, name)) {
      log_.error(place_, where, fmt::format("values.{}, which this kind of layer does not know", name),
                 understood(rules, true, false, true));
    }
  }
  for (std::size_t i = 0; i < emissions_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (emissions_[i].pollutant == emissions_[j].pollutant)
        log_.error(place_, where, fmt::format("{} and {}", emissions_[j].name, emissions_[i].name),
                   "one of them: they would be added");
  for (const auto& [name, value] : layer.texts)
    if (!has_name(rules.texts, name))
      log_.error(place_, where, fmt::format("texts.{}, which this kind of layer does not know", name),
                 understood(rules, false, true, false));
}

int FieldValues::index_of(const std::string& name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? -1 : found->second;
}

bool FieldValues::is_given(const std::string& name) const {
  return fields_.contains(name) || layer_.values.contains(name) || layer_.texts.contains(name);
}

std::string FieldValues::field_name(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string() : found->second;
}

std::optional<double> FieldValues::constant(const std::string& name) const {
  const auto found = layer_.values.find(name);
  if (found == layer_.values.end()) return std::nullopt;
  return found->second;
}

std::string FieldValues::field_text(const OGRFeature& feature, const std::string& label, int index) const {
  if (!feature.IsFieldSetAndNotNull(index)) return {};
  const OGRFeature& readable = feature;
  std::string raw;
  if (readable.GetFieldDefnRef(index)->GetType() == OFTStringList) {
    const char* const* list = readable.GetFieldAsStringList(index);
    for (int i = 0; list != nullptr && list[i] != nullptr; ++i)
      raw += (i > 0 ? "," : "") + std::string(list[i]);
  } else {
    raw = const_cast<OGRFeature&>(readable).GetFieldAsString(
        index);  // caches its text inside; the value is untouched
  }
  std::string text = recoded(raw.c_str(), recode_from_);
  if (!CPLIsUTF8(text.c_str(), static_cast<int>(text.size()))) {
    log_.error(
        place_, label,
        fmt::format("text that is not UTF-8 in field {}", readable.GetFieldDefnRef(index)->GetNameRef()),
        "UTF-8, or encoding = \"GBK\" (or another) in the kit", "encoding");
    return {};
  }
  return std::string(trimmed(text));
}

std::string FieldValues::text(const OGRFeature& feature, const std::string& label,
                              const std::string& name) const {
  if (const int index = index_of(name); index >= 0)
    if (std::string own = field_text(feature, label, index); !own.empty()) return own;
  const auto found = layer_.texts.find(name);
  return found == layer_.texts.end() ? std::string() : found->second;
}

std::optional<double> FieldValues::field_number(const OGRFeature& feature, const std::string& label,
                                                const std::string& name, const ValueRange& range,
                                                bool is_required) const {
  const int index = index_of(name);
  if (index < 0 || !feature.IsFieldSetAndNotNull(index)) return std::nullopt;
  const auto wrong = [&](const std::string& found, const std::string& expected) {
    const std::string text = fmt::format("{} ({}) = {}", field_name(name), name, found);
    if (is_required)
      log_.error(place_, label, text, expected, name);
    else
      log_.warning(place_, label, text, expected, "taken as missing", name);
  };
  double value = 0;
  const OGRFieldType type = feature.GetDefnRef()->GetFieldDefn(index)->GetType();
  if (type == OFTInteger || type == OFTInteger64 || type == OFTReal) {
    value = feature.GetFieldAsDouble(index);
  } else {
    const std::string text = field_text(feature, label, index);
    if (text.empty()) return std::nullopt;
    const auto parsed = is_osm_ ? parse_osm_number(text) : parse_number(text);
    if (!parsed) {
      wrong("'" + text + "'", "a number with a decimal point");
      return std::nullopt;
    }
    value = *parsed;
  }
  if (!range.holds(value)) {
    wrong(fmt::format("{}", value), range.text());
    return std::nullopt;
  }
  return value;
}

std::optional<double> FieldValues::own_number(const OGRFeature& feature, const std::string& label,
                                              const std::string& name, const ValueRange& range) const {
  return field_number(feature, label, name, range, false);
}

std::optional<double> FieldValues::number(const OGRFeature& feature, const std::string& label,
                                          const std::string& name, const ValueRange& range) const {
  if (auto own = field_number(feature, label, name, range, false)) return own;
  const auto given = constant(name);
  if (!given || range.holds(*given)) return given;
  log_.error(place_, fmt::format("line {} of the kit", layer_.line),
             fmt::format("values.{} = {}", name, *given), range.text(), "values." + name);
  return std::nullopt;
}

std::optional<double> FieldValues::strict_number(const OGRFeature& feature, const std::string& label,
                                                 const std::string& name, const ValueRange& range) const {
  const int index = index_of(name);
  if (index < 0 || !feature.IsFieldSetAndNotNull(index)) return number(feature, label, name, range);
  const std::size_t errors = log_.error_count();
  const auto own = field_number(feature, label, name, range, true);
  return own || log_.error_count() > errors ? own : number(feature, label, name, range);
}

std::optional<double> FieldValues::required(const OGRFeature& feature, const std::string& label,
                                            const std::string& name, const ValueRange& range) const {
  const std::size_t errors = log_.error_count();
  auto value = field_number(feature, label, name, range, true);
  if (!value && log_.error_count() == errors) value = constant(name);
  if (value && !range.holds(*value)) {
    log_.error(place_, label, fmt::format("{} = {}", name, *value), range.text(), name);
    return std::nullopt;
  }
  if (!value && log_.error_count() == errors)
    log_.error(place_, label, fmt::format("no {}", name),
               fmt::format("a field (fields.{0}) or a constant (values.{0}) that gives it", name),
               name + " missing");
  return value;
}

}  // namespace leeward::gis::reading
