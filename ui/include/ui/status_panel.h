#pragma once
#include <QWidget>
#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace leeward::ui {

/// Right part of the status bar: CRS, coordinates, value under the cursor, and the progress of what is under
/// way.
class StatusPanel final : public QWidget {
  Q_OBJECT
public:
  explicit StatusPanel(QWidget* parent = nullptr);
  void show_crs(const QString& crs);
  void show_cursor(const QString& position, const QString& value);
  /// @param seconds_left  negative: not known yet
  void show_progress(const QString& step, double fraction, double seconds_left);
  /// Something is under way whose length is not known.
  void show_busy(const QString& step, bool can_cancel);
  void show_cancelling();
  void show_idle();
  bool is_busy() const;

Q_SIGNALS:
  void cancel_wished();

private:
  QLabel* step_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QLabel* left_ = nullptr;
  QPushButton* cancel_ = nullptr;
  QLabel* value_ = nullptr;
  QLabel* position_ = nullptr;
  QLabel* crs_ = nullptr;
};

}  // namespace leeward::ui
