#include "ui/status_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "ui/display_text.h"

namespace leeward::ui {
namespace {

constexpr int progress_steps = 1000;

}  // namespace

StatusPanel::StatusPanel(QWidget* parent) : QWidget(parent) {
  step_ = new QLabel(this);
  step_->setObjectName(QStringLiteral("status_step"));
  bar_ = new QProgressBar(this);
  bar_->setObjectName(QStringLiteral("status_progress"));
  bar_->setAccessibleName(tr("Progress"));
  bar_->setFixedWidth(160);
  left_ = new QLabel(this);
  left_->setObjectName(QStringLiteral("status_left"));
  cancel_ = new QPushButton(tr("Cancel"), this);
  cancel_->setObjectName(QStringLiteral("status_cancel"));
  value_ = new QLabel(this);
  value_->setObjectName(QStringLiteral("status_value"));
  position_ = new QLabel(this);
  position_->setObjectName(QStringLiteral("status_position"));
  crs_ = new QLabel(this);
  crs_->setObjectName(QStringLiteral("status_crs"));
  // Widths for the widest usual text, so that nothing jumps while the mouse moves.
  value_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("NOₓ (as NO₂): 000.0 µg/m³")));
  position_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0 000 000 E  0 000 000 N")));
  value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  position_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 6, 0);
  layout->setSpacing(12);
  for (QWidget* part : std::initializer_list<QWidget*>{step_, bar_, left_, cancel_, value_, position_, crs_})
    layout->addWidget(part);
  connect(cancel_, &QPushButton::clicked, this, &StatusPanel::cancel_wished);
  show_idle();
}

void StatusPanel::show_crs(const QString& crs) {
  crs_->setText(crs);
}

void StatusPanel::show_cursor(const QString& position, const QString& value) {
  position_->setText(position);
  value_->setText(value);
}

void StatusPanel::show_progress(const QString& step, double fraction, double seconds_left) {
  show_busy(step, true);
  bar_->setRange(0, progress_steps);
  bar_->setValue(static_cast<int>(std::lround(progress_steps * std::clamp(fraction, 0.0, 1.0))));
  left_->setText(seconds_left < 0 ? tr("estimating…") : tr("%1 left").arg(duration_text(seconds_left)));
  left_->show();
}

void StatusPanel::show_busy(const QString& step, bool can_cancel) {
  step_->setText(step);
  step_->show();
  bar_->setRange(0, 0);
  bar_->show();
  left_->hide();
  cancel_->setEnabled(true);
  cancel_->setText(tr("Cancel"));
  cancel_->setVisible(can_cancel);
}

void StatusPanel::show_cancelling() {
  cancel_->setEnabled(false);
  step_->setText(tr("Cancelling…"));
  left_->hide();
}

void StatusPanel::show_idle() {
  for (QWidget* part : std::initializer_list<QWidget*>{step_, bar_, left_, cancel_}) part->hide();
}

bool StatusPanel::is_busy() const {
  return !bar_->isHidden();
}

}  // namespace leeward::ui
