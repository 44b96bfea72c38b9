#pragma once
#include <osg/Geometry>
#include <osg/Program>
#include <osg/StateSet>
#include <osg/Texture2D>
#include <osg/Vec3>
#include <osg/Vec4ub>
#include <osg/ref_ptr>

#include <string_view>
#include <vector>

#include "core/model/geometry.h"

/// Small pieces every node is made of.
namespace leeward::ui {

/// Draw order of the opaque pass. Roads and outlines lie on the ground and are painted one over the other.
enum DrawBin { bin_ground = 0, bin_roads = 1, bin_outlines = 2, bin_solids = 3, bin_sky = 4, bin_slice = 10 };

/// Texture units, the same for every program.
enum TextureUnit {
  unit_land = 0,
  unit_shade = 1,
  unit_field = 2,
  unit_areas = 3,
  unit_colour = 0,
  unit_depth = 1,
  unit_ground = 2,
  unit_volume = 3,
  unit_transfer = 4,
  unit_haze = 2
};

inline osg::Vec3f to_osg(const Vec3& p) {
  return {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
}

struct Rgb {
  int red = 0;
  int green = 0;
  int blue = 0;
};
/// Brightness times colour, clamped to 0..255.
osg::Vec4ub shaded(Rgb colour, double brightness);

/// A program of GLSL 1.20 bodies; what all of them share (fog, classes) is put in front of them.
osg::ref_ptr<osg::Program> make_program(const char* name, std::string_view vertex, std::string_view fragment);
void add_sampler(osg::StateSet& state, const char* name, int unit);
/// Alpha is kept right too, so that a transparent thing over an opaque one stays opaque in the picture.
void set_blending(osg::StateSet& state);

/// Clamped to the edge; sizes are kept as they are.
osg::ref_ptr<osg::Texture2D> make_texture(osg::Image* image, bool is_smooth, bool has_mipmaps);
osg::ref_ptr<osg::Image> float_image(std::size_t columns, std::size_t rows, std::vector<float> values);
osg::ref_ptr<osg::Image> byte_image(std::size_t columns, std::size_t rows, int channels,
                                    const std::vector<unsigned char>& values);

/// Collects triangles of one drawing state.
struct MeshArrays {
  osg::ref_ptr<osg::Vec3Array> positions = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec3Array> normals = new osg::Vec3Array;      ///< may stay empty
  osg::ref_ptr<osg::Vec2Array> coordinates = new osg::Vec2Array;  ///< may stay empty
  osg::ref_ptr<osg::Vec4ubArray> colours = new osg::Vec4ubArray;  ///< may stay empty
  osg::ref_ptr<osg::DrawElementsUInt> indices = new osg::DrawElementsUInt(GL_TRIANGLES);

  unsigned count() const { return static_cast<unsigned>(positions->size()); }
  void triangle(unsigned a, unsigned b, unsigned c);
  osg::ref_ptr<osg::Geometry> geometry() const;
};

/// Two triangles over the whole picture, x and y -1..1 in gl_Vertex.
osg::ref_ptr<osg::Geometry> full_screen_quad();

}  // namespace leeward::ui
