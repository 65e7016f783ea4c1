// Checks a roaming trace, event by event, against the rules W1 to W126 of the roaming contract.
//
// It knows no station: feed it the trace of ours or of any driver. Which rule is checked here, which is kept
// by construction and which is out of reach of a trace: docs/roaming-operation.md. Infrastructure and
// independent networks (W59 to W65) are both understood.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "records/roaming_event.hpp"
#include "wifi/units.hpp"

namespace station {

struct Violation {
    std::uint8_t rule = 0;      ///< 12 stands for W12
    std::string_view expected;  ///< what the rule asks for; lives for ever
    friend constexpr bool operator==(const Violation&, const Violation&) = default;
};
using Violations = base::StaticVector<Violation, 12>;

/// Every rule that the checker can report, in order.
inline constexpr auto kCheckedRules = std::to_array<std::uint8_t>(
    {1,  2,  3,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22,  23,  24, 25, 26,
     27, 29, 30, 31, 32, 33, 34, 35, 37, 44, 45, 46, 47, 48, 49, 55, 56, 57, 59, 60,  61,  62, 65, 66,
     67, 68, 69, 70, 71, 75, 76, 77, 78, 79, 80, 82, 83, 84, 91, 94, 95, 97, 99, 107, 109, 110});

struct TraceLimits {
    base::Milliseconds association{10'000};  ///< W57
    base::Milliseconds operation{10'000};    ///< W109
    base::Milliseconds request{10'000};      ///< W110: from a connect request to the connection start
    /// W29 and W71 give no time: after this long with candidates and without a roam, there was none.
    base::Milliseconds retry{60'000};
    base::Milliseconds resume{4'000};         ///< W107, with the time of W105
    base::Milliseconds link_quality{15'000};  ///< W94
    base::Milliseconds pmkid{60'000};         ///< W84
};

class TraceCheck {
public:
    TraceCheck() = default;
    explicit TraceCheck(const TraceLimits& limits) : limits_{limits} {}

    /// @return  the rules that `event` breaks, or that were broken by its time. After a violation the checker
    /// goes
    ///          on from the state that the event claims.
    [[nodiscard]] Violations feed(const records::RoamingEvent& event);

    /// What is missing at the end of a trace that is said to be complete. A log that was cut is no violation.
    [[nodiscard]] Violations finish();

private:
    enum class Stage : std::uint8_t { Initial, Asked, Connecting, Linked, Roaming };
    struct Attempt {
        wifi::MacAddress bssid;
        base::Instant at;
        bool late = false;  ///< reported
    };
    struct Comeback {
        wifi::MacAddress bssid;
        base::Instant until;
    };
    struct Owed {
        base::Instant since;
        base::Milliseconds within;
        std::uint8_t rule = 0;
    };
    struct Cause {
        wifi::MacAddress bssid;
        records::RoamingStatus expected;
    };

    using Event = records::RoamingEvent;
    using Kind = records::RoamingEventKind;

    /// A literal with its length: counting it at run time would need strlen.
    struct Expectation {
        template <std::size_t Size>
        constexpr Expectation(const char (&literal)[Size]) : text{literal, Size - 1} {}
        std::string_view text;
    };

    void add(std::uint8_t rule, Expectation expected);
    void require(bool holds, std::uint8_t rule, Expectation expected) {
        if (!holds) add(rule, expected);
    }
    void check_times(base::Instant now);
    void close_request(const Event& event);
    void dispatch(const Event& event);
    void on_connect_request(const Event& event);
    void on_end_request(const Event& event);
    void on_candidates(const Event& event);
    void on_excluded(const Event& event);
    void on_peer(const Event& event);
    void on_scan(const Event& event);
    void on_connection_start(const Event& event);
    void on_connection_completion(const Event& event);
    void on_roaming_start(const Event& event);
    void check_start_reason(records::RoamingStatus reason);
    void on_roaming_completion(const Event& event);
    void check_failure(records::RoamingStatus why);
    void on_association_start(const Event& event);
    void check_target(const Event& event);
    void on_association_completion(const Event& event);
    void on_disassociation(const Event& event);
    void on_link_quality(const Event& event);
    void on_pmkid(const Event& event);
    void open_operation(Stage stage, base::Instant at);
    void end_stay();
    void owe(std::uint8_t rule, base::Instant since, base::Milliseconds within);
    [[nodiscard]] bool in_operation() const {
        return stage_ == Stage::Connecting || stage_ == Stage::Roaming;
    }
    [[nodiscard]] bool associated(const wifi::MacAddress& bssid) const;
    [[nodiscard]] std::uint8_t rule_of(const Cause& cause) const;
    [[nodiscard]] bool none_left() const { return list_known_ && list_.empty(); }

    base::Instant asked_at_;
    base::Instant operation_at_;
    std::optional<Owed> owed_;               ///< a roaming start
    std::optional<base::Instant> reset_at_;  ///< the adapter, under a link (W82)
    std::optional<base::Instant> resumed_at_;
    std::optional<base::Instant> first_quality_since_;
    std::optional<base::Instant> first_pmkid_since_;
    Violations found_;
    base::StaticVector<Attempt, 8> attempts_;
    records::AddressList peers_;  ///< associations that stand; one in infrastructure
    records::AddressList list_;
    records::AddressList excluded_;
    base::StaticVector<Comeback, 8> comebacks_;
    TraceLimits limits_;
    records::RoamingStatus loss_;           ///< reason of the last disassociation of this loss
    std::optional<Cause> cause_;            ///< a disassociation
    records::SsidValue ssid_;               ///< of the network that we are or were linked to
    records::SsidValue target_ssid_;        ///< of an independent network's start
    records::SsidValue tried_ssid_;         ///< of the latest attempt
    std::optional<wifi::MacAddress> left_;  ///< the association that an attempt ended
    std::optional<Kind> closing_;           ///< a disconnect or reset request is being answered

    Stage stage_ = Stage::Initial;
    bool independent_ = false;
    bool connected_once_ = false;  ///< a connection operation was completed in this stay
    bool host_ended_ = false;      ///< the last stay was ended by a request
    bool failed_ = false;          ///< the last stay was ended by a failed connection
    bool radio_off_ = false;
    bool operation_late_ = false;
    bool joined_ = false;   ///< this operation had its success
    bool dropped_ = false;  ///< the last one was given up for a better candidate (W33)
    bool list_known_ = false;
    bool must_leave_ = false;  ///< the current AP was excluded (W45)
    bool streaming_ = false;
    bool scanning_ = false;  ///< an explicit scan waits for its confirmation
};

}  // namespace station
