#pragma once
#include <QObject>
#include <QPoint>
#include <QSize>
#include <QString>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "ui/camera_math.h"
#include "ui/decorations.h"
#include "ui/renderer.h"

namespace leeward::ui {

/// A picture and what it shows.
struct Picture {
  QImage image;  ///< its device pixel ratio is set
  ViewState view;
  MapLabels labels;
  std::uint64_t serial = 0;  ///< of the set_view call it answers
};
using PicturePtr = std::shared_ptr<const Picture>;

enum class PickPurpose { hover, click };

struct PickAnswer {
  PickPurpose purpose = PickPurpose::hover;
  QPoint pixel;  ///< device pixels, as asked
  std::optional<Pick> pick;
};

/// Owns the renderer, in a thread of its own, so that the window never waits for OpenGL. Requests are
/// snapshots; a newer one replaces an older one that has not been drawn. Signals come from the worker:
/// connect queued (automatic connections to objects of the GUI thread are).
class RenderThread final : public QObject {
  Q_OBJECT
public:
  explicit RenderThread(RendererFactory factory, QObject* parent = nullptr);
  ~RenderThread() override;

  void set_city(std::shared_ptr<const City> city);
  void set_size(QSize device_px, double pixel_ratio);
  /// @returns the serial of the picture that will show it, or of a later one
  std::uint64_t set_view(ViewState view, MapLabels labels);
  /// A click is always answered; of several hovers only the last.
  void pick(PickPurpose purpose, QPoint device_px);

Q_SIGNALS:
  void picture_ready(const leeward::ui::PicturePtr& picture);
  void pick_answered(const leeward::ui::PickAnswer& answer);
  /// OpenGL lacks something, or the renderer broke down; no picture will come.
  void failed(const QString& message);

private:
  struct Size {
    QSize device_px;
    double pixel_ratio = 1;
    QSizeF logical() const { return QSizeF(device_px) / pixel_ratio; }
    /// Names and lines of the map grow as the legend's type does.
    double drawn_ratio() const { return pixel_ratio * type_growth(logical()); }
  };
  struct View {
    ViewState state;
    MapLabels labels;
    std::uint64_t serial = 0;
  };
  struct Requests {
    std::optional<std::shared_ptr<const City>> city;
    std::optional<Size> size;
    std::optional<View> view;
    std::vector<QPoint> clicks;
    std::optional<QPoint> hover;
    bool empty() const { return !city && !size && !view && clicks.empty() && !hover; }
  };

  void work(const std::stop_token& stop);
  void draw(Renderer& renderer, const View& view, const Size& size);
  template <class Change>
  void request(Change&& change);

  RendererFactory factory_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  Requests requests_;
  std::uint64_t last_serial_ = 0;
  std::jthread worker_;
};

}  // namespace leeward::ui
