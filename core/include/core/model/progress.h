#pragma once
#include <string>

namespace leeward {

enum class RunOutcome { completed, cancelled, failed };

/// Receives the progress of a long action. Called at most about ten times a second, from any thread, one call at a time.
class ProgressSink {
 public:
  ProgressSink() = default;
  ProgressSink(const ProgressSink&) = delete;
  ProgressSink& operator=(const ProgressSink&) = delete;
  virtual ~ProgressSink() = default;
  /// @param step      what is being done, in the user's words
  /// @param fraction  done so far [0..1] of this step
  virtual void report(const std::string& step, double fraction) = 0;
};

/// Drops everything.
class NoProgress final : public ProgressSink {
 public:
  void report(const std::string&, double) override {}
};

}  // namespace leeward
