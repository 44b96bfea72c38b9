#pragma once
#include <cpl_error.h>

#include <string>
#include <vector>

/// GDAL's words, for our own messages. Private to gis/src.
namespace leeward::gis::reading {

/// Collects what GDAL says in this thread and scope; nothing reaches stderr. Equal messages are kept once.
class GdalMessages {
public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;

  bool has_failure() const { return !failures_.empty(); }
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Failures (else warnings), joined with "; "; "no reason given" when there are none.
  std::string reason() const;
  void clear();

private:
  static void CPL_STDCALL collect(CPLErr level, CPLErrorNum number, const char* message);
  std::vector<std::string> failures_;
  std::vector<std::string> warnings_;
};

}  // namespace leeward::gis::reading
