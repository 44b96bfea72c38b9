#pragma once
#include <QScrollArea>
#include <optional>

#include "ui/map_state.h"

class QLabel;
class QListWidget;

namespace leeward::ui {

class FactsTable;
class SeriesChart;

/// Right side of the window: what was clicked, the map shown, the run, the twin, and the notes of both.
class InspectorPanel final : public QScrollArea {
  Q_OBJECT
public:
  explicit InspectorPanel(QWidget* parent = nullptr);
  void show_state(const MapState& state);
  /// Nullopt: nothing clicked, or the sky.
  void show_place(const MapState& state, const std::optional<Pick>& pick);

  QSize sizeHint() const override { return {310, 600}; }

private:
  void show_notes(const MapState& state);

  FactsTable* place_ = nullptr;
  SeriesChart* series_ = nullptr;
  FactsTable* map_ = nullptr;
  FactsTable* run_ = nullptr;
  FactsTable* twin_ = nullptr;
  QListWidget* notes_ = nullptr;
  QLabel* notes_title_ = nullptr;
  std::optional<Pick> pick_;
  const void* noted_city_ = nullptr;  ///< whose notes are listed
  const void* noted_run_ = nullptr;
};

}  // namespace leeward::ui
