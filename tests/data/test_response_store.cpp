// The response store: what data/response_store.h promises.
#include "data/response_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <thread>
#include <vector>

#include "data/hash.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t roomy = std::uint64_t{1} << 30U;

std::string key_of(int number) {
  Sha256 hash;
  hash.add_integer(number);
  return hash.hex();
}

/// A plume on a map: most of it 0, the rest without a pattern.
std::vector<float> block_of(int number, std::size_t size = 5000) {
  std::vector<float> values(size, 0.0F);
  for (std::size_t i = size / 3; i < size; ++i)
    values[i] = std::exp(-3.0F * std::sin(static_cast<float>(i) * 0.37F + static_cast<float>(number)));
  return values;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

TEST(ResponseStore, GivesBackTheSameBitsAlsoToTheNextProcess) {
  const test::TempFolder folder;
  const auto store = ResponseStore::open(folder.path() / "responses", roomy).value();
  std::vector<float> values(5000);
  EXPECT_FALSE(store->has(key_of(1)));
  EXPECT_FALSE(store->read(key_of(1), values));
  store->write(key_of(1), block_of(1));
  store->write(key_of(2), block_of(2));
  const auto again = ResponseStore::open(folder.path() / "responses", roomy).value();
  EXPECT_EQ(again->bytes(), store->bytes());
  for (const int number : {1, 2}) {
    ASSERT_TRUE(again->has(key_of(number)));
    ASSERT_TRUE(again->read(key_of(number), values));
    EXPECT_EQ(values, block_of(number));
  }
  EXPECT_EQ(again->account().found, 2U);
  EXPECT_EQ(again->account().damaged, 0U);
}

TEST(ResponseStore, FindsEveryFlippedByteAndEveryTruncation) {
  const test::TempFolder folder;
  std::vector<float> values(64);
  const auto whole = [&] {
    const auto store = ResponseStore::open(folder.path(), roomy).value();
    store->write(key_of(7), block_of(7, 64));
    std::ifstream stream(files_in(folder.path()).at(0), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }();
  const fs::path file = files_in(folder.path()).at(0);
  const auto expect_damage = [&](const std::string& content, const std::string& what) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    const auto store = ResponseStore::open(folder.path(), roomy).value();
    EXPECT_FALSE(store->read(key_of(7), values)) << what;
    EXPECT_EQ(store->account().damaged, 1U) << what;
    EXPECT_NE(store->account().first_damage.find(file.string()), std::string::npos) << what;
    EXPECT_FALSE(fs::exists(file)) << "a damaged block is removed: " << what;
    store->write(key_of(7), block_of(7, 64));
    EXPECT_TRUE(store->read(key_of(7), values)) << what;
    EXPECT_EQ(values, block_of(7, 64)) << what;
  };
  for (std::size_t i = 0; i < whole.size(); i += 5) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    expect_damage(flipped, "byte " + std::to_string(i));
  }
  for (std::size_t size = 0; size < whole.size(); size += 31)
    expect_damage(whole.substr(0, size), std::to_string(size) + " bytes");
}

TEST(ResponseStore, TakesABlockOfAnotherSizeForNoBlock) {
  const test::TempFolder folder;
  const auto store = ResponseStore::open(folder.path(), roomy).value();
  store->write(key_of(3), block_of(3, 100));
  std::vector<float> values(99);
  EXPECT_FALSE(store->read(key_of(3), values));
  EXPECT_NE(store->account().first_damage.find("100 values, expected 99"), std::string::npos);
}

TEST(ResponseStore, DropsWhatWasUsedLongestAgo) {
  const test::TempFolder folder;
  std::uint64_t one = 0;
  {
    const auto store = ResponseStore::open(folder.path(), roomy).value();
    store->write(key_of(0), block_of(0));
    one = store->bytes();
  }
  const auto store = ResponseStore::open(folder.path(), 10 * one + one / 2).value();
  for (int i = 1; i < 10; ++i) store->write(key_of(i), block_of(i));
  std::vector<float> values(5000);
  ASSERT_TRUE(store->read(key_of(0), values)) << "used again: now the youngest";
  store->write(key_of(10), block_of(10));
  EXPECT_GT(store->account().dropped, 0U);
  EXPECT_LE(store->bytes(), 10 * one + one / 2);
  EXPECT_TRUE(store->has(key_of(0)));
  EXPECT_FALSE(store->has(key_of(1)));
  EXPECT_TRUE(store->has(key_of(10)));
  std::uint64_t on_disk = 0;
  for (const fs::path& file : files_in(folder.path())) on_disk += fs::file_size(file);
  EXPECT_EQ(on_disk, store->bytes());
  // A smaller budget holds from the next opening on; the youngest stay.
  const auto smaller = ResponseStore::open(folder.path(), 2 * one + one / 2).value();
  EXPECT_LE(smaller->bytes(), 2 * one + one / 2);
  EXPECT_TRUE(smaller->has(key_of(10)));
}

TEST(ResponseStore, SaysWhenABlockCannotBeKeptAndGoesOn) {
  const test::TempFolder folder;
  const auto store = ResponseStore::open(folder.path(), 100).value();
  store->write(key_of(1), block_of(1));
  EXPECT_FALSE(store->has(key_of(1)));
  EXPECT_NE(store->account().full.find("does not fit into the budget"), std::string::npos)
      << store->account().full;
  EXPECT_TRUE(files_in(folder.path()).empty());
  const fs::path file = folder.file("a file", "");
  EXPECT_FALSE(ResponseStore::open(file, roomy).has_value());
}

/// Files of this process end at so many bytes: what a full disk does to a write, without being root.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(ResponseStore, SaysThatTheDiskIsFull) {
  const test::TempFolder folder;
  const auto store = ResponseStore::open(folder.path(), roomy).value();
  store->write(key_of(1), block_of(1));
  {
    const FileSizeLimit limit(4096);
    store->write(key_of(2), block_of(2));
  }
  EXPECT_FALSE(store->has(key_of(2)));
  EXPECT_NE(store->account().full.find(folder.path().string() + ": File too large"), std::string::npos)
      << store->account().full;
  ASSERT_EQ(files_in(folder.path()).size(), 1U) << "nothing half-written is left";
  std::vector<float> values(5000);
  ASSERT_TRUE(store->read(key_of(1), values));
  EXPECT_EQ(values, block_of(1));
}

TEST(ResponseStore, ServesTwoProgramsAndTheirThreads) {
  const test::TempFolder folder;
  const auto one = ResponseStore::open(folder.path(), roomy).value();
  const auto other = ResponseStore::open(folder.path(), roomy).value();
  const auto work = [](ResponseStore& store, int first) {
    std::vector<float> values(5000);
    for (int round = 0; round < 3; ++round)
      for (int i = 0; i < 30; ++i) {
        const int number = (first + i) % 30;
        if (store.read(key_of(number), values))
          EXPECT_EQ(values, block_of(number));
        else
          store.write(key_of(number), block_of(number));
      }
  };
  {
    const std::jthread a(work, std::ref(*one), 0);
    const std::jthread b(work, std::ref(*one), 10);
    const std::jthread c(work, std::ref(*other), 20);
  }
  EXPECT_EQ(one->account().damaged + other->account().damaged, 0U);
  EXPECT_EQ(files_in(folder.path()).size(), 30U);
}

}  // namespace
}  // namespace leeward::data
