#include "ui/inspector_panel.h"

#include <QLabel>
#include <QListWidget>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/facts_table.h"
#include "ui/scene/field_sample.h"
#include "ui/series_chart.h"

namespace leeward::ui {

InspectorPanel::InspectorPanel(QWidget* parent) : QScrollArea(parent) {
  setObjectName(QStringLiteral("inspector"));
  setAccessibleName(tr("Inspector"));
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  auto* content = new QWidget(this);
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->setSpacing(6);
  place_ = new FactsTable(tr("Clicked place"), content);
  place_->setObjectName(QStringLiteral("facts_place"));
  series_ = new SeriesChart(content);
  map_ = new FactsTable(tr("Map shown"), content);
  map_->setObjectName(QStringLiteral("facts_map"));
  run_ = new FactsTable(tr("Run"), content);
  run_->setObjectName(QStringLiteral("facts_run"));
  twin_ = new FactsTable(tr("Twin"), content);
  twin_->setObjectName(QStringLiteral("facts_twin"));
  notes_title_ = new QLabel(content);
  notes_ = new QListWidget(content);
  notes_->setObjectName(QStringLiteral("notes"));
  notes_->setAccessibleName(tr("Notes of the twin and the run"));
  notes_->setWordWrap(true);
  notes_->setMinimumHeight(140);
  notes_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  notes_title_->setBuddy(notes_);
  for (QWidget* part : std::initializer_list<QWidget*>{place_, series_, map_, run_, twin_, notes_title_})
    layout->addWidget(part);
  layout->addWidget(notes_, 1);
  setWidget(content);
  series_->hide();
}

void InspectorPanel::show_state(const MapState& state) {
  const bool has_city = state.city() != nullptr;
  twin_->show_facts(has_city ? twin_facts(*state.city()) : Facts{}, tr("No twin is open."));
  run_->show_facts(state.run() ? run_facts(*state.run(), state.hour_text()) : Facts{},
                   has_city ? tr("No run yet. Run → Run… solves one.") : QString());
  map_->show_facts(map_facts(state), QString());
  show_notes(state);
  show_place(state, pick_);
}

void InspectorPanel::show_place(const MapState& state, const std::optional<Pick>& pick) {
  if (!state.city())
    pick_.reset();
  else
    pick_ = pick;
  if (pick_ && state.shown()) {
    // The pick is of the hour that was shown then; the value must follow the hour.
    pick_->value_ug_per_m3 = sample_level(*state.shown()->ground, state.pollutant_index(),
                                          state.shown_hour_index(), 0, pick_->position_m);
  }
  place_->show_facts(
      pick_ ? place_facts(state, *pick_) : Facts{},
      state.city() ? tr("Click the map for its value, or a feature for its data.") : QString());
  const bool has_series = pick_ && state.run() && state.hour_count() > 1;
  series_->setVisible(has_series);
  if (has_series) series_->show_place(state, pick_->position_m);
}

void InspectorPanel::show_notes(const MapState& state) {
  if (noted_city_ == state.city().get() && noted_run_ == state.run().get() && noted_city_) return;
  noted_city_ = state.city().get();
  noted_run_ = state.run().get();
  notes_->clear();
  const auto add_all = [this](const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) {
      // What holds for twin and run is said once. An assumption is a sentence of its own.
      const bool is_sentence = fault.file.empty() && fault.layer.empty() && fault.expected.empty();
      const QString text = QString::fromStdString(is_sentence ? fault.found : to_text(fault));
      if (!notes_->findItems(text, Qt::MatchFixedString | Qt::MatchCaseSensitive).isEmpty()) continue;
      auto* item = new QListWidgetItem(text, notes_);
      item->setIcon(style()->standardIcon(fault.severity == Severity::note ? QStyle::SP_MessageBoxInformation
                                          : fault.severity == Severity::warning
                                              ? QStyle::SP_MessageBoxWarning
                                              : QStyle::SP_MessageBoxCritical));
      item->setToolTip(item->text());
    }
  };
  if (state.city()) add_all(state.city()->faults);
  if (state.run()) add_all(state.run()->notes);
  const bool has_notes = notes_->count() > 0;
  notes_->setVisible(has_notes);
  notes_title_->setText(has_notes ? tr("&Notes (%1)").arg(notes_->count()) : tr("No notes on twin and run."));
  notes_title_->setVisible(state.city() != nullptr);
}

}  // namespace leeward::ui
