#include "plan_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace leeward::plan_program {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A measure in the programme: levels of which at most one is taken, or a free uptake.
struct MeasureColumns {
  struct Level {
    double uptake = 0;
    int column = 0;
  };
  std::vector<Level> levels;
  int free_uptake = -1;
  int is_taken = -1;  ///< with a free uptake: binary, where something asks for it
};

/// Groups that the same effects act upon: one remaining share.
struct EffectClass {
  std::vector<PlanEffect> effects;
  std::vector<double> contribution;
};

class Builder {
public:
  Builder(const PlanProblem& problem, int steps, bool allows_violation)
      : problem_(problem), steps_(std::max(1, steps)), allows_violation_(allows_violation) {
    gather_classes();
    add_measures();
    add_rules();
    add_targets();
    add_objective();
  }
  PlanProgram take() { return std::move(made_); }

private:
  int add_column(ColumnSpec spec) {
    made_.program.columns.push_back(spec);
    return static_cast<int>(made_.program.columns.size()) - 1;
  }
  void add_row(Expression expression, double lower, double upper) {
    made_.program.rows.push_back(
        {std::move(expression.terms), lower - expression.constant, upper - expression.constant});
  }

  void gather_classes() {
    std::map<std::vector<std::pair<std::size_t, double>>, std::size_t> index_of;
    for (const PlanGroup& group : problem_.groups) {
      std::vector<std::pair<std::size_t, double>> key;
      for (const PlanEffect& effect : group.effects)
        if (effect.reduction != 0) key.emplace_back(effect.measure, effect.reduction);
      const auto [entry, is_new] = index_of.try_emplace(key, classes_.size());
      if (is_new) {
        EffectClass& made = classes_.emplace_back();
        for (const auto& [measure, reduction] : key) made.effects.push_back({measure, reduction});
        made.contribution.assign(problem_.targets.size(), 0.0);
      }
      EffectClass& of_group = classes_[entry->second];
      for (std::size_t t = 0; t < problem_.targets.size(); ++t)
        of_group.contribution[t] += group.contribution[t];
    }
  }

  bool is_alone(std::size_t measure) const {
    return std::all_of(classes_.begin(), classes_.end(), [measure](const EffectClass& of_class) {
      const bool is_here = std::any_of(of_class.effects.begin(), of_class.effects.end(),
                                       [measure](const PlanEffect& e) { return e.measure == measure; });
      return !is_here || of_class.effects.size() == 1;
    });
  }

  bool is_in_rules(std::size_t measure) const {
    for (const auto& set : problem_.exclusive)
      if (std::find(set.begin(), set.end(), measure) != set.end()) return true;
    return std::any_of(problem_.needs.begin(), problem_.needs.end(), [measure](const auto& pair) {
      return pair.first == measure || pair.second == measure;
    });
  }

  void add_measures() {
    measures_.resize(problem_.measures.size());
    made_.uptake.resize(problem_.measures.size());
    for (std::size_t m = 0; m < problem_.measures.size(); ++m) {
      const PlanMeasure& measure = problem_.measures[m];
      MeasureColumns& columns = measures_[m];
      if (!measure.is_on_off && is_alone(m)) {
        columns.free_uptake = add_column({.lower = 0, .upper = measure.max_uptake});
        made_.uptake[m].terms = {{columns.free_uptake, 1.0}};
        if (measure.fixed_cost > 0 || is_in_rules(m)) {
          columns.is_taken = add_column({.is_binary = true});
          add_row({.terms = {{columns.free_uptake, 1.0}, {columns.is_taken, -measure.max_uptake}}}, -infinity,
                  0);
        }
        continue;
      }
      const int levels = measure.is_on_off ? 1 : steps_;
      Expression taken;
      for (int level = 1; level <= levels; ++level) {
        const double uptake = measure.max_uptake * level / levels;
        columns.levels.push_back({uptake, add_column({.is_binary = true})});
        made_.uptake[m].terms.push_back({columns.levels.back().column, uptake});
        taken.terms.push_back({columns.levels.back().column, 1.0});
      }
      if (levels > 1) add_row(std::move(taken), -infinity, 1);
    }
  }

  /// 1 when the measure is taken at all.
  Expression taken(std::size_t measure) const {
    const MeasureColumns& columns = measures_[measure];
    Expression expression;
    if (columns.free_uptake >= 0) {
      expression.terms = {{columns.is_taken, 1.0}};
      return expression;
    }
    for (const auto& level : columns.levels) expression.terms.push_back({level.column, 1.0});
    return expression;
  }

  void add_rules() {
    for (const auto& set : problem_.exclusive) {
      Expression sum;
      for (const std::size_t measure : set) {
        const Expression one = taken(measure);
        sum.terms.insert(sum.terms.end(), one.terms.begin(), one.terms.end());
      }
      add_row(std::move(sum), -infinity, 1);
    }
    for (const auto& [measure, needed] : problem_.needs) {
      Expression difference = taken(measure);
      for (const Term& term : taken(needed).terms) difference.terms.push_back({term.column, -term.factor});
      add_row(std::move(difference), -infinity, 0);
    }
  }

  /// What measures leave of a class of groups, 1 without any.
  Expression remaining_share(const EffectClass& of_class) {
    Expression share{.constant = 1, .terms = {}};
    double highest = 1;  // of the share so far
    bool is_first = true;
    for (const PlanEffect& effect : of_class.effects) {
      const MeasureColumns& columns = measures_[effect.measure];
      if (columns.free_uptake >= 0) {
        share.terms.push_back({columns.free_uptake, -effect.reduction});
        return share;
      }
      Expression next = share;
      if (is_first) {
        for (const auto& level : columns.levels)
          next.terms.push_back({level.column, -effect.reduction * level.uptake});
      } else {
        // The share so far as a column of its own, and its product with each level's switch:
        // product <= highest z, product <= share, product >= share - highest (1 - z), product >= 0.
        const int so_far = add_column({.lower = 0, .upper = highest});
        Expression tie = share;
        tie.terms.push_back({so_far, -1.0});
        add_row(std::move(tie), 0, 0);
        next = {.constant = 0, .terms = {{so_far, 1.0}}};
        for (const auto& level : columns.levels) {
          const int product = add_column({.lower = 0, .upper = highest});
          add_row({.terms = {{product, 1.0}, {level.column, -highest}}}, -infinity, 0);
          add_row({.terms = {{product, 1.0}, {so_far, -1.0}}}, -infinity, 0);
          add_row({.terms = {{product, 1.0}, {so_far, -1.0}, {level.column, -highest}}}, -highest, infinity);
          next.terms.push_back({product, -effect.reduction * level.uptake});
        }
      }
      if (effect.reduction < 0)
        highest *= 1 - effect.reduction * problem_.measures[effect.measure].max_uptake;
      share = std::move(next);
      is_first = false;
    }
    return share;
  }

  void add_targets() {
    made_.target_value.resize(problem_.targets.size());
    made_.violation.assign(problem_.targets.size(), -1);
    for (std::size_t t = 0; t < problem_.targets.size(); ++t)
      made_.target_value[t].constant = problem_.targets[t].fixed;
    for (const EffectClass& of_class : classes_) {
      const Expression share = remaining_share(of_class);
      for (std::size_t t = 0; t < problem_.targets.size(); ++t) {
        const double contribution = of_class.contribution[t];
        if (contribution == 0) continue;
        made_.target_value[t].constant += contribution * share.constant;
        for (const Term& term : share.terms)
          made_.target_value[t].terms.push_back({term.column, contribution * term.factor});
      }
    }
    for (std::size_t t = 0; t < problem_.targets.size(); ++t) {
      if (problem_.least_target == t) continue;
      const PlanTarget& target = problem_.targets[t];
      // Rows in units of their limit: the solver's tolerances are absolute.
      Expression value;
      value.constant = made_.target_value[t].constant / target.limit;
      for (const Term& term : made_.target_value[t].terms)
        value.terms.push_back({term.column, term.factor / target.limit});
      if (allows_violation_) {
        made_.violation[t] = add_column({.lower = 0, .upper = infinity, .is_binary = false, .objective = 1});
        value.terms.push_back({made_.violation[t], -1.0});
      }
      add_row(std::move(value), -infinity, (target.limit - target.margin) / target.limit);
    }
  }

  void add_objective() {
    Expression cost;
    for (std::size_t m = 0; m < problem_.measures.size(); ++m) {
      const PlanMeasure& measure = problem_.measures[m];
      for (const Term& term : made_.uptake[m].terms)
        cost.terms.push_back({term.column, term.factor * measure.cost_per_uptake});
      if (measure.fixed_cost > 0)
        for (const Term& term : taken(m).terms) cost.terms.push_back({term.column, measure.fixed_cost});
    }
    if (problem_.budget) add_row(cost, -infinity, *problem_.budget);
    if (allows_violation_) return;
    const Expression& objective = problem_.least_target ? made_.target_value[*problem_.least_target] : cost;
    made_.program.objective_constant = objective.constant;
    for (const Term& term : objective.terms)
      made_.program.columns[static_cast<std::size_t>(term.column)].objective += term.factor;
  }

  const PlanProblem& problem_;
  int steps_;
  bool allows_violation_;
  std::vector<EffectClass> classes_;
  std::vector<MeasureColumns> measures_;
  PlanProgram made_;
};

}  // namespace

PlanProgram make_program(const PlanProblem& problem, int steps, bool allows_violation) {
  return Builder(problem, steps, allows_violation).take();
}

}  // namespace leeward::plan_program
