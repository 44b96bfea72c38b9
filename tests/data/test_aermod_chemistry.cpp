// NO2 by ARM2 and OLM in AERMOD's runstreams (user's guide EPA-454/B-24-007, sections 3.2.4 and 3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/aermod_runstream.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

class ChemistryRunstream : public ::testing::Test {
protected:
  /// `co` and `so` are lines of those pathways.
  static std::string text_of(const std::string& option, const std::string& co, const std::string& so) {
    return "CO STARTING\n   TITLEONE  T\n   MODELOPT  CONC FLAT " + option +
           "\n   AVERTIME  1\n   POLLUTID  NO2\n" + co +
           "   RUNORNOT  RUN\nCO FINISHED\nSO STARTING\n"
           "   LOCATION  A1 POINT 0 0 0\n   SRCPARAM  A1 1 35 400 10 2\n"
           "   LOCATION  A2 POINT 0 0 0\n   SRCPARAM  A2 1 35 400 10 2\n"
           "   LOCATION  V VOLUME 0 0 0\n   SRCPARAM  V 1 3 8 3\n" +
           so +
           "   SRCGROUP  ALL\nSO FINISHED\nRE STARTING\n   DISCCART  100. 200.\nRE FINISHED\n"
           "ME STARTING\n   SURFFILE  met.sfc\n   PROFFILE  met.pfl\n   SURFDATA  99999 2021\n"
           "   UAIRDATA  99999 2021\n   PROFBASE  0.0 METERS\nME FINISHED\n"
           "OU STARTING\n   POSTFILE  1 ALL PLOT a.pst\nOU FINISHED\n";
  }
  AermodRun read_right(const std::string& option, const std::string& co, const std::string& so) {
    auto run = read_aermod_runstream(folder_.file("run.inp", text_of(option, co, so)));
    EXPECT_TRUE(run) << to_text(run.error());
    return run ? std::move(run->value) : AermodRun{};
  }
  std::string refused(const std::string& option, const std::string& co, const std::string& so) {
    const auto run = read_aermod_runstream(folder_.file("run.inp", text_of(option, co, so)));
    EXPECT_FALSE(run);
    return run ? "" : to_text(run.error());
  }
  test::TempFolder folder_;
};

TEST_F(ChemistryRunstream, Arm2HasItsRatios) {
  AermodRun run = read_right("ARM2", "", "");
  EXPECT_EQ(run.chemistry.method, ChemistryMethod::arm2);
  EXPECT_EQ(run.chemistry.arm2_lowest_ratio, 0.5);
  EXPECT_EQ(run.chemistry.arm2_highest_ratio, 0.9);
  run = read_right("ARM2", "   ARMRATIO 0.2 0.8\n", "");
  EXPECT_EQ(run.chemistry.arm2_lowest_ratio, 0.2);
  EXPECT_EQ(run.chemistry.arm2_highest_ratio, 0.8);
  EXPECT_THAT(refused("ARM2", "   ARMRATIO 0.9 0.5\n", ""), HasSubstr("a highest ratio below the lowest"));
  EXPECT_THAT(refused("ARM2", "   NO2EQUIL 0.9\n", ""), HasSubstr("no MODELOPT OLM"));
  EXPECT_THAT(refused("ARM2", "", "   NO2RATIO A1 0.1\n"), HasSubstr("no MODELOPT OLM"));
  EXPECT_THAT(refused("ARM2", "", "   EMISUNIT 1E3 GRAMS/SEC MILLIGRAMS/M**3\n"), HasSubstr("not linear"));
}

TEST_F(ChemistryRunstream, OlmHasItsSourcesAndGroups) {
  const AermodRun run = read_right("OLM NOMINO3", "   OZONEVAL 40. PPB\n   NO2STACK 0.3\n   NO2EQUIL 0.8\n",
                                   "   NO2RATIO A1-A2 0.1\n   OLMGROUP G1 A1 V\n");
  const AermodChemistry& chemistry = run.chemistry;
  EXPECT_EQ(chemistry.method, ChemistryMethod::olm);
  EXPECT_FALSE(chemistry.has_night_floor);
  EXPECT_EQ(chemistry.equilibrium_ratio, 0.8);
  ASSERT_EQ(chemistry.ozone.size(), 1U);
  EXPECT_EQ(chemistry.ozone[0].values->values, (std::vector<double>{40}));
  EXPECT_EQ(chemistry.ozone[0].values_unit, "PPB");
  EXPECT_EQ(run.sources[0].in_stack_no2_ratio, 0.1);
  EXPECT_EQ(run.sources[1].in_stack_no2_ratio, 0.1);
  EXPECT_EQ(run.sources[2].in_stack_no2_ratio, 0.3);
  EXPECT_EQ(run.sources[0].olm_group, run.sources[2].olm_group);
  EXPECT_FALSE(run.sources[1].olm_group);
  const AermodRun all = read_right("OLM", "   OZONEVAL 40. PPB\n   NO2STACK 0.3\n", "   OLMGROUP ALL\n");
  for (const AermodSource& source : all.sources) EXPECT_EQ(source.olm_group, 0U);
  EXPECT_TRUE(all.chemistry.has_night_floor);
}

TEST_F(ChemistryRunstream, OzoneComesBySectorAndTime) {
  const AermodRun run = read_right("OLM",
                                   "   NO2STACK 0.3\n   O3SECTOR 0 180\n   OZONEFIL SECT1 o3.dat UG/M3 FREE\n"
                                   "   O3VALUES SECT1 SEASON 20 30\n   O3VALUES SECT1 SEASON 2*40\n"
                                   "   OZONEVAL SECT2 0.03 PPM\n   OZONUNIT UG/M3\n",
                                   "");
  ASSERT_EQ(run.chemistry.ozone.size(), 2U);
  EXPECT_EQ(run.chemistry.ozone_sectors_deg, (std::vector<double>{0, 180}));
  const AermodOzone& first = run.chemistry.ozone[0];
  EXPECT_EQ(first.hourly_file.filename(), "o3.dat");
  EXPECT_EQ(first.hourly_unit, "UG/M3");
  EXPECT_EQ(first.values->type, "SEASON");
  EXPECT_EQ(first.values->values, (std::vector<double>{20, 30, 40, 40}));
  EXPECT_EQ(first.values_unit, "UG/M3");
  EXPECT_EQ(run.chemistry.ozone[1].values_unit, "PPM");
  // AERMOD's unit of O3VALUES when nothing is said
  EXPECT_EQ(read_right("OLM", "   NO2STACK 0.3\n   O3VALUES ANNUAL 30\n", "").chemistry.ozone[0].values_unit,
            "PPB");
}

TEST_F(ChemistryRunstream, WhatIsWrongIsToldWithItsLine) {
  const std::string ozone = "   OZONEVAL 40. PPB\n";
  const std::string ratio = "   NO2STACK 0.3\n";
  EXPECT_THAT(refused("OLM", ratio, ""), HasSubstr("no ozone before CO FINISHED"));
  EXPECT_THAT(refused("OLM", ozone, ""), HasSubstr("source A1 without an in-stack ratio"));
  EXPECT_THAT(refused("OLM", ratio + "   OZONEVAL 40.\n", ""), HasSubstr("line 7: found OZONEVAL: nothing"));
  EXPECT_THAT(refused("OLM", ratio + "   OZONEVAL -4. PPB\n", ""), HasSubstr("below 0"));
  EXPECT_THAT(refused("OLM", ratio + "   OZONEFIL o3.dat PPT\n", ""), HasSubstr("UG/M3, PPB or PPM"));
  EXPECT_THAT(refused("OLM", ratio + "   OZONEFIL o3.dat PPB (4I2,F8.0)\n", ""), HasSubstr("Fortran format"));
  EXPECT_THAT(refused("OLM", ratio + "   O3VALUES SEASON 20 30\n", ""), HasSubstr("2 values of SEASON"));
  EXPECT_THAT(refused("OLM", ratio + ozone + "   O3VALUES SEASON 4*20\n", ""), HasSubstr("OZONEVAL once"));
  EXPECT_THAT(refused("OLM", ratio + "   O3SECTOR 0 180\n   OZONEVAL SECT1 40. PPB\n", ""),
              HasSubstr("sector 2: no ozone"));
  EXPECT_THAT(refused("OLM", ozone + "   NO2STACK 1.3\n", ""), HasSubstr("0 to 1"));
  EXPECT_THAT(refused("OLM", ozone + ratio, "   OLMGROUP G1 A1\n   OLMGROUP G2 A1\n"),
              HasSubstr("in two groups"));
  EXPECT_THAT(refused("OLM", ozone + ratio, "   OLMGROUP G1 A1\n   OLMGROUP ALL\n"),
              HasSubstr("in ALL and in another"));
  EXPECT_THAT(refused("OLM", ozone + ratio, "   OLMGROUP G1\n"), HasSubstr("without sources"));
  EXPECT_THAT(refused("OLM", ozone + ratio + "   NOXVALUE 30\n", ""), HasSubstr("NO2 chemistry by GRSM"));
}

}  // namespace
}  // namespace leeward::data
