// Runstreams of AERMOD as users write them, right and broken: every fault has a file and a line, nothing
// crashes. Relies on: AERMOD user's guide EPA-454/B-24-007 (form of the runstream) and
// shared/reference/aermod.
#include "data/aermod_runstream.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <random>

#include "data/atomic_file.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path reference_runstreams = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

constexpr const char* co_block =
    "CO STARTING\n   TITLEONE  A Title of two words\n   MODELOPT  CONC FLAT\n   AVERTIME  1 24 PERIOD\n"
    "   POLLUTID  NOX\n   RUNORNOT  RUN\nCO FINISHED\n";
constexpr const char* so_block =
    "SO STARTING\n   LOCATION  S1 POINT 10.0 20.0 5.0\n   SRCPARAM  S1 1.5 35.0 400. 10.0 2.0\n"
    "   SRCGROUP  ALL\nSO FINISHED\n";
constexpr const char* re_block = "RE STARTING\n   DISCCART  100. 200.\nRE FINISHED\n";
constexpr const char* me_block =
    "ME STARTING\n   SURFFILE  met.sfc\n   PROFFILE  met.pfl\n   SURFDATA  99999 2021\n   UAIRDATA  99999 "
    "2021\n"
    "   PROFBASE  0.0 METERS\nME FINISHED\n";
constexpr const char* ou_block =
    "OU STARTING\n   RECTABLE  ALLAVE FIRST-SECOND\n   PLOTFILE  24 ALL 2ND a.plt\nOU FINISHED\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class Runstream : public ::testing::Test {
protected:
  Result<Loaded<AermodRun>> read(const std::string& text) {
    return read_aermod_runstream(folder_.file("run.inp", text));
  }
  AermodRun read_right(const std::string& text) {
    auto run = read(text);
    EXPECT_TRUE(run) << to_text(run.error());
    return run ? std::move(run->value) : AermodRun{};
  }
  std::string refused(const std::string& text) {
    const auto run = read(text);
    EXPECT_FALSE(run);
    if (run) return "";
    EXPECT_EQ(run.error().code, ErrorCode::input);
    return to_text(run.error());
  }
  static std::string with_sources(const std::string& so) {
    return std::string(co_block) + so + re_block + me_block + ou_block;
  }
  static std::string with_receptors(const std::string& re) {
    return std::string(co_block) + so_block + re + me_block + ou_block;
  }
  const std::string whole_ = std::string(co_block) + so_block + re_block + me_block + ou_block;
  test::TempFolder folder_;
};

TEST_F(Runstream, IsReadWhole) {
  const AermodRun run = read_right(whole_);
  EXPECT_EQ(run.title_one, "A Title of two words");
  EXPECT_TRUE(run.is_flat);
  EXPECT_TRUE(run.has_period);
  EXPECT_EQ(run.averages_h, (std::vector<int>{1, 24}));
  ASSERT_EQ(run.sources.size(), 1U);
  EXPECT_EQ(run.sources[0].position_m, (Vec2{10, 20}));
  EXPECT_EQ(run.sources[0].exit_temperature_k, 400);
  EXPECT_EQ(run.sources[0].place.line, 9U);
  ASSERT_EQ(run.plotfiles.size(), 1U);
  EXPECT_EQ(run.plotfiles[0].rank, 2);
  EXPECT_EQ(run.plotfiles[0].file, "a.plt");
}

TEST_F(Runstream, CaseTabsLineEndsCommentsQuotesAndPathwaysOnEveryLineDoNotMatter) {
  std::string text =
      "\xEF\xBB\xBF** a comment\r\nco starting\r\nco titleone  Mixed Case\r\n\tMODELOPT\tconc flat\r\nCO "
      "AVERTIME 1\r\n"
      "CO POLLUTID nox\r\n   ** another\r\n   RUNORNOT run\r\nCO FINISHED\r\n\r\n";
  text += replaced(so_block, "S1 POINT", "s1 point") + re_block;
  text += replaced(me_block, "met.sfc", "\"my met.sfc\"") +
          "OU STARTING\nNO ECHO\n   postfile 1 all plot Results.pst\nOU FINISHED\n";
  const AermodRun run = read_right(text);
  EXPECT_EQ(run.title_one, "Mixed Case");
  EXPECT_EQ(run.surface_file.filename(), "my met.sfc");
  EXPECT_EQ(run.postfiles.at(0).file, "Results.pst");
  EXPECT_EQ(run.sources.at(0).id, "S1");
}

TEST_F(Runstream, AKeywordGoesOnInTheLinesBelow) {
  const AermodRun run = read_right(with_receptors(
      "RE STARTING\nRE GRIDPOLR POL1 STA\n                 ORIG S1\n                 DIST 100. 200.\n"
      "                 GDIR 4 90. 90.\nRE GRIDPOLR POL1 END\n   GRIDCART  C1 STA\n   XYINC 0. 3 50. 0. 2 "
      "100.\n   GRIDCART  C1 END\nRE FINISHED\n"));
  ASSERT_EQ(run.receptors.size(), 8U + 6U);
  EXPECT_NEAR(run.receptors[0].position_m.x, 110, 1e-9);
  EXPECT_NEAR(run.receptors[0].position_m.y, 20, 1e-9);
  EXPECT_NEAR(run.receptors[3].position_m.y, -180, 1e-9);
  EXPECT_EQ(run.receptors[9].position_m, (Vec2{50, 0}));
  EXPECT_EQ(run.networks.at(1).x_m, (std::vector<double>{0, 50, 100}));
  EXPECT_EQ(run.network_of.at(13), "C1");
}

TEST_F(Runstream, NetworksTakeElevationsByRowsAndRepeats) {
  const std::string text =
      replaced(with_receptors(
                   "RE STARTING\n   ELEVUNIT FEET\n   GRIDCART C STA XPNTS 0. 100. 250.\n"
                   "   GRIDCART C YPNTS 0. 100.\n   GRIDCART C ELEV 2 3*20.\n   GRIDCART C ELEV 1 10. 2*11.\n"
                   "   GRIDCART C HILL 1 3*100.\n   GRIDCART C HILL 2 3*200.\n   GRIDCART C FLAG 1 3*1.5\n   "
                   "GRIDCART C FLAG 2 3*2.5\n"
                   "   GRIDCART C END\nRE FINISHED\n"),
               "CONC FLAT\n", "CONC ELEV\n   FLAGPOLE  1.0\n");
  const AermodRun run = read_right(text);
  ASSERT_EQ(run.receptors.size(), 6U);
  EXPECT_DOUBLE_EQ(run.receptors[0].elevation_m, 10 * 0.3048);
  EXPECT_DOUBLE_EQ(run.receptors[2].elevation_m, 11 * 0.3048);
  EXPECT_DOUBLE_EQ(run.receptors[3].elevation_m, 20 * 0.3048);
  EXPECT_DOUBLE_EQ(run.receptors[3].hill_height_m, 200 * 0.3048);
  EXPECT_DOUBLE_EQ(run.receptors[5].height_m, 2.5);
}

TEST_F(Runstream, RangesOfSourcesFollowAermodsRule) {
  const AermodRun run =
      read_right(with_sources("SO STARTING\n   LOCATION S1 POINT 0 0 0\n   LOCATION S5 POINT 0 0 0\n   "
                              "LOCATION S20 POINT 0 0 0\n   LOCATION T3 POINT 0 0 0\n"
                              "   LOCATION S5A POINT 0 0 0\n   SRCPARAM S1 1 35 400 10 2\n   SRCPARAM S5 1 "
                              "35 400 10 2\n   SRCPARAM S20 1 35 400 10 2\n"
                              "   SRCPARAM T3 1 35 400 10 2\n   SRCPARAM S5A 1 35 400 10 2\n   EMISFACT "
                              "S1-S20 HROFDY 12*1.0 6*2.0\n   EMISFACT S1-S20 HROFDY 6*0.5\n"
                              "   SRCGROUP LOW S1-S10\n   SRCGROUP LOW T3\n   SRCGROUP ALL\nSO FINISHED\n"));
  ASSERT_EQ(run.groups.size(), 2U);
  EXPECT_EQ(run.groups[0].sources, (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(run.groups[1].sources.size(), 5U);
  ASSERT_TRUE(run.sources[2].factors);
  EXPECT_EQ(run.sources[0].factors, run.sources[2].factors);
  EXPECT_EQ(run.factors[*run.sources[0].factors].values[20], 0.5);
  EXPECT_FALSE(run.sources[3].factors);
  EXPECT_FALSE(run.sources[4].factors);
}

TEST_F(Runstream, IncludedFilesAreReadBesideTheRunstream) {
  folder_.file("more.src", "   LOCATION  S2 POINT 0.0 0.0 0.0\nSO SRCPARAM  S2 1. 35. 400. 10. 2.\n");
  const AermodRun run =
      read_right(with_sources(replaced(so_block, "   SRCGROUP", "   INCLUDED  more.src\n   SRCGROUP")));
  ASSERT_EQ(run.sources.size(), 2U);
  EXPECT_EQ(run.sources[1].place.line, 1U);
  EXPECT_THAT(run.files.at(run.sources[1].place.file), HasSubstr("more.src"));
}

TEST_F(Runstream, FaultsInIncludedFilesNameThatFile) {
  folder_.file("more.src", "   LOCATION  S2 POINT 0.0 zero 0.0\n");
  const std::string text =
      refused(with_sources(replaced(so_block, "   SRCGROUP", "   INCLUDED  more.src\n   SRCGROUP")));
  EXPECT_THAT(text, HasSubstr("more.src, line 1"));
  EXPECT_THAT(text, HasSubstr("'ZERO'"));
}

TEST_F(Runstream, AFileThatIncludesItselfIsRefused) {
  folder_.file("loop.src", "   INCLUDED  loop.src\n");
  EXPECT_THAT(refused(with_sources(replaced(so_block, "   SRCGROUP", "   INCLUDED  loop.src\n   SRCGROUP"))),
              HasSubstr("loop.src, line 1"));
  EXPECT_THAT(refused(with_sources(replaced(so_block, "   SRCGROUP", "   INCLUDED  none.src\n   SRCGROUP"))),
              HasSubstr("none.src"));
}

struct Broken {
  const char* name;
  const char* from;
  const char* to;
  const char* told;
};

class BrokenRunstream : public Runstream, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenRunstream, IsToldWithFileAndLine) {
  const std::string text = refused(replaced(whole_, GetParam().from, GetParam().to));
  EXPECT_THAT(text, HasSubstr(GetParam().told));
  EXPECT_THAT(text, HasSubstr("run.inp, line "));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenRunstream,
    ::testing::Values(
        Broken{"BadNumber", "10.0 20.0 5.0", "10.0 2o.0 5.0",
               "line 9: found LOCATION: '2O.0', expected a number: y in metres"},
        Broken{"UnknownKeyword", "   SRCPARAM  S1", "   SCRPARAM  S1", "'SCRPARAM'"},
        Broken{"UnknownPathwayWord", "SO FINISHED", "SO FINISH", "'FINISH'"},
        Broken{"DuplicateId", "   SRCPARAM", "   LOCATION  S1 POINT 1 1 1\n   SRCPARAM",
               "line 10: found LOCATION: source S1 again"},
        Broken{"MissingFinished", "RE FINISHED\n", "", "ME STARTING inside RE"},
        Broken{"MissingPathway", "RE STARTING\n   DISCCART  100. 200.\nRE FINISHED\n", "", "ME STARTING"},
        Broken{"TooFewFields", "400. 10.0 2.0", "400.", "an exit velocity"},
        Broken{"TooManyFields", "10.0 2.0\n", "10.0 2.0 3.0\n", "1 more field"},
        Broken{"UnknownSourceType", "POINT 10.0", "CHIMNEY 10.0", "'CHIMNEY'"},
        Broken{"OpenPit", "POINT 10.0", "OPENPIT 10.0", "only what Leeward models"},
        Broken{"Deposition", "CONC FLAT", "CONC DDEP FLAT", "dry deposition"},
        Broken{"Chemistry", "CONC FLAT", "CONC FLAT PVMRM", "NO2 chemistry by PVMRM"},
        Broken{"OlmOfOtherGases", "CONC FLAT", "CONC FLAT OLM", "line 5: found POLLUTID: 'NOX' beside MODELOPT OLM"},
        Broken{"TwoChemistries", "CONC FLAT", "CONC FLAT OLM ARM2", "ARM2 and OLM"},
        Broken{"OzoneWithoutOlm", "   RUNORNOT", "   OZONEVAL 40. PPB\n   RUNORNOT", "no MODELOPT OLM"},
        Broken{"UnknownOption", "CONC FLAT", "CONC FLAT FASTER", "'FASTER'"},
        Broken{"AlphaOfTheRegulator", "CONC FLAT", "CONC DFAULT ALPHA", "ALPHA beside DFAULT"},
        Broken{"LowWind", "CONC FLAT", "CONC FLAT ALPHA LOW_WIND", "LOW_WIND"},
        Broken{"Downwash", "   SRCGROUP", "   BUILDHGT  S1 36*10.\n   SRCGROUP", "building downwash"},
        Broken{"HugeRepeat", "   SRCGROUP", "   EMISFACT  S1 HROFDY 1000000000*1\n   SRCGROUP",
               "more than 24 values"},
        Broken{"HugerRepeat", "   SRCGROUP", "   EMISFACT  S1 HROFDY 99999999999999999999*1\n   SRCGROUP",
               "count*value"},
        Broken{"TooFewFactors", "   SRCGROUP", "   EMISFACT  S1 HROFDY 23*1\n   SRCGROUP",
               "23 factors of HROFDY"},
        Broken{"FactorsOfNone", "   SRCGROUP", "   EMISFACT  S9 HROFDY 24*1\n   SRCGROUP", "'S9'"},
        Broken{"HugeNetwork", "DISCCART  100. 200.",
               "GRIDCART C STA\n   GRIDCART C XYINC 0 1000000 1 0 1000000 1\n   GRIDCART C END",
               "1000000 x 1000000"},
        Broken{"NetworkWithoutEnd", "DISCCART  100. 200.",
               "GRIDCART C STA\n   GRIDCART C XYINC 0 10 1 0 10 1", "without END"},
        Broken{"ColdStack", "400. 10.0", "40. 10.0", "exit temperature 40"},
        Broken{"NegativeHeight", "1.5 35.0", "1.5 -35.0", "release height -35"},
        Broken{"NoGroup", "   SRCGROUP  ALL\n", "", "SRCGROUP"},
        Broken{"UrbanWithoutSource", "   RUNORNOT", "   URBANOPT 1000000\n   RUNORNOT", "URBANSRC"},
        Broken{"BadAverage", "1 24 PERIOD", "1 5 PERIOD", "'5'"},
        Broken{"TwoLongAverages", "1 24 PERIOD", "1 24 PERIOD ANNUAL", "PERIOD and ANNUAL"},
        Broken{"RankNotAsked", "24 ALL 2ND", "24 ALL 3RD", "RECTABLE"},
        Broken{"AverageNotAsked", "PLOTFILE  24", "PLOTFILE  8", "AVERTIME"},
        Broken{"UnknownGroup", "24 ALL 2ND", "24 SOME 2ND", "'SOME'"},
        Broken{"BadDate", "   PROFBASE", "   STARTEND 2021 2 30 2021 3 1\n   PROFBASE", "2021-2-30"},
        Broken{"RotationBeyondHalfATurn", "   PROFBASE", "   WDROTATE 200\n   PROFBASE", "-180 to 180"},
        Broken{"HeaderOfNoFile", "OU FINISHED", "   NOHEADER PLOTFILES\nOU FINISHED", "'PLOTFILES'"},
        Broken{"BackgroundWithoutValues", "   SRCGROUP  ALL", "   SRCGROUP  ALL BACKGROUND", "BACKGRND"},
        Broken{"Events", "OU STARTING", "EV STARTING\nEV FINISHED\nOU STARTING", "pathway EV"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(Runstream, AllFaultsAreToldAtOnce) {
  const std::string text = refused(
      replaced(replaced(replaced(whole_, "35.0", "x"), "100. 200.", "y 200."), "0.0 METERS", "z METERS"));
  for (const char* told : {"'X'", "'Y'", "'Z'", "3 errors"}) EXPECT_THAT(text, HasSubstr(told));
}

TEST_F(Runstream, ManyFaultsAreCounted) {
  std::string many = "RE STARTING\n";
  for (int i = 0; i < 100; ++i) many += "   DISCCART  x y\n";
  const std::string text = refused(with_receptors(many + "RE FINISHED\n"));
  EXPECT_THAT(text, HasSubstr("more errors"));
  EXPECT_LT(text.size(), 10'000U);
}

TEST_F(Runstream, LinesOfAMillionCharactersAreRefusedByLength) {
  const std::string text = refused(
      replaced(whole_, "   SRCPARAM", "   LOCATION " + std::string(1'000'000, 'x') + "\n   SRCPARAM"));
  EXPECT_THAT(text, HasSubstr("line 10: found a line of 1000012 characters"));
  EXPECT_LT(text.size(), 2'000U);
  read_right(replaced(whole_, "   SRCPARAM", "** " + std::string(1'000'000, 'x') + "\n   SRCPARAM"));
}

TEST_F(Runstream, WhatIsNoTextIsRefused) {
  EXPECT_THAT(refused(""), HasSubstr("empty"));
  EXPECT_THAT(refused(std::string("CO STARTING\0\n", 13)), HasSubstr("NUL"));
  const auto missing = read_aermod_runstream(folder_.path() / "nothing.inp");
  ASSERT_FALSE(missing);
  EXPECT_THAT(to_text(missing.error()), HasSubstr("nothing.inp"));
  const auto directory = read_aermod_runstream(folder_.path());
  EXPECT_FALSE(directory);
}

TEST_F(Runstream, HalfLifeDecayAndUrbanAreas) {
  const AermodRun run = read_right(
      replaced(replaced(whole_, "   RUNORNOT",
                        "   HALFLIFE 14400.\n   URBANOPT A 1.E6 Name 0.9\n   URBANOPT B 2d6\n   RUNORNOT"),
               "   SRCGROUP", "   URBANSRC B S1\n   SRCGROUP"));
  EXPECT_DOUBLE_EQ(run.decay_per_s.value(), 0.693 / 14400);
  ASSERT_EQ(run.urban_areas.size(), 2U);
  EXPECT_EQ(run.urban_areas[0].roughness_length_m, 0.9);
  EXPECT_EQ(run.urban_areas[1].population, 2e6);
  EXPECT_EQ(run.sources[0].urban_area, 1U);
}

TEST_F(Runstream, ReportsOfTextAreAcceptedWithANote) {
  const auto run =
      read(replaced(whole_, "   PLOTFILE", "   MAXTABLE  ALLAVE 50\n   SUMMFILE  a.sum\n   PLOTFILE"));
  ASSERT_TRUE(run) << to_text(run.error());
  ASSERT_EQ(run->faults.size(), 2U);
  EXPECT_EQ(run->faults[0].severity, Severity::note);
  EXPECT_EQ(run->faults[0].handled, "not written");
}

std::string handled_in(const Result<Loaded<AermodRun>>& run) {
  EXPECT_TRUE(run) << to_text(run.error());
  std::string text;
  for (std::size_t i = 0; run && i < run->faults.size(); ++i)
    text += run->faults[i].feature + ": " + run->faults[i].found + "; " + run->faults[i].handled + "\n";
  return text;
}

TEST_F(Runstream, WhatAermodIgnoresIsTold) {
  EXPECT_EQ(handled_in(read(whole_)), "");
  const std::string elevated = replaced(whole_, "CONC FLAT", "CONC ELEV");
  EXPECT_THAT(handled_in(read(replaced(elevated, "100. 200.", "100. 200. 5.\n   DISCCART 1. 2."))),
              HasSubstr("line 14: a receptor without elevation or hill height (2 times)"));
  EXPECT_THAT(handled_in(read(replaced(elevated, "100. 200.", "100. 200. 5. 9. 1.5"))),
              HasSubstr("line 14: heights above ground without CO FLAGPOLE"));
  EXPECT_THAT(handled_in(read(replaced(whole_, "100. 200.", "100. 200. 5. 9."))),
              HasSubstr("beside MODELOPT FLAT"));
  EXPECT_EQ(handled_in(read(replaced(whole_, "100. 200.", "100. 200. 0. 0. 0."))), "");
  EXPECT_THAT(handled_in(read(replaced(whole_, "400. 10.0", "400. -10.0"))),
              HasSubstr("line 10: SRCPARAM: exit velocity -10 m/s; 0 m/s is taken"));
  const std::string flagpoles = replaced(whole_, "   RUNORNOT", "   FLAGPOLE\n   RUNORNOT");
  EXPECT_EQ(handled_in(read(replaced(flagpoles, "100. 200.", "100. 200. 1.5"))), "");
  const std::string decay = replaced(whole_, "   RUNORNOT", "   HALFLIFE 600.\n   RUNORNOT");
  EXPECT_EQ(handled_in(read(decay)), "");
  EXPECT_THAT(handled_in(read(replaced(decay, "CONC FLAT", "CONC DFAULT"))), HasSubstr("DFAULT holds"));
  EXPECT_THAT(handled_in(read(replaced(decay, "NOX", "SO2"))), HasSubstr("only SO2 of urban sources"));
  EXPECT_THAT(handled_in(read(replaced(replaced(decay, "POINT 10.0 20.0 5.0", "RLINE 0 0 9 9"),
                                       "1.5 35.0 400. 10.0 2.0", "1.5 1.0 8.0"))),
              HasSubstr("nothing of roads is lost"));
  EXPECT_THAT(handled_in(read(replaced(whole_, "   SRCGROUP", "   BACKGRND ANNUAL 5.\n   SRCGROUP"))),
              HasSubstr("no background is added"));
  EXPECT_THAT(handled_in(read(replaced(replaced(whole_, "   SRCGROUP  ALL",
                                                "   LOCATION S2 POINT 0 0 0\n   SRCPARAM S2 1 35 400 10 2\n"
                                                "   SRCGROUP  A S1"),
                                       "24 ALL 2ND", "24 A 2ND"))),
              HasSubstr("source S2 in no group"));
}

TEST_F(Runstream, GridsBesideTerrainNeedHillHeightsWithTheirElevations) {
  const std::string grid = "RE STARTING\n   GRIDCART C STA XYINC 0 2 10 0 1 10\n   GRIDCART C ELEV 1 5 5\n";
  const std::string end = "   GRIDCART C END\nRE FINISHED\n";
  const auto elevated = [&](const std::string& re) {
    return replaced(with_receptors(re), "CONC FLAT", "CONC ELEV");
  };
  EXPECT_THAT(refused(elevated(grid + end)), HasSubstr("line 14: found network C: ELEV without HILL"));
  EXPECT_EQ(handled_in(read(elevated(grid + "   GRIDCART C HILL 1 9 9\n" + end))), "");
}

TEST_F(Runstream, DaysOfTheYearKnowLeapYears) {
  const AermodRun run =
      read_right(replaced(whole_, "   PROFBASE", "   DAYRANGE  5 2/28-3/1 12/31\n   PROFBASE"));
  EXPECT_TRUE(run.days.at(4));
  EXPECT_TRUE(run.days.at(58) && run.days.at(59) && !run.days.at(60));
  EXPECT_TRUE(run.leap_days.at(58) && run.leap_days.at(59) && run.leap_days.at(60));
  EXPECT_TRUE(run.days.at(364) && !run.days.at(365) && run.leap_days.at(365));
}

TEST_F(Runstream, IsKnownByNameOrByItsFirstLine) {
  EXPECT_TRUE(is_aermod_runstream(folder_.file("a.INP", "x")));
  EXPECT_TRUE(is_aermod_runstream(folder_.file("a.txt", "** words\n\n co starting\n")));
  EXPECT_FALSE(is_aermod_runstream(folder_.file("kit.toml", "[city]\nname = \"x\"\n")));
  EXPECT_FALSE(is_aermod_runstream(folder_.path() / "none"));
}

TEST_F(Runstream, MutationsNeverCrash) {
  if (!fs::exists(reference_runstreams)) GTEST_SKIP() << "no reference set at " << reference_runstreams;
  std::mt19937 random(20261125);  // NOLINT: the same mutations in every run
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random()) % count; };
  constexpr std::string_view pieces[] = {"*",        "-",        "\"",  "1000000000*1", "1e999",
                                         "STARTING", "FINISHED", "\n",  "**",           "GRIDCART X STA\n",
                                         "99",       "\t",       "SO ", "\xff",         "INCLUDED a\n"};
  std::size_t read_whole = 0;
  for (const char* name : {"area_poly_a", "groups_background_a", "hourly_emissions_a", "rlinext_barrier_a",
                           "stats_other", "terrain_ridge_b", "urban_a", "emisfact_a"}) {
    const auto original = read_file(reference_runstreams / name / "aermod.inp");
    ASSERT_TRUE(original);
    for (int round = 0; round < 60; ++round) {
      std::string text = *original;
      for (std::size_t change = 0; change <= below(4); ++change) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
          case 0:
            text.erase(at, below(40));
            break;
          case 1:
            text.insert(at, pieces[below(std::size(pieces))]);
            break;
          case 2:
            text[at] = static_cast<char>(1 + below(255));
            break;
          default:
            text.insert(at, text.substr(below(text.size()), below(200)));
            break;
        }
      }
      const auto run = read(text);
      if (run)
        ++read_whole;
      else
        EXPECT_FALSE(run.error().message.empty());
    }
  }
  EXPECT_GT(read_whole, 0U);
}

}  // namespace
}  // namespace leeward::data
