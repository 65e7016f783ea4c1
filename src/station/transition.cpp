#include "station/transition.hpp"

#include <algorithm>

#include "station/decide.hpp"
#include "station/value.hpp"

namespace station {

using base::Instant;
using base::Milliseconds;

namespace {

// Table 9-198; kLowRssi is in the header.
constexpr std::uint8_t kExcessiveFrameLoss = 1;
constexpr std::uint8_t kRequestReceived = 18;

/// The network answers a question.
bool is_answer(const Policy& policy, const Knowledge& knowledge, Instant now) {
    return knowledge.serving && knowledge.serving->queried &&
           now - *knowledge.serving->queried < policy.answer_within;
}

}  // namespace

Heed note_transition_requested(const Policy& policy, Knowledge& knowledge, Instant now) {
    Requests& requests = knowledge.requests;
    if (now < requests.heeded_from) return Heed::Ignored;
    if (is_answer(policy, knowledge, now)) return Heed::Answer;
    if (requests.count == 0 || now - requests.first > policy.requests_window) {
        // A time without a storm makes the next one short again.
        if (now - requests.heeded_from > policy.requests_ignored_most) requests.storms = 0;
        requests.first = now;
        requests.count = 0;
    }
    if (++requests.count > policy.requests_heeded) {
        Milliseconds ignored = policy.requests_ignored_first;
        for (int i = 0; i < requests.storms && ignored < policy.requests_ignored_most; ++i)
            ignored = ignored * 2;
        requests.heeded_from = now + std::min(ignored, policy.requests_ignored_most);
        requests.count = 0;
        if (requests.storms < 255) ++requests.storms;
        return Heed::Ignored;
    }
    if (knowledge.serving) knowledge.serving->asked = now;
    return Heed::Taken;
}

void note_link_ends(Knowledge& knowledge, Milliseconds in, Instant now) {
    if (knowledge.serving) knowledge.serving->ends_at = now + in;
}

Instant heeded_from(const Knowledge& knowledge) { return knowledge.requests.heeded_from; }

bool is_ending(const Policy& policy, const Knowledge& knowledge, Instant now) {
    return knowledge.serving && knowledge.serving->ends_at &&
           now < *knowledge.serving->ends_at + policy.ending_grace;
}

bool is_asked(const Policy& policy, const Knowledge& knowledge, Instant now) {
    return knowledge.serving && knowledge.serving->asked &&
           now - *knowledge.serving->asked < policy.asked_holds;
}

std::optional<std::uint8_t> query_reason(const Policy& policy, const Knowledge& knowledge,
                                         const records::Decision& decision, Instant now) {
    const Bss* serving = serving_bss(knowledge);
    const bool has_target =
        decision.action == records::Action::Move || decision.reason == records::Reason::VerifyFirst;
    if (has_target || !serving || !serving->transition || now < knowledge.requests.heeded_from)
        return std::nullopt;
    const auto& queried = knowledge.serving->queried;
    if (queried && now - *queried < policy.query_spacing) return std::nullopt;
    if (is_ending(policy, knowledge, now)) return kRequestReceived;
    if (!is_failing(policy, knowledge, serving_kbps(policy, knowledge, now), now)) return std::nullopt;
    const auto& sign = knowledge.serving->failing;
    return sign && now - *sign < policy.failing_memory ? kExcessiveFrameLoss : kLowRssi;
}

}  // namespace station
