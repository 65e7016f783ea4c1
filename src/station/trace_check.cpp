#include "station/trace_check.hpp"

namespace station {

namespace status = records::status;
using records::contains;
using records::RoamingStatus;

void TraceCheck::add(std::uint8_t rule, Expectation expected) {
    // Twelve at once are more than one event can break; a thirteenth would say nothing new.
    (void)found_.push_back({rule, expected.text});
}

bool TraceCheck::associated(const wifi::MacAddress& bssid) const { return contains(peers_, bssid); }

std::uint8_t TraceCheck::rule_of(const Cause& cause) const {
    if (independent_) return 65;
    return cause.expected == status::kUnreachable ? 68 : 67;
}

void TraceCheck::owe(std::uint8_t rule, base::Instant since, base::Milliseconds within) {
    if (!owed_ && !independent_ && !none_left()) owed_ = Owed{since, within, rule};
}

void TraceCheck::open_operation(Stage stage, base::Instant at) {
    stage_ = stage;
    operation_at_ = at;
    operation_late_ = false;
    joined_ = false;
    attempts_.clear();
    left_.reset();
}

void TraceCheck::end_stay() {
    stage_ = Stage::Initial;
    connected_once_ = false;
    independent_ = false;
    dropped_ = false;
    joined_ = false;
    must_leave_ = false;
    reset_at_.reset();
    list_known_ = false;
    attempts_.clear();
    peers_.clear();
    loss_ = {};
    left_.reset();
    owed_.reset();
    cause_.reset();
    first_quality_since_.reset();
    first_pmkid_since_.reset();
}

Violations TraceCheck::feed(const Event& event) {
    found_.clear();
    if (event.kind != Kind::TraceStart) {
        check_times(event.at);
        close_request(event);
    }
    dispatch(event);
    return found_;
}

Violations TraceCheck::finish() {
    found_.clear();
    require(stage_ != Stage::Asked, 110, "a connection start after an accepted connect request");
    require(stage_ != Stage::Connecting, 7, "a connection completion for each connection start");
    require(stage_ != Stage::Roaming, 5, "a roaming completion for each roaming start");
    require(attempts_.empty(), 6, "an association completion for each association start");
    if (closing_ && !peers_.empty())
        add(closing_ == Kind::ResetRequest ? 79 : 76, "a disassociation before the request completes");
    return found_;
}

void TraceCheck::check_times(base::Instant now) {
    for (Attempt& attempt : attempts_) {
        if (attempt.late || now - attempt.at <= limits_.association) continue;
        attempt.late = true;
        add(57, "an association ends within 10 s");
    }
    if (in_operation() && !operation_late_ && now - operation_at_ > limits_.operation) {
        operation_late_ = true;
        add(109, "a connect or roaming operation ends within 10 s");
    }
    if (stage_ == Stage::Asked && now - asked_at_ > limits_.request) {
        asked_at_ = now;
        add(110, "a connection start within 10 s of the connect request");
    }
    if (owed_ && now - owed_->since > owed_->within) {
        add(owed_->rule, "a roaming start while there are candidates");
        owed_.reset();
    }
    if (reset_at_ && now - *reset_at_ > limits_.operation) {
        reset_at_.reset();
        add(82, "a roam or a disassociation after the adapter was reset");
    }
}

void TraceCheck::close_request(const Event& event) {
    if (!closing_) return;
    switch (event.kind) {
        case Kind::AssociationCompletion:
        case Kind::RoamingCompletion:
        case Kind::ConnectionCompletion:
        case Kind::Disassociation:
        case Kind::ScanConfirm:
            return;
        default:
            break;
    }
    const bool reset = closing_ == Kind::ResetRequest;
    if (in_operation() || !attempts_.empty())
        add(reset ? 78 : 76, "what is pending is completed as cancelled before the request completes");
    require(peers_.empty(), reset ? 79 : 76, "a disassociation before the request completes");
    require(!reset || !scanning_, 80, "a scan confirmation before a reset completes");
    closing_.reset();
    end_stay();
    host_ended_ = true;
}

void TraceCheck::dispatch(const Event& event) {
    switch (event.kind) {
        case Kind::TraceStart: {
            const TraceLimits limits = limits_;
            *this = TraceCheck{limits};
            return;
        }
        case Kind::ConnectRequest:
            return on_connect_request(event);
        case Kind::DisconnectRequest:
        case Kind::ResetRequest:
            return on_end_request(event);
        case Kind::RequestCompleted:
            return;
        case Kind::AdapterReset:
            if (!peers_.empty()) reset_at_ = event.at;
            return;
        case Kind::RadioOff:
            radio_off_ = true;
            return;
        case Kind::RadioOn:
            radio_off_ = false;
            return;
        case Kind::PeerDeauthenticated:
        case Kind::PeerDisassociated:
        case Kind::PeerUnreachable:
            return on_peer(event);
        case Kind::Candidates:
            return on_candidates(event);
        case Kind::Excluded:
            return on_excluded(event);
        case Kind::StreamOn:
            streaming_ = true;
            return;
        case Kind::StreamOff:
            streaming_ = false;
            return;
        case Kind::Resumed:
            resumed_at_ = event.at;
            return;
        case Kind::ScanRequest:
        case Kind::BackgroundScan:
        case Kind::ScanConfirm:
            return on_scan(event);
        case Kind::ConnectionStart:
            return on_connection_start(event);
        case Kind::ConnectionCompletion:
            return on_connection_completion(event);
        case Kind::RoamingStart:
            return on_roaming_start(event);
        case Kind::RoamingCompletion:
            return on_roaming_completion(event);
        case Kind::AssociationStart:
            return on_association_start(event);
        case Kind::AssociationCompletion:
            return on_association_completion(event);
        case Kind::Disassociation:
            return on_disassociation(event);
        case Kind::LinkQuality:
            return on_link_quality(event);
        case Kind::PmkidCandidates:
            return on_pmkid(event);
        case Kind::MediaConnect:
        case Kind::MediaDisconnect:
            add(8, "no media indication: the association events say it");
    }
}

// -- What is asked of the station, and what happens to it.

void TraceCheck::on_connect_request(const Event& event) {
    if (event.status != status::kSuccess) return;
    require(!radio_off_, 17, "a connect request is refused while the radio is off");
    if (stage_ != Stage::Initial) {
        add(2, "the way back to the initial state is a disconnect or reset request");
        add(11, "no second connect request before the way back to the initial state");
    }
    end_stay();
    stage_ = Stage::Asked;
    asked_at_ = event.at;
}

void TraceCheck::on_end_request(const Event& event) {
    if (event.status != status::kSuccess) return;
    if (event.kind == Kind::DisconnectRequest && (stage_ != Stage::Linked && stage_ != Stage::Roaming))
        add(75, "a disconnect request is refused before the connection stands");
    if (stage_ == Stage::Initial) return;
    closing_ = event.kind;
    owed_.reset();
    cause_.reset();
}

void TraceCheck::on_candidates(const Event& event) {
    list_ = event.list;
    list_known_ = true;
    if (connected_once_ && !independent_)
        require(event.ssid == ssid_, 37, "candidates of the network that the station is connected to");
    for (const wifi::MacAddress& bssid : list_)
        if (contains(excluded_, bssid) || contains(excluded_, wifi::kBroadcast)) {
            add(44, "no excluded address among the candidates");
            break;
        }
    if (list_.empty())
        owed_.reset();
    else if (stage_ == Stage::Linked && peers_.empty())
        owe(loss_ == RoamingStatus{} ? 29 : 71, event.at, limits_.retry);
}

void TraceCheck::on_excluded(const Event& event) {
    excluded_ = event.list;
    require(excluded_.size() < 2 || !contains(excluded_, wifi::kBroadcast), 44,
            "the broadcast address is the only entry of an exclusion list");
    for (const wifi::MacAddress& peer : peers_)
        if (contains(excluded_, peer) || contains(excluded_, wifi::kBroadcast)) must_leave_ = true;
}

void TraceCheck::on_peer(const Event& event) {
    if (!associated(event.bssid)) return;
    cause_ = Cause{event.bssid, event.kind == Kind::PeerUnreachable ? status::kUnreachable : event.status};
}

void TraceCheck::on_scan(const Event& event) {
    if (event.kind == Kind::ScanConfirm) {
        require(scanning_, 99, "one confirmation for each scan request");
        scanning_ = false;
        return;
    }
    require(!scanning_, 99, "an explicit scan runs alone until its confirmation");
    if (event.kind == Kind::ScanRequest)
        scanning_ = true;
    else
        require(!streaming_ || peers_.empty(), 97, "no background scan while a stream runs");
}

// -- The connection.

void TraceCheck::on_connection_start(const Event& event) {
    if (stage_ == Stage::Initial) {
        add(1, "a connect request before the first indication");
        if (host_ended_) add(77, "the station stays disconnected until the next connect request");
    } else if (stage_ != Stage::Asked) {
        add(9, "one connection operation in each stay in operation");
        if (stage_ == Stage::Connecting) add(7, "a connection completion for each connection start");
        end_stay();
    }
    independent_ = event.independent;
    if (!independent_)
        require(event.bssid == wifi::MacAddress{} && event.ssid.size == 0, 18,
                "in infrastructure, address and SSID of the connection start are zero");
    host_ended_ = false;
    failed_ = false;
    open_operation(Stage::Connecting, event.at);
}

void TraceCheck::on_connection_completion(const Event& event) {
    if (stage_ != Stage::Connecting) {
        add(7, "a connection start before its completion");
        if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
    }
    if (!attempts_.empty() && !independent_) {
        add(6, "an association completion for each association start");
        add(13, "associations of a connection end before its completion");
    }
    attempts_.clear();
    const bool success = event.status == status::kSuccess;
    if (success) {
        // Whoever starts an independent network has nobody to associate with yet.
        require(joined_ || independent_, 14, "a connection succeeds by a successful association");
        stage_ = Stage::Linked;
        connected_once_ = true;
        return;
    }
    require(!joined_, 14, "a connection with a successful association succeeds");
    if (none_left() && !closing_ && !radio_off_)
        require(event.status == status::kExhausted, 12, "an empty list exhausts the connection");
    check_failure(event.status);
    if (closing_) {
        stage_ = Stage::Linked;  // no operation is open; the request ends the stay
        return;
    }
    end_stay();
    failed_ = true;
}

/// The status of a failed connection or roaming operation.
void TraceCheck::check_failure(RoamingStatus why) {
    const bool roaming = stage_ == Stage::Roaming || stage_ == Stage::Linked;
    if (why == status::kEndedByRoaming) return add(35, "no status that is the operating system's own");
    if (why == status::kFailure) return add(34, "the specific status instead of the general failure");
    if (closing_ || why == status::kCancelled)
        return require(closing_ && why == status::kCancelled, 32,
                       "cancelled by a request, and only by one: status 5");
    if (status::is_radio(why)) return require(radio_off_, 32, "status 3 or 4 while the radio is off only");
    if (radio_off_) return add(32, "status 3 or 4 when the radio was turned off");
    if (why == status::kBetterFound && roaming) {
        dropped_ = true;
        return;
    }
    if (why != status::kExhausted) add(roaming ? 27 : 32, "status 6: the list is exhausted");
}

// -- The roaming operation.

void TraceCheck::on_roaming_start(const Event& event) {
    if (stage_ == Stage::Initial || stage_ == Stage::Asked) {
        add(3, "indications in operation only");
        add(19, "a roaming start only after a connection that succeeded");
        if (host_ended_) {
            add(70, "no roaming after a disassociation by the host");
            add(76, "no roaming after a disconnect request");
        }
        if (failed_) add(16, "back to the initial state after a failed connection");
    }
    if (stage_ == Stage::Connecting) {
        add(10, "the connection completion before the first roaming start");
        add(19, "a roaming start only after a connection that succeeded");
    }
    if (stage_ == Stage::Roaming) {
        add(22, "one roaming operation at a time");
        add(5, "a roaming completion for each roaming start");
    }
    require(!none_left(), 23, "no roaming without a candidate");
    if (must_leave_) add(45, "a disassociation from the excluded AP before the roaming start");
    if (cause_) add(rule_of(*cause_), "a disassociation with the reason before the roaming start");
    check_start_reason(event.status);
    if (independent_)
        require(event.ssid.size != 0 && event.bssid != wifi::MacAddress{}, 60,
                "the start names the SSID and BSSID of the target network");
    target_ssid_ = event.ssid;
    must_leave_ = dropped_ = false;
    reset_at_.reset();
    cause_.reset();
    owed_.reset();
    open_operation(Stage::Roaming, event.at);
}

void TraceCheck::check_start_reason(RoamingStatus reason) {
    if (reason == status::kSuccess) return add(24, "the reason of a roaming start");
    if (reason == status::kEndedByRoaming) return add(35, "no status that is the operating system's own");
    if (independent_)
        return require(reason == status::kIndependentMerge, 59, "reason 13 in an independent network");
    const bool lost_code = reason == status::kAssociationLost || reason == status::kUnreachable ||
                           status::is_deauthenticated(reason) || status::is_disassociated(reason);
    if (!lost_code && reason != status::kBetterFound && !status::is_vendor(reason))
        return add(20, "reason 2, 11, 12, a peer's reason code or a vendor's own");
    if (peers_.empty() && connected_once_)
        require(
            reason == status::kAssociationLost || (reason == loss_ && lost_code) || status::is_vendor(reason),
            30, "after a loss, reason 12 or the one of the disassociation");
    else if (!peers_.empty())
        require(!lost_code, 31, "while the association stands, reason 11");
}

void TraceCheck::on_roaming_completion(const Event& event) {
    if (stage_ != Stage::Roaming) {
        add(5, "a roaming start before its completion");
        if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
        if (stage_ == Stage::Connecting) add(10, "the connection completion before any roaming completion");
        return;
    }
    if (!attempts_.empty() && !independent_) {
        add(6, "an association completion for each association start");
        add(21, "all associations of a roam end before its completion");
        attempts_.clear();
    }
    if (event.status == status::kSuccess) {
        require(joined_, 26, "a roam succeeds by a successful association");
        if (independent_) require(joined_, 61, "at least one successful association before the completion");
    } else {
        require(!joined_, 26, "a roam with a successful association succeeds");
        check_failure(event.status);
    }
    stage_ = Stage::Linked;
    left_.reset();
    if (peers_.empty() && !closing_) owe(29, event.at, limits_.retry);
}

}  // namespace station
