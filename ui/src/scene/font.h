#pragma once
#include <osgText/Font>

namespace leeward::ui {

/// A sans-serif font for labels, found through fontconfig (DejaVu Sans preferred, which has µ, ³ and most
/// scripts of Europe); OSG's built-in one when there is none. A font of its own for each caller: glyphs
/// belong to one context.
osg::ref_ptr<osgText::Font> load_label_font();

}  // namespace leeward::ui
