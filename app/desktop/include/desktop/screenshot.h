#pragma once
#include <QImage>
#include <QString>
#include <memory>

#include "core/model/result.h"
#include "desktop/options.h"
#include "ui/render_thread.h"

namespace leeward::desktop {

/// Writes a picture whole or not at all; the format follows the file's ending (png, jpg).
Result<void> save_picture(const QImage& picture, const QString& file);

/// A picture of the window's map drawn again for print: same view, same layout, at least `print_width_px`
/// wide.
inline constexpr int print_width_px = 2400;
Result<QImage> draw_for_print(const ui::Picture& picture, const std::shared_ptr<const City>& city);

/// The picture the options ask for, drawn by the same renderer and with the same decorations as the window's
/// map. Needs a QGuiApplication (fonts), no display.
Result<QImage> draw_screenshot(const Options& options);

/// draw_screenshot and save_picture; says on stderr what went wrong. @returns the exit code
int make_screenshot(const Options& options);

}  // namespace leeward::desktop
