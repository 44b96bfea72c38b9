#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/assess/air_quality_index.h"
#include "core/assess/standards.h"
#include "core/assess/warning_rules.h"
#include "core/model/result.h"

/// The law as files: limits, indices and warning rules (docs/standards.md has the columns).
namespace leeward::data {

struct TableFile {
  std::filesystem::path file;
  std::string sha256;
};

struct LawTables {
  Standards standards;
  IndexTables indices;
  std::vector<WarningRule> warnings;
  std::vector<TableFile> files;  ///< what was read, in order
};

/// Reads every *.csv of the folders, in the order of their names; the header says what a table is. Every bad
/// row is named with file, line, what was found and what was expected; so are rows of two files that hold at
/// once. A folder that is not there is passed over when it is not the first: a twin need not have tables of
/// its own.
Result<LawTables> read_law_tables(std::span<const std::filesystem::path> folders);

/// Leeward's own tables: the folder LEEWARD_TABLES names, `tables` beside the program, its
/// share/leeward/tables, or where they were installed or built.
Result<std::filesystem::path> bundled_table_folder();

}  // namespace leeward::data
