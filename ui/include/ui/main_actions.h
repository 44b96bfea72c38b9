#pragma once
#include <QAction>
#include <QKeySequence>
#include <vector>

#include "ui/icons.h"

namespace leeward::ui {

/// Every command of the window with its text, keys and icon; the window says what they do.
struct MainActions {
  explicit MainActions(QObject* parent);

  QAction* open;
  QAction* export_picture;
  QAction* quit;
  QAction* overview;
  QAction* top;
  QAction* stack;
  QAction* zoom_in;
  QAction* zoom_out;
  QAction* full_screen;
  QAction* scale;
  QAction* run;
  QAction* cancel;
  QAction* play;
  QAction* back;
  QAction* forward;
  QAction* first;
  QAction* last;
  QAction* shortcuts;
  QAction* about;
  std::vector<QAction*> all;  ///< in the order of the menus
};

}  // namespace leeward::ui
