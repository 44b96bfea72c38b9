#pragma once
#include <zlib.h>

#include <string>
#include <utility>
#include <vector>

namespace leeward::test {

/// Deflated content. @param window_bits  -15: raw (as in a ZIP), 31: gzip
inline std::string deflated(const std::string& content, int window_bits) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, static_cast<uLong>(content.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string little_endian(std::size_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xff);
  return bytes;
}

struct ZipMember {
  std::string name;
  std::string content;
  bool is_deflated = true;
};

/// A ZIP archive as PKWARE's APPNOTE 6.3 sections 4.3.7, 4.3.12 and 4.3.16 lay it out, with a comment at its
/// end.
inline std::string zip_archive(const std::vector<ZipMember>& members) {
  std::string archive;
  std::string directory;
  for (const ZipMember& member : members) {
    const std::string packed = member.is_deflated ? deflated(member.content, -15) : member.content;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(member.content.data()),
                           static_cast<uInt>(member.content.size()));
    const std::string common = little_endian(20, 2) + little_endian(0, 2) +
                               little_endian(member.is_deflated ? 8 : 0, 2) + little_endian(0, 4) +
                               little_endian(crc, 4) + little_endian(packed.size(), 4) +
                               little_endian(member.content.size(), 4) + little_endian(member.name.size(), 2);
    directory += std::string("PK\x01\x02") + little_endian(20, 2) + common + little_endian(0, 2 + 2 + 2 + 2) +
                 little_endian(0, 4) + little_endian(archive.size(), 4) + member.name;
    archive +=
        std::string("PK\x03\x04") + common + little_endian(4, 2) + member.name + "\x01\x02\x03\x04" + packed;
  }
  const std::size_t directory_at = archive.size();
  const std::string comment = "made by a test";
  return archive + directory + std::string("PK\x05\x06") + little_endian(0, 4) +
         little_endian(members.size(), 2) + little_endian(members.size(), 2) +
         little_endian(directory.size(), 4) + little_endian(directory_at, 4) +
         little_endian(comment.size(), 2) + comment;
}

}  // namespace leeward::test
