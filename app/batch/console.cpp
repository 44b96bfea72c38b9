#include "console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

namespace leeward::batch {
namespace {

std::stop_source& signal_source() {
  static std::stop_source source;
  return source;
}

const char* to_text(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

const char* to_text(ErrorCode code) {
  switch (code) {
    case ErrorCode::input: return "input";
    case ErrorCode::coordinate: return "coordinate";
    case ErrorCode::resource: return "resource";
    case ErrorCode::internal: return "internal";
    case ErrorCode::cancelled: return "cancelled";
  }
  return "internal";
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::input:
    case ErrorCode::coordinate: return exit_bad_input;
    case ErrorCode::cancelled: return exit_cancelled;
    case ErrorCode::resource:
    case ErrorCode::internal: return exit_failed;
  }
  return exit_failed;
}

ConsoleProgress::ConsoleProgress(bool is_log_json) : is_log_json_(is_log_json), is_terminal_(isatty(2) == 1) {}

ConsoleProgress::~ConsoleProgress() {
  if (has_written_ && !is_log_json_) fmt::print(stderr, "\n");
}

void ConsoleProgress::report(const std::string& step, double fraction) {
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  // A forecast of the time left is worth nothing in the first moments.
  const bool has_forecast = fraction > 0.02 && fraction < 1 && elapsed > 1;
  const double left = has_forecast ? elapsed / fraction * (1 - fraction) : 0;
  if (is_log_json_) {
    nlohmann::json line{{"step", step}, {"fraction", fraction}, {"elapsed_s", elapsed}};
    if (has_forecast) line["left_s"] = left;
    fmt::print(stderr, "{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  if (!is_terminal_) return;
  has_written_ = true;
  fmt::print(stderr, "\r\033[K{:3.0f} %  {}{}", 100 * fraction, step,
             has_forecast ? ", " + duration_text(left) + " left" : "");
  std::fflush(stderr);
}

std::stop_token stop_on_signals() {
  // A signal handler may not touch a stop_source: the signals are blocked in every thread, and one thread waits for them.
  static const bool is_started = [] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals] {
      int received = 0;
      sigwait(&signals, &received);
      signal_source().request_stop();
      // A second signal ends the program at once; what is half written has ".partial" in its name.
      sigwait(&signals, &received);
      std::_Exit(exit_cancelled);
    }).detach();
    return true;
  }();
  static_cast<void>(is_started);
  return signal_source().get_token();
}

nlohmann::json to_json(const Fault& fault) {
  nlohmann::json object{{"severity", to_text(fault.severity)}};
  const std::pair<const char*, const std::string&> parts[] = {
      {"file", fault.file},   {"layer", fault.layer},       {"feature", fault.feature},
      {"found", fault.found}, {"expected", fault.expected}, {"handled", fault.handled}};
  for (const auto& [key, value] : parts)
    if (!value.empty()) object[key] = value;
  return object;
}

void print_json(const nlohmann::json& document) {
  // Names in a GIS file may hold bytes that are no UTF-8: they are replaced, not thrown at.
  fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

int report_error(const Error& error, const Output& output) {
  if (output.is_json) {
    nlohmann::json document{{"error", error.message}, {"family", to_text(error.code)}, {"faults", nlohmann::json::array()}};
    for (const Fault& fault : error.faults) document["faults"].push_back(to_json(fault));
    print_json(document);
  } else {
    fmt::print(stderr, "leeward-batch: {}\n", leeward::to_text(error));
  }
  return exit_code_of(error.code);
}

void print_faults(const std::vector<Fault>& faults, std::FILE* to) {
  for (const Fault& fault : faults) fmt::print(to, "{}: {}\n", to_text(fault.severity), leeward::to_text(fault));
}

}  // namespace leeward::batch
