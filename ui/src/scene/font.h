#pragma once
#include <osgText/Font>

#include <string>
#include <vector>

namespace leeward::ui {

/// Fonts of the labels, found through fontconfig: DejaVu Sans where it has the letters, and for names in
/// other scripts (Chinese, Arabic, ...) the installed font that has most of them. Fonts of its own for each
/// renderer: glyphs belong to one context.
class LabelFonts {
public:
  LabelFonts();
  /// Looks for a font for the letters of these texts that are beyond Latin, Greek and Cyrillic.
  void prepare(const std::vector<std::string>& texts);
  /// Null: OSG's built-in font.
  osgText::Font* font_for(const std::string& text) const;

private:
  osg::ref_ptr<osgText::Font> latin_;
  osg::ref_ptr<osgText::Font> other_;
  std::string other_file_;
};

/// Code points of UTF-8 text; broken bytes are left out.
std::vector<unsigned> code_points(const std::string& text);

}  // namespace leeward::ui
