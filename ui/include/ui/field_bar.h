#pragma once
#include <QToolBar>
#include <optional>
#include <string>

#include "ui/map_state.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace leeward::ui {

/// How the field is drawn when only one of the three is on.
enum class FieldShape { map, slice, volume };
/// Nullopt: none or several are on.
std::optional<FieldShape> shape_of(const MapState& state);
void set_shape(MapState& state, FieldShape shape);
QString shape_label(FieldShape shape);
QString statistic_label(MapStatistic statistic);

/// Pollutant, statistic and shape of the field shown.
class FieldBar final : public QToolBar {
  Q_OBJECT
public:
  explicit FieldBar(QWidget* parent = nullptr);
  void show_state(const MapState& state);

Q_SIGNALS:
  void pollutant_wished(const QString& id);
  void statistic_wished(leeward::ui::MapStatistic statistic);
  void shape_wished(leeward::ui::FieldShape shape);
  void slice_height_wished(double height_m);

private:
  QComboBox* add_combo(const QString& name, const QString& label);
  void show_shapes(const MapState& state);

  QComboBox* pollutant_ = nullptr;
  QComboBox* statistic_ = nullptr;
  QComboBox* shape_ = nullptr;
  QDoubleSpinBox* height_ = nullptr;
};

}  // namespace leeward::ui
