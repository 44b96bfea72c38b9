// Near-road tracer study, Idaho Falls 2008 (../shared/validation/idaho_falls_2008): a line source on flat
// ground.
#include <map>
#include <tuple>

#include "scores.h"

namespace leeward::test {
namespace {

TEST(IdahoFalls, IsAGoodModel) {
  if (!std::filesystem::exists(experiment("idaho_falls_2008")))
    GTEST_SKIP() << "no ../shared/validation here";
  const ReferenceTable periods = read_reference_table(experiment("idaho_falls_2008") / "periods.csv");
  const ReferenceTable observations =
      read_reference_table(experiment("idaho_falls_2008") / "observations.csv");
  Scenario s;
  s.columns = {{.pollutant = "SF6", .group = ""}};
  s.schedules = {constant_factors()};
  s.is_flat = true;
  LineSource line;
  line.id = "line";
  line.begin_m = {0, -500};
  line.end_m = {0, 500};
  line.release_height_m = 1;
  line.rates = {1.0};
  s.sources = {line};
  std::map<double, std::size_t> receptor_of;
  for (const double x : {18.0, 36.0, 48.0, 66.0, 90.0, 120.0, 180.0}) {
    receptor_of[x] = s.receptors.size();
    s.receptors.push_back({.position_m = {x, 0}, .height_m = 1.5});
  }
  std::map<std::pair<double, double>, std::size_t> hour_of;
  for (std::size_t i = 0; i < periods.rows; ++i) {
    MetHour m;
    m.hour = UtcHour{473352} + static_cast<int>(i);
    hour_of[{periods["test"][i], periods["period"][i]}] = i;
    m.sensible_heat_flux_w_per_m2 = periods["heat_flux_w_m2"][i];
    m.friction_velocity_m_per_s = periods["ustar_ms"][i];
    m.convective_velocity_m_per_s = periods["wstar_ms"][i];
    m.convective_mixing_height_m = periods["zi_convective_m"][i];
    m.mechanical_mixing_height_m = periods["zi_mechanical_m"][i];
    m.inverse_obukhov_length_per_m = 1 / periods["obukhov_L_m"][i];
    m.roughness_length_m = periods["z0_m"][i];
    m.wind_speed_m_per_s = periods["u3m_ms"][i];
    m.wind_from_deg = periods["wd_from_deg"][i];
    m.wind_height_m = 3;
    m.temperature_k = periods["temp_c"][i] + 273.15;
    m.temperature_height_m = 2;
    s.met.hours.push_back(m);
  }
  const auto values = solve_exactly(s);
  constexpr double ug_per_m3_per_ppb = 5.34;
  struct Scores {
    std::vector<double> observed, ours, rline;
  };
  std::map<double, Scores> by_test;
  Scores all;
  for (std::size_t i = 0; i < observations.rows; ++i) {
    const double o = observations["conc_sf6_ppb"][i];
    if (is_missing(o)) continue;
    const std::size_t hour = hour_of.at({observations["test"][i], observations["period"][i]});
    const double ours = values[hour][receptor_of.at(observations["x_downwind_m"][i])] *
                        periods["q_line_g_m_s"][hour] / ug_per_m3_per_ppb;
    for (Scores* scores : {&all, &by_test[observations["test"][i]]}) {
      scores->observed.push_back(o);
      scores->ours.push_back(ours);
      scores->rline.push_back(observations["rline_v12_ppb"][i]);
    }
  }
  const auto compare = [](const std::string& what, const Scores& scores) {
    const Evaluation ours = print_scores("Leeward, " + what, scores.observed, scores.ours);
    print_scores("R-LINE 1.2, " + what, scores.observed, scores.rline);
    return ours;
  };
  for (const auto& [test, scores] : by_test)
    compare("test " + std::to_string(static_cast<int>(test)), scores);
  const Evaluation both = compare("both", all);
  EXPECT_EQ(both.pairs, 115U);
  EXPECT_GE(both.factor_of_two, 0.85);
  EXPECT_LE(both.normalised_mean_square_error, 1.5);  // a good model, Chang & Hanna (2004)
  EXPECT_GE(both.correlation, 0.9);
}

}  // namespace
}  // namespace leeward::test
