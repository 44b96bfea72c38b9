#pragma once
#include <QAction>
#include <QString>
#include <QWidget>
#include <vector>

#include "ui/city_view.h"

namespace leeward::ui {

/// What the program says of itself; the application fills it in.
struct AboutText {
  QString version;
  QString build;  ///< one line per item
};

/// Both delete themselves when closed and block nothing.
void show_shortcuts(QWidget* parent, const std::vector<QAction*>& actions);
void show_about(QWidget* parent, const AboutText& text, const CityViewPtr& city);

/// "Open twin… — Ctrl+O" for every action that has keys, then what the mouse does.
QString shortcuts_html(const std::vector<QAction*>& actions);
QString about_html(const AboutText& text, const CityViewPtr& city);

}  // namespace leeward::ui
