#pragma once
#include <QIcon>

/// Icons of the toolbar, painted: the same on every desktop, sharp at any pixel ratio.
namespace leeward::ui {

enum class IconShape { application, run, overview, top, stack, export_picture, open, scale };
QIcon painted_icon(IconShape shape);

}  // namespace leeward::ui
