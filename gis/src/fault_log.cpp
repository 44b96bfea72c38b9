#include "fault_log.h"

#include <fmt/format.h>

namespace leeward::gis::reading {

void FaultLog::add(Fault fault, std::string_view kind) {
  if (fault.severity == Severity::error) ++errors_;
  if (!kind.empty()) {
    Kind& known = kinds_[fmt::format("{}\n{}\n{}\n{}", fault.file, fault.layer,
                                     static_cast<int>(fault.severity), kind)];
    ++known.count;
    if (known.count > kept_per_kind) return;
    known.last = faults_.size();
  }
  faults_.push_back(std::move(fault));
}

void FaultLog::error(const FaultPlace& place, std::string feature, std::string found, std::string expected,
                     std::string_view kind) {
  add({Severity::error, place.file, place.layer, std::move(feature), std::move(found), std::move(expected),
       ""},
      kind);
}

void FaultLog::warning(const FaultPlace& place, std::string feature, std::string found, std::string expected,
                       std::string handled, std::string_view kind) {
  add({Severity::warning, place.file, place.layer, std::move(feature), std::move(found), std::move(expected),
       std::move(handled)},
      kind);
}

void FaultLog::note(const FaultPlace& place, std::string found, std::string handled) {
  add({Severity::note, place.file, place.layer, "", std::move(found), "", std::move(handled)});
}

std::vector<Fault> FaultLog::take() {
  std::map<std::size_t, std::size_t> more_after;
  for (const auto& [key, kind] : kinds_)
    if (kind.count > kept_per_kind) more_after[kind.last] = kind.count - kept_per_kind;
  std::vector<Fault> all;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    all.push_back(faults_[i]);
    if (const auto found = more_after.find(i); found != more_after.end()) {
      Fault more = faults_[i];
      more.feature = fmt::format("and {} more features", found->second);
      more.found = "the same kind of fault";
      all.push_back(std::move(more));
    }
  }
  faults_.clear();
  kinds_.clear();
  errors_ = 0;
  return all;
}

}  // namespace leeward::gis::reading
