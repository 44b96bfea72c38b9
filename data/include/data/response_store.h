#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/result.h"

namespace leeward::data {

/// Blocks of values on disk, addressed by the hash of what made them: a cache, safe to delete at any time.
///
/// One file a block, `<folder>/ab/abcd….response`: a header, the values packed by Blosc without loss, and the
/// SHA-256 of both. A file appears under its name only when it is whole; what a crash or a bad disk left
/// behind fails its sum and counts as not there. Many processes may use one folder: equal names hold equal
/// values.
///
/// Calls from several threads at once are safe.
class ResponseStore {
public:
  /// What the store has done since it was opened.
  struct Account {
    std::size_t found = 0;     ///< blocks read
    std::size_t written = 0;   ///< blocks added
    std::size_t damaged = 0;   ///< blocks that failed their sum; removed, to be solved again
    std::size_t dropped = 0;   ///< blocks removed to stay within the budget
    std::string first_damage;  ///< the first damaged file and what was wrong with it
    std::string full;          ///< why blocks could not be kept; empty: all were
  };

  /// @param folder        made when it is not there
  /// @param budget_bytes  of all files; the least recently used go first
  static Result<std::unique_ptr<ResponseStore>> open(const std::filesystem::path& folder,
                                                     std::uint64_t budget_bytes);

  bool has(const std::string& key) const;
  /// Fills `values` with the block of that name. False when it is not there, is damaged, or has another size.
  bool read(const std::string& key, std::span<float> values);
  /// Keeps a block. A block that does not fit on the disk or into the budget is not kept, which Account::full
  /// says: a cache that is full stops no work.
  void write(const std::string& key, std::span<const float> values);

  std::uint64_t bytes() const;
  Account account() const;

private:
  struct Entry {
    std::uint64_t bytes = 0;
    std::int64_t used = 0;  ///< order of last use
  };

  ResponseStore(std::filesystem::path folder, std::uint64_t budget_bytes)
      : folder_(std::move(folder)), budget_bytes_(budget_bytes) {}
  std::filesystem::path path_of(const std::string& key) const;
  void take_stock();
  /// Whether there is room for so many bytes, after dropping what was used longest ago. `mutex_` is held.
  bool make_room(std::uint64_t bytes);
  void forget(const std::string& key, const std::string& why);

  std::filesystem::path folder_;
  std::uint64_t budget_bytes_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t bytes_ = 0;
  std::int64_t clock_ = 0;
  Account account_;
};

}  // namespace leeward::data
