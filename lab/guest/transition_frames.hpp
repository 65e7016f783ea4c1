// What a BSS Transition Management frame on the air says, for the truth log.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lab/guest/frame.hpp"
#include "lab/scenario.hpp"

namespace lab::guest {

struct TransitionAsked {
    int mode = 0;        ///< the Request Mode octet (9.6.13.9)
    int timer_tbtt = 0;  ///< Disassociation Timer
    /// Index of each BSS of the list, the most preferred first (of equals, and of those without a preference,
    /// as listed); excluded ones and strangers are left out.
    std::vector<int> targets;
};

/// The request in an unprotected action frame; empty when it holds another, or is cut.
/// @param sites  none: always empty.
[[nodiscard]] std::optional<TransitionAsked> request_in(const FrameView& frame,
                                                        std::span<const BssSite> sites);

/// The status code of a BSS Transition Management Response (9.6.13.10).
[[nodiscard]] std::optional<int> answer_in(const FrameView& frame);

}  // namespace lab::guest
