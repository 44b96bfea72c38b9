#pragma once
#include <QGroupBox>

#include "ui/facts.h"

class QGridLayout;
class QLabel;

namespace leeward::ui {

/// A titled list of facts; values can be selected and copied.
class FactsTable final : public QGroupBox {
  Q_OBJECT
public:
  explicit FactsTable(const QString& title, QWidget* parent = nullptr);
  /// @param when_empty  said when there are no facts; empty: the whole table hides
  void show_facts(const Facts& facts, const QString& when_empty);
  /// The value of a row, for tests and screen readers; empty when there is none.
  QString value(const QString& name) const;

private:
  QGridLayout* grid_ = nullptr;
  Facts facts_;
};

}  // namespace leeward::ui
