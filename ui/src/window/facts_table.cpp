#include "ui/facts_table.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace leeward::ui {
namespace {

/// A word that no line can hold would widen the panel: it may break after an underscore or dot. Words that
/// break by themselves (after spaces, hyphens, slashes) stay as they are, so that they can be copied.
QString breakable(const QString& text) {
  constexpr int longest = 30;
  QString result;
  int since_break = 0;
  for (const QChar c : text) {
    result += c;
    since_break = c.isSpace() || c == u'/' || c == u'-' ? 0 : since_break + 1;
    if (since_break > longest) {
      result += QChar(0x200B);
      since_break = 0;
    }
  }
  return result;
}

}  // namespace

FactsTable::FactsTable(const QString& title, QWidget* parent) : QGroupBox(title, parent) {
  grid_ = new QGridLayout(this);
  grid_->setHorizontalSpacing(10);
  grid_->setVerticalSpacing(3);
  grid_->setContentsMargins(8, 6, 8, 8);
  grid_->setColumnStretch(1, 1);
}

void FactsTable::show_facts(const Facts& facts, const QString& when_empty) {
  const auto is_same = [](const FactRow& a, const FactRow& b) {
    return a.name == b.name && a.value == b.value;
  };
  const bool is_unchanged =
      !facts.empty() && std::equal(facts.begin(), facts.end(), facts_.begin(), facts_.end(), is_same);
  if (is_unchanged) return;
  facts_ = facts;
  while (QLayoutItem* item = grid_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  setVisible(!facts.empty() || !when_empty.isEmpty());
  if (facts.empty()) {
    auto* hint = new QLabel(when_empty, this);
    hint->setWordWrap(true);
    hint->setEnabled(false);
    grid_->addWidget(hint, 0, 0, 1, 2);
    return;
  }
  for (int row = 0; const FactRow& fact : facts) {
    auto* name = new QLabel(fact.name, this);
    name->setStyleSheet(QStringLiteral("color: #55606b"));
    auto* value = new QLabel(breakable(fact.value), this);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(fact.name);
    value->setToolTip(fact.hint);
    value->setMinimumWidth(60);
    grid_->addWidget(name, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid_->addWidget(value, row, 1, Qt::AlignTop);
    ++row;
  }
}

QString FactsTable::value(const QString& name) const {
  const auto found =
      std::find_if(facts_.begin(), facts_.end(), [&](const FactRow& row) { return row.name == name; });
  return found == facts_.end() ? QString() : found->value;
}

}  // namespace leeward::ui
