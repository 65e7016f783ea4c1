// The part of the checker that follows associations: their starts, completions and ends, and what is said of
// them.
#include <algorithm>
#include <functional>

#include "station/trace_check.hpp"

namespace station {

namespace status = records::status;
using records::contains;

namespace {

/// The place of `bssid` in `list`.
template <class List, class Projection = std::identity>
std::optional<std::size_t> index_of(const List& list, const wifi::MacAddress& bssid,
                                    Projection projection = {}) {
    const auto* found = std::ranges::find(list, bssid, projection);
    if (found == list.end()) return std::nullopt;
    return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

void TraceCheck::on_association_start(const Event& event) {
    if (stage_ == Stage::Initial || stage_ == Stage::Asked) {
        add(3, "indications in operation only");
        if (failed_) add(16, "back to the initial state after a failed connection");
    }
    const bool anywhere = independent_ && stage_ == Stage::Linked;  // W63
    if (!in_operation() && !anywhere) {
        add(46, "an association start inside of an operation only");
        if (dropped_) add(33, "a new roaming start before the better candidate is tried");
    }
    if (independent_)
        require(!index_of(attempts_, event.bssid, &Attempt::bssid), 62,
                "associations overlap for different peers only");
    else
        require(attempts_.empty(), 48, "the end of the attempt before the next one");
    if (in_operation() && !independent_)
        require(!joined_, 47, "the completion of the operation after a successful association");
    check_target(event);
    if (!independent_) {
        attempts_.clear();
        if (!peers_.empty()) left_ = peers_[0];
        peers_.clear();  // W69, W72: the old association is over, without a word
        cause_.reset();
    }
    tried_ssid_ = event.ssid;
    (void)attempts_.push_back({event.bssid, event.at, false});
}

void TraceCheck::check_target(const Event& event) {
    require(event.ssid.size != 0 && event.bssid != wifi::MacAddress{} && !event.bssid.is_group(), 49,
            "address and SSID of the BSS in an association start");
    if (list_known_ && in_operation() && !independent_) {
        require(contains(list_, event.bssid), 25, "an entry of the candidate list");
        if (list_.empty() && stage_ == Stage::Connecting) add(12, "no attempt with an empty list");
    }
    if (contains(excluded_, event.bssid) || contains(excluded_, wifi::kBroadcast))
        add(44, "no attempt with an excluded address");
    if (const auto at = index_of(comebacks_, event.bssid, &Comeback::bssid))
        require(event.at >= comebacks_[*at].until, 55, "no attempt before the comeback time is over");
    if (stage_ != Stage::Roaming) return;
    if (independent_)
        require(event.ssid == target_ssid_, 60, "the SSID of the roaming start");
    else
        require(event.ssid == ssid_, 37, "the SSID that the station is connected to");
}

void TraceCheck::on_association_completion(const Event& event) {
    const auto at = index_of(attempts_, event.bssid, &Attempt::bssid);
    if (!at) {
        add(6, "an association start before its completion");
        if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
    } else {
        attempts_.remove_unordered(*at);
    }
    if (event.status == status::kEndedByRoaming) add(35, "no status that is the operating system's own");
    if (event.status != status::kSuccess) {
        const bool cancelled = event.status == status::kCancelled;
        if (cancelled || closing_)
            require(cancelled && closing_, 56, "cancelled by a request, and only by one: status 5");
        else if (status::is_radio(event.status) || radio_off_)
            require(status::is_radio(event.status) && radio_off_, 56,
                    "status 3 or 4 by the radio, and only by it");
        if (event.comeback.count() > 0) {
            if (const auto old = index_of(comebacks_, event.bssid, &Comeback::bssid))
                comebacks_.remove_unordered(*old);
            if (comebacks_.full()) comebacks_.remove_unordered(0);
            (void)comebacks_.push_back({event.bssid, event.at + event.comeback});
        }
        return;
    }
    if (closing_) add(56, "cancelled by a request: status 5");
    if (in_operation() && !independent_) {
        require(!joined_, 47, "one successful association in an operation");
        peers_.clear();
    }
    joined_ = joined_ || in_operation();
    if (!associated(event.bssid)) (void)peers_.push_back(event.bssid);
    ssid_ = tried_ssid_;
    loss_ = {};
    left_.reset();
    owed_.reset();
    first_quality_since_ = first_pmkid_since_ = event.at;
}

void TraceCheck::on_disassociation(const Event& event) {
    const bool all = event.bssid == wifi::kBroadcast;
    if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
    if (all ? peers_.empty() : !associated(event.bssid)) {
        add(66, "a successful association before its disassociation");
        if (left_ == event.bssid) add(69, "no disassociation of an AP that an association start has left");
    } else if (in_operation() && !independent_) {
        add(69, "no disassociation between the start of an operation and its completion");
    }
    if (event.status == status::kEndedByRoaming) add(35, "no status that is the operating system's own");
    const bool by_host = event.status == status::kEndedByHost;
    if (closing_)
        require(by_host || (closing_ == Kind::ResetRequest && event.status == status::kEndedByReset), 70,
                "reason 7 of a disassociation by the host");
    else
        require(!by_host, 70, "reason 7 after a disconnect or reset request only");
    if (cause_ && (all || cause_->bssid == event.bssid)) {
        const bool right = event.status == cause_->expected || closing_;
        require(right, rule_of(*cause_), "the reason of what ended the association");
        cause_.reset();
    } else if (event.status == status::kSuccess) {
        add(67, "the reason of a disassociation");
    }
    if (all)
        peers_.clear();
    else if (const auto at = index_of(peers_, event.bssid))
        peers_.remove_unordered(*at);
    must_leave_ = false;
    reset_at_.reset();
    loss_ = event.status;
    first_quality_since_.reset();
    first_pmkid_since_.reset();
    if (closing_ || by_host || !peers_.empty() || stage_ != Stage::Linked) return;
    const bool woken = resumed_at_ && event.at - *resumed_at_ <= limits_.resume;
    owe(woken ? 107 : 71, event.at, woken ? limits_.resume : limits_.retry);
}

// -- Link quality and PMKID candidates.

void TraceCheck::on_link_quality(const Event& event) {
    if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
    require(event.quality <= 100, 91, "a link quality from 0 to 100");
    if (!independent_) require(associated(event.bssid), 95, "the link quality of the current AP only");
    require(!reset_at_, 82, "a roam or a disassociation after the adapter was reset");
    if (first_quality_since_)
        require(event.at - *first_quality_since_ <= limits_.link_quality, 94,
                "the first link quality within 15 s of the association");
    first_quality_since_.reset();
}

void TraceCheck::on_pmkid(const Event& event) {
    if (stage_ == Stage::Initial || stage_ == Stage::Asked) add(3, "indications in operation only");
    require(!independent_ && !peers_.empty(), 83, "PMKID candidates while associated with an AP only");
    if (first_pmkid_since_)
        require(event.at - *first_pmkid_since_ <= limits_.pmkid, 84,
                "the first PMKID candidates within a minute of the association");
    first_pmkid_since_.reset();
}

}  // namespace station
