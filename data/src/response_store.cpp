#include "data/response_store.h"

#include <blosc.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <tuple>
#include <utility>

#include "data/atomic_file.h"
#include "data/hash.h"

namespace leeward::data {
namespace response_detail {

namespace fs = std::filesystem;

constexpr std::string_view magic = "LEEWARD response 1\n";
constexpr std::size_t sum_size = 64;  // hex SHA-256
constexpr const char* suffix = ".response";
constexpr const char* partial_infix = ".partial-";
/// Blosc takes at most 2 GiB at once.
constexpr std::size_t most_values = (std::size_t{1} << 31U) / sizeof(float) - 64;
constexpr std::size_t key_size = 64;

/// Lowest byte first, the same on every machine.
std::string count_text(std::uint64_t count) {
  std::string text(8, '\0');
  for (char& byte : text) {
    byte = static_cast<char>(count & 0xffU);
    count >>= 8U;
  }
  return text;
}

std::uint64_t count_of(std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t i = text.size(); i-- > 0;) count = (count << 8U) | static_cast<unsigned char>(text[i]);
  return count;
}

std::string sum_of(std::string_view content) {
  Sha256 hash;
  hash.add(content);
  return hash.hex();
}

/// Magic, key, number of values, packed values, sum of all before.
std::string packed(const std::string& key, std::span<const float> values) {
  std::string content(magic);
  content += key;
  content += count_text(values.size());
  const std::size_t head = content.size();
  const std::size_t room = values.size_bytes() + BLOSC_MAX_OVERHEAD;
  content.resize(head + room);
  // Level 1: higher ones gain a few per cent and cost several times as long.
  const int size = blosc_compress_ctx(1, BLOSC_SHUFFLE, sizeof(float), values.size_bytes(), values.data(),
                                      content.data() + head, room, "zstd", 0, 1);
  if (size <= 0) return {};
  content.resize(head + static_cast<std::size_t>(size));
  content += sum_of(content);
  return content;
}

/// What is wrong with a file's content; empty when `values` were filled.
std::string unpack(std::string_view content, const std::string& key, std::span<float> values) {
  constexpr std::size_t head = magic.size() + key_size + 8;
  if (content.size() < head + sum_size)
    return fmt::format("{} bytes, expected at least {}", content.size(), head + sum_size);
  const std::string_view body = content.substr(0, content.size() - sum_size);
  if (sum_of(body) != content.substr(body.size())) return "its checksum does not fit its content";
  if (!body.starts_with(magic)) return "it is not a response of this version";
  if (body.substr(magic.size(), key_size) != key) return "it holds another response";
  if (count_of(body.substr(magic.size() + key_size, 8)) != values.size())
    return fmt::format("{} values, expected {}", count_of(body.substr(magic.size() + key_size, 8)),
                       values.size());
  const int size = blosc_decompress_ctx(body.data() + head, values.data(), values.size_bytes(), 1);
  if (size < 0 || static_cast<std::size_t>(size) != values.size_bytes()) return "it does not unpack";
  return {};
}

bool is_key(const std::string& text) {
  return text.size() == key_size && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Writes without bringing it to disk: a sum guards the content, and what is lost is solved again.
std::string write_whole(const fs::path& file, std::string_view content) {
  static std::atomic<unsigned> counter{0};
  const fs::path partial = file.string() + fmt::format("{}{}-{}", partial_infix, ::getpid(),
                                                       counter.fetch_add(1, std::memory_order_relaxed));
  const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return std::generic_category().message(errno);
  int error = 0;
  while (!content.empty() && error == 0) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written >= 0)
      content.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error = errno;
  }
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(partial.c_str(), file.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(partial.c_str());
  return std::generic_category().message(error);
}

}  // namespace response_detail

using namespace response_detail;

Result<std::unique_ptr<ResponseStore>> ResponseStore::open(const fs::path& folder,
                                                           std::uint64_t budget_bytes) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error))
    return fail(ErrorCode::resource, fmt::format("cannot keep responses in {}: {}", folder.string(),
                                                 error ? error.message() : "it is not a folder"));
  std::unique_ptr<ResponseStore> store(new ResponseStore(folder, budget_bytes));
  store->take_stock();
  return store;
}

fs::path ResponseStore::path_of(const std::string& key) const {
  return folder_ / key.substr(0, 2) / (key + suffix);
}

void ResponseStore::take_stock() {
  struct Found {
    std::string key;
    std::uint64_t bytes;
    fs::file_time_type time;
  };
  std::vector<Found> found;
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (fs::recursive_directory_iterator at(folder_, fs::directory_options::skip_permission_denied, error),
       end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    const std::string name = at->path().filename().string();
    const auto time = at->last_write_time(ignored);
    if (name.find(partial_infix) != std::string::npos) {
      // Of a process that was killed; a living one writes for seconds only.
      if (now - time > std::chrono::hours(1)) fs::remove(at->path(), ignored);
      continue;
    }
    if (!name.ends_with(suffix)) continue;
    const std::string key = name.substr(0, name.size() - std::strlen(suffix));
    if (is_key(key)) found.push_back({key, at->file_size(ignored), time});
  }
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return std::tie(a.time, a.key) < std::tie(b.time, b.key); });
  const std::scoped_lock lock(mutex_);
  for (const Found& file : found) {
    entries_[file.key] = {file.bytes, ++clock_};
    bytes_ += file.bytes;
  }
  make_room(0);
}

bool ResponseStore::has(const std::string& key) const {
  const std::scoped_lock lock(mutex_);
  return entries_.contains(key);
}

bool ResponseStore::read(const std::string& key, std::span<float> values) {
  if (!is_key(key)) return false;
  const fs::path file = path_of(key);
  std::error_code error;
  // Asked of the disk, not of the list: another process may have added or dropped it.
  if (!fs::exists(file, error)) {
    const std::scoped_lock lock(mutex_);
    if (const auto entry = entries_.find(key); entry != entries_.end()) {
      bytes_ -= entry->second.bytes;
      entries_.erase(entry);
    }
    return false;
  }
  const auto content = read_file(file);
  const std::string wrong = content ? unpack(*content, key, values) : content.error().message;
  if (!wrong.empty()) {
    forget(key, wrong);
    return false;
  }
  fs::last_write_time(file, fs::file_time_type::clock::now(),
                      error);  // the order of use outlives the process
  const std::scoped_lock lock(mutex_);
  Entry& entry = entries_[key];
  bytes_ += content->size() - entry.bytes;
  entry = {content->size(), ++clock_};
  ++account_.found;
  return true;
}

void ResponseStore::write(const std::string& key, std::span<const float> values) {
  if (!is_key(key) || values.size() > most_values) {
    const std::scoped_lock lock(mutex_);
    if (account_.full.empty())
      account_.full = fmt::format("a block of {} values named '{}' cannot be kept", values.size(), key);
    return;
  }
  const std::string content = packed(key, values);
  const fs::path file = path_of(key);
  {
    const std::scoped_lock lock(mutex_);
    if (content.empty() || !make_room(content.size())) {
      if (account_.full.empty())
        account_.full =
            fmt::format("a response of {:.1f} MB does not fit into the budget of {:.1f} MB",
                        static_cast<double>(content.size()) / 1e6, static_cast<double>(budget_bytes_) / 1e6);
      return;
    }
  }
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  const std::string wrong = write_whole(file, content);
  const std::scoped_lock lock(mutex_);
  if (!wrong.empty()) {
    if (account_.full.empty()) account_.full = fmt::format("{}: {}", folder_.string(), wrong);
    return;
  }
  Entry& entry = entries_[key];
  bytes_ += content.size() - entry.bytes;
  entry = {content.size(), ++clock_};
  ++account_.written;
}

bool ResponseStore::make_room(std::uint64_t bytes) {
  if (bytes > budget_bytes_) return false;
  if (bytes_ + bytes <= budget_bytes_) return true;
  // A tenth more than is needed: the list is sorted once for many blocks.
  const std::uint64_t kept = budget_bytes_ - bytes - std::min(budget_bytes_ / 10, budget_bytes_ - bytes);
  std::vector<std::pair<std::int64_t, std::string>> oldest;
  oldest.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) oldest.emplace_back(entry.used, key);
  std::sort(oldest.begin(), oldest.end());
  for (const auto& [used, key] : oldest) {
    if (bytes_ <= kept) break;
    std::error_code ignored;
    fs::remove(path_of(key), ignored);
    bytes_ -= entries_[key].bytes;
    entries_.erase(key);
    ++account_.dropped;
  }
  return bytes_ + bytes <= budget_bytes_;
}

void ResponseStore::forget(const std::string& key, const std::string& why) {
  std::error_code ignored;
  fs::remove(path_of(key), ignored);
  const std::scoped_lock lock(mutex_);
  if (const auto entry = entries_.find(key); entry != entries_.end()) {
    bytes_ -= entry->second.bytes;
    entries_.erase(entry);
  }
  ++account_.damaged;
  if (account_.first_damage.empty())
    account_.first_damage = fmt::format("{}: {}", path_of(key).string(), why);
}

std::uint64_t ResponseStore::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

ResponseStore::Account ResponseStore::account() const {
  const std::scoped_lock lock(mutex_);
  return account_;
}

}  // namespace leeward::data
