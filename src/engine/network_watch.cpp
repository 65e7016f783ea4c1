#include "engine/network_watch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace engine {

namespace {

using records::NetworkCheck;
using records::NetworkReason;

constexpr base::Milliseconds kRememberEvery{2'000};
constexpr std::size_t kLatest = 256;  // as many as the records that a station keeps

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

records::NetworkFamily judge(const ports::FamilyProbed& probed) {
    const auto judged = station::judge_network({probed.expected, probed.answered, probed.prefixes});
    return {judged.verdict, probed.asked ? judged.reason : probed.reason, probed.expected, probed.answered};
}

void add_addresses(boost::json::object& object, const records::NetworkFamily& family) {
    if (family.gateway) object["gateway"] = text(*family.gateway);
    if (family.answered) object["answered"] = text(*family.answered);
}

}  // namespace

NetworkWatch::NetworkWatch(std::string interface, ports::GatewayProbe& probe, ports::Journal& journal,
                           Clock clock, OnCheck on_check)
    : interface_{std::move(interface)},
      probe_{probe},
      journal_{journal},
      clock_{std::move(clock)},
      on_check_{std::move(on_check)} {}

void NetworkWatch::handle(const ports::StationEvent& event, std::uint32_t move) {
    if (last_ && !under_way_) {
        // What the kernel knows of the gateway goes with the old link, which may be gone when an attempt is
        // told. So it is read as soon as it is there, and once more while there may be time.
        const bool attempt = std::holds_alternative<ports::Trying>(event);
        const bool reading = std::holds_alternative<ports::SignalRead>(event) && !probe_.knows();
        if (attempt || (reading && clock_() >= remember_at_)) {
            remember_at_ = clock_() + kRememberEvery;
            probe_.remember();
        }
    }
    if (const auto* connected = std::get_if<ports::Connected>(&event)) linked(*connected, move);
    if (std::holds_alternative<ports::Disconnected>(event) || std::holds_alternative<ports::Detached>(event))
        unlinked();
}

void NetworkWatch::linked(const ports::Connected& event, std::uint32_t move) {
    if (last_ == event.bssid && event.ssid == ssid_) return;
    unlinked();
    const bool same_ess = last_ && event.ssid == ssid_;
    last_ = event.bssid;
    ssid_ = event.ssid;
    // The first link of a network gets its address from whoever configures it: there is nothing to compare.
    if (!same_ess) return probe_.forget();
    NetworkCheck check;
    check.move = move;
    check.bssid = event.bssid;
    check.at = clock_();
    under_way_ = check;
    probe_.probe([this](const ports::GatewayProbed& result) {
        NetworkCheck done = *under_way_;
        done.ipv4 = judge(result.ipv4);
        if (result.ipv6) done.ipv6 = judge(*result.ipv6);
        station::NetworkJudgement judged{done.ipv4.verdict, done.ipv4.reason};
        if (done.ipv6) judged = judge_networks(judged, {done.ipv6->verdict, done.ipv6->reason});
        done.verdict = judged.verdict;
        done.reason = judged.reason;
        conclude(done);
    });
}

void NetworkWatch::unlinked() {
    if (!under_way_) return;
    probe_.cancel();
    NetworkCheck check = *under_way_;
    check.reason = NetworkReason::LinkGone;
    conclude(check);
}

void NetworkWatch::conclude(NetworkCheck check) {
    const base::Instant now = clock_();
    check.took = now - check.at;
    check.at = now;
    check.renewal = station::renewal_for(renew_, {check.verdict, check.reason});
    under_way_.reset();
    latest_.push_back(check);
    if (latest_.size() > kLatest) latest_.pop_front();
    journal_.network(interface_, check);
    if (on_check_) on_check_(check);
}

const NetworkCheck* NetworkWatch::of_move(std::uint32_t move) const {
    const auto found = std::ranges::find(latest_, move, &NetworkCheck::move);
    return move != 0 && found != latest_.end() ? &*found : nullptr;
}

std::string_view name(records::NetworkVerdict verdict) {
    constexpr std::array<std::string_view, 3> kNames{"unchanged", "changed", "unknown"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view name(NetworkReason reason) {
    constexpr std::array<std::string_view, 9> kNames{
        "gateway-answered", "other-answered", "no-answer",         "gateway-not-known", "no-address",
        "cannot-ask",       "link-gone",      "prefix-advertised", "other-prefixes"};
    return kNames[static_cast<std::size_t>(reason)];
}

std::string_view name(records::Renewal renewal) {
    constexpr std::array<std::string_view, 3> kNames{"none", "lease", "network"};
    return kNames[static_cast<std::size_t>(renewal)];
}

boost::json::object to_json(std::string_view interface, const NetworkCheck& check) {
    boost::json::object object{{"schema", kNetworkSchema},       {"interface", interface},
                               {"monotonic_ms", check.at.ms},    {"bssid", text(check.bssid)},
                               {"verdict", name(check.verdict)}, {"reason", name(check.reason)},
                               {"took_ms", check.took.count()},  {"renewal", name(check.renewal)}};
    if (check.move != 0) object["move"] = check.move;
    add_addresses(object, check.ipv4);
    if (!check.ipv6) return object;
    object["ipv4"] = {{"verdict", name(check.ipv4.verdict)}, {"reason", name(check.ipv4.reason)}};
    boost::json::object ipv6{{"verdict", name(check.ipv6->verdict)}, {"reason", name(check.ipv6->reason)}};
    add_addresses(ipv6, *check.ipv6);
    object["ipv6"] = std::move(ipv6);
    return object;
}

std::string to_text(std::string_view interface, const NetworkCheck& check) {
    std::string line =
        fmt::format("network interface={} move={} bssid={} verdict={} reason={} took_ms={} renewal={}",
                    interface, check.move, text(check.bssid), name(check.verdict), name(check.reason),
                    check.took.count(), name(check.renewal));
    if (check.ipv4.gateway) line += fmt::format(" gateway={}", text(*check.ipv4.gateway));
    if (check.ipv4.answered) line += fmt::format(" answered={}", text(*check.ipv4.answered));
    if (!check.ipv6) return line;
    line += fmt::format(" ipv6={} ipv6_reason={}", name(check.ipv6->verdict), name(check.ipv6->reason));
    if (check.ipv6->gateway) line += fmt::format(" ipv6_gateway={}", text(*check.ipv6->gateway));
    if (check.ipv6->answered) line += fmt::format(" ipv6_answered={}", text(*check.ipv6->answered));
    return line;
}

}  // namespace engine
