// scene_pictures FOLDER [NAME]: draws the made-up city from several places to FOLDER/NAME.png and prints
// frame times.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "made_city.h"
#include "ui/scene/scene_renderer.h"

namespace {

using namespace leeward;
using namespace leeward::ui;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::size_t index(SceneLayer layer) {
  return static_cast<std::size_t>(layer);
}

// The same blocks again and again around the city, to see what many buildings cost.
void multiply_buildings(City& city, std::size_t count) {
  const std::vector<Building> first = city.buildings;
  for (std::size_t i = 0; city.buildings.size() < count; ++i) {
    Building b = first[i % first.size()];
    const Vec2 by{-1800 + 37.0 * static_cast<double>(i / first.size()),
                  11.0 * static_cast<double>((i / first.size()) % 9) - 50};
    for (Vec2& p : b.footprint_m.outer) p = p + by;
    for (Ring& hole : b.footprint_m.holes)
      for (Vec2& p : hole) p = p + by;
    b.id += "-" + std::to_string(i);
    city.buildings.push_back(std::move(b));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/tmp";
  const std::string only = argc > 2 ? argv[2] : "";
  auto city = made::city();
  if (const char* count = std::getenv("BUILDINGS"))
    multiply_buildings(*city, static_cast<std::size_t>(std::atoi(count)));
  auto renderer = SceneRenderer::create(1280, 800);
  if (!renderer) {
    std::fprintf(stderr, "%s\n", to_text(renderer.error()).c_str());
    return 1;
  }
  const auto begin = Clock::now();
  (*renderer)->set_city(city);
  std::printf("set_city %.0f ms\n", ms_since(begin));

  ViewState base;
  base.camera = SceneRenderer::overview(*city);
  base.ground = made::ground_field(*city, 6);
  base.volume = made::volume_field(*city, 6);
  base.hour = 1;
  base.scale = made::scale();
  const auto draw = [&](const std::string& name, ViewState view, double ratio = 1) {
    if (!only.empty() && name.find(only) == std::string::npos) return;
    (*renderer)->resize(static_cast<int>(1280 * ratio), static_cast<int>(800 * ratio), ratio);
    (*renderer)->set_view(view);
    QImage picture = (*renderer)->render();
    const auto start = Clock::now();
    const std::clock_t cpu = std::clock();
    constexpr int frames = 5;
    for (int i = 0; i < frames; ++i) {
      view.camera.azimuth_deg += 0.01;
      (*renderer)->set_view(view);
      (*renderer)->render();
    }
    std::printf("%-10s %4.0f ms a frame, %4.0f ms of processor\n", name.c_str(), ms_since(start) / frames,
                1000.0 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / frames);
    picture.save(QString::fromStdString(folder + "/" + name + ".png"));
  };

  draw("overview", base);
  ViewState bare = base;
  bare.visible[index(SceneLayer::drape)] = false;
  bare.visible[index(SceneLayer::zones)] = true;
  bare.visible[index(SceneLayer::receptors)] = true;
  draw("bare", bare);
  ViewState street = base;
  street.camera = {made::known_building, 60, 420, 330, 14};
  draw("street", street);
  ViewState top = base;
  top.camera = {city->settings.domain_m.centre(), 50, 5400, 0, 90};
  draw("top", top);
  ViewState slice = base;
  slice.visible[index(SceneLayer::slice)] = true;
  slice.visible[index(SceneLayer::drape)] = false;
  slice.slice_height_m = 120;
  draw("slice", slice);
  ViewState volume = base;
  volume.visible[index(SceneLayer::volume)] = true;
  volume.visible[index(SceneLayer::drape)] = false;
  volume.camera.pitch_deg = 25;
  draw("volume", volume);
  ViewState near_plume = volume;
  near_plume.camera = {city->stacks.front().position_m, 130, 1100, 300, 12};
  draw("plume", near_plume);
  ViewState dark = volume;
  dark.is_dark = true;
  draw("dark", dark);
  ViewState tall = base;
  tall.vertical_exaggeration = 3;
  draw("tall", tall);
  draw("ratio2", base, 2);
  return 0;
}
