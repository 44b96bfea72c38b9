// How the wait after a stop is measured; how long it is, is not judged here.
#include "app/bench_cancel.h"

#include <gtest/gtest.h>

#include <set>

namespace leeward::app {
namespace {

TEST(BenchCancel, MeasuresEachModeOfACase) {
  std::set<dispersion::Mode> modes;
  const auto done = bench_cancel({.cases = {"polygons-hills"}, .thread_count = 2, .moments = 2, .scale = 0.1},
                                 {}, [&](const CancelResult& result) {
                                   EXPECT_EQ(result.name, "polygons-hills");
                                   EXPECT_GT(result.run_s, 0);
                                   EXPECT_GT(result.median_ms, 0);
                                   EXPECT_GE(result.largest_ms, result.median_ms);
                                   modes.insert(result.mode);
                                 });
  ASSERT_TRUE(done) << to_text(done.error());
  EXPECT_EQ(modes.size(), 3U);
}

TEST(BenchCancel, RefusesUnknownCasesByName) {
  const auto done = bench_cancel({.cases = {"ships"}}, {}, [](const CancelResult&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::input);
  EXPECT_NE(done.error().message.find("ships"), std::string::npos);
}

TEST(BenchCancel, StopsWhenTheUserAsks) {
  std::stop_source stop;
  stop.request_stop();
  const auto done = bench_cancel({.cases = {"stacks"}, .scale = 0.01}, stop.get_token(),
                                 [](const CancelResult&) { FAIL() << "measured after the stop"; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace leeward::app
