// Run dialog and colour scale: only what can be used can be accepted.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "support/made_run.h"
#include "ui/info_dialogs.h"
#include "ui/main_actions.h"
#include "ui/run_dialog.h"
#include "ui/scale_dialog.h"
#include "ui/scale_model.h"

namespace leeward::ui {
namespace {

QPushButton* button_of(QDialog& dialog, const QString& text) {
  for (QPushButton* button : dialog.findChildren<QPushButton*>())
    if (button->text() == text) return button;
  return nullptr;
}

TEST(RunDialog, StartsWithAllHoursOfTheMeteorology) {
  const auto city = made::city_view(made::city());
  RunDialog dialog(*city);
  const RunWish wish = dialog.wish();
  EXPECT_EQ(wish.from, city->met_first);
  EXPECT_EQ(wish.to, city->met_last);
  EXPECT_TRUE(wish.has_volume);
  EXPECT_FALSE(wish.is_exact);
  EXPECT_TRUE(dialog.problem().isEmpty());
}

TEST(RunDialog, StartsWithTheHoursOfTheTwin) {
  auto city = made::city();
  city->settings.default_from = to_iso(UtcHour{475010});
  city->settings.default_to = to_iso(UtcHour{475020});
  RunDialog dialog(*made::city_view(city));
  EXPECT_EQ(dialog.wish().from, UtcHour{475010});
  EXPECT_EQ(dialog.wish().to, UtcHour{475020});
  EXPECT_TRUE(
      dialog.findChild<QLabel*>(QStringLiteral("run_summary"))->text().contains(QStringLiteral("11")));
}

TEST(RunDialog, HoursInTheWrongOrderCannotBeRun) {
  const auto city = made::city_view(made::city());
  RunDialog dialog(*city);
  dialog.set_hours(UtcHour{475030}, UtcHour{475020});
  EXPECT_FALSE(dialog.problem().isEmpty());
  EXPECT_FALSE(button_of(dialog, QStringLiteral("&Run"))->isEnabled());
  dialog.set_hours(UtcHour{475020}, UtcHour{475020});
  EXPECT_TRUE(button_of(dialog, QStringLiteral("&Run"))->isEnabled());
}

TEST(RunDialog, HoursOutsideTheMeteorologyCannotBeEntered) {
  const auto city = made::city_view(made::city());
  RunDialog dialog(*city);
  dialog.set_hours(UtcHour{400000}, UtcHour{500000});
  EXPECT_GE(*dialog.wish().from, *city->met_first);
  EXPECT_LE(*dialog.wish().to, *city->met_last);
}

TEST(RunDialog, WithoutMeteorologyOrGridItSaysSo) {
  auto plain = made::city();
  plain->settings.volume_heights_m.clear();
  CityView city;
  city.city = plain;
  RunDialog dialog(city);
  EXPECT_FALSE(button_of(dialog, QStringLiteral("&Run"))->isEnabled());
  EXPECT_FALSE(dialog.findChild<QCheckBox*>(QStringLiteral("run_volume"))->isEnabled());
  EXPECT_FALSE(dialog.wish().has_volume);
}

TEST(ScaleModel, ShowsTheHighestClassFirstAndTakesNumbers) {
  ScaleModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set({1, 10, 100}, "");
  EXPECT_EQ(model.index(0, ScaleModel::limit_column).data().toString(), QStringLiteral("100"));
  EXPECT_TRUE(
      model.setData(model.index(1, ScaleModel::limit_column), QStringLiteral(" 12,5 "), Qt::EditRole));
  EXPECT_EQ(model.breaks(), (std::vector<double>{1, 12.5, 100}));
  EXPECT_FALSE(model.setData(model.index(1, ScaleModel::limit_column), QStringLiteral("much"), Qt::EditRole));
  EXPECT_TRUE(model.problem().isEmpty());
}

TEST(ScaleModel, FindsWhatIsWrong) {
  ScaleModel model;
  model.set({1, 10, 100}, "");
  model.setData(model.index(1, ScaleModel::limit_column), 200, Qt::EditRole);
  EXPECT_TRUE(model.problem().contains(QStringLiteral("100 is not above 200")));
  model.set({0, 1}, "");
  EXPECT_FALSE(model.problem().isEmpty());
}

TEST(ScaleModel, AddsInTheMiddleAndKeepsOneLimit) {
  ScaleModel model;
  model.set({10, 20}, "");
  model.add_above(1);
  EXPECT_EQ(model.breaks(), (std::vector<double>{10, 15, 20}));
  model.add_above(0);
  EXPECT_EQ(model.breaks(), (std::vector<double>{10, 15, 20, 40}));
  for (int i = 0; i < 9; ++i) model.remove(0);
  EXPECT_EQ(model.breaks(), (std::vector<double>{10}));
}

TEST(ScaleDialog, GivesWhatWasEditedAndKnowsTheReset) {
  ScaleDialog dialog(QStringLiteral("NOₓ"), QStringLiteral("µg/m³"), {{1, 2, 5}, "viridis"}, {10, 20});
  EXPECT_EQ(dialog.choice().ramp, "viridis");
  EXPECT_FALSE(dialog.is_reset());
  auto* model = dialog.findChild<ScaleModel*>();
  model->setData(model->index(0, ScaleModel::limit_column), 0.5, Qt::EditRole);
  EXPECT_FALSE(button_of(dialog, QStringLiteral("OK"))->isEnabled() ||
               dialog.findChild<QLabel*>(QStringLiteral("scale_problem"))->text().isEmpty());
  button_of(dialog, QStringLiteral("&Limits of the run"))->click();
  EXPECT_TRUE(dialog.is_reset());
  EXPECT_EQ(dialog.choice().breaks, (std::vector<double>{10, 20}));
  QSignalSpy applied(&dialog, &ScaleDialog::applied);
  button_of(dialog, QStringLiteral("OK"))->click();
  EXPECT_EQ(applied.count(), 1);
}

TEST(InfoDialogs, NameKeysLicencesAndData) {
  QObject parent;
  const MainActions actions(&parent);
  const QString keys = shortcuts_html(actions.all);
  for (const QAction* action : actions.all)
    EXPECT_TRUE(action->shortcut().isEmpty() ||
                keys.contains(action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped()));
  const QString about = about_html({QStringLiteral("leeward 9.9"), {}}, made::city_view(made::city()));
  for (const char* word :
       {"leeward 9.9", "GNU General Public License", "OpenSceneGraph", "made up", "ColorBrewer"})
    EXPECT_TRUE(about.contains(QLatin1String(word), Qt::CaseInsensitive)) << word;
}

TEST(MainActions, NoKeysTwiceAndEveryActionSaysWhatItDoes) {
  QObject parent;
  const MainActions actions(&parent);
  QStringList seen;
  for (const QAction* action : actions.all) {
    EXPECT_FALSE(action->toolTip().isEmpty());
    for (const QKeySequence& keys : action->shortcuts()) {
      EXPECT_FALSE(seen.contains(keys.toString())) << keys.toString().toStdString();
      seen << keys.toString();
    }
  }
}

}  // namespace
}  // namespace leeward::ui
