// The two kits of the project through the kit reader: Berlin out of ../shared/realcity and the sample city
// Port Alder.
#include <cstdlib>

#include "data/twin_file.h"
#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

TEST(BerlinKit, BecomesACityAndComesBackFromDisk) {
  if (!std::filesystem::exists(realcity() / "berlin")) GTEST_SKIP() << realcity() << " is not there";
  setenv("LEEWARD_SHARED", LEEWARD_SOURCE_DIR "/../shared", 1);
  const auto kit = data::read_kit(LEEWARD_SOURCE_DIR "/tests/kits/berlin.toml");
  ASSERT_TRUE(kit) << to_text(kit.error());
  const auto city = import(kit->value);
  ASSERT_TRUE(city) << outcome_text(city);
  const City& c = city->value;
  // README of the kit: 5373 buildings, some under 1 m; the file reaches a little beyond the box.
  EXPECT_GT(c.buildings.size(), 4000U);
  EXPECT_GT(c.roads.size(), 100U);
  EXPECT_EQ(c.receptors.size(), 5U);  // 5 of 925 schools in the box
  EXPECT_GT(
      std::count_if(c.roads.begin(), c.roads.end(),
                    [](const Road& road) { return road.origin.find("traffic count") != std::string::npos; }),
      0);
  for (const float cell : c.terrain.cells)
    ASSERT_TRUE(cell == 0 || (cell > 20 && cell < 50));  // README: 22.2..43.7 m
  EXPECT_THAT(all_text(city->faults), HasSubstr("building"));
  double people = 0;
  for (const float cell : c.population.cells) people += static_cast<double>(cell);
  EXPECT_GT(people, 10000);
  EXPECT_LT(people, 100000);

  const Workspace work;
  ASSERT_TRUE(gis::write_layers(work.path(), c));
  const auto back = gis::read_layers(work.path(), c.settings);
  ASSERT_TRUE(back) << outcome_text(back);
  EXPECT_EQ(back->value.buildings.size(), c.buildings.size());
  EXPECT_EQ(back->value.roads.size(), c.roads.size());
  EXPECT_EQ(back->value.terrain.cells, c.terrain.cells);
  EXPECT_EQ(back->value.land_cover.cells, c.land_cover.cells);
  if (std::getenv("LEEWARD_SHOW") != nullptr) std::fputs(all_text(city->faults).c_str(), stderr);
}

TEST(SampleKit, BecomesACityWithoutATrouble) {
  const auto kit = data::read_kit(LEEWARD_SOURCE_DIR "/data/sample-city/kit.toml");
  ASSERT_TRUE(kit) << to_text(kit.error());
  const auto city = import(kit->value);
  ASSERT_TRUE(city) << outcome_text(city);
  const City& c = city->value;
  for (const std::size_t count :
       {c.stacks.size(), c.roads.size(), c.areas.size(), c.volumes.size(), c.buildings.size(),
        c.stations.size(), c.receptors.size(), c.zones.size(), c.schedules.size()})
    EXPECT_GT(count, 0U);
  for (const Fault& fault : city->faults) EXPECT_NE(fault.severity, Severity::error) << to_text(fault);
  EXPECT_THAT(all_text(city->faults), testing::Not(HasSubstr("left out")));
  const Workspace work;
  ASSERT_TRUE(gis::write_layers(work.path(), c));
  const auto back = gis::read_layers(work.path(), c.settings);
  ASSERT_TRUE(back) << outcome_text(back);
  EXPECT_EQ(back->value.stacks.size(), c.stacks.size());
  if (std::getenv("LEEWARD_SHOW") != nullptr) std::fputs(all_text(city->faults).c_str(), stderr);
}

}  // namespace
}  // namespace leeward
