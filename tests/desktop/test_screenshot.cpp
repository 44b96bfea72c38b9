// leeward --screenshot as a user starts it, without a display: exit codes, words, and that the picture shows
// what was asked for.
#include <gtest/gtest.h>

#include <QImage>
#include <set>

#include "app/open_city.h"
#include "app/run_city.h"
#include "desktop/screenshot.h"
#include "desktop/views.h"
#include "small_twin.h"

namespace leeward::desktop {
namespace {

using leeward::testing::program;
using leeward::testing::ProgramResult;
using leeward::testing::run_program;

class Screenshot : public ::testing::Test {
protected:
  ProgramResult shoot(std::vector<std::string> more, const std::string& name = "a.png") {
    std::vector<std::string> command{"env",
                                     "-u",
                                     "DISPLAY",
                                     "-u",
                                     "WAYLAND_DISPLAY",
                                     "-u",
                                     "QT_QPA_PLATFORM",
                                     program("leeward"),
                                     city,
                                     "--screenshot",
                                     file(name),
                                     "--size",
                                     "640x480"};
    command.insert(command.end(), more.begin(), more.end());
    return run_program(command);
  }
  std::string file(const std::string& name) const { return (scratch.path() / name).string(); }
  QImage picture(const std::string& name = "a.png") const {
    return QImage(QString::fromStdString(file(name)));
  }

  leeward::testing::ScratchFolder scratch;
  std::string city = leeward::testing::twin_with_run().folder.string();
};

TEST_F(Screenshot, NeedsNoDisplay) {
  const ProgramResult result = shoot({"--hour", "max"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(picture().size(), QSize(640, 480));
}

TEST_F(Screenshot, IsTheSameEveryTimeAndDependsOnWhatIsAskedFor) {
  ASSERT_EQ(shoot({"--hour", "2"}).exit_code, 0);
  ASSERT_EQ(shoot({"--hour", "2"}, "again.png").exit_code, 0);
  ASSERT_EQ(shoot({"--hour", "9"}, "hour.png").exit_code, 0);
  ASSERT_EQ(shoot({"--hour", "2", "--layer", "-drape"}, "bare.png").exit_code, 0);
  ASSERT_EQ(shoot({"--hour", "2", "--layer", "+volume,-drape"}, "volume.png").exit_code, 0);
  ASSERT_EQ(shoot({"--hour", "2", "--view", "top"}, "top.png").exit_code, 0);
  EXPECT_EQ(picture(), picture("again.png"));
  for (const char* other : {"hour.png", "bare.png", "volume.png", "top.png"})
    EXPECT_NE(picture(), picture(other)) << other;
}

TEST_F(Screenshot, PrintShowsTheSameWithMorePixels) {
  Options options;
  options.city = city;
  options.hour = "max";
  options.view = "top";
  options.size = {600, 450};
  const auto on_screen = draw_screenshot(options);
  ASSERT_TRUE(on_screen);
  // The same state as the window has it.
  auto loaded = app::open_city(city);
  ASSERT_TRUE(loaded);
  ui::MapState state;
  state.set_city(make_city_view(std::move(*loaded)));
  const auto run = app::load_run(app::list_runs(city).front());
  ASSERT_TRUE(run);
  state.set_run(make_run_view(*run));
  ASSERT_TRUE(apply(options, state, QSizeF(options.size)));
  ui::Picture picture;
  picture.image = *on_screen;
  picture.view = state.view();
  picture.labels = state.labels();
  const auto print = draw_for_print(picture, state.city()->city);
  ASSERT_TRUE(print);
  ASSERT_EQ(print->size(), QSize(2400, 1800));
  const QImage small = print->scaled(600, 450, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  double difference = 0;
  for (int y = 0; y < 450; ++y)
    for (int x = 0; x < 600; ++x) {
      const QRgb a = small.pixel(x, y);
      const QRgb b = on_screen->pixel(x, y);
      difference +=
          std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b));
    }
  EXPECT_LT(difference / (3 * 600 * 450),
            6);  // edges and letters only; another hour or view differs by far more
}

TEST_F(Screenshot, FailuresSayWhyWithTheirExitCode) {
  ProgramResult result = shoot({"--pollutant", "O3"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("NOx, PM10"), std::string::npos) << result.err;
  result = shoot({"--run", "none-such"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("none-such"), std::string::npos);
  result = shoot({}, "no/such/folder.png");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("cannot be written"), std::string::npos);
  result = shoot({}, "a.docx");
  EXPECT_EQ(result.exit_code, 2);
  city = "/nowhere";
  EXPECT_EQ(shoot({}).exit_code, 2);
}

TEST_F(Screenshot, TheWholeWindowIsTakenAfterEverythingIsLoaded) {
  const ProgramResult result =
      run_program({"env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME=" + file("config"),
                   program("leeward"), city, "--window-screenshot", file("w.png"), "--size", "1200x800"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const QImage window = picture("w.png");
  ASSERT_EQ(window.size(), QSize(1200, 800));
  // The map in the middle is drawn: many colours, not the plain ground of a message.
  std::set<QRgb> colours;
  for (int y = 300; y < 500; y += 5)
    for (int x = 400; x < 800; x += 5) colours.insert(window.pixel(x, y));
  EXPECT_GT(colours.size(), 20U);
}

TEST_F(Screenshot, AWindowWithoutADisplayIsRefused) {
  const ProgramResult result = run_program(
      {"env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "-u", "QT_QPA_PLATFORM", program("leeward"), city});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("--screenshot"), std::string::npos);
}

}  // namespace
}  // namespace leeward::desktop
