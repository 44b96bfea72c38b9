#pragma once
#include <QObject>
#include <cstdint>
#include <string>

#include "ui/map_state.h"
#include "ui/map_view.h"
#include "ui/render_thread.h"

namespace leeward::ui {

/// Ties state, renderer and view together: every change of the state becomes a new picture.
class MapPresenter final : public QObject {
  Q_OBJECT
public:
  MapPresenter(MapView* view, RendererFactory factory, QObject* parent = nullptr);

  /// Change it, then call refresh().
  MapState& state() { return state_; }
  const MapState& state() const { return state_; }

  /// Starts at the overview.
  void set_city(CityViewPtr city);
  void set_run(RunViewPtr run);
  void set_camera(const Camera& camera);
  void refresh();
  /// A camera by its name (ui::named_camera); it follows the size of the map until the user moves it.
  Result<void> show_view(const std::string& name);
  /// The newest wish is on screen, in the size of the map.
  bool is_current() const;

Q_SIGNALS:
  void picture_shown();
  /// A drawn picture will never come; the message says why.
  void failed(const QString& message);
  void hovered(const leeward::ui::PickAnswer& answer);
  void clicked(const leeward::ui::PickAnswer& answer);
  void pointer_left();

private:
  void take_picture(const PicturePtr& picture);
  void take_pick(const PickAnswer& answer);

  MapView* view_;
  MapState state_;
  std::uint64_t wanted_serial_ = 0;
  std::uint64_t shown_serial_ = 0;
  std::uint64_t city_serial_ = 0;  ///< of the first wish of the open city
  bool has_failed_ = false;
  std::string fitted_view_;  ///< empty: the user has moved the camera
  RenderThread renderer_;
};

}  // namespace leeward::ui
