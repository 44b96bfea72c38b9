#pragma once
#include <QAbstractTableModel>
#include <string>
#include <vector>

#include "ui/colour_ramp.h"

namespace leeward::ui {

/// The class limits of a colour scale while they are edited: the highest class on top, as in the legend.
class ScaleModel final : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { class_column, limit_column, column_count };

  explicit ScaleModel(QObject* parent = nullptr);
  void set(std::vector<double> breaks, const std::string& ramp);
  void set_ramp(const std::string& ramp);
  const std::vector<double>& breaks() const { return breaks_; }
  const std::string& ramp() const { return ramp_; }
  /// Another limit above the one in `row`, in the middle of its class.
  void add_above(int row);
  void remove(int row);
  /// Empty when the scale can be used; otherwise what is wrong.
  QString problem() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
  void scale_changed();

private:
  std::size_t break_of(int row) const { return breaks_.size() - 1 - static_cast<std::size_t>(row); }
  void tell_changed();

  std::vector<double> breaks_;
  std::string ramp_;
  ColourScale scale_;
};

}  // namespace leeward::ui
