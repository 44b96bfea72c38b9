// How a run is followed and stopped.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "dispersion/run.h"
#include "support/made_up_city.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

class RecordingProgress final : public ProgressSink {
 public:
  void report(const std::string&, double fraction) override {
    fractions.push_back(fraction);
    times.push_back(std::chrono::steady_clock::now());
  }
  std::vector<double> fractions;
  std::vector<std::chrono::steady_clock::time_point> times;
};

TEST(Run, ProgressGrowsToOneAndIsNotTooOften) {
  const Scenario scenario = made_up_city(12, 400);
  RecordingProgress progress;
  KeepingSink sink;
  ASSERT_TRUE(run(scenario, {.thread_count = 3, .mode = Mode::exact}, {}, progress, sink));
  ASSERT_GE(progress.fractions.size(), 2u);
  EXPECT_EQ(progress.fractions.front(), 0.0);
  EXPECT_EQ(progress.fractions.back(), 1.0);
  EXPECT_TRUE(std::is_sorted(progress.fractions.begin(), progress.fractions.end()));
  const double seconds = std::chrono::duration<double>(progress.times.back() - progress.times.front()).count();
  EXPECT_LE(static_cast<double>(progress.fractions.size()), 10.0 * seconds + 3.0);  // the first, the last, a rounding
}

TEST(Run, StopsSoonWhenCancelled) {
  Scenario scenario = made_up_city(200, 3000);  // minutes of work in mode exact
  std::stop_source stop;
  NoProgress progress;
  KeepingSink sink;
  std::chrono::steady_clock::time_point asked;
  std::jthread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto report = run(scenario, {.thread_count = 2, .mode = Mode::exact}, stop.get_token(), progress, sink);
  const auto done = std::chrono::steady_clock::now();
  user.join();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, RunOutcome::cancelled);
  EXPECT_LT(sink.hours.size(), 3u);
  // The promise is 100 ms; a machine shared with other work may hold a thread back for some of its time slices.
  EXPECT_LT(std::chrono::duration<double>(done - asked).count(), 0.5);
}

TEST(Run, ACancelledRunKeepsTheHoursItHandedOver) {
  class StoppingSink final : public HourSink {
   public:
    explicit StoppingSink(std::stop_source& stop) : stop_(stop) {}
    void take(std::size_t, HourStatus, std::span<const double>) override {
      if (++taken == 2) stop_.request_stop();
    }
    int taken = 0;

   private:
    std::stop_source& stop_;
  };
  std::stop_source stop;
  StoppingSink sink(stop);
  NoProgress progress;
  const auto report = run(made_up_city(5, 20), {}, stop.get_token(), progress, sink);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, RunOutcome::cancelled);
  EXPECT_EQ(sink.taken, 2);
  EXPECT_EQ(report->valid_hours, 2u);
}

TEST(Run, DoesNothingWhenStoppedBeforehand) {
  std::stop_source stop;
  stop.request_stop();
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(made_up_city(5, 20), {}, stop.get_token(), progress, sink);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, RunOutcome::cancelled);
  EXPECT_TRUE(sink.hours.empty());
}

}  // namespace
}  // namespace leeward::dispersion
