#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "core/model/parallel.h"

namespace leeward {
namespace {

TEST(ParallelFor, CallsEachIndexOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> calls(1000);
    EXPECT_TRUE(parallel_for(calls.size(), threads, {}, [&](std::size_t i) { ++calls[i]; }));
    for (const auto& count : calls) EXPECT_EQ(count.load(), 1);
  }
}

TEST(ParallelFor, OfNothingIsDone) {
  EXPECT_TRUE(parallel_for(0, 4, {}, [](std::size_t) { FAIL(); }));
}

TEST(ParallelFor, StopsWhenAskedAndSaysSo) {
  std::stop_source source;
  std::atomic<int> calls{0};
  EXPECT_FALSE(parallel_for(1'000'000, 2, source.get_token(), [&](std::size_t) {
    if (++calls == 10) source.request_stop();
  }));
  EXPECT_LT(calls.load(), 1000);
}

TEST(ParallelFor, HandsOnAnExceptionOfABody) {
  EXPECT_THROW(parallel_for(100, 3, {}, [](std::size_t i) {
                 if (i == 42) throw std::runtime_error("42");
               }),
               std::runtime_error);
}

}  // namespace
}  // namespace leeward
