#include "works.h"

#include <algorithm>
#include <numeric>

#include "core/model/units.h"

namespace leeward::sample {
namespace {

Ring box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}};
}

struct StackRow {
  const char* name;
  const char* sector;
  Vec2 at;
  double height_m, diameter_m, velocity_m_per_s, temperature_k;
  double nox, pm10, pm25, so2;  // g/s
  const char* schedule;
};

constexpr StackRow stack_rows[] = {
    {"Cormorant Point power station, unit 1", "power", {10480, 2700}, 150, 5.5, 24, 405, 55, 4.2, 2.6, 62, "constant"},
    {"Cormorant Point power station, gas turbine", "power", {10560, 2585}, 45, 4.0, 30, 790, 9.0, 0.4, 0.4, 0.2, "working_days"},
    {"Alder refinery, crude heater", "refinery", {9420, 2900}, 70, 2.6, 11, 520, 7.5, 0.5, 0.4, 14, "constant"},
    {"Alder refinery, cracker", "refinery", {9480, 3010}, 80, 2.8, 16, 540, 9.0, 2.1, 1.4, 26, "constant"},
    {"Alder refinery, sulphur recovery", "refinery", {9560, 2840}, 90, 1.6, 14, 720, 0.6, 0.05, 0.05, 18, "constant"},
    {"Alder refinery, flare", "refinery", {9360, 2740}, 65, 1.0, 20, 1273, 0.7, 0.1, 0.1, 2.5, "constant"},
    {"Alder refinery, tank farm flare", "refinery", {10090, 2560}, 45, 0.6, 20, 1273, 0.2, 0.03, 0.03, 0.6, "constant"},
    {"Port Alder waste-to-energy plant", "waste", {8800, 3900}, 85, 2.3, 20, 415, 7.2, 0.22, 0.18, 0.9, "constant"},
    {"Ridge cement works, kiln", "cement", {9180, 5150}, 95, 3.2, 15, 390, 24, 1.6, 0.9, 6.0, "constant"},
    {"Ridge cement works, clinker cooler", "cement", {9250, 5090}, 40, 2.4, 13, 380, 0, 1.1, 0.5, 0, "constant"},
    {"Foundry Fields steel foundry", "metal", {7300, 3800}, 42, 1.8, 14, 355, 1.6, 1.3, 0.8, 0.7, "working_days"},
    {"Bayglass works", "glass", {7750, 4100}, 60, 1.5, 13, 560, 6.5, 0.5, 0.4, 3.2, "constant"},
    {"Alder paper mill", "paper", {8450, 4950}, 55, 2.0, 14, 430, 3.4, 0.4, 0.3, 1.5, "constant"},
    {"Bypass asphalt plant", "minerals", {8780, 5330}, 24, 1.2, 16, 375, 0.6, 0.35, 0.2, 0.4, "working_days"},
    {"Dock chemical works", "chemicals", {8050, 3650}, 48, 1.4, 12, 450, 1.8, 0.3, 0.2, 1.1, "constant"},
    {"District heating North", "heat", {4720, 6560}, 70, 1.9, 14, 410, 4.8, 0.3, 0.25, 1.0, "heating"},
    {"District heating West", "heat", {2320, 5250}, 60, 1.6, 13, 410, 3.0, 0.2, 0.17, 0.6, "heating"},
    {"District heating Docks", "heat", {6700, 3620}, 60, 1.7, 13, 410, 3.6, 0.22, 0.18, 0.7, "heating"},
    {"Cathedral hospital boilers", "heat", {3480, 5660}, 32, 0.9, 10, 440, 0.45, 0.03, 0.03, 0.05, "heating"},
    {"Alder brewery", "food", {6880, 5420}, 28, 0.8, 9, 430, 0.35, 0.03, 0.02, 0.1, "working_days"},
    {"Larkrise crematorium", "other", {2620, 6480}, 18, 0.6, 12, 480, 0.08, 0.01, 0.01, 0.02, "working_days"},
    {"Ferry at berth", "ships", {6450, 2780}, 32, 0.9, 18, 590, 2.6, 0.10, 0.09, 0.12, "port"},
    {"Container ship at berth 1", "ships", {7930, 2500}, 42, 0.9, 20, 600, 3.6, 0.14, 0.13, 0.16, "port"},
    {"Container ship at berth 2", "ships", {7930, 2130}, 42, 0.8, 20, 600, 3.1, 0.12, 0.11, 0.14, "port"},
    {"Bulk carrier at berth", "ships", {7045, 2600}, 34, 0.7, 16, 590, 1.8, 0.09, 0.08, 0.09, "port"},
};

struct AreaRow {
  const char* name;
  const char* sector;
  Ring ring;
  double height_m, sigma_z_m;
  double nox, pm10, pm25, so2;  // g/s over the whole area
  const char* schedule;
};

void put(std::vector<House>& houses, Ring ring, double height_m, Use use = Use::industry) {
  houses.push_back({std::move(ring), height_m, use, "Docklands"});
}

void port(std::vector<House>& houses) {
  for (const double x : {6497.0, 6630.0})
    for (double y = 2440; y < 2960; y += 130) put(houses, box(x, y, x + 92, y + 112), 9.5);
  for (const double x : {7105.0, 7345.0})
    for (double y = 2270; y < 2900; y += 165) put(houses, box(x, y, x + 180, y + 70), 11.5);
  for (double y = 2045; y < 2560; y += 85) put(houses, box(7972, y, 7998, y + 12), 48);  // cranes
  for (double y = 2010; y < 2380; y += 34)
    for (const double x : {8040.0, 8130.0, 8350.0, 8470.0, 8590.0, 8710.0, 8830.0})
      put(houses, box(x, y, x + (x < 8300 ? 76 : 108), y + 14), 5.2 + 2.6 * static_cast<double>(static_cast<int>(x + y) % 3));
  put(houses, box(8340, 2450, 8560, 2600), 13);
  put(houses, box(8590, 2450, 8840, 2600), 13);
}

void refinery_and_power(std::vector<House>& houses) {
  for (double x = 9720; x < 10200; x += 78)
    for (double y = 2680; y < 3180; y += 78) {
      Ring tank;
      const double radius = 20 + 3 * static_cast<double>(static_cast<int>(x / 78 + y) % 4);
      for (int i = 0; i < 12; ++i) tank.push_back(Vec2{x + 20, y} + turned({radius, 0}, i * std::numbers::pi / 6));
      put(houses, std::move(tank), 14.5);
    }
  for (double x = 9300; x < 9600; x += 72)
    for (double y = 2800; y < 3150; y += 84) put(houses, box(x, y, x + 46, y + 40), 14 + 6 * static_cast<double>(static_cast<int>(x + y) % 4));
  put(houses, box(10330, 2760, 10470, 2815), 34);
  put(houses, box(10390, 2670, 10460, 2745), 64);
  put(houses, box(10500, 2560, 10545, 2620), 18);
  for (int i = 0; i < 2; ++i) {  // cooling towers
    Ring tower;
    for (int k = 0; k < 16; ++k) tower.push_back(Vec2{10640, 2800.0 + 110 * i} + turned({36, 0}, k * std::numbers::pi / 8));
    put(houses, std::move(tower), 88);
  }
}

void airport(std::vector<House>& houses) {
  put(houses, box(10350, 4150, 10640, 4205), 15, Use::public_building);
  put(houses, box(10480, 4220, 10500, 4240), 38, Use::public_building);  // control tower
  for (double x = 9900; x < 10260; x += 85) put(houses, box(x, 4150, x + 68, 4210), 17);
  put(houses, box(10720, 4155, 10860, 4200), 12);
}

}  // namespace

std::vector<House> works_buildings() {
  std::vector<House> houses;
  port(houses);
  refinery_and_power(houses);
  airport(houses);
  return houses;
}

std::vector<Stack> works_stacks() {
  std::vector<Stack> stacks;
  for (const StackRow& row : stack_rows) {
    Stack stack;
    stack.id = "S" + std::to_string(101 + stacks.size());
    stack.name = row.name;
    stack.sector = row.sector;
    stack.group = std::string(row.sector) == "ships" ? "port" : std::string(row.sector) == "heat" ? "heating" : "industry";
    stack.position_m = row.at;
    stack.stack_height_m = row.height_m;
    stack.stack_diameter_m = row.diameter_m;
    stack.exit_velocity_m_per_s = row.velocity_m_per_s;
    stack.exit_temperature_k = row.temperature_k;
    stack.emission_g_per_s = {{"NOx", row.nox}, {"PM10", row.pm10}, {"PM2.5", row.pm25}, {"SO2", row.so2}};
    stack.schedule = row.schedule;
    stack.origin = "made up";
    stacks.push_back(std::move(stack));
  }
  return stacks;
}

std::vector<AreaFeature> works_areas() {
  const AreaRow rows[] = {
      {"Container terminal", "port", box(7985, 1970, 8940, 2620), 3, 2.5, 3.4, 0.26, 0.20, 0.05, "port"},
      {"Timber quay", "port", box(7100, 2260, 7540, 2940), 3, 2.5, 0.8, 0.12, 0.06, 0.01, "port"},
      {"Fish quay", "port", box(6500, 2440, 6720, 3000), 2, 2.0, 0.3, 0.02, 0.02, 0.01, "port"},
      {"Refinery, fugitive", "refinery", box(9280, 2660, 10180, 3150), 8, 4.0, 0.2, 0.15, 0.06, 0.3, "constant"},
      {"Power station coal yard", "power", box(10330, 2420, 10470, 2560), 4, 2.0, 0.0, 0.45, 0.07, 0.0, "constant"},
      {"Foundry Fields rail yard", "rail", box(6900, 4235, 8250, 4325), 4, 2.0, 0.9, 0.05, 0.05, 0.01, "working_days"},
      {"Airport runway and apron", "airport", box(9850, 3620, 11850, 3820), 4, 3.0, 2.4, 0.06, 0.06, 0.18, "port"},
      {"Ridge quarry", "minerals", box(10050, 6550, 10450, 6900), 2, 2.0, 0.3, 1.2, 0.2, 0.0, "working_days"},
  };
  std::vector<AreaFeature> areas;
  for (const AreaRow& row : rows) {
    AreaFeature one;
    one.id = "A" + std::to_string(201 + areas.size());
    one.name = row.name;
    one.sector = row.sector;
    one.group = one.sector == "port" ? "port" : "industry";
    one.polygons_m = {Polygon{row.ring, {}}};
    one.release_height_m = row.height_m;
    one.initial_sigma_z_m = row.sigma_z_m;
    const double m2 = area(one.polygons_m);
    one.emission_g_per_m2_s = {{"NOx", row.nox / m2}, {"PM10", row.pm10 / m2}, {"PM2.5", row.pm25 / m2}, {"SO2", row.so2 / m2}};
    one.schedule = row.schedule;
    one.origin = "made up";
    areas.push_back(std::move(one));
  }
  return areas;
}

std::vector<VolumeFeature> works_volumes() {
  struct VolumeRow {
    const char* name;
    const char* sector;
    Vec2 at;
    double height_m, sigma_y_m, sigma_z_m, nox, pm10, pm25;
  };
  const VolumeRow rows[] = {
      {"Harbour tugs", "port", {6920, 2500}, 8, 35, 4, 1.1, 0.05, 0.05},
      {"Ferry manoeuvring", "port", {6330, 2700}, 15, 45, 7, 1.6, 0.07, 0.06},
      {"Aggregate wharf", "port", {7770, 2850}, 5, 14, 3, 0.1, 0.40, 0.06},
      {"Eastfield bus depot", "transport", {7050, 4700}, 4, 18, 3, 0.12, 0.01, 0.01},
      {"Foundry roof vents", "metal", {7340, 3760}, 12, 16, 6, 0.1, 0.30, 0.15},
  };
  std::vector<VolumeFeature> volumes;
  for (const VolumeRow& row : rows) {
    VolumeFeature one;
    one.id = "V" + std::to_string(301 + volumes.size());
    one.name = row.name;
    one.sector = row.sector;
    one.group = one.sector == "port" ? "port" : "industry";
    one.position_m = row.at;
    one.release_height_m = row.height_m;
    one.initial_sigma_y_m = row.sigma_y_m;
    one.initial_sigma_z_m = row.sigma_z_m;
    one.emission_g_per_s = {{"NOx", row.nox}, {"PM10", row.pm10}, {"PM2.5", row.pm25}, {"SO2", 0.02 * row.nox}};
    one.schedule = one.sector == "port" ? "port" : "working_days";
    one.origin = "made up";
    volumes.push_back(std::move(one));
  }
  return volumes;
}

std::vector<EmissionSchedule> city_schedules() {
  EmissionSchedule traffic = illustrative_traffic_schedule();

  // Heating: morning and evening peaks; degree days of the months. Means over day and year are 1.
  EmissionSchedule heating = constant_schedule();
  heating.id = "heating";
  heating.weekday = {0.55, 0.5, 0.5, 0.5, 0.6, 1.0, 1.5, 1.6, 1.35, 1.1, 0.95, 0.9, 0.9, 0.85, 0.85, 0.9, 1.05, 1.35, 1.55, 1.55, 1.45, 1.2, 0.85, 0.65};
  heating.month = {2.2, 2.0, 1.6, 1.0, 0.4, 0.15, 0.1, 0.1, 0.35, 0.9, 1.5, 2.0};
  EmissionSchedule port = constant_schedule();
  port.id = "port";
  for (std::size_t h = 0; h < 24; ++h) port.weekday[h] = h < 5 || h > 21 ? 0.6 : 1.25;
  EmissionSchedule working = constant_schedule();
  working.id = "working_days";
  for (std::size_t h = 0; h < 24; ++h) working.weekday[h] = h >= 6 && h < 18 ? 2.0 : 0.4;

  const auto scaled = [](std::array<double, 24> day, double mean) {
    const double now = std::accumulate(day.begin(), day.end(), 0.0) / hours_per_day;
    for (double& factor : day) factor = std::round(factor * mean / now * 1000) / 1000;
    return day;
  };
  const auto weekend = [&](EmissionSchedule& schedule, double weekday, double saturday, double sunday) {
    schedule.saturday = scaled(schedule.weekday, saturday);
    schedule.sunday = scaled(schedule.weekday, sunday);
    schedule.weekday = scaled(schedule.weekday, weekday);
  };
  weekend(heating, 0.98, 1.05, 1.05);
  weekend(port, 1.06, 0.9, 0.8);
  weekend(working, 1.28, 0.4, 0.2);
  const double year = std::accumulate(heating.month.begin(), heating.month.end(), 0.0) / 12.0;
  for (double& month : heating.month) month = std::round(month / year * 1000) / 1000;
  for (auto* day : {&traffic.weekday, &traffic.saturday, &traffic.sunday})
    for (double& factor : *day) factor = std::round(factor * 1000) / 1000;
  return {traffic, heating, port, working};
}

}  // namespace leeward::sample
