#pragma once
#include <CLI/CLI.hpp>
#include <functional>

#include "console.h"

namespace leeward::batch {

/// Each adds its verb to the program; `action` is set when the verb is chosen and returns the exit code.
using Action = std::function<int(const Output&)>;
void add_aermod(CLI::App& program, Action& action);
void add_bench(CLI::App& program, Action& action);
void add_create(CLI::App& program, Action& action);
void add_check(CLI::App& program, Action& action);
void add_run(CLI::App& program, Action& action);
void add_verify(CLI::App& program, Action& action);

}  // namespace leeward::batch
