// One run of the lab's kernel as a host process, and whether this machine can run it at all.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "lab/run_plan.hpp"

namespace lab::host {

/// Why the laboratory cannot run here, with the remedy, in one line. Empty when it can.
[[nodiscard]] std::optional<std::string> why_not();

/// Why this arm cannot be walked here, where others can: a program of its own is missing.
[[nodiscard]] std::optional<std::string> why_not(const Arm& arm);

/// The kernel's path if it is built for this source and configuration; otherwise how to build it.
[[nodiscard]] std::expected<std::filesystem::path, std::string> kernel_path();

/// Builds the kernel unless it is cached; progress goes to standard error. The path, or what failed.
[[nodiscard]] std::expected<std::filesystem::path, std::string> build_kernel();

/// Boots `kernel` for the plan in `folder` and waits until it powers off.
/// @param lane  calls that run at the same time have different lanes, and so different processors also where
/// more kernels run on this machine than it has.
/// @return the text of the truth log, or what went wrong, for people.
[[nodiscard]] std::expected<std::string, std::string> boot(const std::filesystem::path& kernel,
                                                           const std::filesystem::path& folder,
                                                           const RunPlan& plan, const Scenario& scenario,
                                                           unsigned lane);

/// Kills every kernel that boot() is waiting for, and every later one. Safe in a signal handler.
void kill_all() noexcept;

/// Folder of the running program, where its siblings are.
[[nodiscard]] std::filesystem::path program_folder();

}  // namespace lab::host
