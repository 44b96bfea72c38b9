#include "desktop/platform.h"

#include <fmt/format.h>

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace leeward::desktop {
namespace {

QtMessageHandler qt_handler = nullptr;

// On a server without a login session Qt says at every start which folder it takes instead: no news for
// anyone, and noise in the output of scripts.
void without_session_note(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (text.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR not set"))) return;
  if (qt_handler) qt_handler(type, context, text);
}

}  // namespace

bool choose_platform(const Options& options) {
  if (!qt_handler) qt_handler = qInstallMessageHandler(without_session_note);
  if (!qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) return true;
  const bool has_display =
      !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
  if (!options.screenshot.empty() || (!options.window_screenshot.empty() && !has_display)) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  } else if (!has_display) {
    fmt::print(stderr,
               "leeward: no display to open a window on (DISPLAY is not set); --screenshot FILE works "
               "without one\n");
    return false;
  }
  return true;
}

void dress(QApplication& application) {
  application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QPalette palette;
  palette.setColor(QPalette::Window, QColor(0xf3, 0xf5, 0xf7));
  palette.setColor(QPalette::WindowText, QColor(0x1c, 0x24, 0x2c));
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::AlternateBase, QColor(0xf3, 0xf6, 0xf9));
  palette.setColor(QPalette::Text, QColor(0x1c, 0x24, 0x2c));
  palette.setColor(QPalette::Button, QColor(0xea, 0xee, 0xf1));
  palette.setColor(QPalette::ButtonText, QColor(0x1c, 0x24, 0x2c));
  palette.setColor(QPalette::ToolTipBase, QColor(0xff, 0xff, 0xf0));
  palette.setColor(QPalette::ToolTipText, QColor(0x1c, 0x24, 0x2c));
  palette.setColor(QPalette::Highlight, QColor(0x0b, 0x4f, 0x8a));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::PlaceholderText, QColor(0x60, 0x6a, 0x74));
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(0x80, 0x88, 0x90));
  application.setPalette(palette);
}

}  // namespace leeward::desktop
