#pragma once
#include <QStringList>
#include <QWidget>

class QLabel;
class QListWidget;

namespace leeward::ui {

/// What the window shows without a twin: open one, or one of the recent ones.
class StartPage final : public QWidget {
  Q_OBJECT
public:
  explicit StartPage(QWidget* parent = nullptr);
  void show_recent(const QStringList& folders);

Q_SIGNALS:
  void open_wished();
  void recent_wished(const QString& folder);

private:
  QLabel* recent_title_ = nullptr;
  QListWidget* recent_ = nullptr;
};

}  // namespace leeward::ui
