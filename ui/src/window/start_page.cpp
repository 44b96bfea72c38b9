#include "ui/start_page.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace leeward::ui {

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("start_page"));
  auto* column = new QWidget(this);
  column->setMaximumWidth(560);
  auto* name = new QLabel(tr("Leeward"), column);
  QFont large = font();
  large.setPointSizeF(2.2 * large.pointSizeF());
  large.setBold(true);
  name->setFont(large);
  auto* what = new QLabel(
      tr("A digital twin of a city's air: sources and meteorology in, concentrations out."), column);
  what->setWordWrap(true);
  auto* open = new QPushButton(tr("&Open twin…"), column);
  open->setObjectName(QStringLiteral("start_open"));
  open->setMinimumHeight(36);
  open->setDefault(true);
  auto* hint = new QLabel(tr("A twin is a folder with twin.toml and city.gpkg. "
                             "\"leeward-batch create CITY --from KIT.toml\" makes one out of GIS layers."),
                          column);
  hint->setWordWrap(true);
  recent_title_ = new QLabel(tr("&Recent twins"), column);
  QFont bold = font();
  bold.setBold(true);
  recent_title_->setFont(bold);
  recent_ = new QListWidget(column);
  recent_->setObjectName(QStringLiteral("start_recent"));
  recent_->setAccessibleName(tr("Recent twins"));
  recent_->setMinimumHeight(160);
  recent_title_->setBuddy(recent_);

  auto* layout = new QVBoxLayout(column);
  layout->setSpacing(10);
  for (QWidget* part : std::initializer_list<QWidget*>{name, what, open, hint}) layout->addWidget(part);
  layout->addSpacing(14);
  layout->addWidget(recent_title_);
  layout->addWidget(recent_);
  auto* row = new QHBoxLayout;
  row->addStretch(1);
  row->addWidget(column, 3);
  row->addStretch(1);
  auto* outer = new QVBoxLayout(this);
  outer->addStretch(1);
  outer->addLayout(row);
  outer->addStretch(2);

  connect(open, &QPushButton::clicked, this, &StartPage::open_wished);
  connect(recent_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { Q_EMIT recent_wished(item->text()); });
  // One click is enough: it is a list of links.
  connect(recent_, &QListWidget::itemClicked, this,
          [this](QListWidgetItem* item) { Q_EMIT recent_wished(item->text()); });
  show_recent({});
}

void StartPage::show_recent(const QStringList& folders) {
  recent_->clear();
  recent_->addItems(folders);
  recent_->setVisible(!folders.isEmpty());
  recent_title_->setVisible(!folders.isEmpty());
}

}  // namespace leeward::ui
