// Needs an X server (xvfb-run gives one); brings its own window manager and settings folder.
#include <gtest/gtest.h>

#include <QApplication>

#include "../support/program.h"
#include "desktop/platform.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (::testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  const leeward::testing::ScratchFolder settings;
  qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(settings.path().string()));
  qputenv("QT_QPA_PLATFORM", "xcb");
  const leeward::testing::RunningProgram window_manager({"openbox"});
  QApplication application(argc, argv);
  leeward::desktop::dress(application);
  return RUN_ALL_TESTS();
}
