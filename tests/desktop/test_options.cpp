// The command line of leeward: what it accepts, and that a wrong word is named with what is expected.
#include <gtest/gtest.h>

#include "desktop/options.h"
#include "desktop/views.h"
#include "small_twin.h"

namespace leeward::desktop {
namespace {

std::variant<Options, int> parsed(std::vector<std::string> words) {
  std::vector<char*> arguments{const_cast<char*>("leeward")};
  for (std::string& word : words) arguments.push_back(word.data());
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Options, EmptyMeansTheStartPage) {
  const auto options = parsed({});
  ASSERT_TRUE(std::holds_alternative<Options>(options));
  EXPECT_TRUE(std::get<Options>(options).city.empty());
}

TEST(Options, AllOfThem) {
  const auto options = parsed({"city", "--screenshot", "a.png", "--view", "top", "--hour", "max",
                               "--pollutant", "NOx", "--statistic", "maximum", "--layer", "+slice,-drape",
                               "--size", "800x600", "--breaks", "1,2,5", "--slice-height", "30"});
  ASSERT_TRUE(std::holds_alternative<Options>(options));
  const Options& o = std::get<Options>(options);
  EXPECT_EQ(o.view, "top");
  EXPECT_EQ(o.statistic, ui::MapStatistic::maximum);
  EXPECT_EQ(o.size, QSize(800, 600));
  EXPECT_EQ(o.breaks, (std::vector<double>{1, 2, 5}));
  EXPECT_EQ(o.slice_height_m, 30);
}

TEST(Options, BadUsageIsExitCodeTwo) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--no-such"},
                                                {"--screenshot", "a.png"},
                                                {"c", "--size", "80x"},
                                                {"c", "--size", "10x10"},
                                                {"c", "--statistic", "median"},
                                                {"a", "b"}}) {
    const auto result = parsed(words);
    ASSERT_TRUE(std::holds_alternative<int>(result)) << words.front();
    EXPECT_EQ(std::get<int>(result), exit_bad_input);
  }
}

class ApplyTest : public ::testing::Test {
protected:
  void SetUp() override {
    const auto& twin = leeward::testing::twin_with_run();
    state.set_city(make_city_view(std::move(*app::open_city(twin.folder))));
    state.set_run(make_run_view(*app::load_run(twin.folder / "runs" / twin.run_id)));
  }
  std::string problem() {
    const auto applied = apply(options, state, {800, 600});
    return applied ? "" : applied.error().message;
  }
  Options options;
  ui::MapState state;
};

TEST_F(ApplyTest, HoursByIndexByIsoAndByMaximum) {
  options.hour = "3";
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(state.hour(), 3U);
  options.hour = "2024-06-20T05:00Z";
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(state.hour(), 4U);  // the kit starts with the hour ending 01:00
  options.hour = "max";
  EXPECT_EQ(problem(), "");
  for (const ui::MapSummary& summary : state.run()->hourly.summaries[0])
    EXPECT_LE(summary.maximum, state.summary()->maximum);
}

TEST_F(ApplyTest, LayersOnAndOff) {
  options.layers = "+slice,-drape,-roads";
  EXPECT_EQ(problem(), "");
  EXPECT_TRUE(state.is_visible(ui::SceneLayer::slice));
  EXPECT_FALSE(state.is_visible(ui::SceneLayer::drape));
  EXPECT_FALSE(state.is_visible(ui::SceneLayer::roads));
}

TEST_F(ApplyTest, WrongWordsAreNamedWithWhatIsExpected) {
  const auto expect_words = [this](std::initializer_list<const char*> words) {
    const std::string text = problem();
    for (const char* word : words) EXPECT_NE(text.find(word), std::string::npos) << text;
    options = {};
  };
  options.hour = "2025-01-01T00:00Z";
  expect_words({"2025-01-01T00:00Z", "2024-06-20T01:00Z", "2024-06-20T12:00Z"});
  options.hour = "99";
  expect_words({"99", "index 0 to 11"});
  options.hour = "noon";
  expect_words({"noon"});
  options.pollutant = "O3";
  expect_words({"O3", "NOx, PM10"});
  options.layers = "+clouds";
  expect_words({"clouds", "drape"});
  options.layers = "+zones";
  expect_words({"zones", "nothing to show"});
  options.breaks = {5, 2};
  expect_words({"growing"});
  options.view = "sideways";
  expect_words({"sideways", "overview"});
}

TEST_F(ApplyTest, WithoutARunAnHourCannotBeAskedFor) {
  state.set_run(nullptr);
  options.hour = "0";
  EXPECT_NE(problem().find("no run"), std::string::npos);
}

}  // namespace
}  // namespace leeward::desktop
