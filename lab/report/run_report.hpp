// One scored run with all that a report draws of it.
#pragma once

#include <vector>

#include "lab/clairvoyant.hpp"
#include "lab/gaps.hpp"
#include "lab/scenario.hpp"
#include "lab/score.hpp"
#include "lab/trace.hpp"
#include "lab/truth.hpp"

namespace lab {

/// The three references are borrowed for as long as the report is being made. Runs of one scenario and seed
/// share one trace: it is the world, and the arm has no part in it.
struct RunReport {
    const Scenario& scenario;
    const SignalTrace& trace;
    const Truth& truth;
    ClairvoyantPath optimum;
    std::vector<Gap> outages;  ///< outages_of() the run
    Score score;
};

}  // namespace lab
