// The layer tree: what it shows of the made-up city and what it asks for.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "support/made_run.h"
#include "ui/layer_tree_model.h"

namespace leeward::ui {
namespace {

TEST(LayerTree, IsAValidModel) {
  LayerTreeModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  EXPECT_EQ(model.rowCount(), 3);
  int layers = 0;
  for (int group = 0; group < model.rowCount(); ++group) layers += model.rowCount(model.index(group, 0));
  EXPECT_EQ(layers, static_cast<int>(scene_layer_count));
}

TEST(LayerTree, CountsFeaturesAndGreysWhatIsNotThere) {
  const auto city = made::city();
  MapState state;
  state.set_city(made::city_view(city));
  LayerTreeModel model;
  model.show(state);
  const auto count = [&](SceneLayer layer) {
    return model.index_of(layer, LayerTreeModel::count_column).data().toString();
  };
  EXPECT_EQ(count(SceneLayer::buildings), QStringLiteral("200"));
  EXPECT_EQ(count(SceneLayer::stacks), QStringLiteral("3"));
  EXPECT_EQ(count(SceneLayer::terrain), QString());
  EXPECT_TRUE(model.flags(model.index_of(SceneLayer::buildings)) & Qt::ItemIsUserCheckable);
  EXPECT_FALSE(model.flags(model.index_of(SceneLayer::drape)) & Qt::ItemIsEnabled);  // no run yet
  EXPECT_EQ(model.index_of(SceneLayer::drape).data(Qt::CheckStateRole).toInt(), Qt::Unchecked);
  state.set_run(made::run_view(*city, false, 10));
  model.show(state);
  EXPECT_TRUE(model.flags(model.index_of(SceneLayer::drape)) & Qt::ItemIsEnabled);
  EXPECT_FALSE(model.flags(model.index_of(SceneLayer::volume)) & Qt::ItemIsEnabled);  // no 3D grid
}

TEST(LayerTree, CheckingAsksAndShowsTheAnswer) {
  MapState state;
  state.set_city(made::city_view(made::city()));
  LayerTreeModel model;
  model.show(state);
  QSignalSpy wishes(&model, &LayerTreeModel::visibility_wished);
  const QModelIndex roads = model.index_of(SceneLayer::roads);
  ASSERT_EQ(roads.data(Qt::CheckStateRole).toInt(), Qt::Checked);
  EXPECT_TRUE(model.setData(roads, Qt::Unchecked, Qt::CheckStateRole));
  ASSERT_EQ(wishes.count(), 1);
  EXPECT_EQ(wishes[0][0].value<SceneLayer>(), SceneLayer::roads);
  EXPECT_FALSE(wishes[0][1].toBool());
  state.set_visible(SceneLayer::roads, false);
  model.show(state);
  EXPECT_EQ(roads.data(Qt::CheckStateRole).toInt(), Qt::Unchecked);
  EXPECT_FALSE(model.setData(model.index_of(SceneLayer::drape), Qt::Checked, Qt::CheckStateRole));
}

}  // namespace
}  // namespace leeward::ui
