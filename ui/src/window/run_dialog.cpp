#include "ui/run_dialog.h"

#include <QCheckBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/model/units.h"

namespace leeward::ui {
namespace {

constexpr auto seconds_an_hour = static_cast<qint64>(seconds_per_hour);

QDateTime utc_time(UtcHour hour) {
  return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(hour.hours_since_epoch) * seconds_an_hour,
                                       Qt::UTC);
}
UtcHour utc_hour(const QDateTime& time) {
  return {time.toSecsSinceEpoch() / seconds_an_hour};
}

UtcHour preset_or(const std::string& text, UtcHour fallback, UtcHour first, UtcHour last) {
  const auto hour = text.empty() ? Result<UtcHour>(fallback) : parse_iso_hour(text);
  return hour && *hour >= first && *hour <= last ? *hour : fallback;
}

}  // namespace

RunDialog::RunDialog(const CityView& city, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("run_dialog"));
  setWindowTitle(tr("Run the dispersion model"));
  const TwinSettings& settings = city.city->settings;
  has_met_ = city.met_first && city.met_last;
  first_ = city.met_first.value_or(UtcHour{});
  last_ = city.met_last.value_or(first_);
  text_ = HourText(settings.time_zone, settings.utc_offset_hours);

  from_ = add_edit(QStringLiteral("run_from"), tr("First hour, named by its end, UTC"),
                   preset_or(settings.default_from, first_, first_, last_));
  to_ = add_edit(QStringLiteral("run_to"), tr("Last hour, named by its end, UTC"),
                 preset_or(settings.default_to, last_, first_, last_));
  from_local_ = new QLabel(this);
  to_local_ = new QLabel(this);
  volume_ = new QCheckBox(tr("Solve the &3D grid too (slices and volume)"), this);
  volume_->setObjectName(QStringLiteral("run_volume"));
  const bool has_grid = settings.volume_spacing_m > 0 && !settings.volume_heights_m.empty();
  volume_->setChecked(has_grid);
  volume_->setEnabled(has_grid);
  if (!has_grid) volume_->setToolTip(tr("The twin has no 3D grid"));
  exact_ = new QCheckBox(tr("&Exact: every source by the full formulas (slow)"), this);
  exact_->setObjectName(QStringLiteral("run_exact"));
  summary_ = new QLabel(this);
  summary_->setObjectName(QStringLiteral("run_summary"));
  summary_->setWordWrap(true);

  auto* form = new QFormLayout;
  form->addRow(tr("Meteorology:"),
               new QLabel(has_met_ ? tr("%1 to %2 (UTC hour ends)")
                                         .arg(utc_time(first_).toString(QStringLiteral("yyyy-MM-dd HH:mm")),
                                              utc_time(last_).toString(QStringLiteral("yyyy-MM-dd HH:mm")))
                                   : tr("none"),
                          this));
  form->addRow(tr("&From, hour ending (UTC):"), from_);
  form->addRow(QString(), from_local_);
  form->addRow(tr("&To, hour ending (UTC):"), to_);
  form->addRow(QString(), to_local_);
  form->addRow(QString(), volume_);
  form->addRow(QString(), exact_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  run_ = buttons->addButton(tr("&Run"), QDialogButtonBox::AcceptRole);
  run_->setDefault(true);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(summary_);
  layout->addWidget(buttons);
  connect(from_, &QDateTimeEdit::dateTimeChanged, this, &RunDialog::show_state);
  connect(to_, &QDateTimeEdit::dateTimeChanged, this, &RunDialog::show_state);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  show_state();
}

QDateTimeEdit* RunDialog::add_edit(const QString& name, const QString& label, UtcHour value) {
  auto* edit = new QDateTimeEdit(this);
  edit->setObjectName(name);
  edit->setAccessibleName(label);
  edit->setTimeSpec(Qt::UTC);
  edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH':00'"));
  edit->setCalendarPopup(true);
  edit->setDateTimeRange(utc_time(first_), utc_time(last_));
  edit->setDateTime(utc_time(value));
  edit->setEnabled(has_met_);
  return edit;
}

UtcHour RunDialog::from() const {
  return utc_hour(from_->dateTime());
}
UtcHour RunDialog::to() const {
  return utc_hour(to_->dateTime());
}

void RunDialog::set_hours(UtcHour from, UtcHour to) {
  from_->setDateTime(utc_time(from));
  to_->setDateTime(utc_time(to));
}

QString RunDialog::problem() const {
  if (!has_met_) return tr("The twin has no meteorology that could be read; see the notes.");
  if (from() > to()) return tr("The last hour lies before the first.");
  return {};
}

void RunDialog::show_state() {
  const QString wrong = problem();
  from_local_->setText(has_met_ ? tr("local: %1").arg(text_.with_utc(from())) : QString());
  to_local_->setText(has_met_ ? tr("local: %1").arg(text_.with_utc(to())) : QString());
  summary_->setText(wrong.isEmpty() ? tr("Hours to solve: %1").arg(to() - from() + 1) : wrong);
  summary_->setStyleSheet(wrong.isEmpty() ? QString() : QStringLiteral("color: #b3261e"));
  run_->setEnabled(wrong.isEmpty());
}

RunWish RunDialog::wish() const {
  return {.from = from(), .to = to(), .is_exact = exact_->isChecked(), .has_volume = volume_->isChecked()};
}

}  // namespace leeward::ui
