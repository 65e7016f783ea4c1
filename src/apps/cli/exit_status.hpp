// What every `roam` command ends with. The numbers are kept for good.
#pragma once

namespace cli {

enum ExitStatus : int {
    kSuccess = 0,
    kFailure = 1,
    kUsage = 2,       ///< wrong usage or input
    kTimeout = 3,     ///< the daemon did not answer
    kRoamFailed = 4,  ///< the move was tried, and the link is not where it was ordered to
    kNotRunning = 8,
    kNoSuchObject = 10,  ///< no such interface, BSS or client
    kInterrupted = 130,  ///< by Ctrl-C
};

}  // namespace cli
