#pragma once
#include <stop_token>
#include <vector>

#include "core/scenario/optimise.h"

/// Internal to core/scenario: a plan as a mixed-integer linear programme.
namespace leeward::plan_program {

struct Term {
  int column = 0;
  double factor = 0;
};

struct ColumnSpec {
  double lower = 0;
  double upper = 1;
  bool is_binary = false;
  double objective = 0;
};

/// lower <= sum of terms <= upper; infinite where there is no bound.
struct RowSpec {
  std::vector<Term> terms;
  double lower = 0;
  double upper = 0;
};

/// Minimise objective_constant + sum of objective x column. Columns and rows count from 0.
struct Program {
  std::vector<ColumnSpec> columns;
  std::vector<RowSpec> rows;
  double objective_constant = 0;
};

/// Constant plus terms.
struct Expression {
  double constant = 0;
  std::vector<Term> terms;
};

/// The programme of a problem, and how to read its solution.
struct PlanProgram {
  Program program;
  std::vector<Expression> uptake;        ///< per measure
  std::vector<Expression> target_value;  ///< per target
  std::vector<int> violation;            ///< per target: its column of relative violation, -1: none
};

/// @param allows_violation  targets may be missed; the sum of relative violations is the objective
PlanProgram make_program(const PlanProblem& problem, int steps, bool allows_violation);

struct Solution {
  bool is_feasible = false;
  bool is_optimal = false;  ///< within the gap
  double bound = 0;
  std::vector<double> columns;
};

/// Solves by GLPK until the relative gap or the time limit is reached. Not feasible is no Error.
Result<Solution> solve(const Program& program, double gap, double time_limit_s, const std::stop_token& stop);

}  // namespace leeward::plan_program
