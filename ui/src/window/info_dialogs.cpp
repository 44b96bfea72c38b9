#include "ui/info_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <array>
#include <utility>

namespace leeward::ui {
namespace {

struct InfoText {
  Q_DECLARE_TR_FUNCTIONS(InfoText)
};

void show_text(QWidget* parent, const QString& name, const QString& title, const QString& html, QSize size) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName(name);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  auto* text = new QTextBrowser(dialog);
  text->setHtml(html);
  text->setOpenExternalLinks(false);
  text->setAccessibleName(title);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(text);
  layout->addWidget(buttons);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  dialog->resize(size);
  dialog->open();
}

QString table_row(const QString& left, const QString& right) {
  return QStringLiteral(
             "<tr><td style='padding:2px 18px 2px 0'>%1</td><td style='padding:2px 0'><b>%2</b></td></tr>")
      .arg(left.toHtmlEscaped(), right.toHtmlEscaped());
}

}  // namespace

QString shortcuts_html(const std::vector<QAction*>& actions) {
  QString html = QStringLiteral("<h3>%1</h3><table>").arg(InfoText::tr("Keys"));
  for (const QAction* action : actions) {
    if (action->shortcut().isEmpty()) continue;
    QString text = action->text();
    html += table_row(text.remove(u'&').remove(QStringLiteral("…")),
                      action->shortcut().toString(QKeySequence::NativeText));
  }
  html += QStringLiteral("</table><h3>%1</h3><table>").arg(InfoText::tr("Keys in the map"));
  const std::array<std::pair<QString, QString>, 6> map_keys{
      {{InfoText::tr("Play or pause"), InfoText::tr("Space")},
       {InfoText::tr("Hour back, hour on"), InfoText::tr("Left, Right")},
       {InfoText::tr("Move"), InfoText::tr("Shift+arrows")},
       {InfoText::tr("Turn and tilt"), InfoText::tr("Alt+arrows")},
       {InfoText::tr("Zoom"), InfoText::tr("+ and −")},
       {InfoText::tr("Value and data of the middle"), InfoText::tr("Enter")}}};
  for (const auto& [what, key] : map_keys) html += table_row(what, key);
  html += QStringLiteral("</table><h3>%1</h3><table>").arg(InfoText::tr("Mouse in the map"));
  const std::array<std::pair<QString, QString>, 4> mouse{
      {{InfoText::tr("Value and data of a place or feature"), InfoText::tr("Click")},
       {InfoText::tr("Move"), InfoText::tr("Drag with the left button")},
       {InfoText::tr("Turn and tilt"), InfoText::tr("Drag with the right or middle button")},
       {InfoText::tr("Zoom at the cursor"), InfoText::tr("Wheel")}}};
  for (const auto& [what, how] : mouse) html += table_row(what, how);
  return html + QStringLiteral("</table>");
}

QString about_html(const AboutText& text, const CityViewPtr& city) {
  QString html =
      QStringLiteral("<h2>%1</h2><p>%2</p>")
          .arg(
              text.version.toHtmlEscaped(),
              InfoText::tr("Desktop digital twin of a city's air. Free software under the GNU General Public "
                           "License, version 3; it comes without any warranty."));
  html +=
      QStringLiteral("<h3>%1</h3><p>%2</p>")
          .arg(InfoText::tr("Limits"), InfoText::tr("A steady-state plume holds neither in calms nor for "
                                                    "releases that change within the hour: calm and "
                                                    "missing hours have no value here. Emission factors are "
                                                    "defaults until yours are put in; what was "
                                                    "assumed stands in the notes and in every manifest."));
  if (city && !city->city->settings.attribution.empty()) {
    html += QStringLiteral("<h3>%1</h3><ul>").arg(InfoText::tr("Data of the open twin"));
    for (const std::string& line : city->city->settings.attribution)
      html += QStringLiteral("<li>%1</li>").arg(QString::fromStdString(line).toHtmlEscaped());
    html += QStringLiteral("</ul>");
  }
  html += QStringLiteral("<h3>%1</h3><ul>").arg(InfoText::tr("Libraries and their licences"));
  for (const char* library :
       {"Qt 6 (LGPL-3.0)", "OpenSceneGraph (OSGPL: LGPL with exceptions)", "GDAL (MIT)", "PROJ (MIT)",
        "NetCDF (BSD-3-Clause)", "SQLite (public domain)", "OpenSSL (Apache-2.0)", "zlib (Zlib)", "fmt (MIT)",
        "spdlog (MIT)", "CLI11 (BSD-3-Clause)", "JSON for Modern C++ (MIT)", "toml++ (MIT)",
        "tl::expected (CC0-1.0)", "fontconfig (MIT-like)"})
    html += QStringLiteral("<li>%1</li>").arg(QString::fromLatin1(library));
  html += QStringLiteral("</ul><p>%1</p>")
              .arg(InfoText::tr(
                  "Colour ramps: YlOrRd by Cynthia Brewer (colorbrewer2.org, Apache-2.0); viridis by "
                  "Nathaniel Smith and Stéfan van der Walt (CC0)."));
  if (!text.build.isEmpty())
    html += QStringLiteral("<h3>%1</h3><pre>%2</pre>")
                .arg(InfoText::tr("This build"), text.build.toHtmlEscaped());
  return html;
}

void show_shortcuts(QWidget* parent, const std::vector<QAction*>& actions) {
  show_text(parent, QStringLiteral("shortcuts_dialog"), InfoText::tr("Keys and mouse"),
            shortcuts_html(actions), {560, 680});
}

void show_about(QWidget* parent, const AboutText& text, const CityViewPtr& city) {
  show_text(parent, QStringLiteral("about_dialog"), InfoText::tr("About Leeward"), about_html(text, city),
            {600, 620});
}

}  // namespace leeward::ui
