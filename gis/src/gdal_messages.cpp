#include "gdal_messages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace leeward::gis::reading {
namespace {
/// A broken file can say the same a million times in other words.
constexpr std::size_t max_kept_messages = 20;
}  // namespace

GdalMessages::GdalMessages() {
  CPLPushErrorHandlerEx(collect, this);
}
GdalMessages::~GdalMessages() {
  CPLPopErrorHandler();
}

void CPL_STDCALL GdalMessages::collect(CPLErr level, CPLErrorNum, const char* message) {
  if (level < CE_Warning || message == nullptr) return;
  auto* self = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
  if (self == nullptr) return;
  auto& kept = level == CE_Warning ? self->warnings_ : self->failures_;
  if (kept.size() < max_kept_messages && std::find(kept.begin(), kept.end(), message) == kept.end())
    kept.emplace_back(message);
}

std::string GdalMessages::reason() const {
  const auto& said = failures_.empty() ? warnings_ : failures_;
  return said.empty() ? "no reason given" : fmt::format("{}", fmt::join(said, "; "));
}

void GdalMessages::clear() {
  failures_.clear();
  warnings_.clear();
}

}  // namespace leeward::gis::reading
