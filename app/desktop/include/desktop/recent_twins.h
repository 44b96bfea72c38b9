#pragma once
#include <QStringList>

/// The folders that were opened last, newest first; kept in the user's settings.
namespace leeward::desktop {

QStringList recent_twins();
void remember_twin(const QString& folder);

}  // namespace leeward::desktop
