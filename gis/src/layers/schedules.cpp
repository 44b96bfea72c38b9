#include <fmt/format.h>

#include "../schedule_columns.h"
#include "../vector_read.h"
#include "layers.h"

namespace leeward::gis::reading {

void import_schedules(ImportContext& context, const KitLayer& layer) {
  LayerRules rules{.kind = "schedules", .geometry = GeometryNeed::none};
  rules.fields.numbers = schedule_columns();
  KitLayer mapped = layer;
  // A schedule has 84 numbers: columns of the table are found by our own names unless the kit maps them.
  mapped.fields.try_emplace("id", "id");
  for (const std::string& column : schedule_columns()) mapped.fields.try_emplace(column, column);
  const auto reader = LayerReader::open(context, mapped, rules, -1);
  if (!reader) return;
  reader->for_each([&](SourceFeature& source) {
    EmissionSchedule schedule;
    bool is_whole = true;
    const std::vector<std::string> columns = schedule_columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto factor = reader->values().required(source.feature, source.label, columns[i], not_negative);
      is_whole = is_whole && factor.has_value();
      schedule_factor(schedule, i) = factor.value_or(0);
    }
    if (!is_whole) return;  // logged as errors
    schedule.id = reader->unique_id(source.id, source.label);
    context.city.schedules.push_back(std::move(schedule));
  });
}

}  // namespace leeward::gis::reading
