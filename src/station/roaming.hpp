// Runs the table of operation.hpp for one interface and says the trace: plain values, in order.
//
// It decides nothing. Whoever owns it tells what happened and does what the returned action asks; the trace
// is the description of the same steps in the terms of the roaming contract (docs/roaming-operation.md).
#pragma once

#include <optional>

#include "base/time.hpp"
#include "records/roaming_event.hpp"
#include "station/operation.hpp"
#include "wifi/units.hpp"

namespace station {

class Roaming {
public:
    struct Input {
        operation::Event on = operation::Event::LinkLost;
        base::Instant at;
        wifi::MacAddress bssid;           ///< of the target, or of what the event is about
        records::RoamingStatus status;    ///< Rejected, LinkLost: why
        records::AddressList candidates;  ///< what is known to fit when an operation begins, best first
        records::SsidValue ssid;          ///< of the network
    };

    /// What the input changes: the action for the owner, and the state before.
    struct Step {
        operation::Action action = operation::Action::None;
        operation::State from = operation::State::Down;
    };

    /// @param sink  called with each records::RoamingEvent that the transition says, in order.
    template <class Sink>
    Step feed(const Input& input, Sink&& sink) {
        const operation::Transition row = row_for(input);
        if (const auto event = radio_returns(row, input.at)) sink(*event);
        for (const operation::Say say : row.say)
            if (const auto event = speak(say, input)) sink(*event);
        const Step step{row.action, state_};
        // A move that never began leaves the association as it was: there, or not.
        state_ = row.to == operation::State::Linked && !link_ ? operation::State::Unsure : row.to;
        return step;
    }

    [[nodiscard]] operation::State state() const { return state_; }
    /// The BSS of the running attempt.
    [[nodiscard]] std::optional<wifi::MacAddress> attempt() const { return attempt_; }

private:
    [[nodiscard]] operation::Transition row_for(const Input& input) const;
    /// Nobody reports that the radio is on again: whoever talks to a BSS has one.
    [[nodiscard]] std::optional<records::RoamingEvent> radio_returns(const operation::Transition& row,
                                                                     base::Instant at);
    [[nodiscard]] std::optional<records::RoamingEvent> speak(operation::Say say, const Input& input);
    [[nodiscard]] std::optional<records::RoamingEvent> list_candidates(operation::Say say,
                                                                       records::RoamingEvent event,
                                                                       const Input& input);
    [[nodiscard]] std::optional<records::RoamingEvent> end_link(records::RoamingEvent event,
                                                                records::RoamingStatus why);

    operation::State state_ = operation::State::Down;
    std::optional<wifi::MacAddress> attempt_;
    std::optional<wifi::MacAddress> link_;  ///< the association that stands; an attempt ends it (W69)
    records::RoamingStatus loss_;           ///< why the last one ended, until the next stands
    records::AddressList list_;
    bool radio_off_ = false;
    bool list_said_ = false;  ///< what was said last of the list still holds
};

}  // namespace station
