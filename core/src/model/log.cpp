#include "core/model/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace leeward::log {
namespace {

std::atomic<Level> lowest_level{Level::info};
std::mutex sink_mutex;
Sink current_sink;

void write_to_stderr(Level level, std::string_view module, std::string_view message) {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made =
        std::make_shared<spdlog::logger>("leeward", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_level(spdlog::level::trace);
    made->set_pattern("%H:%M:%S %^%l%$ %v");
    return made;
  }();
  static constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info,
                                                         spdlog::level::warn, spdlog::level::err};
  logger->log(levels[static_cast<int>(level)], "{}: {}", module, message);
}

void write(Level level, std::string_view module, std::string_view message) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  const std::scoped_lock lock(sink_mutex);
  current_sink ? current_sink(level, module, message) : write_to_stderr(level, module, message);
}

}  // namespace

void set_sink(Sink sink) {
  const std::scoped_lock lock(sink_mutex);
  current_sink = std::move(sink);
}
void set_level(Level level) {
  lowest_level.store(level, std::memory_order_relaxed);
}
void debug(std::string_view module, std::string_view message) {
  write(Level::debug, module, message);
}
void info(std::string_view module, std::string_view message) {
  write(Level::info, module, message);
}
void warn(std::string_view module, std::string_view message) {
  write(Level::warn, module, message);
}
void error(std::string_view module, std::string_view message) {
  write(Level::error, module, message);
}

std::string_view to_text(Level level) {
  static constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
  return names[static_cast<int>(level)];
}

}  // namespace leeward::log
