#include "ui/main_actions.h"

#include <QCoreApplication>

namespace leeward::ui {
namespace {

struct ActionText {
  Q_DECLARE_TR_FUNCTIONS(ActionText)
};

}  // namespace

MainActions::MainActions(QObject* parent) {
  const auto make = [this, parent](const char* name, const QString& text, const QKeySequence& keys,
                                   const QString& hint) {
    auto* action = new QAction(text, parent);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(keys);
    action->setToolTip(
        keys.isEmpty() ? hint : QStringLiteral("%1 (%2)").arg(hint, keys.toString(QKeySequence::NativeText)));
    action->setStatusTip(hint);
    all.push_back(action);
    return action;
  };
  using T = ActionText;
  open = make("action_open", T::tr("&Open twin…"), QKeySequence::Open, T::tr("Open the folder of a twin"));
  export_picture = make("action_export", T::tr("&Export picture…"), QKeySequence(Qt::CTRL | Qt::Key_E),
                        T::tr("Save the map with its legend as a picture"));
  quit = make("action_quit", T::tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), T::tr("Leave Leeward"));
  overview = make("action_overview", T::tr("&Overview (reset view)"), QKeySequence(Qt::CTRL | Qt::Key_1),
                  T::tr("The whole domain from the south"));
  top = make("action_top", T::tr("&Top view"), QKeySequence(Qt::CTRL | Qt::Key_2),
             T::tr("Straight down, with a scale bar"));
  stack = make("action_stack", T::tr("&Largest stack"), QKeySequence(Qt::CTRL | Qt::Key_3),
               T::tr("From behind the stack with the largest emission"));
  zoom_in = make("action_zoom_in", T::tr("Zoom &in"), QKeySequence::ZoomIn, T::tr("Nearer"));
  zoom_out = make("action_zoom_out", T::tr("Zoom o&ut"), QKeySequence::ZoomOut, T::tr("Further away"));
  full_screen = make("action_full_screen", T::tr("&Full screen"), QKeySequence(Qt::Key_F11),
                     T::tr("Full screen on and off"));
  full_screen->setCheckable(true);
  scale = make("action_scale", T::tr("&Colour scale…"), QKeySequence(Qt::CTRL | Qt::Key_L),
               T::tr("Class limits and colours of the pollutant shown"));
  run = make("action_run", T::tr("&Run…"), QKeySequence(Qt::CTRL | Qt::Key_R),
             T::tr("Solve hours of the twin"));
  cancel = make("action_cancel", T::tr("&Cancel run"), QKeySequence(Qt::CTRL | Qt::Key_Period),
                T::tr("Stop the run under way; nothing is written"));
  play = make("action_play", T::tr("&Play or pause"), QKeySequence(Qt::CTRL | Qt::Key_Space),
              T::tr("Play the hours one after the other"));
  back =
      make("action_back", T::tr("Hour &back"), QKeySequence(Qt::CTRL | Qt::Key_Left), T::tr("One hour back"));
  forward =
      make("action_forward", T::tr("Hour &on"), QKeySequence(Qt::CTRL | Qt::Key_Right), T::tr("One hour on"));
  first = make("action_first", T::tr("&First hour"), QKeySequence(Qt::CTRL | Qt::Key_Home),
               T::tr("To the first hour of the run"));
  last = make("action_last", T::tr("&Last hour"), QKeySequence(Qt::CTRL | Qt::Key_End),
              T::tr("To the last hour of the run"));
  shortcuts = make("action_shortcuts", T::tr("&Keys and mouse…"), QKeySequence(Qt::Key_F1),
                   T::tr("What keys and mouse do"));
  about = make("action_about", T::tr("&About Leeward…"), {}, T::tr("Version, licences and data sources"));

  open->setIcon(painted_icon(IconShape::open));
  open->setIconText(T::tr("Open"));
  export_picture->setIcon(painted_icon(IconShape::export_picture));
  export_picture->setIconText(T::tr("Export"));
  overview->setIcon(painted_icon(IconShape::overview));
  overview->setIconText(T::tr("Overview"));
  top->setIcon(painted_icon(IconShape::top));
  top->setIconText(T::tr("Top"));
  stack->setIcon(painted_icon(IconShape::stack));
  stack->setIconText(T::tr("Stack"));
  scale->setIcon(painted_icon(IconShape::scale));
  scale->setIconText(T::tr("Colours"));
  run->setIcon(painted_icon(IconShape::run));
  run->setIconText(T::tr("Run"));
}

}  // namespace leeward::ui
