#include "zip_member.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "text_input.h"

namespace leeward::data {
namespace {

/// Larger tables are not hourly observations; the limit keeps a broken size field from taking all memory.
constexpr std::size_t largest_member = std::size_t{1} << 30;

constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t entry_signature = 0x02014b50;
constexpr std::uint32_t local_signature = 0x04034b50;

/// Little-endian numbers at fixed offsets; nothing beyond the end is read.
class Bytes {
public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  bool has(std::size_t at, std::size_t count) const {
    return at <= bytes_.size() && bytes_.size() - at >= count;
  }
  std::uint32_t number(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8u | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }
  std::string_view text(std::size_t at, std::size_t count) const { return bytes_.substr(at, count); }
  std::size_t size() const { return bytes_.size(); }

private:
  std::string_view bytes_;
};

struct ZipEntry {
  std::string name;
  std::uint32_t flags = 0;
  std::uint32_t method = 0;
  std::uint32_t crc = 0;
  std::size_t packed_size = 0;
  std::size_t size = 0;
  std::size_t local_header = 0;
};

/// Offset of the end record, looked for from the end because a comment may follow it.
std::optional<std::size_t> find_end_record(const Bytes& bytes) {
  constexpr std::size_t record_size = 22;
  constexpr std::size_t longest_comment = 65535;
  if (bytes.size() < record_size) return std::nullopt;
  const std::size_t last = bytes.size() - record_size;
  const std::size_t first = last > longest_comment ? last - longest_comment : 0;
  for (std::size_t at = last + 1; at-- > first;)
    if (bytes.number(at, 4) == end_signature) return at;
  return std::nullopt;
}

/// nullopt: the directory is broken.
std::optional<std::vector<ZipEntry>> directory_of(const Bytes& bytes, std::size_t end_record) {
  constexpr std::size_t entry_size = 46;
  const std::size_t count = bytes.number(end_record + 10, 2);
  std::size_t at = bytes.number(end_record + 16, 4);
  std::vector<ZipEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    if (!bytes.has(at, entry_size) || bytes.number(at, 4) != entry_signature) return std::nullopt;
    const std::size_t name_size = bytes.number(at + 28, 2);
    const std::size_t rest = bytes.number(at + 30, 2) + bytes.number(at + 32, 2);
    if (!bytes.has(at + entry_size, name_size + rest)) return std::nullopt;
    ZipEntry entry;
    entry.flags = bytes.number(at + 8, 2);
    entry.method = bytes.number(at + 10, 2);
    entry.crc = bytes.number(at + 16, 4);
    entry.packed_size = bytes.number(at + 20, 4);
    entry.size = bytes.number(at + 24, 4);
    entry.local_header = bytes.number(at + 42, 4);
    entry.name = std::string(bytes.text(at + entry_size, name_size));
    if (!entry.name.ends_with('/')) entries.push_back(std::move(entry));  // a name that ends so is a folder
    at += entry_size + name_size + rest;
  }
  return entries;
}

/// The one entry that is meant, or why there is none.
Result<const ZipEntry*> choose(const std::vector<ZipEntry>& entries, const std::string& file,
                               const std::string& member) {
  std::vector<const ZipEntry*> matches;
  std::vector<std::string> names;
  for (const ZipEntry& entry : entries) {
    names.push_back(entry.name);
    if (!member.empty() && entry.name == member) return &entry;
    const std::string_view base = std::string_view(entry.name).substr(entry.name.rfind('/') + 1);
    if (entry.name.starts_with(member) || base.starts_with(member)) matches.push_back(&entry);
  }
  if (matches.size() == 1) return matches.front();
  return fail(ErrorCode::input,
              fmt::format("{}: found {} members{}, expected one; the archive holds: {}", file, matches.size(),
                          member.empty() ? "" : " that begin with " + shown(member), fmt::join(names, ", ")));
}

/// Inflates `packed`. @param window_bits  zlib's: -15 raw, 15 + 16 gzip. Stops at the end of one stream.
/// @returns bytes of `packed` that were used, or nullopt
std::optional<std::size_t> inflate_into(std::string& unpacked, std::string_view packed, int window_bits) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return std::nullopt;
  // zlib's interface is not const-correct; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<char> block(std::size_t{1} << 18);
  int status = Z_OK;
  while (status == Z_OK && unpacked.size() <= largest_member) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    unpacked.append(block.data(), block.size() - stream.avail_out);
  }
  const std::size_t used = packed.size() - stream.avail_in;
  inflateEnd(&stream);
  if (status != Z_STREAM_END || unpacked.size() > largest_member) return std::nullopt;
  return used;
}

}  // namespace

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}
bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

Result<std::string> read_zip_member(std::string_view content, const std::string& file,
                                    const std::string& member) {
  const auto refuse = [&](std::string_view found, std::string_view expected) {
    return fail(ErrorCode::input, fmt::format("{}: found {}, expected {}", file, found, expected));
  };
  const Bytes bytes(content);
  const auto end_record = find_end_record(bytes);
  if (!end_record) return refuse("no directory at its end", "a whole ZIP archive");
  const auto entries = directory_of(bytes, *end_record);
  if (!entries) return refuse("a broken directory", "a ZIP archive (ZIP64 is not supported)");
  const auto chosen = choose(*entries, file, member);
  if (!chosen) return tl::unexpected(chosen.error());
  const ZipEntry& entry = **chosen;
  if ((entry.flags & 1u) != 0) return refuse(entry.name + " encrypted", "no encryption");
  if (entry.method != 0 && entry.method != 8)
    return refuse(fmt::format("{} packed by method {}", entry.name, entry.method),
                  "0 (stored) or 8 (deflate)");
  if (entry.size > largest_member)
    return refuse(fmt::format("{} of {} bytes", entry.name, entry.size), "at most 1 GiB");
  constexpr std::size_t header_size = 30;
  if (!bytes.has(entry.local_header, header_size) || bytes.number(entry.local_header, 4) != local_signature)
    return refuse("no header of " + entry.name, "a whole ZIP archive");
  const std::size_t begin = entry.local_header + header_size + bytes.number(entry.local_header + 26, 2) +
                            bytes.number(entry.local_header + 28, 2);
  if (!bytes.has(begin, entry.packed_size)) return refuse(entry.name + " cut off", "a whole ZIP archive");

  std::string unpacked;
  const std::string_view packed = bytes.text(begin, entry.packed_size);
  if (entry.method == 0)
    unpacked = std::string(packed);
  else if (!inflate_into(unpacked, packed, -MAX_WBITS))
    return refuse(entry.name + " with broken compression", "a whole ZIP archive");
  const auto crc =
      crc32(0, reinterpret_cast<const Bytef*>(unpacked.data()), static_cast<uInt>(unpacked.size()));
  if (unpacked.size() != entry.size || crc != entry.crc)
    return refuse(entry.name + " with a wrong check sum", "the content that was packed");
  return unpacked;
}

Result<std::string> read_gzip(std::string_view bytes, const std::string& file) {
  std::string unpacked;
  while (is_gzip(bytes)) {
    const auto used = inflate_into(unpacked, bytes, MAX_WBITS + 16);
    if (!used)
      return fail(ErrorCode::input,
                  file + ": found broken or cut off compression, expected a whole gzip file");
    bytes.remove_prefix(*used);
  }
  return unpacked;
}

}  // namespace leeward::data
