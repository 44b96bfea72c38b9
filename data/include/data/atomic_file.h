#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"

namespace leeward::data {

/// Writes a file whole or not at all: temporary name in the same folder, fsync, rename.
Result<void> write_file(const std::filesystem::path& file, std::string_view content);
/// The bytes of a file as they are; at most 2 GiB.
Result<std::string> read_file(const std::filesystem::path& file);

/// Names of what is in a folder, sorted.
Result<std::vector<std::filesystem::path>> names_in(const std::filesystem::path& folder);

/// A folder that appears under its name only when it is whole: work happens in `<name>.partial-<pid>`,
/// commit() renames it; without commit() it is removed. A killed process leaves only the .partial folder,
/// which no command takes for whole and the next one removes: begin() removes the ones of the same name, and
/// those beside it that carry our mark, whose process is not alive on this machine.
class AtomicFolder {
public:
  /// @param replace  a folder of that name that is there already is replaced at commit; otherwise that is an
  /// error.
  ///                 Only an empty folder, a twin (twin.toml) or a run (manifest.json) is replaced, nothing
  ///                 else.
  static Result<AtomicFolder> begin(const std::filesystem::path& target, bool replace);
  AtomicFolder(AtomicFolder&& other) noexcept;
  AtomicFolder& operator=(AtomicFolder&&) = delete;
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;
  ~AtomicFolder();
  const std::filesystem::path& path() const { return working_; }
  /// Syncs every file to disk and gives the folder its name in one step. Call once.
  Result<void> commit();

private:
  AtomicFolder(std::filesystem::path target, std::filesystem::path working, bool replace);
  std::filesystem::path target_;
  std::filesystem::path working_;  ///< empty: committed or moved from
  bool replace_ = false;
};

}  // namespace leeward::data
