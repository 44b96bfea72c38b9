#include "desktop/recent_twins.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace leeward::desktop {
namespace {

constexpr qsizetype most_recent = 8;
const auto recent_key = "recent_twins";

}  // namespace

QStringList recent_twins() {
  QStringList there;
  for (const QString& folder : QSettings().value(QLatin1String(recent_key)).toStringList())
    if (QFileInfo::exists(folder + QStringLiteral("/twin.toml"))) there << folder;
  return there;
}

void remember_twin(const QString& folder) {
  QStringList all = recent_twins();
  const QString absolute = QDir(folder).absolutePath();
  all.removeAll(absolute);
  all.prepend(absolute);
  QSettings().setValue(QLatin1String(recent_key), QStringList(all.mid(0, most_recent)));
}

}  // namespace leeward::desktop
