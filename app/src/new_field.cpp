#include "new_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "data/disk_memory.h"

namespace leeward::app {
namespace new_field_detail {

struct FieldOnDisk {
  explicit FieldOnDisk(const std::filesystem::path& folder)
      : memory(folder),
        field{.layout = {},
              .pollutants = {},
              .hours = {},
              .status = {},
              .input_hash = {},
              .values = std::pmr::vector<float>(&memory)} {}
  data::DiskMemory memory;
  ConcentrationField field;
};

}  // namespace new_field_detail

Result<std::shared_ptr<ConcentrationField>> new_field(std::size_t value_count,
                                                      const std::filesystem::path& disk_folder,
                                                      const std::stop_token& stop) {
  try {
    std::shared_ptr<ConcentrationField> field;
    if (disk_folder.empty()) {
      field = std::make_shared<ConcentrationField>();
    } else {
      const auto stored = std::make_shared<new_field_detail::FieldOnDisk>(disk_folder);
      field = std::shared_ptr<ConcentrationField>(stored, &stored->field);
    }
    field->values.reserve(value_count);
    // Part by part: filling a large one takes its time, and may be cancelled.
    constexpr std::size_t at_once = std::size_t{1} << 23U;
    while (field->values.size() < value_count) {
      if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the run was cancelled");
      field->values.resize(std::min(value_count, field->values.size() + at_once));
    }
    return field;
  } catch (const std::bad_alloc&) {
    const double gb = static_cast<double>(value_count * sizeof(float)) / 1e9;
    return fail(ErrorCode::resource,
                disk_folder.empty()
                    ? fmt::format("no room for {:.1f} GB of results in memory", gb)
                    : fmt::format("no room for {:.1f} GB of results in {}", gb, disk_folder.string()));
  }
}

}  // namespace leeward::app
