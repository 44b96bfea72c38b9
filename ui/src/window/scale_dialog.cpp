#include "ui/scale_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <utility>

#include "ui/scale_model.h"

namespace leeward::ui {
namespace {

QIcon ramp_icon(const ColourRamp& ramp) {
  QPixmap pixmap(90, 14);
  QPainter painter(&pixmap);
  const double step = static_cast<double>(pixmap.width()) / static_cast<double>(ramp.colours.size());
  for (std::size_t i = 0; i < ramp.colours.size(); ++i)
    painter.fillRect(QRectF(static_cast<double>(i) * step, 0, step + 1, pixmap.height()),
                     QColor::fromRgb(QRgb(ramp.colours[i])));
  return QIcon(pixmap);
}

}  // namespace

ScaleDialog::ScaleDialog(const QString& quantity, const QString& unit, const MapState::ScaleChoice& choice,
                         std::vector<double> own_breaks, QWidget* parent)
    : QDialog(parent), own_breaks_(std::move(own_breaks)) {
  setObjectName(QStringLiteral("scale_dialog"));
  setWindowTitle(tr("Colour scale"));
  model_ = new ScaleModel(this);
  table_ = new QTableView(this);
  table_->setModel(model_);
  table_->setAccessibleName(tr("Class limits"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setTabKeyNavigation(false);
  ramps_ = new QComboBox(this);
  ramps_->setAccessibleName(tr("Colour ramp"));
  ramps_->setIconSize({90, 14});
  for (const ColourRamp& ramp : colour_ramps())
    ramps_->addItem(ramp_icon(ramp),
                    QString::fromUtf8(ramp.label.data(), static_cast<qsizetype>(ramp.label.size())),
                    QString::fromUtf8(ramp.id.data(), static_cast<qsizetype>(ramp.id.size())));
  problem_ = new QLabel(this);
  problem_->setObjectName(QStringLiteral("scale_problem"));
  problem_->setWordWrap(true);
  problem_->setStyleSheet(QStringLiteral("color: #b3261e"));

  auto* add = new QPushButton(tr("&Add limit"), this);
  auto* remove = new QPushButton(tr("Re&move limit"), this);
  auto* own = new QPushButton(tr("&Limits of the run"), this);
  own->setToolTip(tr("Back to the limits that fit the run, in steps of 1, 2 and 5"));
  auto* edit = new QHBoxLayout;
  for (QPushButton* button : {add, remove, own}) edit->addWidget(button);
  auto* buttons =
      new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Apply | QDialogButtonBox::Cancel, this);
  ok_ = buttons->button(QDialogButtonBox::Ok);
  apply_ = buttons->button(QDialogButtonBox::Apply);

  auto* form = new QFormLayout;
  form->addRow(tr("Quantity:"), new QLabel(tr("%1, limits in %2").arg(quantity, unit), this));
  form->addRow(tr("&Ramp:"), ramps_);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(table_, 1);
  layout->addLayout(edit);
  auto* hint = new QLabel(
      tr("Values below the lowest limit are not coloured. The scale holds for all hours and statistics."),
      this);
  hint->setWordWrap(true);
  layout->addWidget(hint);
  layout->addWidget(problem_);
  layout->addWidget(buttons);
  resize(420, 520);

  const auto current_row = [this] {
    return table_->currentIndex().isValid() ? table_->currentIndex().row() : -1;
  };
  connect(add, &QPushButton::clicked, this, [this, current_row] { model_->add_above(current_row()); });
  connect(remove, &QPushButton::clicked, this, [this, current_row] { model_->remove(current_row()); });
  connect(own, &QPushButton::clicked, this, &ScaleDialog::reset);
  connect(ramps_, &QComboBox::currentIndexChanged, this, &ScaleDialog::choose_ramp);
  connect(model_, &ScaleModel::scale_changed, this, &ScaleDialog::show_problem);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    Q_EMIT applied();
    accept();
  });
  connect(apply_, &QPushButton::clicked, this, &ScaleDialog::applied);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  const int ramp = ramps_->findData(QString::fromStdString(choice.ramp));
  model_->set(choice.breaks, choice.ramp);
  ramps_->setCurrentIndex(ramp < 0 ? 0 : ramp);
}

MapState::ScaleChoice ScaleDialog::choice() const {
  return {model_->breaks(), model_->ramp()};
}

bool ScaleDialog::is_reset() const {
  return model_->breaks() == own_breaks_ && ramps_->currentIndex() == 0;
}

void ScaleDialog::choose_ramp() {
  model_->set_ramp(ramps_->currentData().toString().toStdString());
}

void ScaleDialog::reset() {
  model_->set(own_breaks_, "");
  ramps_->setCurrentIndex(0);
}

void ScaleDialog::show_problem() {
  const QString problem = model_->problem();
  problem_->setText(problem);
  ok_->setEnabled(problem.isEmpty());
  apply_->setEnabled(problem.isEmpty());
}

}  // namespace leeward::ui
