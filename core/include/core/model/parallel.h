#pragma once
#include <cstddef>
#include <functional>
#include <stop_token>

namespace leeward {

/// Threads to use when the user says nothing: all cores, at least one.
int default_thread_count();

/// Calls body(i) once for each i in [0, count), on `thread_count` threads, taking indices in ascending order.
/// Returns false when `stop` was requested before all were done. An exception of a body is rethrown here.
/// The caller makes results independent of the order in which indices finish: each i writes only what is its own.
bool parallel_for(std::size_t count, int thread_count, const std::stop_token& stop,
                  const std::function<void(std::size_t)>& body);

}  // namespace leeward
