#pragma once
#include "desktop/options.h"

class QApplication;

namespace leeward::desktop {

/// Before QApplication: a platform for pictures without a display. @returns false when a window is wanted and
/// there is no display (said on stderr)
bool choose_platform(const Options& options);
/// The light theme of the window, the same on every desktop.
void dress(QApplication& application);

}  // namespace leeward::desktop
