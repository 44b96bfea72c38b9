// A run's front door without the program: what it refuses before the work, what its hash holds, what lies beyond terrain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/build_scenario.h"
#include "app/chain.h"
#include "run_memory.h"
#include "support/small_kit.h"

namespace leeward {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

app::RunRequest into(const fs::path& folder) {
  app::RunRequest request;
  request.out = folder;
  return request;
}

class RunCity : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("leeward-run-city-{}", getpid());
    fs::remove_all(folder_);
    NoProgress progress;
    auto created =
        app::create_city({.city = folder_ / "city", .kit = testing::write_small_kit(folder_ / "kit", 3, 200)}, {}, progress);
    ASSERT_TRUE(created) << to_text(created.error());
    auto opened = app::open_city(folder_ / "city");
    ASSERT_TRUE(opened) << to_text(opened.error());
    city_ = std::move(opened->value);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<app::FinishedRun> run(const app::RunRequest& request) {
    NoProgress progress;
    return app::run_city(city_, request, {}, progress);
  }

  fs::path folder_;
  City city_;
};

TEST_F(RunCity, NeverReplacesTheTwinByItsProducts) {
  const auto outcome = run(into(folder_ / "city"));
  ASSERT_FALSE(outcome);
  EXPECT_THAT(to_text(outcome.error()), HasSubstr("is a twin"));
  EXPECT_TRUE(fs::exists(folder_ / "city" / "city.gpkg"));
}

TEST_F(RunCity, NeverReplacesAFolderWithAManifestOfSomethingElse) {
  fs::create_directories(folder_ / "site");
  testing::put_file(folder_ / "site" / "manifest.json", R"({"name":"a web page","icons":[]})");
  testing::put_file(folder_ / "site" / "work.txt", "years of it");
  const auto outcome = run(into(folder_ / "site"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::input);
  EXPECT_TRUE(fs::exists(folder_ / "site" / "work.txt"));
}

TEST_F(RunCity, WritesOverAnOlderRun) {
  const app::RunRequest request = into(folder_ / "run");
  ASSERT_TRUE(run(request));
  const auto again = run(request);
  EXPECT_TRUE(again) << to_text(again.error());
}

TEST_F(RunCity, FieldsOnDiskGiveTheSameProducts) {
  city_.settings.grid_spacing_m = 60;
  app::RunRequest request = into(folder_ / "run");
  request.has_volume = false;
  const auto in_memory = run(request);
  ASSERT_TRUE(in_memory) << to_text(in_memory.error());
  request.out = folder_ / "small";
  const double fields = static_cast<double>(in_memory->ground->values.size()) * sizeof(float);
  app::RunSize size{.hours = in_memory->ground->hours.size(),
                    .pollutants = in_memory->ground->pollutants.size(),
                    .places = {static_cast<double>(in_memory->ground->layout.size())},
                    .ground_places = static_cast<double>(in_memory->ground->layout.grid.size())};
  for (const Road& road : city_.roads) size.links += road.line_m.size() - 1;
  size.stacks_and_volumes = city_.stacks.size() + city_.volumes.size();
  size.areas = city_.areas.size();
  request.memory_gb = (app::run_bytes(size).rest + 0.5 * fields) / 1e9;
  const auto on_disk = run(request);
  ASSERT_TRUE(on_disk) << to_text(on_disk.error());
  EXPECT_NE(on_disk->ground->values.get_allocator(), in_memory->ground->values.get_allocator());
  EXPECT_EQ(on_disk->ground->values, in_memory->ground->values);
  ASSERT_EQ(on_disk->manifest.products.size(), in_memory->manifest.products.size());
  for (std::size_t i = 0; i < on_disk->manifest.products.size(); ++i)
    EXPECT_EQ(on_disk->manifest.products[i].sha256, in_memory->manifest.products[i].sha256)
        << on_disk->manifest.products[i].path;
}

TEST_F(RunCity, CreateReplacesNoRun) {
  ASSERT_TRUE(run(into(folder_ / "run")));
  NoProgress progress;
  const auto created = app::create_city(
      {.city = folder_ / "run", .kit = folder_ / "kit" / "kit.toml", .replace = true}, {}, progress);
  ASSERT_FALSE(created);
  EXPECT_TRUE(fs::exists(folder_ / "run" / "hourly.nc"));
}

TEST_F(RunCity, RefusesWhatDoesNotFitIntoMemory) {
  city_.settings.grid_spacing_m = 0.01;  // 12 000 million places
  const auto outcome = run({});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::resource);
  EXPECT_THAT(to_text(outcome.error()), HasSubstr("GB of memory"));
}

TEST_F(RunCity, RefusesAPeriodOfMillenniaBeforeItsHoursAreMade) {
  app::RunRequest request;
  request.to = UtcHour{std::int64_t{24} * 365 * 1'000'000'000};
  const auto outcome = run(request);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::resource);
}

TEST_F(RunCity, HoursBeyondTheMeteorologyAreMissingAndSaid) {
  app::RunRequest request;
  request.from = *parse_iso_hour("2024-06-20T02:00Z");
  request.to = *parse_iso_hour("2024-06-20T08:00Z");  // the kit has hours 01 to 03
  const auto outcome = run(request);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_EQ(outcome->manifest.counts.at("missing_hours"), 5);
  std::string notes;
  for (const Fault& note : outcome->manifest.notes) notes += to_text(note) + "\n";
  EXPECT_THAT(notes, HasSubstr("5 of the run's 7 hours without meteorology"));
}

TEST_F(RunCity, APeriodIsPreparedAsInTheWholeRecord) {
  NoProgress progress;
  const fs::path kit = testing::write_small_kit(folder_ / "long-kit", 200, 200);
  ASSERT_TRUE(app::create_city({.city = folder_ / "long", .kit = kit}, {}, progress));
  auto opened = app::open_city(folder_ / "long");
  ASSERT_TRUE(opened) << to_text(opened.error());
  const app::HourWindow window{*parse_iso_hour("2024-06-26T03:00Z"), *parse_iso_hour("2024-06-26T20:00Z")};
  const auto whole = app::load_met(opened->value);
  const auto part = app::load_met(opened->value, window);
  ASSERT_TRUE(whole && part);
  EXPECT_EQ(part->value.hours.size(), 72U + 18U);
  EXPECT_LT(part->faults.size(), whole->faults.size()) << "the hour without wind, 11, lies days before the window";
  const auto at = [](const MetSeries& met, UtcHour hour) {
    return *std::find_if(met.hours.begin(), met.hours.end(), [&](const MetHour& one) { return one.hour == hour; });
  };
  for (UtcHour hour = *window.from; hour <= *window.to; hour = hour + 1) {
    const MetHour a = at(whole->value, hour);
    const MetHour b = at(part->value, hour);
    // e^-50 of a mixing height of three days before is below the last bit.
    EXPECT_EQ(a.mechanical_mixing_height_m, b.mechanical_mixing_height_m) << to_iso(hour);
    EXPECT_EQ(a.friction_velocity_m_per_s, b.friction_velocity_m_per_s) << to_iso(hour);
    EXPECT_EQ(is_missing(a.convective_mixing_height_m), is_missing(b.convective_mixing_height_m)) << to_iso(hour);
    if (!is_missing(a.convective_mixing_height_m)) {
      EXPECT_EQ(a.convective_mixing_height_m, b.convective_mixing_height_m) << to_iso(hour);
    }
  }
}

TEST_F(RunCity, ASourceBeyondTheTerrainStandsOnItsNearestElevation) {
  std::fill(city_.terrain.cells.begin(), city_.terrain.cells.end(), 300.0F);
  for (Road& road : city_.roads)
    for (Vec2& p : road.line_m) p.x += 50000;
  const auto sources = app::build_sources(city_);
  ASSERT_TRUE(sources);
  std::size_t links = 0;
  for (const Source& source : sources->value.sources) {
    if (!std::holds_alternative<LineSource>(source)) continue;
    ++links;
    EXPECT_DOUBLE_EQ(common(source).base_elevation_m, 300);
  }
  EXPECT_EQ(links, 3U);
  ASSERT_FALSE(sources->faults.empty());
  EXPECT_THAT(to_text(sources->faults.front()), HasSubstr("no elevation under 3 road links"));
}

TEST(RunMemory, GrowsWithHoursPlacesAndPollutants) {
  const app::RunSize month{.hours = 720, .pollutants = 3, .places = {40000}, .ground_places = 40000};
  // 720 x 3 x 40 000 floats are 346 MB; the rest is smaller than that.
  EXPECT_EQ(app::run_bytes(month).fields, 720.0 * 3 * 40000 * 4);
  EXPECT_LT(app::run_bytes(month).rest, 346e6);
  app::RunSize year = month;
  year.hours = 8760;
  EXPECT_GT(app::run_bytes(year).in_memory(), 10 * app::run_bytes(month).in_memory());
  const auto fits = app::plan_memory(month, 1e9, 0);
  ASSERT_TRUE(fits);
  EXPECT_FALSE(fits->are_fields_on_disk);
  const auto on_disk = app::plan_memory(year, 4e9, 20e9);
  ASSERT_TRUE(on_disk) << to_text(on_disk.error());
  EXPECT_TRUE(on_disk->are_fields_on_disk);
  EXPECT_LT(on_disk->in_memory(), 4e9);
  EXPECT_FALSE(app::plan_memory(year, 4e9, 5e9)) << "neither memory nor disk";
  EXPECT_FALSE(app::plan_memory(year, 5e7, 1e12)) << "the rest does not fit";
  EXPECT_GT(app::available_bytes(), 0);
}

TEST(ScenarioHash, SeesEveryPart) {
  Scenario scenario;
  scenario.columns = {{.pollutant = "NOx", .group = "traffic"}};
  VolumeSource source;
  source.rates = {1};
  source.group = "traffic";
  scenario.sources = {source};
  scenario.schedules = {constant_factors()};
  scenario.receptors.resize(1);
  scenario.met.hours.resize(1);
  const auto hash = [](const Scenario& s) { return app::hash_of(s, "standard"); };
  const std::string whole = hash(scenario);
  EXPECT_EQ(hash(scenario), whole);
  EXPECT_NE(app::hash_of(scenario, "exact"), whole);
  const auto changed = [&](auto&& change) {
    Scenario other = scenario;
    change(other);
    return hash(other);
  };
  EXPECT_NE(changed([](Scenario& s) { std::get<VolumeSource>(s.sources[0]).group = "industry"; }), whole)
      << "a column counts the sources of its group only";
  EXPECT_NE(changed([](Scenario& s) { std::get<VolumeSource>(s.sources[0]).rates[0] = 2; }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.schedules[0].values[0] = 2; }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.receptors[0].hill_height_m = 2; }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.met.hours[0].cloud_tenths = 2; }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.met.hours[0].profile.resize(1); }), whole);
  EXPECT_NE(changed([](Scenario& s) { std::visit([](auto& kind) { kind.decay_per_s = 1e-4; }, s.sources.front()); }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.urban_areas = {{.population = 1e6}}; }), whole);
  EXPECT_NE(changed([](Scenario& s) { s.is_flat = true; }), whole);
}

}  // namespace
}  // namespace leeward
