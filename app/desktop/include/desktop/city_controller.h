#pragma once
#include <QObject>
#include <QStringList>
#include <cstdint>
#include <filesystem>

#include "desktop/background.h"
#include "ui/city_view.h"

namespace leeward::desktop {

/// Opens twins and loads their runs, off the GUI thread. Answers to a request that a newer one has replaced
/// are dropped.
class CityController final : public QObject {
  Q_OBJECT
public:
  explicit CityController(QObject* parent = nullptr) : QObject(parent) {}
  /// Reads a twin, then its newest run, or the one asked for.
  void open(const QString& folder, const QString& run_id = {});
  /// A run of the open twin.
  void load_run(const QString& run_id);
  QStringList run_ids() const;
  const ui::CityViewPtr& city() const { return city_; }

Q_SIGNALS:
  void opening(const QString& folder);
  void opened(const leeward::ui::CityViewPtr& city, const QString& folder);
  void open_failed(const QString& message);
  void loading_run(const QString& run_id);
  void run_loaded(const leeward::ui::RunViewPtr& run);
  void run_failed(const QString& message);
  /// The twin has no run.
  void no_run();

private:
  template <class Answer>
  void answer(std::uint64_t ticket, Answer&& give);

  ui::CityViewPtr city_;
  std::filesystem::path folder_;
  std::uint64_t ticket_ = 0;  ///< of the newest request
  bool is_opening_ = false;
  Background background_;  ///< last: its threads end first
};

}  // namespace leeward::desktop
