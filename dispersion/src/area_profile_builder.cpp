#include "area_profile_builder.h"

#include <algorithm>
#include <cmath>

#include "dispersion/plume_sigma.h"
#include "plume_numbers.h"

namespace leeward::dispersion {
namespace area_profile_builder_detail {

constexpr double longest_panel = 0.8;  // in ln u
constexpr int deepest = 9;
constexpr double step_smoothness =
    5e-3;  // a parabola to this is integrated to some 1e-5 by three Gauss points

/// Quartic through five values at 0, 1/4, 1/2, 3/4, 1, as coefficients of the powers of the place.
void quartic(const std::array<double, 5>& f, double (&c)[5]) {
  c[0] = f[0];
  c[1] = (-25.0 * f[0] + 48.0 * f[1] - 36.0 * f[2] + 16.0 * f[3] - 3.0 * f[4]) / 3.0;
  c[2] = (70.0 * f[0] - 208.0 * f[1] + 228.0 * f[2] - 112.0 * f[3] + 22.0 * f[4]) / 3.0;
  c[3] = (-80.0 * f[0] + 288.0 * f[1] - 384.0 * f[2] + 224.0 * f[3] - 48.0 * f[4]) / 3.0;
  c[4] = (32.0 * f[0] - 128.0 * f[1] + 192.0 * f[2] - 128.0 * f[3] + 32.0 * f[4]) / 3.0;
}

}  // namespace area_profile_builder_detail

using namespace area_profile_builder_detail;

void AreaProfileBuilder::Batch::clear() {
  for (std::vector<double>& values : in) values.clear();
}

void AreaProfileBuilder::Batch::add(double distance_m, const PlumeReceptor& receptor) {
  in[0].push_back(distance_m);
  in[1].push_back(receptor.height_m);
  in[2].push_back(receptor.flagpole_m);
  in[3].push_back(receptor.ground_m);
  in[4].push_back(receptor.hill_m);
}

void AreaProfileBuilder::Batch::evaluate(const PlumeNumbers& plume) {
  const std::size_t count = in[0].size();
  for (std::vector<double>& values : out) values.resize(count);
  evaluate_plume(plume, {count, in[0].data(), in[1].data(), in[2].data(), in[3].data(), in[4].data()},
                 {out[0].data(), out[1].data(), out[2].data(), out[3].data(), out[4].data()});
}

/// How far the parabola through every other value misses the two between, at most.
double AreaProfileBuilder::roughness(const Five& f) {
  return std::max(std::abs(f[1] - 0.125 * (3.0 * f[0] + 6.0 * f[2] - f[4])),
                  std::abs(f[3] - 0.125 * (3.0 * f[4] + 6.0 * f[2] - f[0])));
}

std::span<const AreaProfile> AreaProfileBuilder::build(const Plume& plume, std::span<const Request> requests,
                                                       double smoothness) {
  if (profiles_.size() < requests.size()) profiles_.resize(requests.size());
  level_.clear();
  for (std::size_t i = 0; i < requests.size(); ++i) begin(plume, static_cast<std::uint32_t>(i), requests[i]);
  static constexpr std::size_t all[] = {0, 1, 2, 3, 4};
  static constexpr std::size_t between[] = {1, 3};
  const PlumeNumbers numbers(plume);
  std::span<const std::size_t> unknown = all;
  while (!level_.empty()) {
    evaluate(numbers, requests, unknown);
    next_.clear();
    for (Samples& samples : level_) keep_or_halve(samples, smoothness);
    std::swap(level_, next_);
    unknown = between;
  }
  for (std::size_t i = 0; i < requests.size(); ++i) profiles_[i].finish();
  return {profiles_.data(), requests.size()};
}

/// The first panels; known changes of the formulas are ends of panels.
void AreaProfileBuilder::begin(const Plume& plume, std::uint32_t index, const Request& request) {
  const double from = request.from_m;
  const double to = request.to_m;
  profiles_[index].clear(from, to);
  breaks_.clear();
  if (!plume.is_stable_branch()) {
    for (const double u : {plume.distance_of_centre_m(0.1 * plume.mixing_height_m()),
                           plume.distance_of_centre_m(plume_constants::ground_layer_m),
                           plume.distance_of_centre_m(request.receptor.height_m), plume.mixed_distance_m()})
      if (u > from * (1 + 1e-6) && u < to * (1 - 1e-6)) breaks_.push_back(std::log(u));
    std::sort(breaks_.begin(), breaks_.end());
    breaks_.erase(
        std::unique(breaks_.begin(), breaks_.end(), [](double a, double b) { return b - a < 1e-6; }),
        breaks_.end());
  }
  double log_from = std::log(from);
  for (const double end : breaks_) {
    add_range(index, log_from, end);
    log_from = end;
  }
  add_range(index, log_from, std::log(to));
}

void AreaProfileBuilder::add_range(std::uint32_t index, double from, double to) {
  const double count = std::ceil((to - from) / longest_panel);
  const double hair = 1e-9 * (to - from);  // inside, so that no panel reads the formulas of its neighbour
  for (double k = 1; k <= count; ++k) {
    Samples& whole = level_.emplace_back();
    whole.request = index;
    whole.from = from + (k - 1) / count * (to - from) + hair;
    whole.to = from + k / count * (to - from) - hair;
  }
}

void AreaProfileBuilder::evaluate(const PlumeNumbers& plume, std::span<const Request> requests,
                                  std::span<const std::size_t> unknown) {
  batch_.clear();
  for (const Samples& samples : level_)
    for (const std::size_t i : unknown)
      batch_.add(std::exp(samples.from + 0.25 * static_cast<double>(i) * (samples.to - samples.from)),
                 requests[samples.request].receptor);
  batch_.evaluate(plume);
  std::size_t place = 0;
  for (Samples& samples : level_) {
    AreaProfile& profile = profiles_[samples.request];
    for (const std::size_t i : unknown) {
      samples.g[i] = batch_.in[0][place] * batch_.out[0][place];
      samples.s[i] = batch_.out[1][place];
      profile.largest_ = std::max(profile.largest_, samples.g[i]);
      ++place;
    }
    profile.evaluation_count_ += unknown.size();
  }
}

void AreaProfileBuilder::keep_or_halve(Samples& samples, double smoothness) {
  using area_profile_rules::jump;
  using area_profile_rules::negligible;
  AreaProfile& profile = profiles_[samples.request];
  const double scale =
      std::max(*std::max_element(samples.g.begin(), samples.g.end()), negligible * profile.largest_);
  // Where nothing arrives from any distance there is nothing to resolve.
  const double rough_g = scale > 0 ? roughness(samples.g) / scale : 0.0;
  const double rough = std::max(rough_g, roughness(samples.s) / samples.s[0]);
  if (!samples.is_within_step && (samples.depth >= deepest || rough <= step_smoothness)) {
    samples.is_within_step = true;
    profile.steps_.push_back(samples.from);
  }
  if (samples.depth >= deepest || rough <= smoothness) {
    if (rough > jump) profile.jumps_.push_back(0.5 * (samples.from + samples.to));
    AreaProfile::Panel& panel = profile.panels_.emplace_back();
    panel.from = samples.from;
    panel.to = samples.to;
    panel.per_width = 1.0 / (samples.to - samples.from);
    quartic(samples.g, panel.g);
    quartic(samples.s, panel.s);
    return;
  }
  const double middle = 0.5 * (samples.from + samples.to);
  for (const bool is_upper : {false, true}) {
    Samples& half = next_.emplace_back();
    half.request = samples.request;
    half.depth = samples.depth + 1;
    half.is_within_step = samples.is_within_step;
    half.from = is_upper ? middle : samples.from;
    half.to = is_upper ? samples.to : middle;
    for (std::size_t i = 0; i < 5; i += 2) {
      const std::size_t known = i / 2 + (is_upper ? 2 : 0);
      half.g[i] = samples.g[known];
      half.s[i] = samples.s[known];
    }
  }
}

}  // namespace leeward::dispersion
