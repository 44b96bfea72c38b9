#pragma once
#include <QDialog>

#include "ui/city_view.h"
#include "ui/display_text.h"

class QCheckBox;
class QDateTimeEdit;
class QLabel;
class QPushButton;

namespace leeward::ui {

/// Asks for the hours of a run and how it is solved. Only what can be run can be accepted.
class RunDialog final : public QDialog {
  Q_OBJECT
public:
  explicit RunDialog(const CityView& city, QWidget* parent = nullptr);
  RunWish wish() const;
  void set_hours(UtcHour from, UtcHour to);
  /// Empty when it can be run.
  QString problem() const;

private:
  UtcHour from() const;
  UtcHour to() const;
  void show_state();
  QDateTimeEdit* add_edit(const QString& name, const QString& label, UtcHour value);

  UtcHour first_;
  UtcHour last_;
  bool has_met_ = false;
  HourText text_;
  QDateTimeEdit* from_ = nullptr;
  QDateTimeEdit* to_ = nullptr;
  QLabel* from_local_ = nullptr;
  QLabel* to_local_ = nullptr;
  QCheckBox* exact_ = nullptr;
  QCheckBox* volume_ = nullptr;
  QLabel* summary_ = nullptr;
  QPushButton* run_ = nullptr;
};

}  // namespace leeward::ui
