#include "adapters/ubus/message.hpp"

namespace ubus {

namespace {

constexpr std::size_t kContainer = 8;  // where the container's word stands
constexpr std::size_t kWord = 4;

std::optional<Error> take(const Attribute& attribute, std::size_t at, Message& to) {
    const auto fields = [&](Fields& into) -> std::optional<Error> {
        const auto read = Fields::read(attribute.payload);
        if (!read) return Error{read.error().fault, at + kWord + read.error().offset};
        into = *read;
        return std::nullopt;
    };
    switch (attribute.id) {
        case kStatus:
            to.status = attribute.number();
            break;
        case kObjectPath:
            to.path = attribute.text().value_or("");
            break;
        case kObject:
            to.object = attribute.number();
            break;
        case kMethod:
            to.method = attribute.text().value_or("");
            break;
        case kObjectType:
            to.object_type = attribute.number();
            break;
        case kTarget:
            to.target = attribute.number();
            break;
        case kActive:
            to.active = attribute.number().value_or(0) != 0;
            break;
        case kNoReply:
            to.no_reply = attribute.number().value_or(0) != 0;
            break;
        case kSignature:
            return fields(to.signature);
        case kData:
            return fields(to.data);
        case kSubscribers: {
            const auto list = Attributes::read(attribute.payload);
            if (!list) return Error{list.error().fault, at + kWord + list.error().offset};
            to.subscribers = 0;
            for (const PlainAttribute& each : *list) *to.subscribers += each.number() ? 1 : 0;
            break;
        }
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::string_view describe(Status status) {
    switch (status) {
        case Status::Ok:
            return "done";
        case Status::InvalidCommand:
            return "invalid command";
        case Status::InvalidArgument:
            return "invalid argument";
        case Status::MethodNotFound:
            return "no such method";
        case Status::NotFound:
            return "not found";
        case Status::NoData:
            return "no data";
        case Status::PermissionDenied:
            return "permission denied";
        case Status::Timeout:
            return "no answer in time";
        case Status::NotSupported:
            return "not supported";
        case Status::ConnectionFailed:
            return "connection failed";
        case Status::NoMemory:
            return "out of memory";
        case Status::ParseError:
            return "not understood";
        case Status::SystemError:
            return "system error";
        default:
            return "unknown error";
    }
}

Read<std::optional<std::size_t>> message_size(Octets octets) {
    if (!octets.empty() && octets[0] != 0) return std::unexpected(Error{Fault::BadVersion, 0});
    if (octets.size() < kHeadOctets) return std::nullopt;
    const std::uint32_t word = big_endian_32(octets.subspan(kContainer));
    if (word >> 24 != 0) return std::unexpected(Error{Fault::BadHead, kContainer});
    if (word < kWord || kContainer + word > kMessageOctets)
        return std::unexpected(Error{Fault::BadLength, kContainer});
    return kContainer + word;
}

Read<Message> parse_message(Octets octets) {
    Message message;
    message.head.type = static_cast<MessageType>(octets[1]);
    message.head.sequence = static_cast<std::uint16_t>(octets[2] << 8 | octets[3]);
    message.head.peer = big_endian_32(octets.subspan(4));
    const Octets list = octets.subspan(kHeadOctets);
    const auto attributes = Attributes::read(list);
    if (!attributes)
        return std::unexpected(Error{attributes.error().fault, kHeadOctets + attributes.error().offset});
    for (const PlainAttribute& attribute : *attributes) {
        const auto at = static_cast<std::size_t>(attribute.payload.data() - octets.data()) - kWord;
        if (auto error = take(attribute, at, message)) return std::unexpected(*error);
    }
    return message;
}

std::vector<std::uint8_t> message(const Head& head, const Writer& content) {
    const std::size_t length = kWord + content.octets().size();
    if (!content.fits() || kContainer + length > kMessageOctets) return {};
    std::vector<std::uint8_t> octets;
    octets.reserve(kContainer + length);
    const auto number = [&octets](std::uint32_t value, int width) {
        for (int i = width; i-- > 0;) octets.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    };
    number(0, 1);
    number(static_cast<std::uint8_t>(head.type), 1);
    number(head.sequence, 2);
    number(head.peer, 4);
    number(static_cast<std::uint32_t>(length), 4);
    octets.insert(octets.end(), content.octets().begin(), content.octets().end());
    return octets;
}

}  // namespace ubus
