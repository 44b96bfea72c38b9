#pragma once
#include <QDialog>

#include "ui/map_state.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace leeward::ui {

class ScaleModel;

/// Edits the class limits and the colour ramp of one pollutant.
class ScaleDialog final : public QDialog {
  Q_OBJECT
public:
  ScaleDialog(const QString& quantity, const QString& unit, const MapState::ScaleChoice& choice,
              std::vector<double> own_breaks, QWidget* parent = nullptr);
  MapState::ScaleChoice choice() const;
  /// The run's own limits and the first ramp were asked for and not changed since.
  bool is_reset() const;

Q_SIGNALS:
  void applied();

private:
  void show_problem();
  void choose_ramp();
  void reset();

  std::vector<double> own_breaks_;
  ScaleModel* model_ = nullptr;
  QTableView* table_ = nullptr;
  QComboBox* ramps_ = nullptr;
  QLabel* problem_ = nullptr;
  QPushButton* ok_ = nullptr;
  QPushButton* apply_ = nullptr;
};

}  // namespace leeward::ui
