#include "ui/scale_model.h"

#include <QColor>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/decorations.h"
#include "ui/display_text.h"

namespace leeward::ui {
namespace {

constexpr std::size_t most_breaks = 12;

}  // namespace

ScaleModel::ScaleModel(QObject* parent) : QAbstractTableModel(parent) {}

void ScaleModel::tell_changed() {
  scale_ = make_scale(breaks_, ramp_by_id(ramp_));
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, column_count - 1));
  Q_EMIT scale_changed();
}

void ScaleModel::set(std::vector<double> breaks, const std::string& ramp) {
  beginResetModel();
  breaks_ = std::move(breaks);
  ramp_ = ramp;
  endResetModel();
  tell_changed();
}

void ScaleModel::set_ramp(const std::string& ramp) {
  ramp_ = ramp;
  tell_changed();
}

void ScaleModel::add_above(int row) {
  if (breaks_.size() >= most_breaks) return;
  const std::size_t at = row < 0 || breaks_.empty() ? breaks_.size() : break_of(row) + 1;
  double value = 1;
  if (at > 0 && at < breaks_.size())
    value = 0.5 * (breaks_[at - 1] + breaks_[at]);
  else if (!breaks_.empty())
    value = 2 * breaks_.back();
  const int new_row = static_cast<int>(breaks_.size() - at);
  beginInsertRows({}, new_row, new_row);
  breaks_.insert(breaks_.begin() + static_cast<std::ptrdiff_t>(at), value);
  endInsertRows();
  tell_changed();
}

void ScaleModel::remove(int row) {
  if (row < 0 || row >= rowCount() || breaks_.size() < 2) return;
  beginRemoveRows({}, row, row);
  breaks_.erase(breaks_.begin() + static_cast<std::ptrdiff_t>(break_of(row)));
  endRemoveRows();
  tell_changed();
}

QString ScaleModel::problem() const {
  if (breaks_.empty()) return tr("A scale needs at least one limit.");
  for (std::size_t i = 1; i < breaks_.size(); ++i)
    if (!(breaks_[i] > breaks_[i - 1]))
      return tr("Limits must grow from bottom to top: %1 is not above %2.")
          .arg(number_text(breaks_[i]), number_text(breaks_[i - 1]));
  return breaks_.front() > 0 ? QString() : tr("Limits must be above 0.");
}

int ScaleModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(breaks_.size());
}
int ScaleModel::columnCount(const QModelIndex&) const {
  return column_count;
}

QVariant ScaleModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const std::size_t at = break_of(index.row());
  if (index.column() == class_column) {
    if (role == Qt::BackgroundRole) return QColor::fromRgb(QRgb(scale_.colours[at + 1] >> 8));
    // Told apart without seeing the colour, too.
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
      return class_texts(scale_).value(index.row());
    return {};
  }
  if (role == Qt::DisplayRole || role == Qt::EditRole)
    return QStringLiteral("%1").arg(breaks_[at], 0, 'g', 6);
  if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  return {};
}

QVariant ScaleModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == class_column ? tr("Colour") : tr("From (lower limit)");
}

Qt::ItemFlags ScaleModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  return index.column() == limit_column ? usual | Qt::ItemIsEditable : usual;
}

bool ScaleModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || index.column() != limit_column) return false;
  bool is_number = false;
  QString text = value.toString().trimmed();
  double limit = QLocale(QLocale::C).toDouble(text, &is_number);
  // A decimal comma is what many keyboards give.
  if (!is_number) limit = QLocale(QLocale::C).toDouble(text.replace(u',', u'.'), &is_number);
  if (!is_number || !std::isfinite(limit)) return false;
  breaks_[break_of(index.row())] = limit;
  tell_changed();
  return true;
}

}  // namespace leeward::ui
