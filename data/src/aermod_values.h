#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aermod_lines.h"

/// Numbers, repeat counts, ranks and ranges of source ids as AERMOD writes them.
namespace leeward::data::aermod {

/// A Fortran number: 1, -1.5, 2.E3, 1D-4. nullopt for anything else.
std::optional<double> parse_fortran(std::string_view text);

/// "1ST", "FIRST", "8TH", "12"; nullopt for anything else or beyond 999.
std::optional<int> parse_rank(std::string_view text);

/// Number of values of a type of factors (EMISFACT, BACKGRND, O3VALUES); 0: no such type. ANNUAL is none of EMISFACT's.
std::size_t factor_count(std::string_view type);
inline constexpr std::string_view factor_types =
    "SEASON, MONTH, HROFDY, WSPEED, SEASHR, HRDOW, HRDOW7, SHRDOW, SHRDOW7, MHRDOW or MHRDOW7";

/// Begin and end of a range "A1-A20" of source ids; the same twice for a single id.
struct IdRange {
  std::string low;
  std::string high;
  bool is_range = false;
};
/// nullopt: an empty end, or the end lies before the begin.
std::optional<IdRange> parse_id_range(std::string_view text);
/// AERMOD's rule: an id is letters, then a number, then the rest; each part must lie between those of the
/// ends.
bool is_in_range(std::string_view id, const IdRange& range);

/// Reads the fields of one card one after another and tells what is wrong with them.
class FieldReader {
public:
  FieldReader(const Card& card, Faults& faults, std::size_t next = 0)
      : card_(&card), faults_(&faults), next_(next) {}

  bool has_more() const { return next_ < card_->fields.size(); }
  std::size_t left() const { return card_->fields.size() - next_; }
  const std::string& peek() const { return card_->fields[next_]; }
  /// The next field; an empty text and a fault when there is none.
  std::string text(std::string_view meaning);
  /// The same with small letters kept, for file names.
  std::string text_as_written(std::string_view meaning);
  /// 0 and a fault when there is none.
  double number(std::string_view meaning);
  /// UG/M3, PPB or PPM; an empty text and a fault for anything else.
  std::string concentration_unit();
  /// The rest as begins of 2 to 6 wind sectors, ascending and at least 30 degrees apart; empty and a fault else.
  std::vector<double> sector_begins();
  /// SECT1, SECT2 ... of `count` sectors as an index; nullopt and a fault for anything else.
  std::optional<std::size_t> sector(std::size_t count);
  int whole(std::string_view meaning, int least, int most);
  /// Appends the rest as numbers, "24*1.0" 24 times; stops with a fault at `most` values in `into`.
  void numbers(std::string_view meaning, std::size_t most, std::vector<double>& into);
  /// A fault when fields are left.
  void finish();
  bool is_good() const { return is_good_; }
  void refuse(std::string found, std::string expected);

private:
  const Card* card_;
  Faults* faults_;
  std::size_t next_;
  bool is_good_ = true;
};

}  // namespace leeward::data::aermod
