#pragma once
#include <toml++/toml.h>

#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "text_input.h"

namespace leeward::data {

/// Accepted range of a number, ends included unless is_open_below.
struct NumberRange {
  double lowest = std::numeric_limits<double>::lowest();
  double highest = std::numeric_limits<double>::max();
  bool is_open_below = false;  ///< must be greater than `lowest`
};

/// Reads the keys of one TOML table; every wrong type, value out of range, missing and unknown key becomes an
/// error with its line. Call finish() when all known keys were asked for.
class TomlTable {
public:
  /// @param name  as written in the file ("met.site"); empty for the whole file
  TomlTable(const toml::table& table, std::string name, FaultList& faults);

  std::size_t line() const;
  /// Line of a key; of the table when the key is not there.
  std::size_t line(const std::string& key) const;
  bool has(const std::string& key) const { return table_->contains(key); }
  FaultList& faults() { return *faults_; }
  /// "met.site.latitude_deg"
  std::string full_name(const std::string& key) const;

  std::string text(const std::string& key, std::string otherwise = "");
  std::string required_text(const std::string& key);
  double number(const std::string& key, double otherwise, NumberRange range = {});
  double required_number(const std::string& key, NumberRange range = {});
  int integer(const std::string& key, int otherwise, int lowest, int highest);
  bool flag(const std::string& key, bool otherwise);
  std::vector<std::string> texts(const std::string& key);
  /// An array of numbers, or one number alone.
  std::vector<double> numbers(const std::string& key, NumberRange range = {});
  /// A table of numbers / texts / tables of numbers under free names.
  std::map<std::string, double> number_map(const std::string& key);
  std::map<std::string, std::string> text_map(const std::string& key);
  std::map<std::string, std::map<std::string, double>> number_maps(const std::string& key);
  std::optional<TomlTable> table(const std::string& key);
  /// [[key]]
  std::vector<TomlTable> tables(const std::string& key);
  void require(const std::string& key, const std::string& expected);
  /// An error at a key: what stands there is not what is expected.
  void refuse(const std::string& key, std::string found, std::string expected);
  /// Reports every key nobody asked for.
  void finish();

private:
  const toml::node* find(const std::string& key);
  std::optional<double> number_of(const toml::node& node, const std::string& name, NumberRange range);
  const toml::table* table_;
  std::string name_;
  FaultList* faults_;
  std::set<std::string> known_;
};

/// Parses a TOML file; syntax errors with their line.
Result<toml::table> parse_toml(const std::filesystem::path& file);

}  // namespace leeward::data
