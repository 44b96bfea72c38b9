#include "data/aermod_runstream.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aermod_pathways.h"
#include "data/atomic_file.h"
#include "text_input.h"

namespace leeward::data {
namespace aermod {

void Draft::not_written(const Card& card, std::string_view what) {
  faults.note(card.place, fmt::format("{} ({})", card.keyword, what), "POSTFILE or PLOTFILE", "not written");
}

void Draft::not_supported(const Card& card, std::string_view what) {
  // One fault per keyword: BUILDHGT of 1000 sources is one thing to tell.
  if (given_.emplace(card.keyword, card.place).second)
    faults.error(card.place, fmt::format("{} ({})", card.keyword, what), "only what Leeward models");
}

bool Draft::is_first(const Card& card) {
  const auto [at, is_new] = given_.emplace(card.keyword, card.place);
  // ELEVUNIT and the like stand in several pathways, but those that ask are of one.
  if (!is_new && card.keyword != "URBANSRC")
    faults.error(card.place, fmt::format("{} again", card.keyword),
                 fmt::format("once (line {})", at->second.line));
  return is_new;
}

std::filesystem::path Draft::resolve(const std::string& name) const {
  std::string slashes = name;
  // Runstreams written on Windows name folders with backslashes.
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  const std::filesystem::path path(slashes);
  return path.is_absolute() ? path : run.folder / path;
}

namespace {

constexpr std::array pathway_order = std::to_array<std::string_view>({"CO", "SO", "RE", "ME", "OU"});

class RunstreamReader {
public:
  explicit RunstreamReader(Draft& draft)
      : draft_(&draft), control_(draft), sources_(draft), receptors_(draft), met_(draft), output_(draft) {}

  /// The whole text of the runstream.
  void read(std::string_view text) {
    CardCutter cutter;
    AermodPlace place;
    for (const std::string_view line : lines_of(text)) {
      ++place.line;
      if (draft_->faults.is_full()) return;
      Card card;
      if (cutter.cut(line, place, draft_->faults, card)) take(card, 0);
    }
    if (!open_.empty()) {
      draft_->faults.error(place, fmt::format("the end of the file inside the pathway {}", open_),
                           fmt::format("{} FINISHED", open_));
    } else if (const auto missing = next_pathway(); !missing.empty()) {
      draft_->faults.error(place, fmt::format("the end of the file without the pathway {}", missing),
                           fmt::format("{} STARTING", missing));
    }
  }

private:
  std::string_view next_pathway() const {
    return done_ < pathway_order.size() ? pathway_order[done_] : std::string_view();
  }

  void take(const Card& card, int depth) {
    if (card.pathway == "EV") {
      if (!is_event_told_)
        draft_->faults.error(card.place, "the pathway EV (analysis of events)", "only what Leeward models");
      is_event_told_ = true;
      return;
    }
    if (card.keyword == "STARTING" || card.keyword == "FINISHED") {
      if (depth > 0)
        return draft_->faults.error(card.place, fmt::format("{} in an included file", card.keyword),
                                    "STARTING and FINISHED in the runstream");
      return card.keyword == "STARTING" ? start(card) : finish(card);
    }
    if (open_.empty())
      return draft_->faults.error(
          card.place, fmt::format("{} outside a pathway", shown(card.keyword)),
          next_pathway().empty() ? "nothing after OU FINISHED" : fmt::format("{} STARTING", next_pathway()));
    if (card.pathway != open_)
      return draft_->faults.error(card.place, fmt::format("pathway {} inside {}", shown(card.pathway), open_),
                                  fmt::format("{} FINISHED before", open_));
    if (card.keyword == "INCLUDED" && (open_ == "SO" || open_ == "RE")) return include(card, depth);
    if (open_ == "CO") control_.take(card);
    if (open_ == "SO") sources_.take(card);
    if (open_ == "RE") receptors_.take(card);
    if (open_ == "ME") met_.take(card);
    if (open_ == "OU") output_.take(card);
  }

  void start(const Card& card) {
    if (!open_.empty())
      draft_->faults.error(card.place, fmt::format("{} STARTING inside {}", card.pathway, open_),
                           fmt::format("{} FINISHED before", open_));
    const auto at = std::find(pathway_order.begin(), pathway_order.end(), card.pathway);
    if (at == pathway_order.end())
      return draft_->faults.error(card.place, "STARTING without a pathway",
                                  "CO, SO, RE, ME or OU before STARTING");
    const auto index = static_cast<std::size_t>(at - pathway_order.begin());
    if (index != done_ + (open_.empty() ? 0U : 1U))
      draft_->faults.error(card.place, fmt::format("{} STARTING", card.pathway),
                           "the pathways CO, SO, RE, ME and OU in this order, each once");
    done_ = index;
    open_ = card.pathway;
  }

  void finish(const Card& card) {
    if (open_.empty() || card.pathway != open_)
      return draft_->faults.error(card.place, fmt::format("{} FINISHED", card.pathway),
                                  open_.empty() ? "STARTING before" : fmt::format("{} FINISHED", open_));
    if (open_ == "CO") control_.finish(card.place);
    if (open_ == "SO") sources_.finish(card.place);
    if (open_ == "RE") receptors_.finish(card.place);
    if (open_ == "ME") met_.finish(card.place);
    if (open_ == "OU") output_.finish(card.place);
    open_.clear();
    ++done_;
  }

  void include(const Card& card, int depth) {
    FieldReader fields(card, draft_->faults);
    const std::string name = fields.text_as_written("the name of a file");
    fields.finish();
    if (!fields.is_good()) return;
    // So no file can include itself.
    if (depth > 0)
      return fields.refuse(fmt::format("{} in an included file", shown(name)),
                           "INCLUDED in the runstream only, as in AERMOD");
    const std::filesystem::path file = draft_->resolve(name);
    auto text = read_text(file, "lines of a runstream");
    if (!text) return fields.refuse(text.error().message, "a file to include");
    AermodPlace place{draft_->run.files.size(), 0};
    draft_->run.files.push_back(file.string());
    CardCutter cutter;
    cutter.start_in(card.pathway, "");
    for (const std::string_view line : lines_of(*text)) {
      ++place.line;
      if (draft_->faults.is_full()) return;
      Card inner;
      if (cutter.cut(line, place, draft_->faults, inner)) take(inner, depth + 1);
    }
  }

  Draft* draft_;
  ControlReader control_;
  SourceReader sources_;
  ReceptorReader receptors_;
  MetReader met_;
  OutputReader output_;
  std::string open_;
  std::size_t done_ = 0;  // pathways finished; the open one is pathway_order[done_]
  bool is_event_told_ = false;
};

}  // namespace
}  // namespace aermod

Result<Loaded<AermodRun>> read_aermod_runstream(const std::filesystem::path& file) {
  auto text = read_text(file, "a runstream of AERMOD");
  if (!text) return tl::unexpected(text.error());
  aermod::Draft draft;
  draft.run.files.push_back(file.string());
  draft.run.folder = file.parent_path();
  aermod::RunstreamReader reader(draft);
  reader.read(*text);
  if (draft.faults.has_errors()) return draft.faults.refusal();
  std::vector<Fault> remarks = draft.faults.remarks();
  return Loaded<AermodRun>{std::move(draft.run), std::move(remarks)};
}

bool is_aermod_runstream(const std::filesystem::path& file) {
  if (aermod::capitals(file.extension().string()) == ".INP") return true;
  const auto text = read_file(file);
  if (!text) return false;
  for (const std::string_view line : lines_of(without_bom(*text).substr(0, 100'000))) {
    const auto words = words_of(line.substr(0, 1'000));
    if (words.empty() || words.front().starts_with("**")) continue;
    return words.size() > 1 && aermod::capitals(words[0]) == "CO" && aermod::capitals(words[1]) == "STARTING";
  }
  return false;
}

}  // namespace leeward::data
