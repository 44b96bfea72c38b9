#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/meteorology.h"
#include "core/model/result.h"

/// What the preprocessor does to observations before any physics, and how it tells about it.
namespace leeward::dispersion {

/// Counts hours of each kind of trouble: one note with count and first hour, never one per hour.
class HourNotes {
public:
  /// Words of one kind; `found` follows the number of hours ("without wind speed").
  struct Kind {
    Severity severity = Severity::warning;
    std::string found = {};
    std::string expected = {};
    std::string handled = {};
  };
  void count(const Kind& kind, UtcHour hour, std::size_t hours = 1);
  std::vector<Fault> faults(const std::string& origin) const;

private:
  struct Tally {
    Kind kind;
    std::size_t hours = 0;
    UtcHour first;
  };
  std::vector<Tally> tallies_;  // in the order of first appearance
};

/// Everything wrong with the site or the order of the hours; empty when they can be used.
std::vector<Fault> faults_of(const ObservedSeries& observed);

/// Values outside what a sensor can see become missing; wind between 0 and 0.2828 m/s (sqrt 2 times the least
/// sigma_v) becomes 0.2828; temperature and cloud cover are interpolated in time over gaps of one or two
/// hours (cloud to whole tenths); a missing pressure becomes that of the standard atmosphere (physics/01
/// section 10.2).
std::vector<ObservedHour> cleaned_hours(const ObservedSeries& observed, HourNotes& notes);

}  // namespace leeward::dispersion
