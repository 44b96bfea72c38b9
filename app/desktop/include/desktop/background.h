#pragma once
#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "core/model/result.h"

namespace leeward::desktop {

/// Threads for work that must not stop the window. Each task has a thread and a stop source of its own.
/// Belongs to one thread; the destructor asks all tasks to stop and waits for them.
class Background {
public:
  using Task = std::function<void(const std::stop_token&)>;
  /// @param on_throw  called in the task's thread when the task throws
  /// @returns what stops this task and no other
  std::stop_source start(Task task, std::function<void(const Error&)> on_throw);

private:
  struct Running {
    std::jthread thread;
    std::shared_ptr<std::atomic<bool>> is_done;
  };
  std::list<Running> running_;
};

}  // namespace leeward::desktop
