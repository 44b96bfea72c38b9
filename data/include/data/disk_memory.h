#pragma once
#include <filesystem>
#include <memory_resource>

namespace leeward::data {

/// Memory out of files without names: for values that do not fit into the machine's own. The system writes
/// them to disk when it needs the room, and nothing is left behind however the program ends. Disk is reserved
/// when it is asked for, so that a full one shows there (std::bad_alloc) and not at a later access.
class DiskMemory final : public std::pmr::memory_resource {
public:
  /// @param folder  on the disk to use; exists
  explicit DiskMemory(std::filesystem::path folder) : folder_(std::move(folder)) {}

private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  std::filesystem::path folder_;
};

}  // namespace leeward::data
