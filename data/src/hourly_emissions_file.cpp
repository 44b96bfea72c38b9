#include "data/hourly_emissions_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "aermod_values.h"
#include "record_date.h"
#include "text_input.h"

namespace leeward::data {
namespace hourly_file {

using HourIndex = std::map<UtcHour, std::size_t>;

std::string upper_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

HourIndex index_of(const MetSeries& met) {
  HourIndex index;
  for (std::size_t i = 0; i < met.hours.size(); ++i) index.emplace(met.hours[i].hour, i);
  return index;
}

/// Values of a record with all that its kind of source may have.
constexpr std::size_t full_size(HourlySource::Kind kind) {
  return kind == HourlySource::Kind::volume ? 4 : 3;
}

/// One source's records while the file is read.
struct Reading {
  HourlyEmissions emissions;
  std::vector<bool> has_hour;
  std::optional<std::size_t> size;  ///< values of its records, once known
  std::size_t without_rate = 0;
};

class EmissionsReader {
public:
  EmissionsReader(const std::filesystem::path& file, std::span<const HourlySource> sources,
                  const MetSeries& met)
      : sources_(sources),
        met_(met),
        hours_(index_of(met)),
        faults_(file.string()),
        readings_(sources.size()) {
    for (std::size_t s = 0; s < sources.size(); ++s) {
      source_of_.emplace(upper_case(sources[s].id), s);
      readings_[s].emissions.id = sources[s].id;
      readings_[s].emissions.hours.resize(met.hours.size());
      readings_[s].has_hour.resize(met.hours.size());
    }
  }

  void read(std::string_view text) {
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) read_record(words_of(lines[i]), i + 1);
    faults_.check_end(text);
  }

  Result<Loaded<std::vector<HourlyEmissions>>> take() {
    Loaded<std::vector<HourlyEmissions>> loaded;
    for (Reading& reading : readings_) {
      const auto first = std::find(reading.has_hour.begin(), reading.has_hour.end(), false);
      if (first != reading.has_hour.end()) {
        const auto at = static_cast<std::size_t>(first - reading.has_hour.begin());
        faults_.error(0,
                      fmt::format("no record of source {} in hour {}", reading.emissions.id,
                                  to_iso(met_.hours[at].hour)),
                      "one for each hour of the meteorology");
      }
      if (reading.without_rate > 0)
        faults_.warning(
            0,
            fmt::format("{} hours of source {} without a rate", reading.without_rate, reading.emissions.id),
            "a rate", "nothing is released in them");
      loaded.value.push_back(std::move(reading.emissions));
    }
    if (faults_.has_errors()) return faults_.refusal();
    loaded.faults = faults_.remarks();
    return loaded;
  }

private:
  void read_record(std::vector<std::string_view> words, std::size_t line) {
    constexpr std::size_t words_before_values = 7;
    if (words.empty() || words[0].starts_with("**")) return;
    // The pathway may be left out, as in a runstream.
    if (upper_case(words[0]) == "HOUREMIS") words.insert(words.begin(), "SO");
    if (words.size() < words_before_values || upper_case(words[1]) != "HOUREMIS") {
      faults_.error(
          line, fmt::format("{} words, the second {}", words.size(), shown(words[words.size() > 1 ? 1 : 0])),
          "SO HOUREMIS, date, hour and source");
      return;
    }
    const auto date = record_date(std::span(words).subspan(2), line, faults_);
    if (!date) return;
    const auto source = source_of_.find(upper_case(words[6]));
    const auto hour = hours_.find(utc_from_local_standard(*date, met_.utc_offset_hours));
    if (source == source_of_.end() || hour == hours_.end()) return;
    Reading& reading = readings_[source->second];
    if (reading.has_hour[hour->second]) {
      faults_.error(line, fmt::format("a second record of source {} in the hour", reading.emissions.id),
                    "one");
      return;
    }
    reading.has_hour[hour->second] = true;
    take_values(std::span(words).subspan(words_before_values), sources_[source->second], reading,
                reading.emissions.hours[hour->second], line);
  }

  void take_values(std::span<const std::string_view> words, const HourlySource& source, Reading& reading,
                   HourlyRelease& release, std::size_t line) {
    if (words.empty()) {
      ++reading.without_rate;
      return;
    }
    const std::size_t full = full_size(source.kind);
    const bool may_be_rate_alone = source.kind != HourlySource::Kind::stack;
    const bool is_fitting = words.size() == full || (may_be_rate_alone && words.size() == 1);
    if (!is_fitting || (reading.size && *reading.size != words.size())) {
      faults_.error(line, fmt::format("{} values of source {}", words.size(), reading.emissions.id),
                    reading.size ? fmt::format("{}, as in its other records", *reading.size)
                                 : fmt::format("{}{}", may_be_rate_alone ? "1 or " : "", full));
      return;
    }
    reading.size = words.size();
    std::vector<double> values;
    for (const std::string_view word : words) {
      const auto number = aermod::parse_fortran(word);
      if (!number) {
        faults_.error(line, shown(word), "a number");
        return;
      }
      values.push_back(*number);
    }
    constexpr double missing_rate = -90;
    if (values[0] <= missing_rate) {
      ++reading.without_rate;
      return;
    }
    release.rate = values[0] * source.rate_factor;
    if (values.size() == 1) return;
    if (source.kind == HourlySource::Kind::stack) {
      release.exit_temperature_k = values[1];
      release.exit_velocity_m_per_s = values[2];
      return;
    }
    release.release_height_m = values[1];
    if (source.kind == HourlySource::Kind::volume) release.initial_sigma_y_m = values[2];
    release.initial_sigma_z_m = values.back();
  }

  std::span<const HourlySource> sources_;
  const MetSeries& met_;
  HourIndex hours_;
  FaultList faults_;
  std::map<std::string, std::size_t> source_of_;
  std::vector<Reading> readings_;
};

}  // namespace hourly_file

Result<Loaded<std::vector<HourlyEmissions>>> read_hourly_emissions(const std::filesystem::path& file,
                                                                   std::span<const HourlySource> sources,
                                                                   const MetSeries& met) {
  const auto text = read_text(file, "hourly emissions");
  if (!text) return tl::unexpected(text.error());
  hourly_file::EmissionsReader reader(file, sources, met);
  reader.read(*text);
  return reader.take();
}

Result<std::set<std::string>> sources_of_hourly_emissions(const std::filesystem::path& file) {
  const auto text = read_text(file, "hourly emissions");
  if (!text) return tl::unexpected(text.error());
  std::set<std::string> ids;
  for (const std::string_view line : lines_of(*text)) {
    const auto words = words_of(line);
    if (words.size() >= 7) ids.emplace(words[6]);
  }
  return ids;
}

Result<Loaded<std::vector<double>>> read_hourly_values(const std::filesystem::path& file,
                                                       const MetSeries& met) {
  const auto text = read_text(file, "hourly values");
  if (!text) return tl::unexpected(text.error());
  const hourly_file::HourIndex hours = hourly_file::index_of(met);
  FaultList faults(file.string());
  Loaded<std::vector<double>> loaded{std::vector<double>(met.hours.size(), missing)};
  std::vector<bool> has_hour(met.hours.size());
  const auto lines = lines_of(*text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto words = words_of(lines[i]);
    if (words.empty() || words[0].starts_with("**")) continue;
    const auto value = words.size() == 5 ? aermod::parse_fortran(words[4]) : std::nullopt;
    if (!value) {
      faults.error(i + 1, shown(lines[i]), "year, month, day, hour and a value");
      continue;
    }
    const auto date = record_date(words, i + 1, faults);
    if (!date) continue;
    const auto hour = hours.find(utc_from_local_standard(*date, met.utc_offset_hours));
    if (hour == hours.end()) continue;
    if (has_hour[hour->second]) faults.error(i + 1, "a second value of the hour", "one");
    has_hour[hour->second] = true;
    if (*value >= 0) loaded.value[hour->second] = *value;
  }
  const auto absent = std::count(has_hour.begin(), has_hour.end(), false);
  if (absent > 0)
    faults.warning(0, fmt::format("no record of {} hours of the meteorology", absent), "one for each",
                   "taken as missing");
  faults.check_end(*text);
  if (faults.has_errors()) return faults.refusal();
  loaded.faults = faults.remarks();
  return loaded;
}

Result<Loaded<std::vector<double>>> read_hourly_ozone(const std::filesystem::path& file, const MetSeries& met) {
  constexpr double missing_from = 900;
  auto loaded = read_hourly_values(file, met);
  if (!loaded) return loaded;
  for (double& value : loaded->value)
    if (value >= missing_from) value = missing;
  return loaded;
}

}  // namespace leeward::data
