#include "ui/layer_tree_model.h"

#include <QFont>
#include <algorithm>
#include <span>

namespace leeward::ui {
namespace {

constexpr std::array field_layers{SceneLayer::drape, SceneLayer::slice, SceneLayer::volume};
constexpr std::array city_layers{SceneLayer::stacks,    SceneLayer::roads,    SceneLayer::areas,
                                 SceneLayer::buildings, SceneLayer::stations, SceneLayer::receptors,
                                 SceneLayer::zones};
constexpr std::array ground_layers{SceneLayer::land_cover, SceneLayer::terrain};
constexpr int group_count = 3;
constexpr quintptr group_id = 0;  // index id of a group; a layer has the number of its group plus one

std::span<const SceneLayer> layers_of(int group) {
  if (group == 0) return field_layers;
  if (group == 1) return city_layers;
  return ground_layers;
}

std::optional<SceneLayer> layer_at(const QModelIndex& index) {
  if (!index.isValid() || index.internalId() == group_id) return std::nullopt;
  return layers_of(static_cast<int>(index.internalId()) - 1)[static_cast<std::size_t>(index.row())];
}

}  // namespace

LayerTreeModel::LayerTreeModel(QObject* parent) : QAbstractItemModel(parent) {}

void LayerTreeModel::show(const MapState& state) {
  for (std::size_t i = 0; i < scene_layer_count; ++i) {
    const auto layer = static_cast<SceneLayer>(i);
    rows_[i] = {.is_present = state.has_layer(layer),
                .is_visible = state.is_visible(layer),
                .count = state.city() ? feature_count(*state.city()->city, layer) : std::nullopt};
  }
  for (int group = 0; group < group_count; ++group) {
    const QModelIndex parent_index = index(group, 0);
    Q_EMIT dataChanged(index(0, 0, parent_index),
                       index(rowCount(parent_index) - 1, column_count - 1, parent_index));
  }
}

QModelIndex LayerTreeModel::index_of(SceneLayer layer, int column) const {
  for (int group = 0; group < group_count; ++group) {
    const auto layers = layers_of(group);
    const auto found = std::find(layers.begin(), layers.end(), layer);
    if (found != layers.end())
      return index(static_cast<int>(found - layers.begin()), column, index(group, 0));
  }
  return {};
}

QModelIndex LayerTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : group_id);
}

QModelIndex LayerTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == group_id) return {};
  return createIndex(static_cast<int>(child.internalId()) - 1, 0, group_id);
}

int LayerTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return group_count;
  if (parent.internalId() != group_id || parent.column() != 0) return 0;
  return static_cast<int>(layers_of(parent.row()).size());
}

int LayerTreeModel::columnCount(const QModelIndex&) const {
  return column_count;
}

QVariant LayerTreeModel::layer_data(SceneLayer layer, int column, int role) const {
  const Row& row = rows_[static_cast<std::size_t>(layer)];
  switch (role) {
    case Qt::DisplayRole:
      if (column == name_column) return layer_label(layer);
      return row.count ? grouped_text(static_cast<long long>(*row.count)) : QString();
    case Qt::CheckStateRole:
      if (column != name_column) return {};
      return row.is_present && row.is_visible ? Qt::Checked : Qt::Unchecked;
    case Qt::TextAlignmentRole:
      return column == count_column ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
      if (row.is_present)
        return row.count ? tr("Features: %1").arg(grouped_text(static_cast<long long>(*row.count)))
                         : QString();
      if (layer == SceneLayer::slice || layer == SceneLayer::volume) return tr("The run has no 3D grid");
      return layer == SceneLayer::drape ? tr("No run yet") : tr("The twin has none");
    default:
      return {};
  }
}

QVariant LayerTreeModel::data(const QModelIndex& index, int role) const {
  if (const auto layer = layer_at(index)) return layer_data(*layer, index.column(), role);
  if (!index.isValid() || index.column() != name_column) return {};
  if (role == Qt::DisplayRole)
    return index.row() == 0 ? tr("Pollution field") : index.row() == 1 ? tr("City") : tr("Ground");
  if (role == Qt::FontRole) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  return {};
}

QVariant LayerTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == count_column)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  return section == name_column ? tr("Layer") : tr("Features");
}

Qt::ItemFlags LayerTreeModel::flags(const QModelIndex& index) const {
  const auto layer = layer_at(index);
  if (!layer) return index.isValid() ? Qt::ItemIsEnabled : Qt::NoItemFlags;
  if (!rows_[static_cast<std::size_t>(*layer)].is_present) return Qt::ItemIsSelectable;
  const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  return index.column() == name_column ? usual | Qt::ItemIsUserCheckable : usual;
}

bool LayerTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const auto layer = layer_at(index);
  if (!layer || role != Qt::CheckStateRole || index.column() != name_column) return false;
  if (!rows_[static_cast<std::size_t>(*layer)].is_present) return false;
  Q_EMIT visibility_wished(*layer, value.toInt() == Qt::Checked);
  return true;
}

}  // namespace leeward::ui
