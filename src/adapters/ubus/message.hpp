// Messages of ubus: a head of 8 octets and one container of attributes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/ubus/blob.hpp"
#include "adapters/ubus/writer.hpp"

namespace ubus {

enum class MessageType : std::uint8_t {
    Hello = 0,
    Status = 1,
    Data = 2,
    Ping = 3,
    Lookup = 4,
    Invoke = 5,
    AddObject = 6,
    RemoveObject = 7,
    Subscribe = 8,
    Unsubscribe = 9,
    Notify = 10,
    Monitor = 11,
};

/// Identifiers of a message's attributes.
enum Id : std::uint8_t {
    kStatus = 1,
    kObjectPath = 2,
    kObject = 3,
    kMethod = 4,
    kObjectType = 5,
    kSignature = 6,
    kData = 7,
    kTarget = 8,
    kActive = 9,
    kNoReply = 10,
    kSubscribers = 11,
};

/// What a request came to; also what a subscriber answers a notification with.
enum class Status : std::uint32_t {
    Ok = 0,
    InvalidCommand = 1,
    InvalidArgument = 2,
    MethodNotFound = 3,
    NotFound = 4,
    NoData = 5,
    PermissionDenied = 6,
    Timeout = 7,
    NotSupported = 8,
    Unknown = 9,
    ConnectionFailed = 10,
    NoMemory = 11,
    ParseError = 12,
    SystemError = 13,
};
[[nodiscard]] std::string_view describe(Status status);

struct Head {
    MessageType type = MessageType::Hello;  ///< also one that has no name here
    std::uint16_t sequence = 0;
    std::uint32_t peer = 0;
};

/// A message that was received; borrows from its octets. An attribute that is missing, or of no use, is
/// empty.
struct Message {
    Head head;
    std::optional<std::uint32_t> status;
    std::optional<std::uint32_t> object;
    std::optional<std::uint32_t> object_type;
    std::optional<std::uint32_t> target;
    std::optional<bool> active;
    bool no_reply = false;
    std::string_view path;
    std::string_view method;
    Fields signature;
    Fields data;
    std::optional<std::size_t> subscribers;  ///< how many
};

/// Octets of head and container's word.
inline constexpr std::size_t kHeadOctets = 12;

/// How long the message is that `octets` begin with; empty while less than kHeadOctets are there.
/// @return  BadVersion, BadHead or BadLength: what follows cannot be split into messages any more.
[[nodiscard]] Read<std::optional<std::size_t>> message_size(Octets octets);

/// One whole message, as message_size() measured it. Attributes of other kinds are skipped.
[[nodiscard]] Read<Message> parse_message(Octets octets);

/// Head and container around the attributes in `content`; empty when that is too long.
[[nodiscard]] std::vector<std::uint8_t> message(const Head& head, const Writer& content);

}  // namespace ubus
