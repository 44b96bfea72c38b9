#pragma once
#include <map>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"

namespace leeward::gis::reading {

/// Where a fault is.
struct FaultPlace {
  std::string file;
  std::string layer;
  /// Without folders: what goes into a twin must not depend on where the data lay.
  std::string file_name() const { return std::filesystem::path(file).filename().string(); }
};

/// Faults of one import or check. Of faults of one kind in one place the first ten are kept one by one, the
/// rest are counted, so that a layer with a million bad features stays readable and nothing is swallowed.
class FaultLog {
public:
  static constexpr std::size_t kept_per_kind = 10;

  /// @param kind  groups equal troubles of a place; empty: always kept
  void add(Fault fault, std::string_view kind = {});
  void error(const FaultPlace& place, std::string feature, std::string found, std::string expected,
             std::string_view kind = {});
  void warning(const FaultPlace& place, std::string feature, std::string found, std::string expected,
               std::string handled, std::string_view kind = {});
  void note(const FaultPlace& place, std::string found, std::string handled);

  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  /// Everything so far, with one line "and N more" per kind that had more than ten.
  std::vector<Fault> take();

private:
  struct Kind {
    std::size_t count = 0;
    std::size_t last = 0;  ///< index of the last one kept
  };
  std::vector<Fault> faults_;
  std::map<std::string, Kind> kinds_;
  std::size_t errors_ = 0;
};

}  // namespace leeward::gis::reading
