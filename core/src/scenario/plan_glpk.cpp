// The mixed-integer linear programme handed to GLPK.
#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

#include "plan_program.h"

namespace leeward::plan_program {
namespace {

/// The library keeps state of its own.
std::mutex& library() {
  static std::mutex mutex;
  return mutex;
}

struct DeleteProblem {
  void operator()(glp_prob* problem) const { glp_delete_prob(problem); }
};
using Problem = std::unique_ptr<glp_prob, DeleteProblem>;

int bound_kind(double lower, double upper) {
  if (std::isinf(lower)) return std::isinf(upper) ? GLP_FR : GLP_UP;
  if (std::isinf(upper)) return GLP_LO;
  return lower == upper ? GLP_FX : GLP_DB;
}

/// GLPK counts from 1; a column that stands in a row twice is one entry.
Problem load(const Program& program) {
  Problem problem(glp_create_prob());
  glp_set_obj_dir(problem.get(), GLP_MIN);
  glp_set_obj_coef(problem.get(), 0, program.objective_constant);
  glp_add_cols(problem.get(), std::max(1, static_cast<int>(program.columns.size())));
  int number = 0;
  for (const ColumnSpec& column : program.columns) {
    ++number;
    glp_set_col_bnds(problem.get(), number, bound_kind(column.lower, column.upper), column.lower,
                     column.upper);
    if (column.is_binary) glp_set_col_kind(problem.get(), number, GLP_BV);
    glp_set_obj_coef(problem.get(), number, column.objective);
  }
  if (program.columns.empty()) glp_set_col_bnds(problem.get(), 1, GLP_FX, 0, 0);
  if (program.rows.empty()) return problem;
  glp_add_rows(problem.get(), static_cast<int>(program.rows.size()));
  number = 0;
  for (const RowSpec& row : program.rows) {
    ++number;
    glp_set_row_bnds(problem.get(), number, bound_kind(row.lower, row.upper), row.lower, row.upper);
    std::map<int, double> entries;
    for (const Term& term : row.terms) entries[term.column + 1] += term.factor;
    std::vector<int> columns{0};
    std::vector<double> factors{0};
    for (const auto& [column, factor] : entries) {
      if (factor == 0) continue;
      columns.push_back(column);
      factors.push_back(factor);
    }
    glp_set_mat_row(problem.get(), number, static_cast<int>(columns.size()) - 1, columns.data(),
                    factors.data());
  }
  return problem;
}

struct Watch {
  const std::stop_token* stop = nullptr;
  double bound = -std::numeric_limits<double>::infinity();
};

void watch_tree(glp_tree* tree, void* info) {
  auto& watch = *static_cast<Watch*>(info);
  if (watch.stop->stop_requested()) glp_ios_terminate(tree);
  if (const int best = glp_ios_best_node(tree); best != 0)
    watch.bound = std::max(watch.bound, glp_ios_node_bound(tree, best));
}

}  // namespace

Result<Solution> solve(const Program& program, double gap, double time_limit_s, const std::stop_token& stop) {
  const std::scoped_lock lock(library());
  glp_term_out(GLP_OFF);
  const Problem problem = load(program);
  const int milliseconds = static_cast<int>(std::clamp(time_limit_s * 1000.0, 1.0, 1e9));
  Solution solution;
  glp_smcp simplex;
  glp_init_smcp(&simplex);
  simplex.msg_lev = GLP_MSG_OFF;
  simplex.presolve = GLP_ON;
  simplex.tm_lim = milliseconds;
  const int relaxed = glp_simplex(problem.get(), &simplex);
  if (relaxed == GLP_ENOPFS) return solution;
  const int status = glp_get_status(problem.get());
  if (status == GLP_NOFEAS || status == GLP_INFEAS) return solution;
  if (relaxed == GLP_ENODFS || status == GLP_UNBND)
    return fail(ErrorCode::internal, "the plan's linear programme has no lowest cost");
  if (relaxed != 0 || status != GLP_OPT)
    return fail(ErrorCode::resource, "the linear programme was not solved within the time limit");
  Watch watch{&stop, glp_get_obj_val(problem.get())};
  glp_iocp integer;
  glp_init_iocp(&integer);
  integer.msg_lev = GLP_MSG_OFF;
  integer.mip_gap = gap;
  integer.tm_lim = milliseconds;
  integer.gmi_cuts = GLP_ON;
  integer.mir_cuts = GLP_ON;
  integer.cov_cuts = GLP_ON;
  integer.clq_cuts = GLP_ON;
  integer.fp_heur = GLP_ON;
  integer.cb_func = watch_tree;
  integer.cb_info = &watch;
  const int code = glp_intopt(problem.get(), &integer);
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the search for a plan was cancelled");
  const int found = glp_mip_status(problem.get());
  if (found != GLP_OPT && found != GLP_FEAS) {
    if (code == 0) return solution;
    return fail(ErrorCode::resource, "no plan was found within the time limit");
  }
  solution.is_feasible = true;
  const double objective = glp_mip_obj_val(problem.get());
  const bool is_proven = code == 0 && found == GLP_OPT;
  solution.is_optimal = is_proven || code == GLP_EMIPGAP;
  solution.bound = is_proven ? objective : std::min(watch.bound, objective);
  for (std::size_t i = 0; i < program.columns.size(); ++i) {
    const double value = glp_mip_col_val(problem.get(), static_cast<int>(i) + 1);
    solution.columns.push_back(program.columns[i].is_binary ? std::round(value) : value);
  }
  return solution;
}

}  // namespace leeward::plan_program
