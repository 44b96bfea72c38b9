#include "data/hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <new>

namespace leeward::data {
namespace {

EVP_MD_CTX* context_of(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

/// Lowest byte first, so that the hash is the same on every machine.
std::array<char, 8> bytes_of(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xffu);
    value >>= 8;
  }
  return bytes;
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(context_of(context_), EVP_sha256(), nullptr) != 1) {
    EVP_MD_CTX_free(context_of(context_));
    throw std::bad_alloc();  // OpenSSL's own SHA-256 fails for want of memory only
  }
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(context_of(context_));
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_of(context_), bytes.data(), bytes.size());
}

void Sha256::add_text(std::string_view text) {
  add_integer(static_cast<std::int64_t>(text.size()));
  add(text);
}

void Sha256::add_number(double value) {
  // One pattern for each value: -0 equals 0 and every missing value is the same.
  if (value == 0) value = 0.0;
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  const auto bytes = bytes_of(std::bit_cast<std::uint64_t>(value));
  add({bytes.data(), bytes.size()});
}

void Sha256::add_integer(std::int64_t value) {
  const auto bytes = bytes_of(static_cast<std::uint64_t>(value));
  add({bytes.data(), bytes.size()});
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // The digest of what was added so far; more may be added afterwards.
  EVP_MD_CTX* copy = EVP_MD_CTX_new();
  if (copy == nullptr || EVP_MD_CTX_copy_ex(copy, context_of(context_)) != 1) {
    EVP_MD_CTX_free(copy);
    throw std::bad_alloc();
  }
  EVP_DigestFinal_ex(copy, digest.data(), &size);
  EVP_MD_CTX_free(copy);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

Result<std::string> sha256_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(file, ignored))
    return fail(ErrorCode::input, "cannot read " + file.string());
  Sha256 hash;
  std::string block(1 << 20, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0)
    hash.add({block.data(), static_cast<std::size_t>(stream.gcount())});
  if (stream.bad()) return fail(ErrorCode::resource, "cannot read all of " + file.string());
  return hash.hex();
}

}  // namespace leeward::data
