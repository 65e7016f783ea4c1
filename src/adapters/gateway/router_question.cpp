#include "adapters/gateway/router_question.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include <linux/filter.h>
#include <linux/if_ether.h>

#include "adapters/gateway/ipv6_neighbour.hpp"
#include "adapters/gateway/kernel_tables.hpp"

namespace gateway {

namespace {

using records::NetworkReason;
using records::Prefixes;

/// Where another network seems to answer, the known router gets this long to contradict.
constexpr std::chrono::milliseconds kContradict{100};

/// Routers are asked with these questions: three times at most (MAX_RTR_SOLICITATIONS; RFC 4861, 10).
constexpr std::array<std::size_t, 3> kAskRoutersWith{0, 3, 5};

/// ICMPv6 with nothing before it, types 134 and 136: the rest of the traffic must not wake us.
constexpr std::array<sock_filter, 6> kAdvertisements{{
    {BPF_LD | BPF_B | BPF_ABS, 0, 0, 6},
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 58},
    {BPF_LD | BPF_B | BPF_ABS, 0, 0, 40},
    {BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 134},
    {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 136},
    {BPF_RET | BPF_K, 0, 0, 0},
}};
constexpr sock_filter kWhole{BPF_RET | BPF_K, 0, 0, 2048};

std::array<sock_filter, 7> filter() {
    std::array<sock_filter, 7> program{};
    std::ranges::copy(kAdvertisements, program.begin());
    program.back() = kWhole;
    return program;
}

}  // namespace

void RouterQuestion::remember() {
    const auto router = default_router(file_text("/proc/self/net/ipv6_route"), interface());
    if (router && router != router_) hardware_.reset();
    if (router) router_ = router;
    if (router_)
        if (const auto hardware = hardware_of(interface(), *router_)) hardware_ = hardware;
    auto addresses = ipv6_addresses(file_text("/proc/self/net/if_inet6"), interface());
    if (!addresses.others.empty()) own_ = std::move(addresses.others);
}

void RouterQuestion::forget() {
    cancel();
    router_.reset();
    hardware_.reset();
    own_.clear();
}

std::optional<ports::FamilyProbed> RouterQuestion::open() {
    const auto addresses = ipv6_addresses(file_text("/proc/self/net/if_inet6"), interface());
    if (own_.empty() && !router_) remember();
    // A host that has only a link-local address is in every network.
    if (!addresses.link_local || (own_.empty() && !router_)) return nobody(NetworkReason::NoAddress);
    link_local_ = *addresses.link_local;
    const auto opened = socket_.open(
        interface(), ETH_P_IPV6, filter(),
        [this](std::span<const std::uint8_t> packet, const wifi::MacAddress& from) { read(packet, from); });
    if (!opened) return cannot_ask(opened.error());
    result_.expected = hardware_;
    return std::nullopt;
}

void RouterQuestion::send(std::size_t which, bool everybody) {
    const Sender own{socket_.hardware(), link_local_};
    const auto to_group = [this](const Packet& packet) {
        socket_.send(packet, hardware_of_group(destination_of(packet)));
    };
    if (router_ && hardware_) socket_.send(neighbor_solicitation(own, *router_, false), *hardware_);
    if (router_ && (!hardware_ || everybody)) to_group(neighbor_solicitation(own, *router_, true));
    if (std::ranges::count(kAskRoutersWith, which) != 0) to_group(router_solicitation(own));
}

void RouterQuestion::read(std::span<const std::uint8_t> packet, const wifi::MacAddress& from) {
    const auto advertisement = parse_advertisement(packet);
    if (!advertisement) return;
    std::visit([&](const auto& what) { take(what, from); }, *advertisement);
}

void RouterQuestion::take(const NeighborAdvertised& neighbor, const wifi::MacAddress& from) {
    if (neighbor.target != router_) return;
    const wifi::MacAddress hardware = neighbor.hardware.value_or(from);
    const bool expected = hardware == result_.expected;
    if (!result_.answered || expected) result_.answered = hardware;
    hardware_ = result_.answered;
    // It is there; what it advertises now may still differ, and says more.
    settle_within(kContradict);
}

void RouterQuestion::take(const RouterAdvertised& router, const wifi::MacAddress& from) {
    const bool known = router.source == router_;
    if (known && !result_.answered) result_.answered = router.hardware.value_or(from);
    if (router.prefixes.empty()) return;
    const bool ours = std::ranges::any_of(router.prefixes, [this](const Prefix& prefix) {
        return std::ranges::any_of(own_, [&](const Ipv6Address& own) { return prefix.covers(own); });
    });
    if (ours) {
        result_.prefixes = Prefixes::Ours;
        return end();
    }
    if (own_.empty()) return;  // nothing that could be wrong here
    if (result_.prefixes != Prefixes::OthersOfRouter)
        result_.prefixes = known ? Prefixes::OthersOfRouter : Prefixes::Others;
    settle_within(kContradict);
}

}  // namespace gateway
