#include "write_support.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <system_error>

namespace leeward::gis::writing {
namespace {

void CPL_STDCALL collect_message(CPLErr level, CPLErrorNum, const char* message) {
  if (level < CE_Warning) return;
  auto* messages = static_cast<std::string*>(CPLGetErrorHandlerUserData());
  if (messages == nullptr) return;
  if (!messages->empty()) *messages += "; ";
  *messages += message;
}

}  // namespace

QuietScope::QuietScope() {
  CPLPushErrorHandlerEx(collect_message, &messages_);
}
QuietScope::~QuietScope() {
  CPLPopErrorHandler();
}
std::string QuietScope::reason() const {
  return messages_.empty() ? "no reason given" : messages_;
}

LocalOption::LocalOption(const char* name, const char* value) : name_(name) {
  if (const char* before = CPLGetThreadLocalConfigOption(name, nullptr)) {
    before_ = before;
    had_before_ = true;
  }
  CPLSetThreadLocalConfigOption(name, value);
}
LocalOption::~LocalOption() {
  CPLSetThreadLocalConfigOption(name_.c_str(), had_before_ ? before_.c_str() : nullptr);
}

Result<GDALDriver*> driver(const char* name) {
  static std::once_flag registered;
  std::call_once(registered, [] { GDALAllRegister(); });
  if (GDALDriver* found = GetGDALDriverManager()->GetDriverByName(name)) return found;
  return fail(ErrorCode::resource, fmt::format("GDAL has no driver '{}'", name));
}

Result<OGRSpatialReference> projected_srs(const std::string& crs) {
  const QuietScope quiet;
  OGRSpatialReference srs;
  if (crs.empty() || srs.SetFromUserInput(crs.c_str()) != OGRERR_NONE)
    return fail(ErrorCode::coordinate,
                fmt::format("coordinate system not understood: '{}' ({})", crs, quiet.reason()));
  srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (!srs.IsProjected())
    return fail(ErrorCode::coordinate,
                fmt::format("coordinate system '{}' is not projected; products are on a grid in metres",
                            srs.GetName() ? srs.GetName() : crs.c_str()));
  return srs;
}

PendingFile::PendingFile(std::filesystem::path file) : file_(std::move(file)) {
  static std::atomic<int> number = 0;
  pending_ = file_.parent_path() / fmt::format("{}.partial-{}-{}{}", file_.stem().string(), getpid(),
                                               number++, file_.extension().string());
}

PendingFile::~PendingFile() {
  std::error_code ignored;
  std::filesystem::remove(pending_, ignored);
}

Result<void> PendingFile::publish() {
  // On disk before it has the name: after a power failure there is the whole file or none.
  const int descriptor = ::open(pending_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_on_disk = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!is_on_disk) return write_failure(file_, std::generic_category().message(reason));
  std::error_code error;
  std::filesystem::rename(pending_, file_, error);
  if (error)
    return fail(ErrorCode::resource,
                fmt::format("{}: cannot be put in place: {}", file_.string(), error.message()));
  return {};
}

Unexpected write_failure(const std::filesystem::path& file, const std::string& reason) {
  return fail(ErrorCode::resource, fmt::format("{}: cannot be written: {}", file.string(), reason));
}

}  // namespace leeward::gis::writing
