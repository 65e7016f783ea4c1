// `roam explain` on the logs of a run, held against what the medium saw.
#pragma once

#include <filesystem>

namespace acceptance {

/// Of each station of the run: fails where `roam explain` does not find every link at its time (within 5 ms),
/// with its method and the end of the link before it, or finds one that was not there, and where the trace
/// that it makes of them breaks a rule of the roaming contract. It reads the logs of the programs that are
/// not ours: the station's own and those of all access points.
void expect_explained(const std::filesystem::path& run_folder);

}  // namespace acceptance
