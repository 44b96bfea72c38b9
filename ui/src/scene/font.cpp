#include "font.h"

#include <fontconfig/fontconfig.h>
#include <osgDB/Options>

#include <mutex>
#include <string>

#include "core/model/log.h"

namespace leeward::ui {
namespace {

std::string font_file(const char* family) {
  static std::mutex mutex;  // fontconfig's own set-up is not safe in all versions
  const std::lock_guard lock(mutex);
  std::string file;
  FcPattern* wanted = FcNameParse(reinterpret_cast<const FcChar8*>(family));
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultMatch;
  if (FcPattern* found = FcFontMatch(nullptr, wanted, &result)) {
    FcChar8* path = nullptr;
    if (FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch)
      file = reinterpret_cast<const char*>(path);
    FcPatternDestroy(found);
  }
  FcPatternDestroy(wanted);
  return file;
}

}  // namespace

osg::ref_ptr<osgText::Font> load_label_font() {
  static std::mutex mutex;  // OSG's plugin registry
  const std::string file = font_file("DejaVu Sans:style=Bold");
  const std::lock_guard lock(mutex);
  osg::ref_ptr<osgDB::Options> options = new osgDB::Options;
  options->setObjectCacheHint(osgDB::Options::CACHE_NONE);
  osg::ref_ptr<osgText::Font> font = file.empty() ? nullptr : osgText::readRefFontFile(file, options);
  if (!font) log::warn("ui", "3D view: no font found through fontconfig; labels use the built-in one");
  return font;
}

}  // namespace leeward::ui
