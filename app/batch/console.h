#pragma once
#include <chrono>
#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>

#include "core/model/progress.h"
#include "core/model/result.h"

namespace leeward::batch {

/// Exit codes of leeward-batch: a contract with scripts.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_cancelled = 3;

int exit_code_of(ErrorCode code);

/// What every verb gets on its command line.
struct Output {
  bool is_json = false;      ///< one JSON document on stdout
  bool is_log_json = false;  ///< progress as JSON lines on stderr
};

/// Progress on stderr: a line that is rewritten, with the time left, when stderr is a terminal; JSON lines with
/// --log-json; else nothing.
class ConsoleProgress final : public ProgressSink {
 public:
  explicit ConsoleProgress(bool is_log_json);
  ~ConsoleProgress() override;
  void report(const std::string& step, double fraction) override;

 private:
  bool is_log_json_;
  bool is_terminal_;
  bool has_written_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Stops on SIGINT and SIGTERM.
std::stop_token stop_on_signals();

nlohmann::json to_json(const Fault& fault);
/// Prints an error (text on stderr, or JSON on stdout) and returns the exit code.
int report_error(const Error& error, const Output& output);
/// Prints notes and warnings on stderr.
void print_faults(const std::vector<Fault>& faults, std::FILE* to = stderr);
void print_json(const nlohmann::json& document);

}  // namespace leeward::batch
