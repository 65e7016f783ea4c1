// Access points that turn the station away, targets that are tried again and again, addresses that come late.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// An address that comes later than this is felt.
constexpr Micros kLateAddress = 1s;

}  // namespace

void judge_refusals(const Case& one, std::vector<Verdict>& found) {
    struct Sum {
        Verdict verdict;
        std::uint16_t status = 0;
    };
    std::map<wifi::MacAddress, Sum> by_bss;
    for (const Failure& failure : one.station.failures) {
        if (!failure.bssid || !failure.status || *failure.status == 0 || *failure.status == 31) continue;
        // Fast transition's own faults are ft-unused's.
        if (*failure.status >= 53 && *failure.status <= 55) continue;
        Sum& sum = by_bss[*failure.bssid];
        if (sum.status == 0) {
            sum.verdict.from = failure.at;
            sum.verdict.times = 0;
        }
        sum.status = *failure.status;
        sum.verdict.to = failure.at;
        ++sum.verdict.times;
        sum.verdict.places.add(failure.places);
    }
    for (auto& [bssid, sum] : by_bss) {
        Verdict& verdict = sum.verdict;
        verdict.certainty = Certainty::Sure;
        verdict.bssid = bssid;
        verdict.weight = 12 + 5.0 * static_cast<double>(verdict.times);
        verdict.what = fmt::format("{} turned the station away {}.", text(bssid), times(verdict.times));
        verdict.why = "It answered " + status_text(sum.status) + ".";
        verdict.remedy = sum.status == 17 ? "Raise max_num_sta there, or move stations away from it; until "
                                            "then the station should keep off it."
                         : sum.status == 1
                             ? "Look for deny_mac_file and accept lists on that access point."
                             : "Compare its settings with those of the access points that take the station.";
        found.push_back(std::move(verdict));
    }
}

void judge_failed_again(const Case& one, std::vector<Verdict>& found) {
    struct Sum {
        std::vector<const Roam*> tries;
    };
    std::map<wifi::MacAddress, Sum> by_target;
    const auto end = [&](const wifi::MacAddress& target, Sum& sum) {
        if (sum.tries.size() >= 3) {
            Verdict verdict;
            verdict.certainty = Certainty::Sure;
            verdict.bssid = target;
            verdict.from = sum.tries.front()->begun();
            verdict.to = sum.tries.back()->begun();
            verdict.times = sum.tries.size();
            std::optional<std::uint16_t> status;
            for (const Roam* roam : sum.tries) {
                verdict.places.add(roam->places);
                if (roam->status) status = roam->status;
            }
            // More than the refusal itself, whose verdict counts as many: somebody goes on trying.
            verdict.weight = 16 + 5.0 * static_cast<double>(verdict.times);
            verdict.what = fmt::format("{} was tried {} in {} and did not take the station once.",
                                       text(target), times(verdict.times), text(verdict.to - verdict.from));
            verdict.why =
                status ? "It answered " + status_text(*status) + ". " : std::string{"It did not answer. "};
            verdict.why +=
                "wpa_supplicant forgets a failed target after 10 s, later a minute; each try costs the link "
                "that "
                "worked.";
            verdict.remedy =
                "Repair or switch off that access point; bssid_ignore in the profile keeps the station off "
                "it. "
                "roam-station blocks such a target for twice as long each time.";
            found.push_back(std::move(verdict));
        }
        sum.tries.clear();
    };
    for (const Roam& roam : one.station.roams) {
        Sum& sum = by_target[roam.to];
        if (roam.end == RoamEnd::Linked)
            end(roam.to, sum);
        else if (roam.end == RoamEnd::Refused || roam.end == RoamEnd::TimedOut ||
                 roam.end == RoamEnd::GivenUp)
            sum.tries.push_back(&roam);
    }
    for (auto& [target, sum] : by_target) end(target, sum);
}

void judge_slow_addresses(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    Micros total{0};
    Micros longest{0};
    std::uint64_t count = 0;
    bool whole = false;
    for (const Roam& roam : one.station.roams) {
        const auto ready = roam.linked ? roam.linked : roam.associated;
        if (!roam.is_move() || !roam.address || !ready) continue;
        const Micros took = roam.address->at - ready->at;
        const Micros roamed = roam.outage().value_or(roam.gap().value_or(Micros{0}));
        if (took < kLateAddress || took <= roamed) continue;
        if (count++ == 0) verdict.from = ready->at;
        verdict.to = roam.address->at;
        verdict.bssid = roam.to;
        total += took;
        longest = std::max(longest, took);
        verdict.places.add(roam.places);
        for (const Address& news : one.station.addresses)
            if (news.at >= ready->at && news.at <= roam.address->at) {
                verdict.places.add(news.places);
                whole |= news.step == AddressStep::Discover || news.step == AddressStep::Lost;
            }
    }
    if (count == 0) return;
    verdict.certainty = Certainty::Sure;
    verdict.times = count;
    verdict.weight = 8 + 4.0 * in_seconds(total);
    verdict.what =
        fmt::format("After {} the address took longer than the roam: {} at the longest.",
                    count == 1 ? std::string{"a move"} : fmt::format("{} moves", count), text(longest));
    verdict.why = whole ? "The whole exchange began anew (DISCOVER) although the network had not changed; "
                          "the old lease would "
                          "have been valid."
                        : "The server was asked again after the move and answered late.";
    verdict.remedy =
        "Keep the lease over a roam: IgnoreCarrierLoss=3s in systemd-networkd; roam-station renews only "
        "where the "
        "gateway shows that the network changed. Look at the server's ping check, too.";
    found.push_back(std::move(verdict));
}

}  // namespace explain
