#pragma once
#include <QStyle>
#include <QWidget>
#include <cstddef>
#include <vector>

#include "ui/display_text.h"

class QComboBox;
class QLabel;
class QTimer;
class QToolButton;

namespace leeward::ui {

class HourSlider;

/// Chooses the hour: slider, steps, and playing at a speed. Playing waits for each hour's picture, so that
/// none is passed over unseen.
class TimeBar final : public QWidget {
  Q_OBJECT
public:
  explicit TimeBar(QWidget* parent = nullptr);

  /// Empty: no run.
  void set_hours(std::vector<UtcHour> hours, std::vector<HourStatus> status, const HourText& text);
  /// Does not emit hour_changed.
  void set_hour(std::size_t index);
  std::size_t hour() const;
  /// A statistic over the period is shown: no hour to choose. Empty: hours again.
  void set_period(const QString& period);
  bool is_playing() const;
  void set_hours_per_second(double speed);

public Q_SLOTS:
  void toggle_play();
  void stop();
  void step(int hours);
  void go_first();
  void go_last();
  /// The picture of the hour is on screen.
  void picture_shown();

Q_SIGNALS:
  void hour_changed(std::size_t index);
  void playing_changed(bool is_playing);

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  int room_for_text() const;
  void tick();
  void show_text();
  void show_enabled();
  QToolButton* add_button(const QString& name, const QString& text, QStyle::StandardPixmap icon);

  std::vector<UtcHour> hours_;
  std::vector<HourStatus> status_;
  HourText text_;
  QString period_;
  bool is_waiting_ = false;
  HourSlider* slider_ = nullptr;
  QToolButton* first_ = nullptr;
  QToolButton* back_ = nullptr;
  QToolButton* play_ = nullptr;
  QToolButton* forward_ = nullptr;
  QToolButton* last_ = nullptr;
  QComboBox* speed_ = nullptr;
  QLabel* label_ = nullptr;
  QLabel* key_ = nullptr;
  QTimer* timer_ = nullptr;
};

}  // namespace leeward::ui
