#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "area_profile.h"
#include "plume_batch.h"

/// Internal to areas: many profiles at once.
namespace leeward::dispersion {

/// Makes the profiles (area_profile.h) of one plume for many receptors level by level of their panels, each
/// level of all of them in one call of the SIMD kernel (plume_batch.h), whose vectors the few places of a
/// single receptor's level do not fill. A profile's bits do not depend on the receptors it is made with.
/// Holds buffers and the profiles of the last call: one object per thread.
class AreaProfileBuilder {
public:
  struct Request {
    PlumeReceptor receptor;
    double from_m = 0;  ///< 0.99 <= from_m < to_m
    double to_m = 0;
  };
  /// @param smoothness  of a panel, see AreaProfile
  /// @returns one for each request, valid until the next call
  std::span<const AreaProfile> build(const Plume& plume, std::span<const Request> requests,
                                     double smoothness);

private:
  friend class AreaProfile;
  using Five = std::array<double, 5>;

  /// The plume at five places equally spaced in the logarithm of the distance.
  struct Samples {
    std::uint32_t request = 0;
    std::int32_t depth = 0;
    bool is_within_step = false;  // of AreaProfile::steps
    double from = 0;              // ln u
    double to = 0;
    Five g{};
    Five s{};
  };
  /// Places of one call of the kernel, a member of PlumePlaces each, and its results.
  struct Batch {
    std::array<std::vector<double>, 5> in;
    std::array<std::vector<double>, 5> out;

    void clear();
    void add(double distance_m, const PlumeReceptor& receptor);
    void evaluate(const PlumeNumbers& plume);
  };

  static double roughness(const Five& f);
  void begin(const Plume& plume, std::uint32_t index, const Request& request);
  void add_range(std::uint32_t index, double from, double to);
  void evaluate(const PlumeNumbers& plume, std::span<const Request> requests,
                std::span<const std::size_t> unknown);
  void keep_or_halve(Samples& samples, double smoothness);

  std::vector<AreaProfile> profiles_;
  std::vector<Samples> level_;
  std::vector<Samples> next_;
  std::vector<double> breaks_;
  Batch batch_;
};

}  // namespace leeward::dispersion
