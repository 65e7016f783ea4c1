// Fuzzes ubus: the codec, and the conversation with a broker that says anything in pieces of any size.
#include "adapters/hostapd_ubus/parse.hpp"
#include "adapters/ubus/conversation.hpp"
#include "apps/ap/uci.hpp"
#include "wifi_target.hpp"

namespace {

using namespace ubus;
using wifi::fuzz::check;

void rewrite(Writer& to, const Fields& fields) {
    for (const Field& field : fields) {
        const std::string_view name = field.name();
        switch (field.type()) {
            case Type::Text:
                to.text(name, field.text().value());
                break;
            case Type::Int8:
                to.int8(name, field.integer().value());
                break;
            case Type::Int16:
                to.int16(name, field.integer().value());
                break;
            case Type::Int32:
                to.int32(name, field.integer().value());
                break;
            case Type::Int64:
                to.int64(name, field.integer().value());
                break;
            case Type::Table:
                to.table(name, [&](Writer& inner) { rewrite(inner, field.inside()); });
                break;
            case Type::Array:
                to.array(name, [&](Writer& inner) { rewrite(inner, field.inside()); });
                break;
            default:
                break;
        }
    }
}

/// What was read and is written again reads as the same.
void codec(Octets octets) {
    const auto fields = Fields::read(octets);
    if (!fields) return check(fields.error().offset <= octets.size());
    Writer once;
    rewrite(once, *fields);
    const auto again = Fields::read(once.octets());
    check(again.has_value());
    Writer twice;
    rewrite(twice, *again);
    check(std::ranges::equal(once.octets(), twice.octets()));
}

void values(Octets octets) {
    const auto fields = Fields::read(octets);
    if (!fields) return;
    (void)hostapd_ubus::methods_of(*fields);
    (void)hostapd_ubus::parse_status(*fields);
    const auto station = hostapd_ubus::parse_station(*fields, wifi::Band::Ghz5);
    (void)hostapd_ubus::parse_elements(*fields, station, std::nullopt);
    if (const auto neighbor = hostapd_ubus::parse_neighbor(*fields))
        (void)hostapd_ubus::capability_in_report(*neighbor);
    for (const char* name : {"probe", "auth", "sta-authorized", "beacon-report", "link-measurement-report",
                             "bss-transition-response", "bss-transition-query", "deauth", "channel-switch"})
        (void)hostapd_ubus::parse_notification(name, *fields, {});
}

void talk(Octets octets) {
    std::size_t sent = 0;
    Conversation* self = nullptr;
    const Time now{};
    Conversation conversation{
        {.send = [&](std::vector<std::uint8_t> said) { sent += said.size(); },
         .on_up =
             [&] {
                 self->look_up(
                     "hostapd.*", [](const Found& found) { (void)hostapd_ubus::methods_of(found.methods); },
                     {}, now);
                 self->listen("ubus.object.*", {}, now);
                 self->subscribe(7, {[](Notification& each) { each.answer(17); }, {}}, {}, now);
                 Writer methods;
                 methods.table("why", [](Writer&) {});
                 self->add_object(
                     "roam", methods, [&](const Call& call) { self->answer(call, nullptr, Status::Ok); }, {},
                     {}, now);
                 self->notify(3, "x", {}, {}, {}, now);
             },
         .on_event = [](std::string_view, const Fields&) {},
         .complain = [](const std::string&) {}}};
    self = &conversation;
    while (!octets.empty()) {
        const std::size_t size = std::min<std::size_t>(1 + octets[0], octets.size() - 1);
        if (conversation.take(octets.subspan(1, size), now)) break;
        octets = octets.subspan(1 + size);
    }
    conversation.expire(now + std::chrono::hours{1});
    conversation.end();
    check(!conversation.up() && !conversation.deadline());
}

void uci(std::string_view text) {
    const auto read = ap_app::read_uci(text, "roam");
    if (!read) return;
    const auto lines = [](std::string_view each) { return std::ranges::count(each, '\n'); };
    check(lines(read->toml) <= lines(text) + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const Octets octets{data + 1, size - 1};
    switch (data[0] % 4) {
        case 0:
            codec(octets);
            break;
        case 1:
            values(octets);
            break;
        case 2:
            talk(octets);
            break;
        default:
            uci({reinterpret_cast<const char*>(octets.data()), octets.size()});
    }
    return 0;
}
