#include "font.h"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <osgDB/Options>

#include <algorithm>
#include <mutex>

#include "core/model/log.h"

namespace leeward::ui {
namespace {

constexpr unsigned first_beyond_latin = 0x0530;  // Latin, Greek and Cyrillic end here; DejaVu Sans has them

std::mutex& font_mutex() {
  static std::mutex mutex;  // fontconfig's set-up and OSG's plugin registry
  return mutex;
}

bool is_beyond_latin(unsigned code_point) {
  const bool is_punctuation = code_point >= 0x2000 && code_point < 0x2c00;  // dashes, subscripts, arrows
  return code_point >= first_beyond_latin && !is_punctuation;
}

struct FontFile {
  std::string path;
  unsigned lacking = 0;  ///< letters asked for that it does not have
};

// The best font with these letters (all fonts have the rest of a name such as digits).
FontFile font_file(const char* family, const std::vector<unsigned>& letters) {
  FontFile file;
  FcPattern* wanted = FcNameParse(reinterpret_cast<const FcChar8*>(family));
  FcCharSet* set = FcCharSetCreate();
  for (const unsigned letter : letters) FcCharSetAddChar(set, letter);
  if (!letters.empty()) FcPatternAddCharSet(wanted, FC_CHARSET, set);
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultMatch;
  if (FcPattern* found = FcFontMatch(nullptr, wanted, &result)) {
    FcChar8* path = nullptr;
    if (FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch)
      file.path = reinterpret_cast<const char*>(path);
    FcCharSet* has = nullptr;
    if (FcPatternGetCharSet(found, FC_CHARSET, 0, &has) == FcResultMatch)
      file.lacking = FcCharSetSubtractCount(set, has);
    FcPatternDestroy(found);
  }
  FcCharSetDestroy(set);
  FcPatternDestroy(wanted);
  return file;
}

osg::ref_ptr<osgText::Font> load(const std::string& file) {
  if (file.empty()) return nullptr;
  osg::ref_ptr<osgDB::Options> options = new osgDB::Options;
  options->setObjectCacheHint(osgDB::Options::CACHE_NONE);
  return osgText::readRefFontFile(file, options);
}

}  // namespace

std::vector<unsigned> code_points(const std::string& text) {
  std::vector<unsigned> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80    ? 1
                               : first >= 0xf0 ? 4
                               : first >= 0xe0 ? 3
                               : first >= 0xc0 ? 2
                                               : 0;
    if (length == 0 || i + length > text.size()) {
      ++i;
      continue;
    }
    unsigned value = length == 1 ? first : first & (0x7fu >> length);
    bool is_whole = true;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      is_whole = is_whole && (next & 0xc0u) == 0x80u;
      value = (value << 6) | (next & 0x3fu);
    }
    if (is_whole) out.push_back(value);
    i += is_whole ? length : 1;
  }
  return out;
}

LabelFonts::LabelFonts() {
  const std::lock_guard lock(font_mutex());
  latin_ = load(font_file("DejaVu Sans:style=Bold", {}).path);
  if (!latin_) log::warn("ui", "3D view: no font found through fontconfig; labels use the built-in one");
}

void LabelFonts::prepare(const std::vector<std::string>& texts) {
  std::vector<unsigned> letters;
  for (const std::string& text : texts)
    for (const unsigned letter : code_points(text))
      if (is_beyond_latin(letter)) letters.push_back(letter);
  if (letters.empty()) return;
  const std::lock_guard lock(font_mutex());
  const FontFile file = font_file("Noto Sans CJK SC:style=Bold", letters);
  if (file.path == other_file_) return;
  other_file_ = file.path;
  other_ = load(file.path);
  if (!other_ || file.lacking > 0)
    log::warn(
        "ui",
        fmt::format("3D view: no installed font has all letters of the city's names ({} are lacking); they "
                    "show as boxes. A font such as Noto Sans CJK (package fonts-noto-cjk) would mend it",
                    other_ ? file.lacking : static_cast<unsigned>(letters.size())));
}

osgText::Font* LabelFonts::font_for(const std::string& text) const {
  const std::vector<unsigned> letters = code_points(text);
  const bool is_other = other_.valid() && std::any_of(letters.begin(), letters.end(), is_beyond_latin);
  return is_other ? other_.get() : latin_.get();
}

}  // namespace leeward::ui
