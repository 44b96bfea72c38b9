#pragma once
#include <QDateTime>
#include <QString>
#include <string>

#include "core/model/concentration.h"
#include "core/model/geometry.h"
#include "core/model/time.h"

/// Numbers, hours and names as the user reads them.
namespace leeward::ui {

/// Three significant digits, never an exponent: "0.012", "3.4", "218". Class limits come out as they were
/// written.
QString number_text(double value);
/// "5 818 456" with narrow spaces.
QString grouped_text(long long value);
/// "ug/m3" -> "µg/m³"; other units as they are.
QString unit_text(const std::string& unit);
/// "NOx" -> "NOₓ (as NO₂)"; the id itself when unknown.
QString pollutant_text(const std::string& id);

/// Shows hours in the time zone of a city; falls back to its standard offset when the zone is not known here.
class HourText {
public:
  HourText() = default;
  HourText(const std::string& iana_zone, double utc_offset_hours);
  QDateTime local(UtcHour hour) const;
  /// "2024-06-20 11:00 CEST (09:00 UTC)", with the UTC date when it differs.
  QString with_utc(UtcHour hour) const;
  /// "hour ending 2024-06-20 11:00 CEST (09:00 UTC)"
  QString hour_ending(UtcHour hour) const;

private:
  std::string zone_ = "UTC";
  double utc_offset_hours_ = 0;
};

QString status_text(HourStatus status);  ///< "calm hour: no modelled value", ...
/// "388 123 E, 5 818 456 N"
QString position_text(Vec2 position_m);
/// "45 s", "3 min 05 s", "1 h 20 min"
QString duration_text(double seconds);

}  // namespace leeward::ui
