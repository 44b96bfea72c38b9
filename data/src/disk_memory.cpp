#include "data/disk_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <string>

namespace leeward::data {
namespace disk_memory_detail {

/// A file that is gone when it is closed; -1 when it cannot be made.
int nameless_file(const std::filesystem::path& folder) {
  const int direct = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (direct >= 0) return direct;
  // Not every file system can make one without a name.
  std::string name = (folder / ".leeward-field-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace disk_memory_detail

void* DiskMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
  constexpr std::size_t page = 4096;
  if (bytes == 0 || alignment > page) throw std::bad_alloc();
  const int file = disk_memory_detail::nameless_file(folder_);
  if (file < 0) throw std::bad_alloc();
  void* memory = MAP_FAILED;
  if (::posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0)
    memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return memory;
}

void DiskMemory::do_deallocate(void* memory, std::size_t bytes, std::size_t) {
  ::munmap(memory, bytes);
}

}  // namespace leeward::data
