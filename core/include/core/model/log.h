#pragma once
#include <functional>
#include <string_view>

/// Logging facade; the back end is hidden. dispersion/ never logs: it returns diagnostics.
namespace leeward::log {

enum class Level { debug, info, warn, error };
using Sink = std::function<void(Level, std::string_view module, std::string_view message)>;

/// Replaces where records go (default: stderr). Thread-safe. An empty sink restores the default.
void set_sink(Sink sink);
/// Records below this level are dropped. Default: info.
void set_level(Level level);

void debug(std::string_view module, std::string_view message);
void info(std::string_view module, std::string_view message);
void warn(std::string_view module, std::string_view message);
void error(std::string_view module, std::string_view message);

std::string_view to_text(Level level);

}  // namespace leeward::log
