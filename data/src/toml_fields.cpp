#include "toml_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace leeward::data {
namespace {

std::size_t line_of_node(const toml::node& node) {
  return node.source().begin.line;
}

std::string describe(const toml::node& node) {
  if (const auto* text = node.as_string()) return shown(text->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (node.is_array()) return fmt::format("an array of {}", node.as_array()->size());
  return node.is_table() ? "a table" : "a date or time";
}

std::string describe(NumberRange range) {
  const bool has_low = range.lowest > std::numeric_limits<double>::lowest();
  const bool has_high = range.highest < std::numeric_limits<double>::max();
  std::string text = "a number";
  if (has_low) text += fmt::format(" {} {}", range.is_open_below ? ">" : ">=", range.lowest);
  if (has_high) text += fmt::format("{} <= {}", has_low ? " and" : "", range.highest);
  return text;
}

}  // namespace

TomlTable::TomlTable(const toml::table& table, std::string name, FaultList& faults)
    : table_(&table), name_(std::move(name)), faults_(&faults) {}

std::size_t TomlTable::line() const {
  return line_of_node(*table_);
}

std::size_t TomlTable::line(const std::string& key) const {
  const toml::node* node = table_->get(key);
  return node != nullptr && line_of_node(*node) > 0 ? line_of_node(*node) : line();
}

std::string TomlTable::full_name(const std::string& key) const {
  return name_.empty() ? key : name_ + "." + key;
}

const toml::node* TomlTable::find(const std::string& key) {
  known_.insert(key);
  return table_->get(key);
}

void TomlTable::refuse(const std::string& key, std::string found, std::string expected) {
  faults_->error(line(key), full_name(key) + " = " + std::move(found), std::move(expected));
}

void TomlTable::require(const std::string& key, const std::string& expected) {
  if (find(key) == nullptr)
    faults_->error(line(), name_.empty() ? "no key " + key : fmt::format("[{}] without {}", name_, key),
                   expected);
}

std::string TomlTable::text(const std::string& key, std::string otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto* text = node->as_string()) return text->get();
  refuse(key, describe(*node), "a text in quotes");
  return otherwise;
}

std::string TomlTable::required_text(const std::string& key) {
  require(key, "a text");
  std::string value = text(key);
  if (const toml::node* node = find(key); node != nullptr && node->is_string() && trimmed(value).empty())
    refuse(key, shown(value), "a text that is not empty");
  return value;
}

std::optional<double> TomlTable::number_of(const toml::node& node, const std::string& name,
                                           NumberRange range) {
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  const bool is_in = value && std::isfinite(*value) && *value <= range.highest &&
                     (range.is_open_below ? *value > range.lowest : *value >= range.lowest);
  if (is_in) return value;
  faults_->error(line_of_node(node), name + " = " + describe(node), describe(range));
  return std::nullopt;
}

double TomlTable::number(const std::string& key, double otherwise, NumberRange range) {
  const toml::node* node = find(key);
  return node == nullptr ? otherwise : number_of(*node, full_name(key), range).value_or(otherwise);
}

double TomlTable::required_number(const std::string& key, NumberRange range) {
  require(key, describe(range));
  return number(key, 0, range);
}

int TomlTable::integer(const std::string& key, int otherwise, int lowest, int highest) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto* number = node->as_integer(); number && number->get() >= lowest && number->get() <= highest)
    return static_cast<int>(number->get());
  refuse(key, describe(*node), fmt::format("a whole number {} to {}", lowest, highest));
  return otherwise;
}

bool TomlTable::flag(const std::string& key, bool otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto* flag = node->as_boolean()) return flag->get();
  refuse(key, describe(*node), "true or false");
  return otherwise;
}

std::vector<std::string> TomlTable::texts(const std::string& key) {
  std::vector<std::string> values;
  const toml::node* node = find(key);
  if (node == nullptr) return values;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    refuse(key, describe(*node), "an array of texts");
    return values;
  }
  for (const toml::node& element : *array) {
    if (const auto* text = element.as_string())
      values.push_back(text->get());
    else
      faults_->error(line_of_node(element), full_name(key) + " with " + describe(element), "texts in quotes");
  }
  return values;
}

std::vector<double> TomlTable::numbers(const std::string& key, NumberRange range) {
  std::vector<double> values;
  const toml::node* node = find(key);
  if (node == nullptr) return values;
  const auto take = [&](const toml::node& element) {
    if (const auto value = number_of(element, full_name(key), range)) values.push_back(*value);
  };
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& element : *array) take(element);
  } else {
    take(*node);
  }
  return values;
}

std::map<std::string, double> TomlTable::number_map(const std::string& key) {
  std::map<std::string, double> values;
  const toml::node* node = find(key);
  if (node == nullptr) return values;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    refuse(key, describe(*node), "a table of numbers");
    return values;
  }
  for (const auto& [name, element] : *table)
    if (const auto value = number_of(element, full_name(key) + "." + std::string(name.str()), {}))
      values[std::string(name.str())] = *value;
  return values;
}

std::map<std::string, std::string> TomlTable::text_map(const std::string& key) {
  std::map<std::string, std::string> values;
  const toml::node* node = find(key);
  if (node == nullptr) return values;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    refuse(key, describe(*node), "a table of texts");
    return values;
  }
  for (const auto& [name, element] : *table) {
    if (const auto* text = element.as_string())
      values[std::string(name.str())] = text->get();
    else
      faults_->error(line_of_node(element),
                     fmt::format("{}.{} = {}", full_name(key), name.str(), describe(element)),
                     "a text in quotes");
  }
  return values;
}

std::map<std::string, std::map<std::string, double>> TomlTable::number_maps(const std::string& key) {
  std::map<std::string, std::map<std::string, double>> values;
  std::optional<TomlTable> outer = table(key);
  if (!outer) return values;
  for (const auto& [name, element] : *outer->table_)
    values[std::string(name.str())] = outer->number_map(std::string(name.str()));
  return values;
}

std::optional<TomlTable> TomlTable::table(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const toml::table* table = node->as_table()) return TomlTable(*table, full_name(key), *faults_);
  refuse(key, describe(*node), fmt::format("a table [{}]", full_name(key)));
  return std::nullopt;
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) {
  std::vector<TomlTable> found;
  const toml::node* node = find(key);
  if (node == nullptr) return found;
  const toml::array* array = node->as_array();
  if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
    refuse(key, describe(*node), fmt::format("tables [[{}]]", full_name(key)));
    return found;
  }
  for (const toml::node& element : *array) found.emplace_back(*element.as_table(), full_name(key), *faults_);
  return found;
}

void TomlTable::finish() {
  for (const auto& [name, node] : *table_) {
    const std::string key(name.str());
    if (known_.contains(key)) continue;
    faults_->error(line(key), "unknown key " + full_name(key),
                   fmt::format("one of {}", fmt::join(known_, ", ")));
  }
}

Result<toml::table> parse_toml(const std::filesystem::path& file) {
  auto content = read_text(file, "a TOML file");
  if (!content) return tl::unexpected(content.error());
  try {
    return toml::parse(*content, file.string());
  } catch (const toml::parse_error& error) {
    FaultList faults(file.string());
    faults.error(error.source().begin.line, std::string(error.description()), "TOML");
    return faults.refusal();
  }
}

}  // namespace leeward::data
