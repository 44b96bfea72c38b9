#pragma once
#include <memory>

#include "core/model/result.h"

namespace leeward::ui {

/// An OpenGL compatibility context without window or display: EGL on the surfaceless platform with a pbuffer.
class EglContext {
public:
  static Result<std::unique_ptr<EglContext>> create(int width_px, int height_px);
  ~EglContext();
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

  /// Current in the calling thread; several contexts of one thread take turns.
  Result<void> make_current();
  /// A new pbuffer of this size; the context and everything in it stay.
  Result<void> resize(int width_px, int height_px);

private:
  EglContext() = default;
  struct Handles;
  std::unique_ptr<Handles> handles_;
};

}  // namespace leeward::ui
