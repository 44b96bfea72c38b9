#include "desktop/background.h"

#include <exception>
#include <new>
#include <utility>

namespace leeward::desktop {

std::stop_source Background::start(Task task, std::function<void(const Error&)> on_throw) {
  running_.remove_if([](const Running& one) { return one.is_done->load(); });
  auto is_done = std::make_shared<std::atomic<bool>>(false);
  std::jthread thread(
      [task = std::move(task), on_throw = std::move(on_throw), is_done](const std::stop_token& stop) {
        try {
          task(stop);
        } catch (const std::bad_alloc&) {
          on_throw({ErrorCode::resource, "not enough memory; try fewer hours or a coarser grid"});
        } catch (const std::exception& error) {
          on_throw({ErrorCode::internal, std::string("defect in Leeward, please report: ") + error.what()});
        }
        *is_done = true;
      });
  std::stop_source stop = thread.get_stop_source();
  running_.push_back({std::move(thread), std::move(is_done)});
  return stop;
}

}  // namespace leeward::desktop
