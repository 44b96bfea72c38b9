#pragma once
#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "../app/support/small_kit.h"
#include "../support/program.h"
#include "app/create_city.h"
#include "app/open_city.h"
#include "app/run_city.h"

/// A small twin with a run, made once for all tests of a program (1.2 km x 1 km, NOx and PM10, hour 7 calm,
/// hour 11 without meteorology).
namespace leeward::testing {

struct SmallTwin {
  std::filesystem::path folder;
  std::string run_id;
};

inline SmallTwin make_small_twin(const std::filesystem::path& where, int hours, bool has_run) {
  SmallTwin twin{where / "city", ""};
  NoProgress quiet;
  const auto created =
      app::create_city({.city = twin.folder, .kit = write_small_kit(where / "kit", hours)}, {}, quiet);
  EXPECT_TRUE(created) << to_text(created ? Error{} : created.error());
  if (!created || !has_run) return twin;
  const auto city = app::open_city(twin.folder);
  EXPECT_TRUE(city) << to_text(city ? Error{} : city.error());
  if (!city) return twin;
  const auto run = app::run_city(city->value, {}, {}, quiet);
  EXPECT_TRUE(run) << to_text(run ? Error{} : run.error());
  if (run) twin.run_id = run->manifest.run_id;
  return twin;
}

inline const SmallTwin& twin_with_run() {
  static const ScratchFolder scratch;
  static const SmallTwin twin = make_small_twin(scratch.path(), 12, true);
  return twin;
}

}  // namespace leeward::testing
