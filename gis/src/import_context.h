#pragma once
#include <chrono>
#include <set>
#include <stop_token>
#include <string>

#include "core/model/kit.h"
#include "core/model/progress.h"
#include "crs.h"
#include "fault_log.h"

namespace leeward::gis::reading {

/// What every layer's import shares: one kit going into one city. Belongs to one thread.
struct ImportContext {
  const Kit& kit;
  const OGRSpatialReference& city_srs;
  Box2 domain;
  FaultLog& log;
  City& city;
  const std::stop_token& stop;
  ProgressSink& progress;
  std::set<std::string> ids = {};  ///< "kind\nid" of all features taken so far
  std::string step = {};
  std::chrono::steady_clock::time_point reported = {};

  bool is_stopped() const { return stop.stop_requested(); }
  void begin_step(std::string text) {
    step = std::move(text);
    reported = std::chrono::steady_clock::now();
    progress.report(step, 0.0);
  }
  /// At most ten times a second.
  void report(double fraction) {
    const auto now = std::chrono::steady_clock::now();
    if (now - reported < std::chrono::milliseconds(100)) return;
    reported = now;
    progress.report(step, fraction < 0 ? 0.0 : fraction > 1 ? 1.0 : fraction);
  }
};

}  // namespace leeward::gis::reading
