#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/model/result.h"

namespace leeward::data {

/// Incremental SHA-256 (OpenSSL).
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  /// The length is hashed too, so that ("ab","c") and ("a","bc") differ.
  void add_text(std::string_view text);
  void add_number(double value);
  void add_integer(std::int64_t value);
  std::string hex();

private:
  void* context_;
};

Result<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace leeward::data
