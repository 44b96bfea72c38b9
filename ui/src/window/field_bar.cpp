#include "ui/field_bar.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <algorithm>
#include <array>

#include "ui/display_text.h"

namespace leeward::ui {
namespace {

constexpr std::array all_shapes{FieldShape::map, FieldShape::slice, FieldShape::volume};
constexpr std::array all_statistics{MapStatistic::hourly, MapStatistic::mean, MapStatistic::maximum};

SceneLayer layer_of(FieldShape shape) {
  return shape == FieldShape::map     ? SceneLayer::drape
         : shape == FieldShape::slice ? SceneLayer::slice
                                      : SceneLayer::volume;
}

}  // namespace

std::optional<FieldShape> shape_of(const MapState& state) {
  std::optional<FieldShape> only;
  for (const FieldShape shape : all_shapes) {
    if (!state.is_visible(layer_of(shape)) || !state.has_layer(layer_of(shape))) continue;
    if (only) return std::nullopt;
    only = shape;
  }
  return only;
}

void set_shape(MapState& state, FieldShape shape) {
  for (const FieldShape one : all_shapes) state.set_visible(layer_of(one), one == shape);
}

QString shape_label(FieldShape shape) {
  switch (shape) {
    case FieldShape::map:
      return FieldBar::tr("Ground map");
    case FieldShape::slice:
      return FieldBar::tr("Slice at height");
    case FieldShape::volume:
      return FieldBar::tr("3D volume");
  }
  return {};
}

QString statistic_label(MapStatistic statistic) {
  switch (statistic) {
    case MapStatistic::hourly:
      return FieldBar::tr("Hourly");
    case MapStatistic::mean:
      return FieldBar::tr("Period mean");
    case MapStatistic::maximum:
      return FieldBar::tr("Period maximum");
  }
  return {};
}

FieldBar::FieldBar(QWidget* parent) : QToolBar(tr("Field"), parent) {
  setObjectName(QStringLiteral("field_bar"));
  pollutant_ = add_combo(QStringLiteral("pollutant"), tr("Pollutant:"));
  statistic_ = add_combo(QStringLiteral("statistic"), tr("Statistic:"));
  shape_ = add_combo(QStringLiteral("shape"), tr("Show as:"));
  shape_->setPlaceholderText(tr("several"));
  height_ = new QDoubleSpinBox(this);
  height_->setObjectName(QStringLiteral("slice_height"));
  height_->setAccessibleName(tr("Height of the slice above ground"));
  height_->setToolTip(tr("Height of the slice above ground"));
  height_->setDecimals(0);
  height_->setSingleStep(10);
  height_->setSuffix(tr(" m"));
  height_->setKeyboardTracking(false);
  addWidget(height_);
  for (const MapStatistic statistic : all_statistics)
    statistic_->addItem(statistic_label(statistic), static_cast<int>(statistic));
  for (const FieldShape shape : all_shapes) shape_->addItem(shape_label(shape), static_cast<int>(shape));
  // `activated`: only what the user does.
  connect(pollutant_, &QComboBox::activated, this,
          [this] { Q_EMIT pollutant_wished(pollutant_->currentData().toString()); });
  connect(statistic_, &QComboBox::activated, this,
          [this] { Q_EMIT statistic_wished(static_cast<MapStatistic>(statistic_->currentData().toInt())); });
  connect(shape_, &QComboBox::activated, this,
          [this] { Q_EMIT shape_wished(static_cast<FieldShape>(shape_->currentData().toInt())); });
  connect(height_, &QDoubleSpinBox::valueChanged, this, &FieldBar::slice_height_wished);
}

QComboBox* FieldBar::add_combo(const QString& name, const QString& label) {
  auto* text = new QLabel(label, this);
  text->setContentsMargins(8, 0, 4, 0);
  auto* combo = new QComboBox(this);
  combo->setObjectName(name);
  combo->setAccessibleName(label.chopped(1));
  combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  addWidget(text);
  addWidget(combo);
  return combo;
}

void FieldBar::show_shapes(const MapState& state) {
  auto* items = qobject_cast<QStandardItemModel*>(shape_->model());
  for (const FieldShape shape : all_shapes) {
    QStandardItem* item = items->item(static_cast<int>(shape));
    const bool has = state.has_layer(layer_of(shape));
    item->setEnabled(has);
    item->setToolTip(has ? QString() : tr("The run has no 3D grid"));
  }
  const auto only = shape_of(state);
  shape_->setCurrentIndex(only ? static_cast<int>(*only) : -1);
}

void FieldBar::show_state(const MapState& state) {
  const QSignalBlocker quiet_height(height_);
  const auto pollutants = state.pollutants();
  const bool is_same = static_cast<std::size_t>(pollutant_->count()) == pollutants.size() &&
                       std::all_of(pollutants.begin(), pollutants.end(), [this](const std::string& id) {
                         return pollutant_->findData(QString::fromStdString(id)) >= 0;
                       });
  if (!is_same) {
    pollutant_->clear();
    for (const std::string& id : pollutants)
      pollutant_->addItem(pollutant_text(id), QString::fromStdString(id));
  }
  pollutant_->setCurrentIndex(pollutant_->findData(QString::fromStdString(state.pollutant())));
  statistic_->setCurrentIndex(static_cast<int>(state.statistic()));
  show_shapes(state);
  if (state.run() && state.run()->hourly.volume) {
    const auto& heights = state.run()->hourly.volume->layout.heights_m;
    height_->setRange(heights.front(), heights.back());
  }
  height_->setValue(state.slice_height_m);
  const bool has_run = state.run() != nullptr;
  for (QWidget* widget : std::initializer_list<QWidget*>{pollutant_, statistic_, shape_})
    widget->setEnabled(has_run);
  height_->setEnabled(has_run && state.has_layer(SceneLayer::slice) && state.is_visible(SceneLayer::slice));
}

}  // namespace leeward::ui
