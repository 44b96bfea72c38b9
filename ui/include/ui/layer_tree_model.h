#pragma once
#include <QAbstractItemModel>
#include <array>
#include <optional>

#include "ui/map_state.h"

namespace leeward::ui {

/// The layers of a twin in three groups, with a check box and the number of features. It shows a snapshot of
/// the state and asks for changes by a signal; whoever owns the state answers with `show`.
class LayerTreeModel final : public QAbstractItemModel {
  Q_OBJECT
public:
  enum Column { name_column, count_column, column_count };

  explicit LayerTreeModel(QObject* parent = nullptr);
  void show(const MapState& state);
  QModelIndex index_of(SceneLayer layer, int column = name_column) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
  void visibility_wished(leeward::ui::SceneLayer layer, bool is_visible);

private:
  struct Row {
    bool is_present = false;
    bool is_visible = false;
    std::optional<std::size_t> count;
  };
  QVariant layer_data(SceneLayer layer, int column, int role) const;

  std::array<Row, scene_layer_count> rows_;
};

}  // namespace leeward::ui
