#pragma once
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/map_state.h"

namespace leeward::ui {

/// The hourly values of a run at one place, with gaps in calm and missing hours and a mark at the hour shown.
class SeriesChart final : public QWidget {
  Q_OBJECT
public:
  explicit SeriesChart(QWidget* parent = nullptr);
  void show_place(const MapState& state, Vec2 position_m);
  const std::vector<std::optional<double>>& values() const { return values_; }

  QSize sizeHint() const override { return {260, 130}; }
  QSize minimumSizeHint() const override { return {160, 110}; }

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  std::vector<std::optional<double>> values_;
  std::vector<UtcHour> hours_;
  HourText text_;
  std::size_t marked_ = 0;
  bool has_mark_ = true;
  QString unit_;
};

}  // namespace leeward::ui
