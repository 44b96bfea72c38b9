#include "desktop/city_controller.h"

#include <utility>

#include "app/open_city.h"
#include "app/run_city.h"
#include "desktop/views.h"

namespace leeward::desktop {
namespace {

QString error_words(const Error& error) {
  return QString::fromStdString(to_text(error));
}

}  // namespace

/// Brings an answer of a task to the GUI thread.
template <class Answer>
void CityController::answer(std::uint64_t ticket, Answer&& give) {
  QMetaObject::invokeMethod(
      this,
      [this, ticket, give = std::forward<Answer>(give)] {
        if (ticket == ticket_) give();
      },
      Qt::QueuedConnection);
}

void CityController::open(const QString& folder, const QString& run_id) {
  const std::filesystem::path path(folder.toStdString());
  if (is_opening_ && path == folder_) return;
  const std::uint64_t ticket = ++ticket_;
  folder_ = path;
  is_opening_ = true;
  Q_EMIT opening(folder);
  const auto fail_with = [this, ticket](const Error& error) {
    answer(ticket, [this, text = error_words(error)] {
      is_opening_ = false;
      if (city_) folder_ = city_->city->folder;
      Q_EMIT open_failed(text);
    });
  };
  background_.start(
      [this, ticket, path, folder, run_id, fail_with](const std::stop_token&) {
        auto city = app::open_city(path);
        if (!city) return fail_with(city.error());
        ui::CityViewPtr view = make_city_view(std::move(*city));
        answer(ticket, [this, view, folder, run_id] {
          is_opening_ = false;
          city_ = view;
          folder_ = view->city->folder;
          Q_EMIT opened(view, folder);
          load_run(run_id);
        });
      },
      fail_with);
}

QStringList CityController::run_ids() const {
  QStringList ids;
  if (!city_) return ids;
  for (const std::filesystem::path& run : app::list_runs(folder_))
    ids << QString::fromStdString(run.filename().string());
  return ids;
}

void CityController::load_run(const QString& run_id) {
  QString id = run_id;
  if (id.isEmpty()) {
    const QStringList ids = run_ids();
    if (ids.isEmpty()) {
      Q_EMIT no_run();
      return;
    }
    id = ids.front();
  }
  const std::uint64_t ticket = ++ticket_;
  Q_EMIT loading_run(id);
  const auto fail_with = [this, ticket](const Error& error) {
    answer(ticket, [this, text = error_words(error)] { Q_EMIT run_failed(text); });
  };
  background_.start(
      [this, ticket, folder = folder_ / "runs" / id.toStdString(), fail_with](const std::stop_token&) {
        auto run = app::load_run(folder);
        if (!run) return fail_with(run.error());
        ui::RunViewPtr view = make_run_view(*run);
        answer(ticket, [this, view] { Q_EMIT run_loaded(view); });
      },
      fail_with);
}

}  // namespace leeward::desktop
