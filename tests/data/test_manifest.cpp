// Relies on: the contract in data/manifest.h.
#include "data/manifest.h"

#include <gmock/gmock.h>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

Manifest full_manifest() {
  Manifest m;
  m.run_id = "base-2024-06-20-0a1b";
  m.program = "leeward 0.1.0";
  m.solver = "s";
  m.mode = "standard";
  m.scenario = "base";
  m.created = "2026-11-24T22:00:00Z";
  m.input_hash = "abc";
  m.versions = {{"gdal", "3.6.2"}, {"compiler", "g++ 12"}};
  m.options = {{"from", "2024-06-20T00:00Z"}};
  m.counts = {{"hours", 24}, {"receptors", 12000}};
  m.accuracy = {{"ground", {4, 256, 51200, 3e-5, 2e-3, 1e-4}}};
  m.assumptions = {"cloud \"5\"", "zwei\nZeilen µg"};
  m.attribution = {"© X"};
  Fault fault;
  fault.severity = Severity::warning;
  fault.file = "a.shp";
  fault.layer = "a";
  fault.feature = "feature 12";
  fault.found = "-3 m";
  fault.expected = "> 0 m";
  fault.handled = "left out";
  m.notes = {fault};
  m.inputs = {{"city.gpkg", "aa", 123456789012}};
  m.products = {{"NOx.tif", "bb", 0}, {"NOx.nc", "cc", 1}};
  m.timings_s = {{"solve", 1.25}};
  return m;
}

TEST(Manifest, RoundTripKeepsEverything) {
  const test::TempFolder folder;
  const auto file = folder.path() / "manifest.json";
  const Manifest m = full_manifest();
  ASSERT_TRUE(write_manifest(file, m));
  const auto read = read_manifest(file);
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->run_id, m.run_id);
  EXPECT_EQ(read->program, m.program);
  EXPECT_EQ(read->solver, m.solver);
  EXPECT_EQ(read->mode, m.mode);
  EXPECT_EQ(read->scenario, m.scenario);
  EXPECT_EQ(read->created, m.created);
  EXPECT_EQ(read->input_hash, m.input_hash);
  EXPECT_EQ(read->versions, m.versions);
  EXPECT_EQ(read->options, m.options);
  EXPECT_EQ(read->counts, m.counts);
  ASSERT_EQ(read->accuracy.size(), 1u);
  const ManifestAccuracy& accuracy = read->accuracy.at("ground");
  EXPECT_EQ(accuracy.hours, 4u);
  EXPECT_EQ(accuracy.receptors, 256u);
  EXPECT_EQ(accuracy.pairs, 51200u);
  EXPECT_EQ(accuracy.largest_of_peak, 3e-5);
  EXPECT_EQ(accuracy.largest_local, 2e-3);
  EXPECT_EQ(accuracy.p99_local, 1e-4);
  EXPECT_EQ(read->assumptions, m.assumptions);
  EXPECT_EQ(read->attribution, m.attribution);
  EXPECT_EQ(read->timings_s, m.timings_s);
  ASSERT_EQ(read->notes.size(), 1u);
  EXPECT_EQ(read->notes[0].severity, Severity::warning);
  EXPECT_EQ(to_text(read->notes[0]), to_text(m.notes[0]));
  ASSERT_EQ(read->inputs.size(), 1u);
  EXPECT_EQ(read->inputs[0].bytes, 123456789012u);
  ASSERT_EQ(read->products.size(), 2u);
  EXPECT_EQ(read->products[1].path, "NOx.nc");
  EXPECT_EQ(read->products[1].sha256, "cc");
}

TEST(Manifest, KeysKeepTheirOrder) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_manifest(folder.path() / "a", full_manifest()));
  ASSERT_TRUE(write_manifest(folder.path() / "b", full_manifest()));
  const std::string text = test::content_of(folder.path() / "a");
  EXPECT_EQ(text, test::content_of(folder.path() / "b"));
  EXPECT_LT(text.find("\"run_id\""), text.find("\"program\""));
  EXPECT_LT(text.find("\"compiler\""), text.find("\"gdal\""));
  EXPECT_LT(text.find("\"products\""), text.find("\"timings_s\""));
}

TEST(Manifest, WhatIsNoManifestIsRefused) {
  const test::TempFolder folder;
  const auto refusal = [&](const std::string& content) {
    const auto manifest = read_manifest(folder.file("manifest.json", content));
    return manifest ? "accepted" : to_text(manifest.error());
  };
  EXPECT_THAT(refusal(""), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal("{\"run_id\": \"x\""), HasSubstr("manifest.json is not a run's manifest"));
  EXPECT_THAT(refusal("{}"), HasSubstr("run_id"));
  EXPECT_THAT(refusal("{\"run_id\": 3}"), HasSubstr("is not a run's manifest"));
  EXPECT_THAT(refusal("[1, 2]"), HasSubstr("is not a run's manifest"));
  EXPECT_THAT(refusal("\xff\xfe garbage"), HasSubstr("is not a run's manifest"));
}

}  // namespace
}  // namespace leeward::data
