#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

/// Starts programs as a user does, with what they wrote and how they ended.
namespace leeward::testing {

struct ProgramResult {
  int exit_code = -1;  ///< -1: ended by a signal
  int signal = 0;
  std::string out;
  std::string err;
};

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// A folder of its own that is removed at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "leeward-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A program that runs. Its output goes to files, so that it never waits for a reader.
class RunningProgram {
 public:
  explicit RunningProgram(const std::vector<std::string>& command) {
    out_ = scratch_.path() / "out";
    err_ = scratch_.path() / "err";
    std::vector<char*> arguments;
    for (const std::string& one : command) arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      const int out = open(out_.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
      const int err = open(err_.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
      dup2(out, 1);
      dup2(err, 2);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
  }
  ~RunningProgram() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void send(int signal) const { kill(pid_, signal); }
  pid_t pid() const { return pid_; }
  std::string err_so_far() const { return text_of(err_); }

  ProgramResult wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    ProgramResult result;
    if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
    result.out = text_of(out_);
    result.err = text_of(err_);
    return result;
  }

  /// True when `condition` held before `seconds` were over.
  template <class Condition>
  static bool eventually(double seconds, Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }

 private:
  ScratchFolder scratch_;
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t pid_ = -1;
};

inline ProgramResult run_program(const std::vector<std::string>& command) { return RunningProgram(command).wait(); }

/// The programs of this build.
inline std::string program(const std::string& name) { return std::string(LEEWARD_BIN_DIR) + "/" + name; }

}  // namespace leeward::testing
