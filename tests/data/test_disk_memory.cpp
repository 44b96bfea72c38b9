// Values on disk: what data/disk_memory.h promises.
#include "data/disk_memory.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

TEST(DiskMemory, HoldsAVectorAndLeavesNothing) {
  const test::TempFolder folder;
  {
    DiskMemory memory(folder.path());
    std::pmr::vector<float> values(&memory);
    values.reserve(3'000'000);
    for (int i = 0; i < 3'000'000; ++i) values.push_back(static_cast<float>(i));
    EXPECT_EQ(values[2'999'999], 2999999.0F);
    const std::pmr::vector<float> copy = values;  // in ordinary memory
    EXPECT_EQ(copy, values);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "the file has no name";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(DiskMemory, SaysWhenThereIsNoRoom) {
  const test::TempFolder folder;
  DiskMemory memory(folder.path());
  EXPECT_THROW(static_cast<void>(memory.allocate(std::size_t{1} << 60U, 64)), std::bad_alloc);
  DiskMemory nowhere(folder.path() / "missing");
  EXPECT_THROW(static_cast<void>(nowhere.allocate(4096, 64)), std::bad_alloc);
}

}  // namespace
}  // namespace leeward::data
