#include "shaders.h"

namespace leeward::ui::shader {

const std::string_view shared = R"(
uniform vec3 fog_colour;
uniform vec2 fog_range;       // distance at which it begins, at which it is full
uniform float brightness;     // of everything that is not a result
vec3 with_fog(vec3 colour, float along) {
  float f = clamp((along - fog_range.x) / (fog_range.y - fog_range.x), 0.0, 1.0);
  return mix(colour * brightness, fog_colour, 0.8 * f * f);
}
uniform int class_count;
uniform float class_breaks[32];
uniform vec4 class_colours[33];
vec4 class_colour(float value) {
  int index = 0;
  for (int i = 0; i < class_count - 1; ++i) index += value >= class_breaks[i] ? 1 : 0;
  return class_colours[index];
}
)";

const std::string_view terrain_vertex = R"(
uniform vec4 mesh_box;    // west, south, 1 / width, 1 / height
uniform vec4 field_box;
varying vec2 uv;
varying vec2 field_uv;
varying vec2 ground;
varying float along;
void main() {
  uv = (gl_Vertex.xy - mesh_box.xy) * mesh_box.zw;
  field_uv = (gl_Vertex.xy - field_box.xy) * field_box.zw;
  ground = gl_Vertex.xy;
  along = -(gl_ModelViewMatrix * gl_Vertex).z;
  gl_Position = gl_ModelViewProjectionMatrix * gl_Vertex;
}
)";

// The field is laid over the shaded ground with its class colour as it is: no light, no fog changes it.
const std::string_view terrain_fragment = R"(
uniform sampler2D land;
uniform sampler2D shade;
uniform sampler2D field;
uniform sampler2D areas;
uniform float has_land;
uniform float has_areas;
uniform float field_opacity;   // 0: no field
uniform float pixel_at_one;
varying vec2 uv;
varying vec2 field_uv;
varying vec2 ground;
varying float along;
void main() {
  vec3 base = vec3(0.894, 0.886, 0.855);
  if (has_land > 0.0) base = texture2D(land, uv).rgb;
  base *= 1.5 * texture2D(shade, uv).r;
  vec4 result = vec4(0.0);
  if (field_opacity > 0.0 && all(greaterThanEqual(field_uv, vec2(0.0))) && all(lessThanEqual(field_uv, vec2(1.0)))) {
    float value = texture2D(field, field_uv).r;
    if (value > -1e20) {
      result = class_colour(value);
      result.a *= field_opacity;
    }
  }
  if (has_areas > 0.0) {
    // Hatching about a dozen pixels apart: its spacing doubles with the distance, every other line fading out. Under
    // the field it fades too: nothing may change how a result reads.
    float cover = texture2D(areas, uv).r * (1.0 - result.a);
    if (cover > 0.0) {
      float size = log2(max(along * pixel_at_one * 13.0, 1.0));
      float u = (ground.x + ground.y) * 0.7071 * exp2(-floor(size)) + 0.5;
      float px = exp2(fract(size));  // the spacing is 13 / px pixels
      float line = 1.0 - smoothstep(0.05 * px, 0.12 * px, abs(fract(u) - 0.5));
      if (mod(floor(u), 2.0) > 0.5) line *= 1.0 - fract(size);
      base = mix(base, vec3(0.42, 0.37, 0.50), cover * (0.12 + 0.38 * line));
    }
  }
  base = with_fog(base, along);
  base = mix(base, result.rgb, result.a);
  gl_FragColor = vec4(base, 1.0);
}
)";

const std::string_view slice_vertex = R"(
uniform vec4 field_box;
uniform float slice_height;
varying vec2 field_uv;
void main() {
  field_uv = (gl_Vertex.xy - field_box.xy) * field_box.zw;
  gl_Position = gl_ModelViewProjectionMatrix * (gl_Vertex + vec4(0.0, 0.0, slice_height, 0.0));
}
)";

const std::string_view slice_fragment = R"(
uniform sampler2D field;
varying vec2 field_uv;
void main() {
  if (any(lessThan(field_uv, vec2(0.0))) || any(greaterThan(field_uv, vec2(1.0)))) discard;
  float value = texture2D(field, field_uv).r;
  vec4 colour = class_colour(value);
  if (value < -1e20 || colour.a == 0.0) discard;
  gl_FragColor = vec4(colour.rgb, 0.72 * colour.a);
}
)";

const std::string_view solid_vertex = R"(
varying vec3 colour;
varying float along;
void main() {
  colour = gl_Color.rgb;
  along = -(gl_ModelViewMatrix * gl_Vertex).z;
  gl_Position = gl_ModelViewProjectionMatrix * gl_Vertex;
}
)";

const std::string_view solid_fragment = R"(
uniform float solid_opacity;
varying vec3 colour;
varying float along;
void main() { gl_FragColor = vec4(with_fog(colour, along), solid_opacity); }
)";

// gl_Normal points from the middle line to this side, its z the rise of the ground that way;
// gl_MultiTexCoord0.x is half the width. The least width holds on the picture: seen at a slant, a line widens
// on the ground until it is seen. Everything is moved a little towards the eye, so that the ground never cuts
// through.
const std::string_view ribbon_vertex = R"(
uniform float least_half_px;
uniform float pixel_at_one;    // metres a pixel covers at distance 1
varying vec3 colour;
varying float along;
void main() {
  along = -(gl_ModelViewMatrix * gl_Vertex).z;
  float least = least_half_px * pixel_at_one * max(along, 1.0);
  vec3 middle = (gl_ModelViewMatrix * gl_Vertex).xyz;
  vec3 side = (gl_ModelViewMatrix * vec4(gl_Normal, 0.0)).xyz;
  vec3 sight = middle / max(length(middle), 1.0);
  float seen = length(side - dot(side, sight) * sight);
  float reach = max(gl_MultiTexCoord0.x, least / max(seen, 0.12));
  vec4 eye = vec4(middle + side * reach, 1.0);
  colour = gl_Color.rgb;
  gl_Position = gl_ProjectionMatrix * vec4(eye.xyz * 0.998, 1.0);
}
)";

// gl_Vertex lies on the axis, gl_Normal points outwards, gl_MultiTexCoord0.x is the radius.
const std::string_view column_vertex = R"(
uniform float least_half_px;
uniform float pixel_at_one;
varying vec3 colour;
varying float along;
void main() {
  along = -(gl_ModelViewMatrix * gl_Vertex).z;
  float reach = max(gl_MultiTexCoord0.x, gl_MultiTexCoord0.y * least_half_px * pixel_at_one * max(along, 1.0));
  vec4 p = vec4(gl_Vertex.xyz + gl_Normal * reach, 1.0);
  colour = gl_Color.rgb;
  gl_Position = gl_ModelViewProjectionMatrix * p;
}
)";

// A ray through each pixel: eye + t * sight, t in metres along the camera's axis.
const std::string_view screen_vertex = R"(
uniform vec3 sight_ahead;
uniform vec3 sight_right;   // times half the picture's width at distance 1
uniform vec3 sight_up;
varying vec2 uv;
varying vec3 sight;
void main() {
  uv = 0.5 * gl_Vertex.xy + 0.5;
  sight = sight_ahead + gl_Vertex.x * sight_right + gl_Vertex.y * sight_up;
  gl_Position = vec4(gl_Vertex.xy, 1.0, 1.0);
}
)";

const std::string_view sky_fragment = R"(
uniform vec3 sky_high;
uniform vec3 sky_below;
varying vec3 sight;
void main() {
  float rise = sight.z / length(sight);
  vec3 above = mix(fog_colour, sky_high, smoothstep(0.0, 0.45, rise));
  vec3 below = mix(fog_colour, sky_below, clamp(-1.1 * rise, 0.0, 1.0));
  gl_FragColor = vec4(rise > 0.0 ? above : below, 1.0);
}
)";

// Front-to-back, premultiplied, ends at what the opaque pass drew. The volume follows the ground: its third
// texture coordinate is sqrt(height above ground / top), fine near the ground where the levels are close.
const std::string_view volume_fragment = R"(
uniform sampler2D depth;
uniform sampler2D ground;
uniform sampler3D volume;
uniform sampler2D transfer;
uniform vec2 depth_terms;      // far + near, far - near, over 2 far near
uniform vec3 eye;
uniform float exaggeration;
uniform vec3 box_low;          // where visible classes are: x, y, elevation (exaggerated)
uniform vec3 box_high;
uniform vec4 mesh_box;
uniform vec4 volume_box;
uniform float top;             // highest level above ground
uniform float lowest_step;
uniform float density;          // of the highest values, per metre
uniform float clear_range;      // metres before the eye in which the haze is thinned out
varying vec2 uv;
varying vec3 sight;
void main() {
  gl_FragColor = vec4(0.0);
  vec3 slope = 1.0 / (sight + vec3(equal(sight, vec3(0.0))) * 1e-6);
  vec3 a = (box_low - eye) * slope;
  vec3 b = (box_high - eye) * slope;
  vec3 near3 = min(a, b);
  vec3 far3 = max(a, b);
  float t0 = max(max(near3.x, near3.y), max(near3.z, 0.0));
  float t1 = min(far3.x, min(far3.y, far3.z));
  float d = 2.0 * texture2D(depth, uv).r - 1.0;
  t1 = min(t1, 1.0 / (depth_terms.x - d * depth_terms.y));
  if (t1 <= t0) return;
  float unit = length(sight);
  float step_t = max((t1 - t0) / 72.0, lowest_step / unit);
  float jitter = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  float t = t0 + jitter * step_t;
  vec3 colour = vec3(0.0);
  float clear = 1.0;
  for (int i = 0; i < 73; ++i) {
    if (t >= t1 || clear < 0.03) break;
    vec3 p = eye + t * sight;
    float height = p.z / exaggeration - texture2D(ground, (p.xy - mesh_box.xy) * mesh_box.zw).r;
    if (height < top) {
      float w = sqrt(max(height, 0.0) / top);
      vec2 value = texture3D(volume, vec3((p.xy - volume_box.xy) * volume_box.zw, w)).ra;
      if (value.x > 0.0) {
        vec4 c = texture2D(transfer, vec2(value.x, 0.5));
        float near = min(1.0, t * unit / clear_range);
        float part = 1.0 - exp(-c.a * value.y * density * near * near * step_t * unit);
        colour += clear * part * c.rgb;
        clear *= 1.0 - part;
      }
    }
    t += step_t;
  }
  gl_FragColor = vec4(colour, 1.0 - clear);
}
)";

// The finished picture: edges smoothed where brightness jumps (the idea of FXAA), the volume over it.
const std::string_view composite_fragment = R"(
uniform sampler2D picture;
uniform sampler2D haze;
uniform float has_haze;
uniform vec2 pixel;
varying vec2 uv;
float luma(vec3 c) { return dot(c, vec3(0.299, 0.587, 0.114)); }
// The texture is not interpolated, which makes the test of every pixel cheap; the few at edges do it here.
vec3 tap(vec2 p) {
  vec2 t = p / pixel - 0.5;
  vec2 f = fract(t);
  vec2 q = (floor(t) + 0.5) * pixel;
  vec3 below = mix(texture2D(picture, q).rgb, texture2D(picture, q + vec2(pixel.x, 0.0)).rgb, f.x);
  vec3 above = mix(texture2D(picture, q + vec2(0.0, pixel.y)).rgb, texture2D(picture, q + pixel).rgb, f.x);
  return mix(below, above, f.y);
}
void main() {
  vec3 m = texture2D(picture, uv).rgb;
  float lm = luma(m);
  float nw = luma(texture2D(picture, uv + vec2(-1.0, 1.0) * pixel).rgb);
  float ne = luma(texture2D(picture, uv + vec2(1.0, 1.0) * pixel).rgb);
  float sw = luma(texture2D(picture, uv + vec2(-1.0, -1.0) * pixel).rgb);
  float se = luma(texture2D(picture, uv + vec2(1.0, -1.0) * pixel).rgb);
  float low = min(lm, min(min(nw, ne), min(sw, se)));
  float high = max(lm, max(max(nw, ne), max(sw, se)));
  if (high - low > max(0.035, 0.09 * high)) {
    vec2 along = vec2(sw + se - nw - ne, nw + sw - ne - se);
    float damp = max((nw + ne + sw + se) * 0.03, 0.008);
    along = clamp(along / (min(abs(along.x), abs(along.y)) + damp), -6.0, 6.0) * pixel;
    vec3 a = 0.5 * (tap(uv - along / 6.0) + tap(uv + along / 6.0));
    vec3 b = 0.5 * a + 0.25 * (tap(uv - along * 0.5) + tap(uv + along * 0.5));
    float lb = luma(b);
    m = lb < low || lb > high ? a : b;
  }
  if (has_haze > 0.0) {
    // Four taps over the half-sized haze take the grain of the ray marching away.
    vec2 d = 1.1 * pixel;
    vec4 h = 0.25 * (texture2D(haze, uv + d) + texture2D(haze, uv - d) + texture2D(haze, uv + vec2(d.x, -d.y)) +
                     texture2D(haze, uv + vec2(-d.x, d.y)));
    m = m * (1.0 - h.a) + h.rgb;
  }
  gl_FragColor = vec4(m, 1.0);
}
)";

}  // namespace leeward::ui::shader
