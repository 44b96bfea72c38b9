#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>

#include "core/model/progress.h"

/// Internal to the solver: progress counted by many threads.
namespace leeward::dispersion {

/// Tells the sink at most ten times a second; never goes back.
class ProgressMeter {
 public:
  ProgressMeter(ProgressSink& sink, std::size_t total) : sink_(sink), total_(total) {}
  void add(std::size_t steps = 1) {
    done_.fetch_add(steps, std::memory_order_relaxed);
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    tell(std::min(1.0, static_cast<double>(done_.load(std::memory_order_relaxed)) / static_cast<double>(total_)));
  }
  /// At the start and the end, whatever the time.
  void tell(double fraction) { sink_.report("computing concentrations", fraction); }

 private:
  ProgressSink& sink_;
  std::size_t total_;
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace leeward::dispersion
