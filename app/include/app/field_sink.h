#pragma once
#include <memory>

#include "core/model/concentration.h"
#include "dispersion/run.h"

namespace leeward::app {

/// Collects the solver's hours into a field.
class FieldSink final : public dispersion::HourSink {
 public:
  explicit FieldSink(std::shared_ptr<ConcentrationField> field) : field_(std::move(field)) {}
  void take(std::size_t hour_index, HourStatus status, std::span<const double> values_ug_per_m3) override;

 private:
  std::shared_ptr<ConcentrationField> field_;
};

}  // namespace leeward::app
