#include "egl_context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <fmt/format.h>

#include <array>

namespace leeward::ui {

struct EglContext::Handles {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLConfig config = nullptr;
  EGLContext context = EGL_NO_CONTEXT;
  EGLSurface surface = EGL_NO_SURFACE;
};

namespace {

Unexpected egl_failure(const char* what) {
  return fail(
      ErrorCode::resource,
      fmt::format("3D view: {} failed (EGL error 0x{:04x}); an OpenGL 2.1 driver with EGL is needed, such as "
                  "Mesa (package libegl-mesa0)",
                  what, eglGetError()));
}

EGLDisplay surfaceless_display() {
  const auto get =
      reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (get) {
    const EGLDisplay display = get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display != EGL_NO_DISPLAY) return display;
  }
  return eglGetDisplay(EGL_DEFAULT_DISPLAY);
}

EGLSurface pbuffer(EGLDisplay display, EGLConfig config, int width_px, int height_px) {
  const std::array<EGLint, 5> size{EGL_WIDTH, width_px, EGL_HEIGHT, height_px, EGL_NONE};
  return eglCreatePbufferSurface(display, config, size.data());
}

}  // namespace

Result<std::unique_ptr<EglContext>> EglContext::create(int width_px, int height_px) {
  std::unique_ptr<EglContext> made(new EglContext);
  made->handles_ = std::make_unique<Handles>();
  Handles& h = *made->handles_;
  h.display = surfaceless_display();
  if (h.display == EGL_NO_DISPLAY) return egl_failure("eglGetPlatformDisplay");
  if (!eglInitialize(h.display, nullptr, nullptr)) return egl_failure("eglInitialize");
  if (!eglBindAPI(EGL_OPENGL_API)) return egl_failure("eglBindAPI(OpenGL)");
  const std::array<EGLint, 15> wanted{EGL_SURFACE_TYPE,
                                      EGL_PBUFFER_BIT,
                                      EGL_RENDERABLE_TYPE,
                                      EGL_OPENGL_BIT,
                                      EGL_RED_SIZE,
                                      8,
                                      EGL_GREEN_SIZE,
                                      8,
                                      EGL_BLUE_SIZE,
                                      8,
                                      EGL_ALPHA_SIZE,
                                      8,
                                      EGL_DEPTH_SIZE,
                                      24,
                                      EGL_NONE};
  EGLint count = 0;
  if (!eglChooseConfig(h.display, wanted.data(), &h.config, 1, &count) || count < 1)
    return egl_failure("eglChooseConfig(RGBA8, depth 24)");
  h.context = eglCreateContext(h.display, h.config, EGL_NO_CONTEXT, nullptr);
  if (h.context == EGL_NO_CONTEXT) return egl_failure("eglCreateContext");
  h.surface = pbuffer(h.display, h.config, width_px, height_px);
  if (h.surface == EGL_NO_SURFACE) return egl_failure("eglCreatePbufferSurface");
  if (auto current = made->make_current(); !current) return Unexpected(current.error());
  return made;
}

EglContext::~EglContext() {
  if (!handles_ || handles_->display == EGL_NO_DISPLAY) return;
  // The display is shared by all contexts of the process and is never terminated.
  if (eglGetCurrentContext() == handles_->context)
    eglMakeCurrent(handles_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  if (handles_->surface != EGL_NO_SURFACE) eglDestroySurface(handles_->display, handles_->surface);
  if (handles_->context != EGL_NO_CONTEXT) eglDestroyContext(handles_->display, handles_->context);
}

Result<void> EglContext::make_current() {
  eglBindAPI(EGL_OPENGL_API);  // the choice belongs to the thread
  if (!eglMakeCurrent(handles_->display, handles_->surface, handles_->surface, handles_->context))
    return egl_failure("eglMakeCurrent");
  return {};
}

Result<void> EglContext::resize(int width_px, int height_px) {
  const EGLSurface surface = pbuffer(handles_->display, handles_->config, width_px, height_px);
  if (surface == EGL_NO_SURFACE)
    return egl_failure(fmt::format("a picture of {} x {} pixels", width_px, height_px).c_str());
  const EGLSurface old = handles_->surface;
  handles_->surface = surface;
  if (auto current = make_current(); !current) return current;
  eglDestroySurface(handles_->display, old);
  return {};
}

}  // namespace leeward::ui
