#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace leeward {

/// Family of an error. `input`: a file or an option is wrong (exit code 2); `coordinate`: a CRS or a place is wrong
/// (2); `resource`: disk, memory, missing driver (1); `internal`: our defect (1); `cancelled`: the user stopped it (3).
enum class ErrorCode { input, coordinate, resource, internal, cancelled };

enum class Severity { note, warning, error };

/// One thing wrong with the input, in the words a user needs to mend it.
struct Fault {
  Severity severity = Severity::error;
  std::string file;      ///< as the user gave it
  std::string layer;     ///< layer, band or table; empty when there is none
  std::string feature;   ///< "feature 12", "line 214"; empty when it is about the whole layer
  std::string found;     ///< what was found
  std::string expected;  ///< what was expected
  std::string handled;   ///< what was done about it ("left out", "repaired"); empty when refused
};

/// "buildings.shp, layer x, feature 12: found height -3 m, expected > 0 m; left out"
std::string to_text(const Fault& fault);

/// Why a call gave no value. `faults` lists everything wrong at once when the input was validated.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::vector<Fault> faults = {};
};

/// The message and, below it, one line per fault.
std::string to_text(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;
using Unexpected = tl::unexpected<Error>;

/// `return fail(ErrorCode::input, "...")` in a function that returns a Result.
inline Unexpected fail(ErrorCode code, std::string message, std::vector<Fault> faults = {}) {
  return Unexpected(Error{code, std::move(message), std::move(faults)});
}

/// A value and what is worth telling about it.
template <class T>
struct Loaded {
  T value;
  std::vector<Fault> faults = {};  ///< notes and warnings only
};

}  // namespace leeward
