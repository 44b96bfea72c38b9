#include <fmt/format.h>

#include <QApplication>
#include <exception>

#include "desktop/desktop_app.h"
#include "desktop/platform.h"
#include "desktop/screenshot.h"

namespace {

int open_window(int& argc, char** argv, const leeward::desktop::Options& options) {
  QApplication application(argc, argv);
  QApplication::setOrganizationName(QStringLiteral("Leeward"));
  QApplication::setApplicationName(QStringLiteral("leeward"));
  leeward::desktop::dress(application);
  if (!options.screenshot.empty()) return leeward::desktop::make_screenshot(options);
  leeward::desktop::DesktopApp app(options);
  app.start();
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto options = leeward::desktop::parse_options(argc, argv);
    if (const int* exit_code = std::get_if<int>(&options)) return *exit_code;
    const auto& wanted = std::get<leeward::desktop::Options>(options);
    if (!leeward::desktop::choose_platform(wanted)) return leeward::desktop::exit_failed;
    return open_window(argc, argv, wanted);
  } catch (const std::exception& error) {
    fmt::print(stderr, "leeward: defect in Leeward, please report: {}\n", error.what());
  }
  return leeward::desktop::exit_failed;
}
