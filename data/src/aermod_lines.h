#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/result.h"
#include "data/aermod_runstream.h"

/// The cards of an AERMOD runstream: lines cut into pathway, keyword and fields.
namespace leeward::data::aermod {

/// One line that says something. Fields are what comes after the keyword.
struct Card {
  std::string pathway;              ///< "CO" ...; of the line before when it has none
  std::string keyword;              ///< in capitals; of the line before when it has none
  std::vector<std::string> fields;  ///< in capitals, as AERMOD takes them
  std::vector<std::string> as_written;
  std::string rest;  ///< the text after the keyword as written, for titles
  AermodPlace place;
  std::size_t size() const { return fields.size(); }
};

/// Everything wrong with a runstream, over all its files; lists at most 20 errors and 40 remarks.
class Faults {
public:
  explicit Faults(std::vector<std::string>& files) : files_(&files) {}
  void error(AermodPlace place, std::string found, std::string expected);
  void note(AermodPlace place, std::string found, std::string expected, std::string handled);
  bool has_errors() const { return error_count_ > 0; }
  /// True once so many errors were found that reading on tells nothing more.
  bool is_full() const { return error_count_ >= 200; }
  Unexpected refusal() const;
  std::vector<Fault> remarks() const;

private:
  Fault make(Severity severity, AermodPlace place, std::string found, std::string expected,
             std::string handled) const;
  std::vector<std::string>* files_;
  std::size_t error_count_ = 0;
  std::size_t remark_count_ = 0;
  std::vector<Fault> errors_;
  std::vector<Fault> remarks_;
};

/// Cuts text into cards and keeps what carries over from line to line (pathway and keyword).
class CardCutter {
public:
  /// Cuts one line. False: it says nothing (blank, comment, NO ECHO) or was faulty and is told.
  bool cut(std::string_view line, AermodPlace place, Faults& faults, Card& card);
  /// In an included file the pathway is that of the including line.
  void start_in(std::string pathway, std::string keyword) {
    pathway_ = std::move(pathway), keyword_ = std::move(keyword);
  }

private:
  std::string pathway_;
  std::string keyword_;
};

bool is_aermod_keyword(std::string_view word);
std::string capitals(std::string_view text);

}  // namespace leeward::data::aermod
