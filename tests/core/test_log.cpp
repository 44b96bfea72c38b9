#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/model/log.h"
#include "core/model/pollutant.h"

namespace leeward {
namespace {

TEST(Log, SinkTakesRecordsFromTheSetLevelUp) {
  std::vector<std::string> records;
  log::set_sink([&](log::Level level, std::string_view module, std::string_view message) {
    records.push_back(std::string(log::to_text(level)) + " " + std::string(module) + " " + std::string(message));
  });
  log::set_level(log::Level::warn);
  log::info("gis", "not seen");
  log::warn("gis", "seen");
  log::set_level(log::Level::info);
  log::set_sink({});
  EXPECT_EQ(records, std::vector<std::string>{"warning gis seen"});
}

TEST(Pollutant, IsFoundInAnyCase) {
  ASSERT_TRUE(find_pollutant("pm2.5"));
  EXPECT_EQ(find_pollutant("pm2.5")->id, "PM2.5");
  EXPECT_FALSE(find_pollutant("XYZ"));
}

}  // namespace
}  // namespace leeward
