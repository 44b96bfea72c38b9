#include "data/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <set>
#include <system_error>

#include "text_input.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;

/// No table or settings file is larger; a wrong file name must not take all memory.
constexpr std::size_t largest_file = std::size_t{2} << 30;
constexpr const char* partial_infix = ".partial-";
constexpr const char* partial_mark = ".leeward-partial";

std::string system_message(int error) {
  return std::generic_category().message(error);
}

/// A file descriptor that closes itself.
class Descriptor {
public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }

private:
  int value_;
};

Result<void> sync_path(const fs::path& path) {
  const Descriptor descriptor(path, O_RDONLY);
  // Some file systems cannot sync a folder (EINVAL); that is no loss of content.
  if (descriptor.get() < 0 || (::fsync(descriptor.get()) != 0 && errno != EINVAL))
    return fail(ErrorCode::resource,
                fmt::format("cannot bring {} to disk: {}", path.string(), system_message(errno)));
  return {};
}

/// Everything in a folder, then the folder itself.
Result<void> sync_tree(const fs::path& folder) {
  const auto names = names_in(folder);
  if (!names) return tl::unexpected(names.error());
  for (const fs::path& name : *names) {
    std::error_code ignored;
    const fs::file_status status = fs::symlink_status(folder / name, ignored);
    const auto synced = fs::is_directory(status)      ? sync_tree(folder / name)
                        : fs::is_regular_file(status) ? sync_path(folder / name)
                                                      : Result<void>();
    if (!synced) return synced;
  }
  return sync_path(folder);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<void> write_and_sync(const fs::path& file, std::string_view content) {
  const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (descriptor.get() < 0)
    return fail(ErrorCode::resource,
                fmt::format("cannot write {}: {}", file.string(), system_message(errno)));
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return fail(ErrorCode::resource,
                  fmt::format("cannot write {}: {}", file.string(), system_message(errno)));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor.get()) != 0)
    return fail(ErrorCode::resource,
                fmt::format("cannot write {}: {}", file.string(), system_message(errno)));
  return {};
}

/// Working folders of this process: another one may have had our process id before (containers start at 1).
class ActiveFolders {
public:
  bool add(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    return paths_.insert(path).second;
  }
  void remove(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    paths_.erase(path);
  }
  bool contains(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    return paths_.contains(path);
  }

private:
  std::mutex mutex_;
  std::set<fs::path> paths_;
};
ActiveFolders active_folders;

/// Nobody writes this partial folder any more.
bool is_abandoned(const fs::path& path, int pid) {
  if (pid == ::getpid()) return !active_folders.contains(path);
  return ::kill(pid, 0) != 0 && errno == ESRCH;
}

void remove_abandoned(const fs::path& target) {
  std::error_code ignored;
  const std::string own = target.filename().string() + partial_infix;
  const auto names = names_in(folder_of(target));
  if (!names) return;
  for (const fs::path& entry : *names) {
    const std::string name = entry.string();
    const fs::path path = folder_of(target) / entry;
    const std::size_t at = name.rfind(partial_infix);
    if (at == std::string::npos || !fs::is_directory(fs::symlink_status(path, ignored))) continue;
    const auto pid = parse_integer(name.substr(at + std::string_view(partial_infix).size()));
    if (!pid || *pid <= 0) continue;
    const bool is_ours =
        name.starts_with(own) || fs::exists(path / partial_mark, ignored) || fs::is_empty(path, ignored);
    if (is_ours && is_abandoned(path, *pid)) fs::remove_all(path, ignored);
  }
}

/// Folders that a command of Leeward made, and empty ones: nothing else may be deleted by "replace".
bool may_be_replaced(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder, ignored) &&
         (fs::is_empty(folder, ignored) || fs::exists(folder / "twin.toml", ignored) ||
          fs::exists(folder / "manifest.json", ignored));
}

Result<void> rename_over(const fs::path& working, const fs::path& target) {
  // Exchange first: there is no moment without a whole folder under the name.
  if (::renameat2(AT_FDCWD, working.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    std::error_code ignored;
    fs::remove_all(working, ignored);
    return {};
  }
  std::error_code error;
  fs::path old = target;
  old += fmt::format(".old{}{}", partial_infix, ::getpid());
  fs::rename(target, old, error);
  if (!error) fs::rename(working, target, error);
  if (error) {
    std::error_code ignored;
    fs::rename(old, target, ignored);
    return fail(ErrorCode::resource, fmt::format("cannot replace {}: {}", target.string(), error.message()));
  }
  fs::remove_all(old, error);
  return {};
}

}  // namespace

Result<void> write_file(const fs::path& file, std::string_view content) {
  static std::atomic<unsigned> counter{0};
  const fs::path temporary = folder_of(file) / fmt::format(".{}{}{}-{}", file.filename().string(),
                                                           partial_infix, ::getpid(), counter++);
  std::error_code ignored;
  fs::remove(temporary, ignored);
  auto written = write_and_sync(temporary, content);
  if (written && ::rename(temporary.c_str(), file.c_str()) != 0)
    written =
        fail(ErrorCode::resource, fmt::format("cannot write {}: {}", file.string(), system_message(errno)));
  if (!written) {
    fs::remove(temporary, ignored);
    return written;
  }
  return sync_path(folder_of(file));
}

Result<std::string> read_file(const fs::path& file) {
  const auto refuse = [&](int error) {
    return fail(ErrorCode::input, fmt::format("cannot read {}: {}", file.string(), system_message(error)));
  };
  const Descriptor descriptor(file, O_RDONLY);
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) return refuse(errno);
  if (S_ISDIR(status.st_mode)) return refuse(EISDIR);
  if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) > largest_file) return refuse(EFBIG);
  std::string content;
  content.resize(static_cast<std::size_t>(status.st_size));
  std::size_t size = 0;
  for (;;) {
    if (size == content.size()) content.resize(size + 65536);
    const ssize_t got = ::read(descriptor.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > largest_file) return refuse(EFBIG);  // a stream has no size to begin with
  }
  content.resize(size);
  return content;
}

Result<std::vector<fs::path>> names_in(const fs::path& folder) {
  std::vector<fs::path> names;
  std::error_code error;
  // By hand: a range-for over the iterator throws when the next entry cannot be read.
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename());
  if (error) return fail(ErrorCode::resource, fmt::format("cannot list {}: {}", folder.string(), error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

AtomicFolder::AtomicFolder(fs::path target, fs::path working, bool replace)
    : target_(std::move(target)), working_(std::move(working)), replace_(replace) {}

AtomicFolder::AtomicFolder(AtomicFolder&& other) noexcept
    : target_(std::move(other.target_)), working_(std::move(other.working_)), replace_(other.replace_) {
  other.working_.clear();
}

AtomicFolder::~AtomicFolder() {
  if (working_.empty()) return;
  std::error_code ignored;
  fs::remove_all(working_, ignored);
  active_folders.remove(working_);
}

Result<AtomicFolder> AtomicFolder::begin(const fs::path& wanted, bool replace) {
  std::error_code error;
  fs::path target = fs::absolute(wanted, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (error || !target.has_filename())
    return fail(ErrorCode::input, fmt::format("'{}' cannot be the name of a folder", wanted.string()));
  if (fs::exists(fs::symlink_status(target, error))) {
    if (!replace)
      return fail(
          ErrorCode::input,
          fmt::format("{} is there already; expected a new name, or --replace", wanted.string()));
    if (!may_be_replaced(target))
      return fail(ErrorCode::input,
                  fmt::format("{} is neither a twin nor a run nor an empty folder; it is not replaced",
                              wanted.string()));
  }
  fs::create_directories(folder_of(target), error);
  if (error)
    return fail(ErrorCode::resource,
                fmt::format("cannot make folder {}: {}", folder_of(target).string(), error.message()));
  remove_abandoned(target);
  fs::path working = target;
  working += fmt::format("{}{}", partial_infix, ::getpid());
  if (!active_folders.add(working))
    return fail(ErrorCode::resource, fmt::format("{} is being written already", wanted.string()));
  AtomicFolder folder(std::move(target), working, replace);  // from here on its end tidies up
  if (!fs::create_directory(working, error))
    return fail(ErrorCode::resource, fmt::format("cannot make folder {}: {}", working.string(),
                                                 error ? error.message() : "it is there already"));
  // In one step, without a temporary name: a folder killed before it has its mark is empty.
  if (auto marked = write_and_sync(working / partial_mark, ""); !marked) return tl::unexpected(marked.error());
  return folder;
}

Result<void> AtomicFolder::commit() {
  if (working_.empty()) return fail(ErrorCode::internal, "a folder was committed twice");
  std::error_code error;
  if (auto synced = sync_tree(working_); !synced) return synced;

  bool is_renamed = ::renameat2(AT_FDCWD, working_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0;
  int reason = is_renamed ? 0 : errno;
  if (reason == EINVAL && !fs::exists(target_, error)) {  // a file system without the flag
    is_renamed = ::rename(working_.c_str(), target_.c_str()) == 0;
    reason = is_renamed ? 0 : errno;
  }
  if (!is_renamed) {
    if (reason != EEXIST && reason != EINVAL)
      return fail(ErrorCode::resource,
                  fmt::format("cannot name {}: {}", target_.string(), system_message(reason)));
    if (!replace_ || !may_be_replaced(target_))
      return fail(ErrorCode::resource,
                  target_.string() + " was made by somebody else meanwhile; nothing is replaced");
    if (auto replaced = rename_over(working_, target_); !replaced) return replaced;
  }
  active_folders.remove(working_);
  working_.clear();
  // The mark goes last: killed before, the folder under its working name could be told from a stranger's no more.
  fs::remove(target_ / partial_mark, error);
  return sync_path(folder_of(target_));
}

}  // namespace leeward::data
