#include "ui/facts_table.h"

#include <QFormLayout>
#include <QLabel>
#include <algorithm>

namespace leeward::ui {
namespace {

/// Lets a text without spaces (a hash, a path) wrap: zero-width spaces after separators and every 16 signs.
QString breakable(const QString& text) {
  QString result;
  int since_break = 0;
  for (const QChar c : text) {
    result += c;
    since_break = c.isSpace() ? 0 : since_break + 1;
    if (c == u'/' || c == u'_' || since_break == 16) {
      result += QChar(0x200B);
      since_break = 0;
    }
  }
  return result;
}

}  // namespace

FactsTable::FactsTable(const QString& title, QWidget* parent) : QGroupBox(title, parent) {
  form_ = new QFormLayout(this);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  form_->setHorizontalSpacing(10);
  form_->setVerticalSpacing(3);
  form_->setContentsMargins(8, 6, 8, 8);
}

void FactsTable::show_facts(const Facts& facts, const QString& when_empty) {
  const auto is_same = [](const FactRow& a, const FactRow& b) { return a.name == b.name && a.value == b.value; };
  const bool is_unchanged = !facts.empty() && std::equal(facts.begin(), facts.end(), facts_.begin(), facts_.end(), is_same);
  if (is_unchanged) return;
  facts_ = facts;
  while (form_->rowCount() > 0) form_->removeRow(0);
  setVisible(!facts.empty() || !when_empty.isEmpty());
  if (facts.empty()) {
    auto* hint = new QLabel(when_empty, this);
    hint->setWordWrap(true);
    hint->setEnabled(false);
    form_->addRow(hint);
    return;
  }
  for (const FactRow& row : facts) {
    auto* name = new QLabel(row.name, this);
    name->setStyleSheet(QStringLiteral("color: #55606b"));
    auto* value = new QLabel(breakable(row.value), this);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(row.name);
    value->setMinimumWidth(60);
    form_->addRow(name, value);
  }
}

QString FactsTable::value(const QString& name) const {
  const auto found = std::find_if(facts_.begin(), facts_.end(), [&](const FactRow& row) { return row.name == name; });
  return found == facts_.end() ? QString() : found->value;
}

}  // namespace leeward::ui
