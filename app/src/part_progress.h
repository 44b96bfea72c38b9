#pragma once
#include <string>
#include <utility>

#include "core/model/progress.h"

namespace leeward::app {

/// Progress of one part of a longer action.
class PartProgress final : public ProgressSink {
public:
  PartProgress(ProgressSink& whole, std::string step, double begin, double end)
      : whole_(whole), step_(std::move(step)), begin_(begin), end_(end) {}
  void report(const std::string&, double fraction) override {
    whole_.report(step_, begin_ + fraction * (end_ - begin_));
  }

private:
  ProgressSink& whole_;
  std::string step_;
  double begin_;
  double end_;
};

}  // namespace leeward::app
