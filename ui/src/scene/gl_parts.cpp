#include "gl_parts.h"

#include <osg/BlendFunc>
#include <osg/Shader>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "shaders.h"

namespace leeward::ui {

osg::Vec4ub shaded(Rgb colour, double brightness) {
  const auto channel = [&](int value) {
    return static_cast<unsigned char>(std::clamp(std::lround(value * brightness), 0L, 255L));
  };
  return {channel(colour.red), channel(colour.green), channel(colour.blue), 255};
}

osg::ref_ptr<osg::Program> make_program(const char* name, std::string_view vertex,
                                        std::string_view fragment) {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->setName(name);
  const auto add = [&](osg::Shader::Type type, std::string_view body) {
    osg::ref_ptr<osg::Shader> shader =
        new osg::Shader(type, std::string("#version 120\n") + shader::shared.data() + std::string(body));
    shader->setName(name);
    program->addShader(shader);
  };
  add(osg::Shader::VERTEX, vertex);
  add(osg::Shader::FRAGMENT, fragment);
  return program;
}

void add_sampler(osg::StateSet& state, const char* name, int unit) {
  state.addUniform(new osg::Uniform(osg::Uniform::SAMPLER_2D, name));
  state.getUniform(name)->set(unit);
}

void set_blending(osg::StateSet& state) {
  state.setAttributeAndModes(
      new osg::BlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA));
}

osg::ref_ptr<osg::Texture2D> make_texture(osg::Image* image, bool is_smooth, bool has_mipmaps) {
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D;
  texture->setResizeNonPowerOfTwoHint(false);
  texture->setUnRefImageDataAfterApply(false);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  texture->setFilter(osg::Texture::MAG_FILTER, is_smooth ? osg::Texture::LINEAR : osg::Texture::NEAREST);
  texture->setFilter(osg::Texture::MIN_FILTER, has_mipmaps ? osg::Texture::LINEAR_MIPMAP_NEAREST
                                               : is_smooth ? osg::Texture::LINEAR
                                                           : osg::Texture::NEAREST);
  texture->setUseHardwareMipMapGeneration(has_mipmaps);
  texture->setImage(image);
  return texture;
}

osg::ref_ptr<osg::Image> float_image(std::size_t columns, std::size_t rows, std::vector<float> values) {
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(static_cast<int>(columns), static_cast<int>(rows), 1, GL_LUMINANCE, GL_FLOAT, 1);
  image->setInternalTextureFormat(GL_LUMINANCE32F_ARB);
  std::memcpy(image->data(), values.data(), columns * rows * sizeof(float));
  return image;
}

osg::ref_ptr<osg::Image> byte_image(std::size_t columns, std::size_t rows, int channels,
                                    const std::vector<unsigned char>& values) {
  osg::ref_ptr<osg::Image> image = new osg::Image;
  const GLenum format = channels == 1 ? GL_LUMINANCE : channels == 3 ? GL_RGB : GL_RGBA;
  image->allocateImage(static_cast<int>(columns), static_cast<int>(rows), 1, format, GL_UNSIGNED_BYTE, 1);
  std::memcpy(image->data(), values.data(), columns * rows * static_cast<std::size_t>(channels));
  return image;
}

void MeshArrays::triangle(unsigned a, unsigned b, unsigned c) {
  indices->push_back(a);
  indices->push_back(b);
  indices->push_back(c);
}

osg::ref_ptr<osg::Geometry> MeshArrays::geometry() const {
  osg::ref_ptr<osg::Geometry> made = new osg::Geometry;
  made->setUseDisplayList(false);
  made->setUseVertexBufferObjects(true);
  made->setVertexArray(positions);
  if (!normals->empty()) made->setNormalArray(normals, osg::Array::BIND_PER_VERTEX);
  if (!coordinates->empty()) made->setTexCoordArray(0, coordinates, osg::Array::BIND_PER_VERTEX);
  if (!colours->empty()) {
    colours->setNormalize(true);
    made->setColorArray(colours, osg::Array::BIND_PER_VERTEX);
  }
  made->addPrimitiveSet(indices);
  return made;
}

osg::ref_ptr<osg::Geometry> full_screen_quad() {
  MeshArrays mesh;
  for (const auto& [x, y] : {std::pair{-1.0F, -1.0F}, {1.0F, -1.0F}, {1.0F, 1.0F}, {-1.0F, 1.0F}})
    mesh.positions->push_back({x, y, 0.0F});
  mesh.triangle(0, 1, 2);
  mesh.triangle(0, 2, 3);
  osg::ref_ptr<osg::Geometry> quad = mesh.geometry();
  quad->setCullingActive(false);
  return quad;
}

}  // namespace leeward::ui
