// Project Prairie Grass 1956 (../shared/validation/prairie_grass): a release near the ground, arcs of 50-800
// m. Set up as the README says AERMOD was run, so that the scores stand side by side.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "core/model/units.h"
#include "scores.h"

namespace leeward::test {
namespace {

constexpr double arcs_m[] = {50, 100, 200, 400, 800};
constexpr int widest_deg = 60;

struct Run {
  double number;
  double rate_g_per_s;
  bool is_stable;
};

struct Experiment {
  Scenario scenario;
  std::vector<Run> runs;
};

Experiment read_experiment(bool has_sigma_azimuth) {
  Experiment out;
  Scenario& s = out.scenario;
  s.columns = {{.pollutant = "SO2", .group = ""}};
  s.schedules = {constant_factors()};
  s.is_flat = true;
  PointSource source;
  source.id = "release";
  source.stack_height_m = 0.46;
  source.stack_diameter_m = 0.01;
  source.exit_velocity_m_per_s = 0.01;
  source.rates = {1.0};
  s.sources = {source};
  for (const double arc : arcs_m)
    for (int angle = -widest_deg; angle <= widest_deg; ++angle)
      s.receptors.push_back(
          {.position_m = arc * Vec2{std::sin(angle * rad_per_deg), std::cos(angle * rad_per_deg)},
           .height_m = 1.5});
  const ReferenceTable runs = read_reference_table(experiment("prairie_grass") / "runs.csv");
  for (std::size_t i = 0; i < runs.rows; ++i) {
    if (is_missing(runs["ustar_ms"][i])) continue;
    MetHour m;
    m.hour = UtcHour{473352} + static_cast<int>(out.runs.size());
    const double l = runs["obukhov_L_m"][i];
    const bool is_stable = l > 0;
    const double u_star = runs["ustar_ms"][i];
    m.inverse_obukhov_length_per_m = 1 / l;
    m.friction_velocity_m_per_s = u_star;
    m.roughness_length_m = 0.008;
    m.wind_speed_m_per_s = runs["u2m_ms"][i];
    m.wind_from_deg = 180;
    m.wind_height_m = 2;
    m.temperature_k = is_stable ? 294 : 300;
    m.temperature_height_m = 2;
    const double measured_zi = runs["mixing_height_m"][i];
    m.mechanical_mixing_height_m = 2300 * std::pow(u_star, 1.5);
    if (!is_stable) {
      m.convective_mixing_height_m = measured_zi;
      m.convective_velocity_m_per_s = u_star * std::cbrt(-measured_zi / (0.4 * l));
      m.sensible_heat_flux_w_per_m2 = 100;
      m.temperature_gradient_above_zi_k_per_m = 0.005;
    } else {
      m.sensible_heat_flux_w_per_m2 = -10;
    }
    ProfileLevel level;
    level.height_m = 2;
    level.wind_from_deg = 180;
    level.wind_speed_m_per_s = m.wind_speed_m_per_s;
    if (has_sigma_azimuth) level.sigma_theta_deg = runs["sigma_azimuth_deg"][i];
    m.profile = {level};
    s.met.hours.push_back(m);
    out.runs.push_back({runs["run"][i], runs["q_g_s"][i], is_stable});
  }
  return out;
}

struct Scores {
  std::vector<double> observed, ours, aermod;
  void add(double o, double p, double a) {
    observed.push_back(o);
    ours.push_back(p);
    aermod.push_back(a);
  }
};

TEST(PrairieGrass, ArcMaximaAreAsGoodAsAermods) {
  if (!std::filesystem::exists(experiment("prairie_grass"))) GTEST_SKIP() << "no ../shared/validation here";
  const ReferenceTable arcs = read_reference_table(experiment("prairie_grass") / "arcs.csv");
  const ReferenceTable aermod =
      read_reference_table(experiment("prairie_grass") / "reference_aermod_v24142.csv");
  const auto row_of = [](const ReferenceTable& table, double run, double arc) {
    for (std::size_t i = 0; i < table.rows; ++i)
      if (table["run"][i] == run && table["arc_m"][i] == arc) return i;
    return table.rows;
  };
  for (const bool has_sigma : {false, true}) {
    const Experiment e = read_experiment(has_sigma);
    const auto values = solve_exactly(e.scenario);
    Scores maxima, unstable, stable, integrals;
    double largest_difference = 0;
    for (std::size_t r = 0; r < e.runs.size(); ++r)
      for (std::size_t a = 0; a < std::size(arcs_m); ++a) {
        const std::size_t observed = row_of(arcs, e.runs[r].number, arcs_m[a]);
        const std::size_t reference = row_of(aermod, e.runs[r].number, arcs_m[a]);
        if (observed == arcs.rows || reference == aermod.rows) continue;
        constexpr std::size_t per_arc = 2 * widest_deg + 1;
        const double* c = values[r].data() + a * per_arc;
        const double maximum = *std::max_element(c, c + per_arc);
        double integral = 0;
        for (std::size_t i = 0; i + 1 < per_arc; ++i)
          integral += 0.5 * (c[i] + c[i + 1]) * arcs_m[a] * rad_per_deg;
        // All per unit release rate, in 1e-6 s/m3: what the README scores.
        const double per_rate = 1e3 / e.runs[r].rate_g_per_s;
        const double aermod_maximum =
            aermod[has_sigma ? "max_over_q_s_m3_sigth" : "max_over_q_s_m3_no_sigth"][reference];
        largest_difference = std::max(largest_difference, std::abs(maximum * 1e-6 / aermod_maximum - 1));
        const double o = arcs["arcmax_mg_m3_corrected"][observed] * per_rate;
        maxima.add(o, maximum, 1e6 * aermod_maximum);
        (e.runs[r].is_stable ? stable : unstable).add(o, maximum, 1e6 * aermod_maximum);
        const double cwic = arcs["cwic_mg_m2_raw"][observed] * arcs["evap_correction"][observed];
        integrals.add(
            cwic * per_rate, integral,
            1e6 * aermod[has_sigma ? "cwic_over_q_s_m2_sigth" : "cwic_over_q_s_m2_no_sigth"][reference]);
      }
    const std::string with = has_sigma ? "with sigma of azimuth" : "wind only";
    std::printf("largest difference from AERMOD's arc maxima (%s): %.2e\n", with.c_str(), largest_difference);
    const auto compare = [&](const std::string& what, const Scores& s) {
      const Evaluation ours = print_scores("Leeward, " + with + ", " + what, s.observed, s.ours);
      const Evaluation theirs = print_scores("AERMOD 24142, " + with + ", " + what, s.observed, s.aermod);
      EXPECT_GE(ours.factor_of_two, theirs.factor_of_two) << what;
      return ours;
    };
    EXPECT_GT(compare("arc maxima", maxima).pairs, 100U);
    compare("arc maxima, unstable", unstable);
    compare("arc maxima, stable", stable);
    compare("crosswind integrals", integrals);
  }
}

}  // namespace
}  // namespace leeward::test
