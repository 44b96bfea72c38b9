// Unit fields found and solved, and their recombination against a run from scratch (docs/decisions/0005).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "../data/support/temp_folder.h"
#include "app/response_solver.h"
#include "bench_shapes.h"

namespace leeward::app {
namespace {

constexpr std::uint64_t roomy = std::uint64_t{1} << 30U;

/// Stacks, roads with light and heavy traffic, an area and a volume, in hills, over two local days.
class SmallCity {
public:
  SmallCity() {
    scenario_.met = bench_meteorology(30).value();
    scenario_.schedules = {constant_factors(), to_factors(illustrative_traffic_schedule())};
    scenario_.urban_areas = {{.population = 2e5}};
    std::mt19937 random(3);
    std::uniform_real_distribution<double> at(-3000, 3000);
    for (int row = 0; row < 20; ++row)
      for (int column = 0; column < 20; ++column) {
        const Vec2 place{-3000.0 + 300 * column, -3000.0 + 300 * row};
        const double elevation = 40 + 30 * std::sin(place.x / 900) * std::cos(place.y / 700);
        scenario_.receptors.push_back({place, elevation, 75, 1.5});
      }
    for (int i = 0; i < 6; ++i) {
      PointSource stack;
      stack.position_m = {at(random), at(random)};
      stack.base_elevation_m = 30;
      stack.stack_height_m = 20.0 + 15 * i;
      stack.stack_diameter_m = 1.5;
      stack.exit_velocity_m_per_s = 12;
      stack.exit_temperature_k = 400;
      add(std::move(stack), "plant" + std::to_string(i / 2), "", 0, {10.0 + i, 3, 0.5 * i});
    }
    for (int i = 0; i < 12; ++i) {
      LineSource road;
      road.begin_m = {at(random), at(random)};
      road.end_m = road.begin_m + Vec2{400, 250.0 - 40 * i};
      road.width_m = 10;
      road.release_height_m = 0.5;
      road.initial_sigma_z_m = 1.5;
      road.is_flat = true;
      const double traffic = 1 + i % 4;
      const std::string group = i < 6 ? "traffic north" : "traffic south";
      const std::size_t source = add(std::move(road), group, "light", 1, {1e-4 * traffic, 1e-5 * traffic, 0});
      parts_.push_back(
          {source, group_of(group + " heavy", 1), {3e-4 * (1 + i % 3), 2e-5 * (1 + i % 3), 1e-6}});
    }
    AreaSource area;
    area.polygon_m.outer = {{500, 500}, {1500, 500}, {1500, 1400}, {500, 1400}};
    area.release_height_m = 8;
    area.initial_sigma_z_m = 4;
    add(std::move(area), "households", "", 0, {1e-6, 5e-7, 2e-7});
    VolumeSource volume;
    volume.position_m = {-800, 600};
    volume.base_elevation_m = 30;
    volume.release_height_m = 5;
    volume.initial_sigma_y_m = 20;
    volume.initial_sigma_z_m = 3;
    add(std::move(volume), "harbour", "", 0, {0.5, 0.1, 0.2});
    plan();
  }

  void plan() { plan_ = plan_responses(parts_, groups_.size(), pollutants); }
  ResponseJob job(int threads = 2) const {
    return {&scenario_, plan_.patterns, dispersion::Mode::standard, threads};
  }

  /// Factor of a group in an hour: what measures do.
  using Factor = std::function<double(std::size_t group, std::size_t pollutant, std::size_t hour)>;

  /// [pollutant][hour][receptor] from unit fields.
  std::vector<double> recombined(const std::vector<std::vector<float>>& fields, const Factor& factor) const {
    const std::size_t receptors = scenario_.receptors.size();
    const std::size_t hours = scenario_.met.hours.size();
    std::vector<double> values(pollutants * hours * receptors, 0.0);
    for (std::size_t g = 0; g < plan_.groups.size(); ++g)
      for (std::size_t p = 0; p < pollutants; ++p) {
        const GroupPatterns& group = plan_.groups[g];
        if (group.pattern[p] == no_pattern) continue;
        for (std::size_t h = 0; h < hours; ++h) {
          const double rate = group.scale[p] * scheduled(groups_[g].schedule, h) * factor(g, p, h);
          for (std::size_t i = 0; i < receptors; ++i)
            values[(p * hours + h) * receptors + i] +=
                rate * static_cast<double>(fields[group.pattern[p]][h * receptors + i]);
        }
      }
    return values;
  }

  /// The same for some sets of measures by one run of the solver: three columns each. Factors must not depend
  /// on the hour.
  std::vector<std::vector<double>> from_scratch(const std::vector<Factor>& sets) const {
    Scenario whole = scenario_;
    whole.columns.assign(sets.size() * pollutants, {"NOx", ""});
    for (Source& source : whole.sources)
      std::visit([&](SourceCommon& shared) { shared.rates.assign(whole.columns.size(), 0.0); }, source);
    for (std::size_t g = 0; g < plan_.groups.size(); ++g)
      for (const std::size_t part : plan_.groups[g].parts)
        for (std::size_t c = 0; c < whole.columns.size(); ++c) {
          const std::size_t p = c % pollutants;
          std::visit(
              [&](SourceCommon& shared) {
                shared.rates[c] += parts_[part].rates[p] * sets[c / pollutants](g, p, 0);
              },
              whole.sources[parts_[part].source]);
        }
    struct Sink final : dispersion::HourSink {
      std::vector<std::vector<double>> values;
      std::size_t receptors = 0;
      std::size_t hours = 0;
      void take(std::size_t hour, HourStatus, std::span<const double> of_hour) override {
        for (std::size_t c = 0; c < values.size() * pollutants; ++c)
          std::copy_n(of_hour.begin() + static_cast<std::ptrdiff_t>(c * receptors), receptors,
                      values[c / pollutants].begin() +
                          static_cast<std::ptrdiff_t>((c % pollutants * hours + hour) * receptors));
      }
    } sink;
    sink.receptors = whole.receptors.size();
    sink.hours = whole.met.hours.size();
    sink.values.assign(sets.size(), std::vector<double>(pollutants * sink.hours * sink.receptors));
    NoProgress progress;
    EXPECT_TRUE(
        dispersion::run(whole, {.thread_count = 2, .sampled_receptors = 0}, {}, progress, sink).has_value());
    return sink.values;
  }

  static constexpr std::size_t pollutants = 3;
  const Scenario& scenario() const { return scenario_; }
  Scenario& scenario() { return scenario_; }
  const ResponsePlan& responses() const { return plan_; }

private:
  template <class Kind>
  std::size_t add(Kind source, std::string group, std::string part, std::size_t schedule,
                  std::vector<double> rates) {
    const std::size_t index = scenario_.sources.size();
    source.id = "s" + std::to_string(index);
    source.group = group;
    source.is_urban = true;
    source.schedule = schedule;
    scenario_.sources.emplace_back(std::move(source));
    parts_.push_back({index, group_of(group + part, schedule), std::move(rates)});
    return index;
  }
  std::size_t group_of(const std::string& id, std::size_t schedule) {
    for (std::size_t g = 0; g < groups_.size(); ++g)
      if (groups_[g].id == id) return g;
    groups_.push_back({id, schedule});
    return groups_.size() - 1;
  }
  double scheduled(std::size_t schedule, std::size_t hour) const {
    return leeward::factor(scenario_.schedules[schedule], scenario_.met.hours[hour].hour,
                           scenario_.met.utc_offset_hours, 3);
  }

  Scenario scenario_;
  struct Group {
    std::string id;
    std::size_t schedule = 0;
  };
  std::vector<Group> groups_;
  std::vector<SourcePart> parts_;
  ResponsePlan plan_;
};

struct Given {
  std::vector<std::vector<float>> fields;  ///< [pattern][hour * receptor]
  ResponseAccount account;
};

Given give(const SmallCity& city, data::ResponseStore* store, int threads = 2,
           std::uint64_t most_bytes = roomy) {
  const ResponseJob job = city.job(threads);
  const ResponseKeys keys(job);
  const std::size_t receptors = city.scenario().receptors.size();
  Given given;
  given.fields.assign(job.patterns.size(), std::vector<float>(city.scenario().met.hours.size() * receptors));
  std::vector<ResponseNeed> needs;
  for (std::size_t pattern = 0; pattern < job.patterns.size(); ++pattern)
    for (std::size_t day = 0; day < keys.days().size(); ++day) needs.push_back({pattern, day});
  NoProgress progress;
  const auto account = give_responses(
      job, keys, needs, store, true, most_bytes, {}, progress,
      [&](std::size_t pattern, std::size_t day, std::span<const float> values) -> Result<void> {
        std::copy(
            values.begin(), values.end(),
            given.fields[pattern].begin() + static_cast<std::ptrdiff_t>(keys.days()[day].first * receptors));
        return {};
      });
  EXPECT_TRUE(account.has_value()) << (account ? "" : account.error().message);
  if (account) given.account = *account;
  return given;
}

TEST(Responses, RecombineToWhatARunFromScratchGives) {
  const SmallCity city;
  const Given given = give(city, nullptr);
  const std::size_t receptors = city.scenario().receptors.size();
  std::mt19937 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  double worst = 0;
  for (int lot = 0; lot < 10; ++lot) {
    std::vector<SmallCity::Factor> sets;
    for (int set = 0; set < 20; ++set) {
      // A random set of measures: some groups closed, some cut, some grown, each pollutant in its own way.
      std::vector<std::array<double, SmallCity::pollutants>> factors(city.responses().groups.size());
      for (auto& of_group : factors)
        for (double& factor : of_group)
          factor = unit(random) < 0.15 ? 0.0 : unit(random) < 0.5 ? unit(random) : 1.5 * unit(random);
      sets.emplace_back(
          [factors](std::size_t group, std::size_t p, std::size_t) { return factors[group][p]; });
    }
    const auto expected = city.from_scratch(sets);
    for (std::size_t set = 0; set < sets.size(); ++set) {
      const auto recombined = city.recombined(given.fields, sets[set]);
      for (std::size_t first = 0; first < recombined.size(); first += receptors) {
        const auto hour = std::span(expected[set]).subspan(first, receptors);
        const double peak = *std::max_element(hour.begin(), hour.end());
        if (peak == 0) continue;
        for (std::size_t i = 0; i < receptors; ++i)
          worst = std::max(worst, std::abs(recombined[first + i] - hour[i]) / std::max(hour[i], 1e-6 * peak));
      }
    }
  }
  // The bound of the design: single precision rounds a response by 6e-8, sums are in double.
  EXPECT_LE(worst, 1e-6);
  RecordProperty("largest_relative_difference", std::to_string(worst));
  std::printf("largest relative difference over 200 sets: %.2e\n", worst);
}

TEST(Responses, AreTheSameBitsFoundOrSolvedTogetherOrAloneOnAnyThreads) {
  const test::TempFolder folder;
  const SmallCity city;
  const auto store = data::ResponseStore::open(folder.path(), roomy).value();
  const Given solved = give(city, store.get());
  const std::size_t blocks = city.responses().patterns.size() * 2;
  EXPECT_EQ(solved.account.solved, blocks);
  EXPECT_EQ(solved.account.found, 0U);
  const Given found = give(city, store.get());
  EXPECT_EQ(found.account.solved, 0U);
  EXPECT_EQ(found.account.found, blocks);
  EXPECT_EQ(found.fields, solved.fields);
  // One pattern at a time, on one thread.
  const Given alone = give(city, nullptr, 1, 1);
  EXPECT_EQ(alone.fields, solved.fields);
}

TEST(Responses, OneChangedStackSolvesOnePattern) {
  const test::TempFolder folder;
  SmallCity city;
  const auto store = data::ResponseStore::open(folder.path(), roomy).value();
  give(city, store.get());
  std::get<PointSource>(city.scenario().sources[0]).stack_height_m += 10;
  const Given again = give(city, store.get());
  // Stack 0 stands in the patterns of its plant (NOx and PM10 of two stacks differ in proportion) and in no
  // other.
  std::size_t touched = 0;
  for (const ResponsePattern& pattern : city.responses().patterns)
    if (pattern.front().source == 0) ++touched;
  EXPECT_EQ(again.account.solved_patterns, touched);
  EXPECT_LT(touched, city.responses().patterns.size() / 2);
  EXPECT_EQ(again.account.solved, touched * 2);
  // Emissions alone solve nothing: they are not in the name.
  for (Source& source : city.scenario().sources)
    std::visit([](SourceCommon& shared) { shared.rates = {7, 7, 7}; }, source);
  EXPECT_EQ(give(city, store.get()).account.solved, 0U);
  // Other receptors are another question.
  city.scenario().receptors[0].height_m = 2;
  EXPECT_EQ(give(city, store.get()).account.found, 0U);
}

TEST(Responses, ADamagedBlockIsSolvedAgain) {
  const test::TempFolder folder;
  const SmallCity city;
  std::vector<std::vector<float>> fields;
  {
    const auto store = data::ResponseStore::open(folder.path(), roomy).value();
    fields = give(city, store.get()).fields;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
      file.put('\x55');
      file.put('\xaa');
      break;
    }
  const auto store = data::ResponseStore::open(folder.path(), roomy).value();
  const Given again = give(city, store.get());
  EXPECT_EQ(store->account().damaged, 1U);
  EXPECT_EQ(again.account.solved, 1U);
  EXPECT_EQ(again.fields, fields);
}

TEST(Responses, StopsWhenAsked) {
  const SmallCity city;
  const ResponseJob job = city.job();
  const ResponseKeys keys(job);
  std::stop_source stop;
  stop.request_stop();
  NoProgress progress;
  const std::vector<ResponseNeed> needs{{0, 0}};
  const auto given =
      give_responses(job, keys, needs, nullptr, false, roomy, stop.get_token(), progress,
                     [](std::size_t, std::size_t, std::span<const float>) -> Result<void> { return {}; });
  ASSERT_FALSE(given.has_value());
  EXPECT_EQ(given.error().code, ErrorCode::cancelled);
}

TEST(Responses, DaysAreLocalStandardDays) {
  MetSeries met;
  met.utc_offset_hours = 8;
  // 2024-06-20T15:00Z is 23:00 in UTC+8, 16:00Z the hour that ends its day, 17:00Z the first of the next.
  for (int i = 0; i < 28; ++i) {
    met.hours.emplace_back();
    met.hours.back().hour = parse_iso_hour("2024-06-20T15:00Z").value() + i;
  }
  const auto days = days_of(met);
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(days[0].count, 2U);
  EXPECT_EQ(days[1].first, 2U);
  EXPECT_EQ(days[1].count, 24U);
  EXPECT_EQ(days[2].count, 2U);
}

}  // namespace
}  // namespace leeward::app
