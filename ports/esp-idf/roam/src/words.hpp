// Reasons and outcomes as the log says them. What only the rules of others can say is not here.
#pragma once

#include "records/decision.hpp"

namespace roam_esp {

constexpr const char* words(records::Reason reason) {
    using enum records::Reason;
    switch (reason) {
        case NotConnected:
            return "there is no link";
        case NoCandidate:
            return "no other access point is known";
        case NothingBetter:
            return "nothing is better";
        case GainBelowCost:
            return "the gain is less than a move costs";
        case NotSureEnough:
            return "not sure enough";
        case MovedRecently:
            return "moved just now";
        case VerifyFirst:
            return "the target was heard too long ago: look first";
        case WorthLooking:
            return "a look may change the answer";
        case LookTooSoon:
            return "looked just now";
        case BetterBss:
            return "it is better by more than the move costs";
        case LinkFailing:
            return "the link fails";
        case SearchWhileFailing:
            return "the link fails, and no candidate is known";
        case LinkEnding:
            return "the access point ends the link";
        case SearchBeforeEnd:
            return "the access point ends the link, and no candidate is known";
        case NetworkAsks:
            return "the network asks";
        case NothingOffered:
            return "the network offers nothing";
        case RequestsIgnored:
            return "too many requests to move";
        case LinkWorks:
            return "the link works";
        default:
            return "by another rule";
    }
}

constexpr const char* words(records::OutcomeKind outcome) {
    using enum records::OutcomeKind;
    switch (outcome) {
        case Moved:
            return "moved";
        case Elsewhere:
            return "linked elsewhere";
        case Refused:
            return "the driver would not start";
        case Rejected:
            return "the target refused";
        case LinkLost:
            return "the target did not answer, and the link is gone";
        case TimedOut:
            return "no result in time";
        default:
            return "stayed";
    }
}

}  // namespace roam_esp
