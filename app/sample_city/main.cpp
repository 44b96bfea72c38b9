#include <cstdio>
#include <exception>
#include <filesystem>

#include "write_city.h"

/// leeward-sample-city OUT_DIR: writes the sample city's files. The folder is made when it is not there.
int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  if (count != 2 || arguments[1][0] == '-') {
    std::fputs("usage: leeward-sample-city OUT_DIR\n", stderr);
    return 2;
  }
  try {
    const fs::path folder = arguments[1];
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
      std::fprintf(stderr, "error: cannot make %s: %s\n", folder.c_str(), error.message().c_str());
      return 1;
    }
    const leeward::sample::SampleCity made = leeward::sample::make_city();
    if (const auto written = leeward::sample::write_city(folder, made); !written) {
      std::fprintf(stderr, "error: %s\n", leeward::to_text(written.error()).c_str());
      return 1;
    }
    double people = 0;
    for (const leeward::Zone& zone : made.city.zones) people += zone.population;
    std::printf("%s: %zu road links, %zu buildings, %zu stacks, %zu areas, %zu volumes, %zu stations, %zu receptors, %.0f residents\n",
                folder.c_str(), made.city.roads.size(), made.city.buildings.size(), made.city.stacks.size(), made.city.areas.size(),
                made.city.volumes.size(), made.city.stations.size(), made.city.receptors.size(), people);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
    return 1;
  }
}
