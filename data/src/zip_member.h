#pragma once
#include <string>
#include <string_view>

#include "core/model/result.h"

namespace leeward::data {

bool is_zip(std::string_view bytes);
bool is_gzip(std::string_view bytes);

/// Unpacks one member of a ZIP archive (stored or deflated, no encryption, no ZIP64).
/// @param file    for messages
/// @param member  name or beginning of the name, with or without its folder; empty: the only one
Result<std::string> read_zip_member(std::string_view bytes, const std::string& file,
                                    const std::string& member);
/// Unpacks a gzip file of one or more parts.
Result<std::string> read_gzip(std::string_view bytes, const std::string& file);

}  // namespace leeward::data
