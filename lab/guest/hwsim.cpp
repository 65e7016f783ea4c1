#include "lab/guest/hwsim.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sys/socket.h>
#include <system_error>

namespace lab::guest {

namespace {

// From the kernel's mac80211_hwsim.h, which no -dev package has.
enum Command : std::uint8_t { kRegister = 1, kFrame = 2, kTxInfoFrame = 3 };
enum Attribute : std::uint16_t {
    kAddrReceiver = 1,
    kAddrTransmitter = 2,
    kFrameOctets = 3,
    kFlags = 4,
    kRxRate = 5,
    kSignal = 6,
    kTxInfo = 7,
    kCookie = 8,
    kFreq = 19,
    kTxInfoFlags = 21,
    kAttributeMax = 25,
};
constexpr std::uint32_t kCtlNoAck = 1U << 1;
constexpr std::uint32_t kStatAck = 1U << 2;

/// hwsim names a radio by its second address: 42:00:00:II:II:00.
std::array<std::uint8_t, 6> radio_address(int radio) {
    return {0x42, 0, 0, static_cast<std::uint8_t>(radio >> 8), static_cast<std::uint8_t>(radio), 0};
}

int radio_of(const std::uint8_t* address) { return address[3] << 8 | address[4]; }

int resolve_family() {
    std::unique_ptr<nl_sock, decltype(&nl_socket_free)> socket{nl_socket_alloc(), nl_socket_free};
    if (!socket || genl_connect(socket.get()) != 0) throw std::runtime_error("cannot open generic netlink");
    const int family = genl_ctrl_resolve(socket.get(), "MAC80211_HWSIM");
    if (family < 0) throw std::runtime_error("the kernel has no MAC80211_HWSIM family");
    return family;
}

using Message = std::unique_ptr<nl_msg, decltype(&nlmsg_free)>;

Message make_message(int family, std::uint8_t command, std::uint32_t sequence, int flags) {
    Message message{nlmsg_alloc_size(4096), nlmsg_free};
    if (!message || !genlmsg_put(message.get(), 0, sequence, family, 0, flags, command, 1))
        throw std::bad_alloc();
    return message;
}

void append(std::vector<std::uint8_t>& octets, const Message& message) {
    const nlmsghdr* header = nlmsg_hdr(message.get());
    const auto* start = reinterpret_cast<const std::uint8_t*>(header);
    octets.insert(octets.end(), start, start + header->nlmsg_len);
    octets.resize((octets.size() + 3) & ~std::size_t{3});
}

}  // namespace

Hwsim::Hwsim() : family_{resolve_family()}, buffer_(1U << 16) {
    fd_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "netlink socket");
    const int room = 8 << 20;
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    const int on = 1;
    setsockopt(fd_, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "netlink bind");

    const Message message = make_message(family_, kRegister, ++sequence_, NLM_F_REQUEST | NLM_F_ACK);
    Batch batch;
    append(batch.octets_, message);
    awaited_ = sequence_;
    answered_ = false;
    send(batch);
    read_waiting();  // the kernel answers inside send()
    if (!answered_) throw std::runtime_error("hwsim does not answer");
    if (awaited_error_ != 0)
        throw std::system_error(-awaited_error_, std::generic_category(), "hwsim register");
}

Hwsim::~Hwsim() { close(fd_); }

void Hwsim::take_message(const void* raw, std::size_t length) {
    const auto* header = static_cast<const nlmsghdr*>(raw);
    if (header->nlmsg_type == NLMSG_ERROR && length >= NLMSG_LENGTH(sizeof(nlmsgerr))) {
        const auto* error = static_cast<const nlmsgerr*>(nlmsg_data(header));
        if (error->msg.nlmsg_seq == awaited_) {
            awaited_error_ = error->error;
            answered_ = true;
        }
        return;
    }
    if (header->nlmsg_type != family_) return;
    const auto* generic = static_cast<const genlmsghdr*>(nlmsg_data(header));
    if (generic->cmd != kFrame) return;

    std::array<nlattr*, kAttributeMax + 1> attributes{};
    if (genlmsg_parse(const_cast<nlmsghdr*>(header), 0, attributes.data(), kAttributeMax, nullptr) != 0)
        return;
    if (!attributes[kAddrTransmitter] || !attributes[kFrameOctets] || !attributes[kFlags] ||
        !attributes[kCookie] || !attributes[kFreq] || !attributes[kTxInfo])
        return;

    TxFrame frame;
    frame.radio = radio_of(static_cast<const std::uint8_t*>(nla_data(attributes[kAddrTransmitter])));
    const auto* octets = static_cast<const std::uint8_t*>(nla_data(attributes[kFrameOctets]));
    frame.octets.assign(octets, octets + nla_len(attributes[kFrameOctets]));
    frame.mhz = static_cast<int>(nla_get_u32(attributes[kFreq]));
    frame.flags = nla_get_u32(attributes[kFlags]);
    frame.wants_ack = (frame.flags & kCtlNoAck) == 0;
    frame.cookie = nla_get_u64(attributes[kCookie]);

    // struct hwsim_tx_rate {s8 idx; u8 count;} and struct hwsim_tx_rate_flag {s8 idx; u16 flags;}, both
    // packed.
    const auto* tries = static_cast<const std::uint8_t*>(nla_data(attributes[kTxInfo]));
    const auto tries_length = static_cast<std::size_t>(nla_len(attributes[kTxInfo]));
    for (std::size_t i = 0; i < frame.rates.size() && 2 * i + 1 < tries_length; ++i) {
        frame.rates[i].index = static_cast<std::int8_t>(tries[2 * i]);
        frame.rates[i].count = tries[2 * i + 1];
    }
    if (attributes[kTxInfoFlags]) {
        const auto* flags = static_cast<const std::uint8_t*>(nla_data(attributes[kTxInfoFlags]));
        const auto flags_length = static_cast<std::size_t>(nla_len(attributes[kTxInfoFlags]));
        for (std::size_t i = 0; i < frame.rates.size() && 3 * i + 2 < flags_length; ++i)
            frame.rates[i].flags = static_cast<std::uint16_t>(flags[3 * i + 1] | flags[3 * i + 2] << 8);
    }
    waiting_.push_back(std::move(frame));
}

void Hwsim::read_waiting() {
    for (;;) {
        const ssize_t count = recv(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (count < 0) {
            if (errno == EAGAIN) return;
            if (errno == EINTR) continue;
            throw std::system_error(errno, std::generic_category(), "netlink receive");
        }
        auto left = static_cast<int>(count);
        for (auto* header = reinterpret_cast<nlmsghdr*>(buffer_.data()); nlmsg_ok(header, left);
             header = nlmsg_next(header, &left))
            take_message(header, header->nlmsg_len);
        if (awaited_ != 0 && answered_) return;
    }
}

void Hwsim::receive(const std::function<void(TxFrame)>& frame) {
    awaited_ = 0;
    read_waiting();
    while (!waiting_.empty()) {
        TxFrame next = std::move(waiting_.front());
        waiting_.pop_front();
        frame(std::move(next));
    }
}

void Hwsim::add_reception(Batch& batch, int receiver, std::span<const std::uint8_t> frame, int rate_index,
                          int signal_dbm, int mhz) {
    const Message message = make_message(family_, kFrame, ++sequence_, NLM_F_REQUEST);
    const auto address = radio_address(receiver);
    nla_put(message.get(), kAddrReceiver, static_cast<int>(address.size()), address.data());
    nla_put(message.get(), kFrameOctets, static_cast<int>(frame.size()), frame.data());
    nla_put_u32(message.get(), kRxRate, static_cast<std::uint32_t>(rate_index));
    nla_put_u32(message.get(), kSignal, static_cast<std::uint32_t>(signal_dbm));
    nla_put_u32(message.get(), kFreq, static_cast<std::uint32_t>(mhz));
    append(batch.octets_, message);
}

void Hwsim::add_status(Batch& batch, const TxFrame& frame, const RateSeries& made, bool acked,
                       int ack_signal_dbm) {
    const Message message = make_message(family_, kTxInfoFrame, ++sequence_, NLM_F_REQUEST);
    const auto address = radio_address(frame.radio);
    nla_put(message.get(), kAddrTransmitter, static_cast<int>(address.size()), address.data());
    nla_put_u32(message.get(), kFlags, frame.flags | (acked ? kStatAck : 0));
    nla_put_u32(message.get(), kSignal, static_cast<std::uint32_t>(ack_signal_dbm));
    nla_put_u64(message.get(), kCookie, frame.cookie);
    std::array<std::uint8_t, 8> tries{};
    for (std::size_t i = 0; i < made.size(); ++i) {
        tries[2 * i] = static_cast<std::uint8_t>(made[i].index);
        tries[2 * i + 1] = made[i].count;
    }
    nla_put(message.get(), kTxInfo, static_cast<int>(tries.size()), tries.data());
    append(batch.octets_, message);
}

void Hwsim::send(const Batch& batch) {
    if (batch.empty()) return;
    if (::send(fd_, batch.octets().data(), batch.octets().size(), 0) < 0)
        throw std::system_error(errno, std::generic_category(), "netlink send");
}

bool Hwsim::offer(int receiver, std::span<const std::uint8_t> frame, int rate_index, int signal_dbm,
                  int mhz) {
    single_.clear();
    add_reception(single_, receiver, frame, rate_index, signal_dbm, mhz);
    // The kernel handles the message inside send() and queues its verdict before that returns.
    reinterpret_cast<nlmsghdr*>(single_.octets_.data())->nlmsg_flags |= NLM_F_ACK;
    awaited_ = sequence_;
    answered_ = false;
    send(single_);
    read_waiting();
    awaited_ = 0;
    return answered_ && awaited_error_ == 0;
}

}  // namespace lab::guest
