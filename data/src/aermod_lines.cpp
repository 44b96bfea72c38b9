#include "aermod_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text_input.h"

namespace leeward::data::aermod {
namespace {

// AERMOD reads 512 characters of a line; what stands beyond would be lost without a word.
constexpr std::size_t longest_line = 512;
// Fields begin 12 characters after the pathway's first; a line that begins there goes on with the keyword
// above it.
constexpr std::size_t keyword_zone = 12;
constexpr std::size_t tab_stop = 8;

constexpr std::array<std::string_view, 7> pathways = {"CO", "SO", "RE", "ME", "OU", "EV", "**"};

constexpr std::array known_keywords = std::to_array<std::string_view>(
    {"STARTING", "FINISHED", "TITLEONE", "TITLETWO", "MODELOPT", "AVERTIME", "POLLUTID", "HALFLIFE",
     "DCAYCOEF", "DEBUGOPT", "ELEVUNIT", "FLAGPOLE", "RUNORNOT", "EVENTFIL", "SAVEFILE", "INITFILE",
     "MULTYEAR", "ERRORFIL", "GASDEPDF", "GDSEASON", "GDLANUSE", "GASDEPVD", "URBANOPT", "NO2EQUIL",
     "NO2STACK", "OZONEVAL", "OZONEFIL", "O3VALUES", "OZONUNIT", "O3SECTOR", "NOXVALUE", "NOX_FILE",
     "NOX_VALS", "NOX_UNIT", "NOXSECTR", "LOW_WIND", "ARMRATIO", "LOCATION", "SRCPARAM", "BUILDHGT",
     "BUILDWID", "BUILDLEN", "XBADJ",    "YBADJ",    "EMISFACT", "EMISUNIT", "PARTDIAM", "MASSFRAX",
     "PARTDENS", "METHOD_2", "CONCUNIT", "DEPOUNIT", "GASDEPOS", "HOUREMIS", "NO2RATIO", "AREAVERT",
     "URBANSRC", "SRCGROUP", "OLMGROUP", "PSDGROUP", "BACKGRND", "BACKUNIT", "BGSECTOR", "BLPINPUT",
     "RBARRIER", "RDEPRESS", "RLEMCONV", "INCLUDED", "EVENTPER", "EVENTLOC", "GRIDCART", "GRIDPOLR",
     "DISCCART", "DISCPOLR", "EVALCART", "SURFFILE", "PROFFILE", "PROFBASE", "SURFDATA", "UAIRDATA",
     "SITEDATA", "STARTEND", "DAYRANGE", "SCIMBYHR", "WDROTATE", "WINDCATS", "NUMYEARS", "RECTABLE",
     "MAXTABLE", "DAYTABLE", "SUMMFILE", "MAXIFILE", "POSTFILE", "PLOTFILE", "TOXXFILE", "SEASONHR",
     "EVENTOUT", "RANKFILE", "EVALFILE", "FILEFORM", "MAXDAILY", "MXDYBYYR", "MAXDCONT", "NOHEADER",
     "AWMADWNW", "ORD_DWNW", "BLPGROUP", "NOTURB",   "NOTURBST", "NOTURBCO", "NOSA",     "NOSW",
     "NOSAST",   "NOSWST",   "NOSACO",   "NOSWCO",   "PLATFORM", "ARCFTOPT", "ARCFTSRC", "HBPSRCID"});

/// Second-level words of the receptor networks: at the begin of a line they go on with the network above.
bool is_network_word(std::string_view word) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"STA", "XYINC", "XPNTS", "YPNTS", "ORIG", "DIST", "DDIR", "GDIR", "ELEV", "HILL", "FLAG", "END"});
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Word {
  std::string_view text;
  std::size_t column = 0;  ///< with tabs filled up
  std::size_t offset = 0;  ///< in bytes
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::vector<Word> words_with_columns(std::string_view line) {
  std::vector<Word> words;
  std::size_t column = 0;
  std::size_t at = 0;
  const auto step = [&] {
    column = line[at] == '\t' ? (column / tab_stop + 1) * tab_stop : column + 1;
    ++at;
  };
  while (at < line.size()) {
    if (is_space(line[at])) {
      step();
      continue;
    }
    const bool is_quoted = line[at] == '"';
    if (is_quoted) step();
    const std::size_t begin = at;
    const std::size_t begin_column = column;
    while (at < line.size() && (is_quoted ? line[at] != '"' : !is_space(line[at]))) step();
    words.push_back({line.substr(begin, at - begin), begin_column, begin});
    if (is_quoted && at < line.size()) step();
  }
  return words;
}

}  // namespace

std::string capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

bool is_aermod_keyword(std::string_view word) {
  return std::find(known_keywords.begin(), known_keywords.end(), word) != known_keywords.end();
}

Fault Faults::make(Severity severity, AermodPlace place, std::string found, std::string expected,
                   std::string handled) const {
  Fault fault;
  fault.severity = severity;
  fault.file = place.file < files_->size() ? (*files_)[place.file] : std::string();
  if (place.line > 0) fault.feature = fmt::format("line {}", place.line);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  fault.handled = std::move(handled);
  return fault;
}

void Faults::error(AermodPlace place, std::string found, std::string expected) {
  if (error_count_++ < 20)
    errors_.push_back(make(Severity::error, place, std::move(found), std::move(expected), ""));
}

void Faults::note(AermodPlace place, std::string found, std::string expected, std::string handled) {
  if (remark_count_++ < 40)
    remarks_.push_back(
        make(Severity::note, place, std::move(found), std::move(expected), std::move(handled)));
}

Unexpected Faults::refusal() const {
  std::vector<Fault> faults = errors_;
  if (error_count_ > errors_.size())
    faults.push_back(
        make(Severity::error, {}, fmt::format("{} more errors", error_count_ - errors_.size()), "none", ""));
  return fail(ErrorCode::input,
              fmt::format("{} cannot be used: {} error{}", files_->empty() ? "" : files_->front(),
                          error_count_, error_count_ == 1 ? "" : "s"),
              std::move(faults));
}

std::vector<Fault> Faults::remarks() const {
  std::vector<Fault> faults = remarks_;
  if (remark_count_ > remarks_.size())
    faults.push_back(
        make(Severity::note, {}, fmt::format("{} more notes", remark_count_ - remarks_.size()), "", ""));
  return faults;
}

bool CardCutter::cut(std::string_view line, AermodPlace place, Faults& faults, Card& card) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos || line.substr(first).starts_with("**")) return false;
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
  if (line.size() > longest_line) {
    faults.error(place, fmt::format("a line of {} characters", line.size()),
                 fmt::format("at most {} characters, as AERMOD reads", longest_line));
    return false;
  }
  std::vector<Word> words = words_with_columns(line);
  if (words.empty()) return false;  // a lone quote
  std::size_t next = 0;
  const std::string first_word = capitals(words[0].text);
  if (first_word == "NO" && words.size() > 1 && capitals(words[1].text) == "ECHO") return false;
  const std::size_t begin = words[0].column;
  std::size_t zone = keyword_zone;
  if (begin < keyword_zone && std::find(pathways.begin(), pathways.end(), first_word) != pathways.end()) {
    pathway_ = first_word;
    next = 1;
    zone = begin + keyword_zone;
  }
  const bool has_more = next < words.size();
  const std::string word = has_more ? capitals(words[next].text) : std::string();
  const bool goes_on_with_network = is_network_word(word) && keyword_.starts_with("GRID");
  if (has_more && !goes_on_with_network && (words[next].column < zone || is_aermod_keyword(word))) {
    keyword_ = word;
    ++next;
  } else if (keyword_.empty() || keyword_ == "STARTING" || !has_more) {
    faults.error(
        place, has_more ? fmt::format("{} where a keyword is wanted", shown(words[next].text)) : "no keyword",
        "a keyword of AERMOD");
    return false;
  }
  card.pathway = pathway_;
  card.keyword = keyword_;
  card.place = place;
  card.fields.clear();
  card.as_written.clear();
  card.rest = next < words.size() ? std::string(line.substr(words[next].offset)) : std::string();
  for (std::size_t i = next; i < words.size(); ++i) {
    card.fields.push_back(capitals(words[i].text));
    card.as_written.emplace_back(words[i].text);
  }
  return true;
}

}  // namespace leeward::data::aermod
