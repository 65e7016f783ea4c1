// The words of `roam check-trace`.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "apps/cli/check_trace.hpp"

namespace cli {

/// Adds the command to `app`; what is given goes into `query` and `json`.
CLI::App* add_check_trace(CLI::App& app, TraceQuery& query, std::string& json);

}  // namespace cli
