#include "ui/display_text.h"

#include <QCoreApplication>
#include <QTimeZone>
#include <algorithm>
#include <cmath>

#include "core/model/pollutant.h"
#include "core/model/units.h"

namespace leeward::ui {
namespace {

struct DisplayText {
  Q_DECLARE_TR_FUNCTIONS(DisplayText)
};

QString two_digits(long long value) {
  return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

}  // namespace

QString number_text(double value) {
  if (!std::isfinite(value)) return DisplayText::tr("no value");
  const double size = std::abs(value);
  const int before = size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 1;
  const int decimals = std::clamp(3 - before, 0, 6);
  QString text = QString::number(value, 'f', decimals);
  if (decimals > 0) {
    while (text.endsWith(QLatin1Char('0'))) text.chop(1);
    if (text.endsWith(QLatin1Char('.'))) text.chop(1);
  }
  return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

QString grouped_text(long long value) {
  QString digits = QString::number(std::abs(value));
  for (qsizetype at = digits.size() - 3; at > 0; at -= 3) digits.insert(at, QChar(0x202F));
  return value < 0 ? QStringLiteral("-") + digits : digits;
}

QString unit_text(const std::string& unit) {
  return unit == "ug/m3" ? QStringLiteral("µg/m³") : QString::fromStdString(unit);
}

QString pollutant_text(const std::string& id) {
  const auto known = find_pollutant(id);
  return known ? QString::fromUtf8(known->label.data(), static_cast<qsizetype>(known->label.size()))
               : QString::fromStdString(id);
}

HourText::HourText(const std::string& iana_zone, double utc_offset_hours)
    : zone_(iana_zone), utc_offset_hours_(utc_offset_hours) {}

QDateTime HourText::local(UtcHour hour) const {
  const auto seconds = static_cast<qint64>(hour.hours_since_epoch) * static_cast<qint64>(seconds_per_hour);
  const QTimeZone zone(QByteArray::fromStdString(zone_));
  if (!zone_.empty() && zone.isValid()) return QDateTime::fromSecsSinceEpoch(seconds, zone);
  return QDateTime::fromSecsSinceEpoch(seconds,
                                       QTimeZone(static_cast<int>(utc_offset_hours_ * seconds_per_hour)));
}

QString HourText::with_utc(UtcHour hour) const {
  const QDateTime here = local(hour);
  const QDateTime utc = here.toUTC();
  const QString format = QStringLiteral("yyyy-MM-dd HH:mm");
  if (here.offsetFromUtc() == 0) return utc.toString(format) + QStringLiteral(" UTC");
  return QStringLiteral("%1 %2 (%3 UTC)")
      .arg(here.toString(format), here.timeZoneAbbreviation(),
           utc.toString(here.date() == utc.date() ? QStringLiteral("HH:mm") : format));
}

QString HourText::hour_ending(UtcHour hour) const {
  return DisplayText::tr("hour ending %1").arg(with_utc(hour));
}

QString status_text(HourStatus status) {
  switch (status) {
    case HourStatus::valid:
      return {};
    case HourStatus::calm:
      return DisplayText::tr("Calm hour: no modelled value");
    case HourStatus::missing:
      return DisplayText::tr("No meteorology in this hour: no modelled value");
  }
  return {};
}

QString position_text(Vec2 position_m) {
  return DisplayText::tr("%1 E  %2 N")
      .arg(grouped_text(std::llround(position_m.x)), grouped_text(std::llround(position_m.y)));
}

QString duration_text(double seconds) {
  const long long whole = std::llround(std::max(0.0, seconds));
  if (whole < 60) return DisplayText::tr("%1 s").arg(whole);
  if (whole < 3600) return DisplayText::tr("%1 min %2 s").arg(whole / 60).arg(two_digits(whole % 60));
  return DisplayText::tr("%1 h %2 min").arg(whole / 3600).arg(two_digits(whole / 60 % 60));
}

}  // namespace leeward::ui
