#include "ui/time_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/hour_slider.h"

namespace leeward::ui {
namespace {

constexpr std::array speeds{1, 2, 4, 8};  // hours a second
constexpr int default_speed = 1;          // index
constexpr double ms_per_s = 1000;

}  // namespace

TimeBar::TimeBar(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("time_bar"));
  first_ = add_button(QStringLiteral("time_first"), tr("First hour"), QStyle::SP_MediaSkipBackward);
  back_ = add_button(QStringLiteral("time_back"), tr("One hour back"), QStyle::SP_MediaSeekBackward);
  play_ = add_button(QStringLiteral("time_play"), tr("Play"), QStyle::SP_MediaPlay);
  forward_ = add_button(QStringLiteral("time_forward"), tr("One hour on"), QStyle::SP_MediaSeekForward);
  last_ = add_button(QStringLiteral("time_last"), tr("Last hour"), QStyle::SP_MediaSkipForward);
  speed_ = new QComboBox(this);
  speed_->setAccessibleName(tr("Playing speed"));
  speed_->setToolTip(tr("Playing speed"));
  for (const int speed : speeds) speed_->addItem(tr("%1 h/s").arg(speed), speed);
  slider_ = new HourSlider(this);
  label_ = new QLabel(this);
  label_->setObjectName(QStringLiteral("hour_text"));
  // A long text must not widen the window.
  label_->setMinimumWidth(100);
  label_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  key_ = new QLabel(this);
  key_->setObjectName(QStringLiteral("hour_status"));
  timer_ = new QTimer(this);

  auto* controls = new QHBoxLayout;
  for (QToolButton* button : {first_, back_, play_, forward_, last_}) controls->addWidget(button);
  controls->addWidget(speed_);
  controls->addSpacing(10);
  controls->addWidget(label_);
  controls->addSpacing(16);
  controls->addWidget(key_);
  controls->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 4);
  layout->setSpacing(2);
  layout->addLayout(controls);
  layout->addWidget(slider_);

  connect(first_, &QToolButton::clicked, this, &TimeBar::go_first);
  connect(last_, &QToolButton::clicked, this, &TimeBar::go_last);
  connect(back_, &QToolButton::clicked, this, [this] { step(-1); });
  connect(forward_, &QToolButton::clicked, this, [this] { step(1); });
  connect(play_, &QToolButton::clicked, this, &TimeBar::toggle_play);
  connect(speed_, &QComboBox::currentIndexChanged, this,
          [this] { set_hours_per_second(speed_->currentData().toDouble()); });
  connect(timer_, &QTimer::timeout, this, &TimeBar::tick);
  connect(slider_, &HourSlider::valueChanged, this, [this](int value) {
    is_waiting_ = true;
    show_text();
    Q_EMIT hour_changed(static_cast<std::size_t>(value));
  });
  speed_->setCurrentIndex(default_speed);
  show_text();
  show_enabled();
}

QToolButton* TimeBar::add_button(const QString& name, const QString& text, QStyle::StandardPixmap icon) {
  auto* button = new QToolButton(this);
  button->setObjectName(name);
  button->setIcon(style()->standardIcon(icon));
  button->setToolTip(text);
  button->setAccessibleName(text);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

void TimeBar::set_hours(std::vector<UtcHour> hours, std::vector<HourStatus> status, const HourText& text) {
  stop();
  hours_ = std::move(hours);
  status_ = std::move(status);
  text_ = text;
  const QSignalBlocker quiet(slider_);
  slider_->set_hours(hours_, status_, text_);
  slider_->setValue(0);
  is_waiting_ = false;
  show_text();
  show_enabled();
}

void TimeBar::set_hour(std::size_t index) {
  const QSignalBlocker quiet(slider_);
  slider_->setValue(static_cast<int>(index));
  slider_->update();
  show_text();
}

std::size_t TimeBar::hour() const {
  return static_cast<std::size_t>(slider_->value());
}

void TimeBar::set_period(const QString& period) {
  period_ = period;
  if (!period_.isEmpty()) stop();
  show_text();
  show_enabled();
}

bool TimeBar::is_playing() const {
  return timer_->isActive();
}

void TimeBar::set_hours_per_second(double speed) {
  timer_->setInterval(static_cast<int>(ms_per_s / std::max(0.1, speed)));
}

void TimeBar::toggle_play() {
  if (is_playing()) return stop();
  if (hours_.size() < 2 || !period_.isEmpty()) return;
  is_waiting_ = false;
  timer_->start();
  play_->setIcon(style()->standardIcon(QStyle::SP_MediaPause));
  play_->setToolTip(tr("Pause"));
  play_->setAccessibleName(tr("Pause"));
  Q_EMIT playing_changed(true);
}

void TimeBar::stop() {
  if (!is_playing()) return;
  timer_->stop();
  play_->setIcon(style()->standardIcon(QStyle::SP_MediaPlay));
  play_->setToolTip(tr("Play"));
  play_->setAccessibleName(tr("Play"));
  Q_EMIT playing_changed(false);
}

void TimeBar::step(int hours) {
  if (period_.isEmpty() && !hours_.empty()) slider_->setValue(slider_->value() + hours);
}

void TimeBar::go_first() {
  step(slider_->minimum() - slider_->value());
}
void TimeBar::go_last() {
  step(slider_->maximum() - slider_->value());
}

void TimeBar::picture_shown() {
  is_waiting_ = false;
}

void TimeBar::tick() {
  if (is_waiting_) return;
  slider_->setValue(slider_->value() == slider_->maximum() ? slider_->minimum() : slider_->value() + 1);
}

void TimeBar::show_text() {
  key_->clear();
  if (!period_.isEmpty()) {
    label_->setText(period_);
    return;
  }
  if (hours_.empty()) {
    label_->setText(tr("No run yet"));
    return;
  }
  const std::size_t i = hour();
  QString text = text_.hour_ending(hours_[i]);
  text[0] = text[0].toUpper();
  const QString status = status_text(status_[i]);
  key_->setText(status.isEmpty()
                    ? tr("%1 of %2").arg(i + 1).arg(hours_.size())
                    : QStringLiteral("<span style='color:#b3261e'>%1</span>").arg(status.toHtmlEscaped()));
  // In a narrow window the hour without its explanation, whole, rather than the beginning of the sentence.
  QFont bold = label_->font();
  bold.setBold(true);
  const QString hour_only = text_.local(hours_[i]).toString(QStringLiteral("yyyy-MM-dd HH:mm t"));
  const bool has_room = !isVisible() || QFontMetrics(bold).horizontalAdvance(text) <= room_for_text();
  label_->setText(QStringLiteral("<b>%1</b>").arg((has_room ? text : hour_only).toHtmlEscaped()));
  label_->setToolTip(text);
  slider_->setAccessibleDescription(status.isEmpty() ? text : text + QStringLiteral(". ") + status);
}

int TimeBar::room_for_text() const {
  const QLayout& controls = *layout()->itemAt(0)->layout();
  int used = controls.spacing() * controls.count() + layout()->contentsMargins().left() +
             layout()->contentsMargins().right();
  for (int i = 0; i < controls.count(); ++i)
    if (QLayoutItem* item = controls.itemAt(i); item->widget() != label_) used += item->sizeHint().width();
  return width() - used;
}

void TimeBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  show_text();
}

void TimeBar::show_enabled() {
  const bool has_hours = !hours_.empty() && period_.isEmpty();
  for (QWidget* widget :
       std::initializer_list<QWidget*>{slider_, first_, back_, play_, forward_, last_, speed_})
    widget->setEnabled(has_hours);
}

}  // namespace leeward::ui
