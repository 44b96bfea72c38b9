#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/model/result.h"
#include "core/model/time.h"

namespace leeward::data {

/// Whether every directive is one that read_stamp knows, and together they name an hour; the text says what
/// is wrong.
std::optional<std::string> fault_of_time_format(std::string_view format);

/// Reads a time stamp on the full hour by a strftime-like format: %Y %y %m %d %j %H %M %S %z; %H 0 to 24; a
/// blank in the format matches any number of blanks. %z (Z, +02, +02:00, +0200) replaces `utc_offset_hours`.
/// The error holds only the reason.
tl::expected<UtcHour, std::string> read_stamp(std::string_view text, std::string_view format,
                                              double utc_offset_hours);

}  // namespace leeward::data
