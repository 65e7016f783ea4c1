#include "adapters/nl80211/wireless_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "adapters/nl80211/frame_time.hpp"

namespace nl80211 {

namespace {

using Message = std::unique_ptr<nl_msg, void (*)(nl_msg*)>;
using Attributes = std::array<nlattr*, NL80211_ATTR_MAX + 1>;

Message make_message(int family, std::uint8_t command, int interface_index) {
    Message message{nlmsg_alloc(), nlmsg_free};
    if (!message || !genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, 0, command, 0))
        throw std::bad_alloc();
    nla_put_u32(message.get(), NL80211_ATTR_IFINDEX, static_cast<std::uint32_t>(interface_index));
    return message;
}

genlmsghdr* header_of(nl_msg* message) { return static_cast<genlmsghdr*>(nlmsg_data(nlmsg_hdr(message))); }

Attributes attributes_of(nl_msg* message) {
    Attributes attributes{};
    genlmsghdr* header = header_of(message);
    nla_parse(attributes.data(), NL80211_ATTR_MAX, genlmsg_attrdata(header, 0), genlmsg_attrlen(header, 0),
              nullptr);
    return attributes;
}

/// The nested attributes of one entry of the scan table.
std::optional<HeardBss> heard_bss(nlattr* entry, std::chrono::nanoseconds now) {
    std::array<nlattr*, NL80211_BSS_MAX + 1> part{};
    if (nla_parse_nested(part.data(), NL80211_BSS_MAX, entry, nullptr) < 0) return std::nullopt;
    const auto has = [&part](int what, int size) {
        const nlattr* found = part[static_cast<std::size_t>(what)];
        return found && nla_len(found) >= size;
    };
    HeardBss bss;
    const bool named = has(NL80211_BSS_BSSID, 6) && has(NL80211_BSS_FREQUENCY, 4);
    if (!named || !has(NL80211_BSS_TSF, 8) || !has(NL80211_BSS_BEACON_INTERVAL, 2)) return std::nullopt;
    std::memcpy(bss.bssid.octets.data(), nla_data(part[NL80211_BSS_BSSID]), 6);
    bss.mhz = static_cast<int>(nla_get_u32(part[NL80211_BSS_FREQUENCY]));
    bss.interval_tu = nla_get_u16(part[NL80211_BSS_BEACON_INTERVAL]);
    if (has(NL80211_BSS_SIGNAL_MBM, 4))
        bss.level = wifi::Dbm{static_cast<std::int32_t>(nla_get_u32(part[NL80211_BSS_SIGNAL_MBM])) / 100};
    if (!has(NL80211_BSS_SEEN_MS_AGO, 4)) return std::nullopt;
    FrameTimes times;
    times.tsf_us = nla_get_u64(part[NL80211_BSS_TSF]);
    if (has(NL80211_BSS_BEACON_TSF, 8)) times.beacon_tsf_us = nla_get_u64(part[NL80211_BSS_BEACON_TSF]);
    times.ticks_ago = std::chrono::milliseconds{nla_get_u32(part[NL80211_BSS_SEEN_MS_AGO])};
    if (has(NL80211_BSS_LAST_SEEN_BOOTTIME, 8))
        times.seen_ago = now - std::chrono::nanoseconds{nla_get_u64(part[NL80211_BSS_LAST_SEEN_BOOTTIME])};
    times.serving =
        has(NL80211_BSS_STATUS, 4) && nla_get_u32(part[NL80211_BSS_STATUS]) == NL80211_BSS_STATUS_ASSOCIATED;
    const FrameTime frame = frame_time(times);
    bss.tsf_us = frame.tsf_us;
    bss.age = frame.age;
    bss.exact = frame.exact;
    if (bss.tsf_us == 0 || bss.interval_tu == 0 || bss.age.count() < 0) return std::nullopt;
    return bss;
}

std::chrono::nanoseconds since_boot() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

std::string why(int error) {
    if (error == -NLE_PERM) return "not permitted; it needs CAP_NET_ADMIN";
    return nl_geterror(error);
}

/// What the callbacks of one exchange share.
struct Exchange {
    const std::function<void(nl_msg*)>* answer = nullptr;
    bool over = false;
    int error = 0;
};

struct CallbackRelease {
    void operator()(nl_cb* callbacks) const { nl_cb_put(callbacks); }
};

}  // namespace

WirelessSocket::WirelessSocket(Socket requests, Socket events, int family)
    : requests_{std::move(requests)}, events_{std::move(events)}, family_{family} {}

WirelessSocket::~WirelessSocket() = default;

std::expected<std::unique_ptr<WirelessSocket>, std::string> WirelessSocket::open() {
    Socket requests{nl_socket_alloc(), nl_socket_free};
    Socket events{nl_socket_alloc(), nl_socket_free};
    if (!requests || !events) throw std::bad_alloc();
    if (const int error = genl_connect(requests.get()); error < 0)
        return std::unexpected(fmt::format("generic netlink: {}", why(error)));
    if (const int error = genl_connect(events.get()); error < 0)
        return std::unexpected(fmt::format("generic netlink: {}", why(error)));
    const int family = genl_ctrl_resolve(requests.get(), NL80211_GENL_NAME);
    if (family < 0) return std::unexpected("the kernel has no nl80211");
    nl_socket_disable_seq_check(events.get());
    nl_socket_disable_auto_ack(events.get());
    nl_socket_set_nonblocking(events.get());
    for (const char* name : {NL80211_MULTICAST_GROUP_MLME, NL80211_MULTICAST_GROUP_SCAN}) {
        const int group = genl_ctrl_resolve_grp(requests.get(), NL80211_GENL_NAME, name);
        if (group < 0) return std::unexpected(fmt::format("nl80211 has no group of events called {}", name));
        if (const int error = nl_socket_add_membership(events.get(), group); error < 0)
            return std::unexpected(fmt::format("nl80211 events: {}", why(error)));
    }
    return std::unique_ptr<WirelessSocket>{
        new WirelessSocket{std::move(requests), std::move(events), family}};
}

std::expected<void, std::string> WirelessSocket::transact(nl_msg* message,
                                                          const std::function<void(nl_msg*)>& answer) {
    const std::unique_ptr<nl_cb, CallbackRelease> callbacks{nl_cb_alloc(NL_CB_DEFAULT)};
    if (!callbacks) throw std::bad_alloc();
    Exchange exchange{&answer, false, 0};
    const auto on_valid = [](nl_msg* received, void* state) -> int {
        const auto& handler = *static_cast<Exchange*>(state)->answer;
        if (handler) handler(received);
        return NL_OK;
    };
    const auto on_ack = [](nl_msg*, void* state) -> int {
        static_cast<Exchange*>(state)->over = true;
        return NL_STOP;
    };
    const auto on_error = [](sockaddr_nl*, nlmsgerr* error, void* state) -> int {
        auto& ended = *static_cast<Exchange*>(state);
        ended.over = true;
        ended.error = -nl_syserr2nlerr(error->error);
        return NL_STOP;
    };
    nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_valid, &exchange);
    nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, on_ack, &exchange);
    nl_cb_set(callbacks.get(), NL_CB_FINISH, NL_CB_CUSTOM, on_ack, &exchange);
    nl_cb_err(callbacks.get(), NL_CB_CUSTOM, on_error, &exchange);
    if (const int error = nl_send_auto(requests_.get(), message); error < 0)
        return std::unexpected(why(error));
    while (!exchange.over)
        if (const int error = nl_recvmsgs(requests_.get(), callbacks.get()); error < 0)
            return std::unexpected(why(error));
    if (exchange.error < 0) return std::unexpected(why(exchange.error));
    return {};
}

std::expected<int, std::string> WirelessSocket::add_monitor(int index, const std::string& name) {
    const Message message = make_message(family_, NL80211_CMD_NEW_INTERFACE, index);
    nla_put_string(message.get(), NL80211_ATTR_IFNAME, name.c_str());
    nla_put_u32(message.get(), NL80211_ATTR_IFTYPE, NL80211_IFTYPE_MONITOR);
    nla_put_flag(message.get(), NL80211_ATTR_SOCKET_OWNER);
    int made = 0;
    const auto done = transact(message.get(), [&made](nl_msg* answer) {
        const Attributes attributes = attributes_of(answer);
        if (attributes[NL80211_ATTR_IFINDEX])
            made = static_cast<int>(nla_get_u32(attributes[NL80211_ATTR_IFINDEX]));
    });
    if (!done) return std::unexpected(fmt::format("cannot add a monitor interface: {}", done.error()));
    if (made == 0) return std::unexpected("the kernel did not say which monitor interface it made");
    return made;
}

std::expected<std::uint64_t, std::string> WirelessSocket::remain_on_channel(int index, int mhz,
                                                                            std::chrono::milliseconds stay) {
    const Message message = make_message(family_, NL80211_CMD_REMAIN_ON_CHANNEL, index);
    nla_put_u32(message.get(), NL80211_ATTR_WIPHY_FREQ, static_cast<std::uint32_t>(mhz));
    nla_put_u32(message.get(), NL80211_ATTR_DURATION, static_cast<std::uint32_t>(stay.count()));
    std::uint64_t cookie = 0;
    const auto done = transact(message.get(), [&cookie](nl_msg* answer) {
        const Attributes attributes = attributes_of(answer);
        if (attributes[NL80211_ATTR_COOKIE]) cookie = nla_get_u64(attributes[NL80211_ATTR_COOKIE]);
    });
    if (!done) return std::unexpected(fmt::format("cannot stay on {} MHz: {}", mhz, done.error()));
    return cookie;
}

void WirelessSocket::cancel_remain_on_channel(int index, std::uint64_t cookie) {
    const Message message = make_message(family_, NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL, index);
    nla_put_u64(message.get(), NL80211_ATTR_COOKIE, cookie);
    (void)transact(message.get(), {});
}

std::expected<void, std::string> WirelessSocket::start_scan(int index, int mhz) {
    const Message message = make_message(family_, NL80211_CMD_TRIGGER_SCAN, index);
    nlattr* channels = nla_nest_start(message.get(), NL80211_ATTR_SCAN_FREQUENCIES);
    nla_put_u32(message.get(), 1, static_cast<std::uint32_t>(mhz));
    nla_nest_end(message.get(), channels);
    // Without SSIDs the kernel sends no probe request.
    const auto done = transact(message.get(), {});
    if (!done) return std::unexpected(fmt::format("cannot listen on {} MHz: {}", mhz, done.error()));
    return {};
}

void WirelessSocket::stop_scan(int index) {
    const Message message = make_message(family_, NL80211_CMD_ABORT_SCAN, index);
    (void)transact(message.get(), {});
}

std::expected<std::vector<HeardBss>, std::string> WirelessSocket::scan_table(int index) {
    const Message message = make_message(family_, NL80211_CMD_GET_SCAN, index);
    nlmsg_hdr(message.get())->nlmsg_flags |= NLM_F_DUMP;
    const std::chrono::nanoseconds now = since_boot();
    std::vector<HeardBss> table;
    const auto done = transact(message.get(), [&](nl_msg* answer) {
        nlattr* entry = attributes_of(answer)[NL80211_ATTR_BSS];
        if (auto bss = entry ? heard_bss(entry, now) : std::nullopt) table.push_back(*bss);
    });
    if (!done) return std::unexpected(fmt::format("cannot read the kernel's scan table: {}", done.error()));
    return table;
}

int WirelessSocket::event_fd() const { return nl_socket_get_fd(events_.get()); }

namespace {

std::optional<AwayEvent> away_event(nl_msg* message) {
    const Attributes attributes = attributes_of(message);
    AwayEvent event;
    switch (header_of(message)->cmd) {
        case NL80211_CMD_REMAIN_ON_CHANNEL:
            event.what = AwayEvent::What::StayBegan;
            break;
        case NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL:
            event.what = AwayEvent::What::StayOver;
            break;
        case NL80211_CMD_NEW_SCAN_RESULTS:
        case NL80211_CMD_SCAN_ABORTED:
            event.what = AwayEvent::What::ScanOver;
            break;
        default:
            return std::nullopt;
    }
    if (attributes[NL80211_ATTR_IFINDEX])
        event.index = static_cast<int>(nla_get_u32(attributes[NL80211_ATTR_IFINDEX]));
    if (attributes[NL80211_ATTR_COOKIE])
        event.cookie = nla_get_u64(attributes[NL80211_ATTR_COOKIE]);
    else if (event.what != AwayEvent::What::ScanOver)
        return std::nullopt;
    return event;
}

}  // namespace

void WirelessSocket::read_events(const std::function<void(const AwayEvent&)>& each) {
    const std::unique_ptr<nl_cb, CallbackRelease> callbacks{nl_cb_alloc(NL_CB_DEFAULT)};
    if (!callbacks) throw std::bad_alloc();
    const auto on_valid = [](nl_msg* message, void* handler) -> int {
        if (const auto event = away_event(message))
            (*static_cast<const std::function<void(const AwayEvent&)>*>(handler))(*event);
        return NL_OK;
    };
    std::function<void(const AwayEvent&)> handler = each;
    nl_cb_set(
        callbacks.get(), NL_CB_SEQ_CHECK, NL_CB_CUSTOM, [](nl_msg*, void*) -> int { return NL_OK; }, nullptr);
    nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_valid, &handler);
    // One datagram a call; -NLE_AGAIN says that there are no more.
    while (nl_recvmsgs(events_.get(), callbacks.get()) >= 0) {
    }
}

}  // namespace nl80211
