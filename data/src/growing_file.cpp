#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "data/aermod_output.h"

namespace leeward::data {

GrowingFile::GrowingFile(std::filesystem::path file, std::filesystem::path working, std::FILE* stream)
    : file_(std::move(file)), working_(std::move(working)), stream_(stream) {}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept
    : file_(std::move(other.file_)),
      working_(std::move(other.working_)),
      stream_(std::exchange(other.stream_, nullptr)) {}

GrowingFile::~GrowingFile() {
  if (stream_ == nullptr) return;
  std::fclose(stream_);
  std::error_code ignored;
  std::filesystem::remove(working_, ignored);
}

Result<void> GrowingFile::failure(std::string_view what) const {
  return fail(ErrorCode::resource, fmt::format("{}: {}: {}", file_.string(), what, std::strerror(errno)));
}

Result<GrowingFile> GrowingFile::begin(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return fail(ErrorCode::input,
                fmt::format("{}: found a folder, expected the name of a file to write", file.string()));
  const std::filesystem::path working = file.string() + fmt::format(".partial-{}", getpid());
  std::FILE* const stream = std::fopen(working.c_str(), "wb");
  if (stream == nullptr)
    return fail(ErrorCode::resource,
                fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
  return GrowingFile(file, working, stream);
}

Result<void> GrowingFile::append(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_) != bytes.size())
    return failure("cannot be written");
  return {};
}

Result<void> GrowingFile::commit() {
  if (std::fflush(stream_) != 0 || fsync(fileno(stream_)) != 0) return failure("cannot be written");
  const bool is_closed = std::fclose(std::exchange(stream_, nullptr)) == 0;
  std::error_code error;
  if (is_closed) std::filesystem::rename(working_, file_, error);
  if (is_closed && !error) return {};
  std::error_code ignored;
  std::filesystem::remove(working_, ignored);
  return fail(ErrorCode::resource,
              fmt::format("{}: cannot be put in place: {}", file_.string(), error.message()));
}

}  // namespace leeward::data
