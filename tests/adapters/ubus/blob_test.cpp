// The octets of ubus: what OpenWrt's broker was recorded with, and properties that hold for every input.
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "adapters/ubus/message.hpp"
#include "octets.hpp"

namespace {

using namespace ubus;
using namespace ubus_test;

std::vector<std::uint8_t> made(MessageType type, std::uint16_t sequence, std::uint32_t peer,
                               const Writer& content = {}) {
    return message({type, sequence, peer}, content);
}

void probe(Writer& data) {
    data.text("address", "02:00:00:00:00:01");
    data.int32("signal", -61);
    data.int32("freq", 2412);
}

// Before all others: where the padding is not stepped over, a list has no end, and they walk it whole.

/// Walks as long as what is found is what is wanted.
template <class List, class Item>
std::size_t found(const List& list, const std::vector<Item>& wanted, Item (*item)(decltype(*list.begin()))) {
    std::size_t count = 0;
    for (auto at = list.begin(); at != list.end() && count < wanted.size(); ++at, ++count) {
        const Item here = item(*at);
        EXPECT_EQ(here, wanted[count]) << "item " << count;
        if (here != wanted[count]) return count;
    }
    return count;
}

TEST(Attributes, StandBehindThePaddingOfTheOnesBefore) {
    // Payloads of each length up to a word, and one of none.
    const auto list = octets(
        "01000005a1000000"
        "02000006b1b20000"
        "03000007c1c2c300"
        "04000008d1d2d3d4"
        "05000004");
    const auto attributes = Attributes::read(list);
    ASSERT_TRUE(attributes);
    using IdAndSize = std::pair<int, std::size_t>;
    const std::vector<IdAndSize> wanted{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 0}};
    EXPECT_EQ(found(
                  *attributes, wanted,
                  +[](PlainAttribute each) { return IdAndSize{each.id, each.payload.size()}; }),
              5U);
}

TEST(Fields, StandBehindThePaddingOfTheOnesBefore) {
    // A name fills its head up to a word, a value the field: flags "a", "bb" and "ccc", and a text.
    const auto list = octets(
        "870000090001610001000000"
        "8700000d000262620000000000000000"
        "8700000d000363636300000001000000"
        "8300000b0001640078790000");
    const auto fields = Fields::read(list);
    ASSERT_TRUE(fields);
    const std::vector<std::size_t> names{1, 2, 3, 1};
    ASSERT_EQ(found(*fields, names, +[](Field each) { return each.name().size(); }), 4U);
    EXPECT_TRUE(fields->is_set("a"));
    EXPECT_FALSE(fields->is_set("bb"));
    EXPECT_TRUE(fields->is_set("ccc"));
    EXPECT_EQ(fields->text("d"), "xy");
}

TEST(Writer, FillsEachAttributeUpWithZeros) {
    Writer writer;
    writer.flag(kActive, true);
    writer.text(kMethod, "probe");
    writer.flag("a", true);
    writer.text("b", "xy");
    EXPECT_EQ(padded(5), 8U);
    EXPECT_EQ(hex(writer.octets()),
              "0900000501000000"
              "0400000a70726f6265000000"
              "870000090001610001000000"
              "8300000b0001620078790000");
}

TEST(Message, IsWrittenAsTheBrokersOwnClientsWriteIt) {
    EXPECT_EQ(hex(made(MessageType::Ping, 1, 0)), kPing);
    EXPECT_EQ(hex(made(MessageType::AddObject, 1, 0)), kAddNameless);
    Writer pattern;
    pattern.text(kObjectPath, "hostapd.*");
    EXPECT_EQ(hex(made(MessageType::Lookup, 2, 0, pattern)), kLookUp);
    Writer nope;
    nope.text(kObjectPath, "nope");
    EXPECT_EQ(hex(made(MessageType::Lookup, 3, 0, nope)), kLookUpNope);
    Writer subscribe;
    subscribe.number(kObject, kEar);
    subscribe.number(kTarget, kHostapd);
    EXPECT_EQ(hex(made(MessageType::Subscribe, 4, 0, subscribe)), kSubscribeEar);
    Writer active;
    active.number(kObject, kHostapd);
    active.flag(kActive, true);
    EXPECT_EQ(hex(made(MessageType::Notify, 1, 0, active)), kActiveOwner);
    Writer call;
    call.number(kObject, kHostapd);
    call.text(kMethod, "get_clients");
    call.nested(kData, [](Writer&) {});
    EXPECT_EQ(hex(made(MessageType::Invoke, 5, kHostapd, call)), kGetClients);
    Writer notify;
    notify.number(kObject, kHostapd);
    notify.text(kMethod, "probe");
    notify.nested(kData, probe);
    EXPECT_EQ(hex(made(MessageType::Notify, 5, kHostapd, notify)), kNotifyProbe);
    Writer registration;
    registration.number(kObject, 1);
    registration.text(kMethod, "register");
    registration.nested(kData, [](Writer& data) {
        data.int32("object", kEar);
        data.text("pattern", "ubus.object.*");
    });
    EXPECT_EQ(hex(made(MessageType::Invoke, 7, 1, registration)), kRegister);
    Writer clients;
    clients.number(kObject, kHostapd);
    clients.nested(kData, [](Writer& data) {
        data.int32("freq", 2412);
        data.table("clients", [](Writer& all) {
            all.table("02:00:00:00:00:01", [](Writer& client) {
                client.flag("auth", true);
                client.int32("signal", -61);
                client.array("rrm", [](Writer& bytes) {
                    bytes.int32("", 114);
                    bytes.int32("", 0);
                });
            });
        });
    });
    EXPECT_EQ(hex(made(MessageType::Data, 5, kHostapd, clients)), kClients);
}

Message read(const std::vector<std::uint8_t>& octets) {
    const auto size = message_size(octets);
    EXPECT_TRUE(size && *size == octets.size());
    const auto message = parse_message(octets);
    EXPECT_TRUE(message);
    return message.value_or(Message{});
}

TEST(Message, OfTheBrokerIsRead) {
    const auto hello = octets(kHello);
    EXPECT_EQ(read(hello).head.type, MessageType::Hello);
    EXPECT_EQ(read(hello).head.peer, 0x0cfa776aU);
    EXPECT_EQ(read(octets(kStatusOk)).status, 0U);
    EXPECT_EQ(read(octets(kNotFound)).status, 4U);
    EXPECT_EQ(read(octets(kNamelessMade)).object, kEar);
    EXPECT_EQ(read(octets(kActiveOwner)).active, true);
    const auto gone = octets(kGone);
    EXPECT_EQ(read(gone).object, kEar);
    EXPECT_EQ(read(gone).target, kHostapd);
    const auto verdict = octets(kVerdict);
    EXPECT_EQ(read(verdict).status, 17U);
    EXPECT_EQ(read(verdict).object, kEar);
    const auto probed = octets(kNotifyProbe);
    const Message notified = read(probed);
    EXPECT_EQ(notified.method, "probe");
    EXPECT_EQ(notified.data.text("address"), "02:00:00:00:00:01");
    EXPECT_EQ(notified.data.integer("signal"), -61);
    EXPECT_EQ(notified.data.integer("freq"), 2412);
    const auto clients = octets(kClients);
    const Fields client = read(clients).data.inside("clients").inside("02:00:00:00:00:01");
    EXPECT_TRUE(client.is_set("auth"));
    EXPECT_EQ(client.integer("signal"), -61);
    std::vector<std::int64_t> rrm;
    for (const Field& each : client.inside("rrm")) rrm.push_back(each.natural().value_or(-1));
    EXPECT_EQ(rrm, (std::vector<std::int64_t>{114, 0}));
}

TEST(Field, IsANumberOfAnyWidth) {
    Writer writer;
    writer.int8("a", -56);
    writer.int16("b", -56);
    writer.int32("c", -56);
    writer.int64("d", -56);
    const auto fields = Fields::read(writer.octets());
    ASSERT_TRUE(fields);
    for (const Field& field : *fields) EXPECT_EQ(field.integer(), -56) << field.name();
    EXPECT_EQ(fields->natural("a"), 200);
    EXPECT_EQ(fields->natural("b"), 0xFFFF - 55);
    EXPECT_EQ(fields->natural("c"), 0xFFFF'FFFF - 55);
    EXPECT_EQ(fields->natural("d"), std::nullopt);
    EXPECT_EQ(fields->integer("e"), std::nullopt);
    EXPECT_EQ(fields->text("a"), std::nullopt);
}

struct BadVector {
    const char* name;
    std::string_view fields;
    Error want;
};
const BadVector kBad[] = {
    {"half a word", "8300", {Fault::Truncated, 0}},
    {"a length of three", "83000003", {Fault::BadLength, 0}},
    {"a length beyond the end", "8300001000000000", {Fault::Truncated, 0}},
    {"no padding behind the last", "8700000d000461757468000001", {Fault::Truncated, 0}},
    {"a plain attribute", "030000083687414a", {Fault::NotAField, 0}},
    {"a name without its zero", "83000010000461626364656600000000", {Fault::NoName, 0}},
    {"a name longer than the field", "8300000800ff0000", {Fault::NoName, 0}},
    {"no name at all", "83000004", {Fault::NoName, 0}},
    {"a text without its zero", "8300000c0000000061626364", {Fault::NoText, 0}},
    {"a number of two octets that says four", "8500000a0000000000010000", {Fault::BadNumber, 0}},
    {"the second field", "87000009000000000100000083000003", {Fault::BadLength, 12}},
    {"inside a table", "8200000c0000000083000003", {Fault::BadLength, 8}},
};

TEST(Fields, AreRefusedWithFaultAndPlace) {
    for (const BadVector& bad : kBad) {
        const auto list = octets(bad.fields);
        const auto read = Fields::read(list);
        ASSERT_FALSE(read) << bad.name;
        EXPECT_EQ(read.error().fault, bad.want.fault) << bad.name;
        EXPECT_EQ(read.error().offset, bad.want.offset) << bad.name;
    }
}

TEST(Fields, AreNotNestedWithoutEnd) {
    const auto deep = [](int depth) {
        Writer writer;
        const std::function<void(Writer&, int)> nest = [&](Writer& to, int left) {
            if (left > 0) to.table("t", [&](Writer& inner) { nest(inner, left - 1); });
        };
        nest(writer, depth);
        return writer.take();
    };
    EXPECT_TRUE(Fields::read(deep(kDepth - 1)));
    const auto read = Fields::read(deep(2'000));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::TooDeep);
}

TEST(Message, IsRefusedByItsHead) {
    EXPECT_EQ(message_size(octets("01")).error().fault, Fault::BadVersion);
    EXPECT_EQ(message_size(octets("000300010000000080000004")).error().fault, Fault::BadHead);
    EXPECT_EQ(message_size(octets("000300010000000003000004")).error().fault, Fault::BadHead);
    EXPECT_EQ(message_size(octets("000300010000000000000003")).error().fault, Fault::BadLength);
    EXPECT_EQ(message_size(octets("0003000100000000000ffff9")).error().fault, Fault::BadLength);
    EXPECT_EQ(message_size(octets("0003000100000000000ffff8")).value(), kMessageOctets);
    EXPECT_EQ(message_size(octets("0003000100")).value(), std::nullopt);
}

TEST(Writer, LeavesOutWhatAMessageCannotHold) {
    Writer writer;
    writer.text("t", std::string(kMessageOctets, 'x'));
    EXPECT_FALSE(writer.fits());
    EXPECT_TRUE(writer.octets().empty());
    EXPECT_TRUE(message({}, writer).empty());
    Writer many;
    for (int i = 0; i < 100'000; ++i) many.int32("number", i);
    EXPECT_FALSE(many.fits());
    EXPECT_TRUE(Fields::read(many.octets())) << "what is there is whole";
}

// -- Properties.

void write_some(Writer& to, int depth) {
    const int count = *rc::gen::inRange(0, 5);
    for (int i = 0; i < count; ++i) {
        const auto name = *rc::gen::container<std::string>(rc::gen::nonZero<char>());
        switch (*rc::gen::inRange(0, depth > 3 ? 6 : 8)) {
            case 0:
                to.text(name, *rc::gen::arbitrary<std::string>());
                break;
            case 1:
                to.int8(name, *rc::gen::arbitrary<std::int8_t>());
                break;
            case 2:
                to.int16(name, *rc::gen::arbitrary<std::int16_t>());
                break;
            case 3:
                to.int32(name, *rc::gen::arbitrary<std::int32_t>());
                break;
            case 4:
                to.int64(name, *rc::gen::arbitrary<std::int64_t>());
                break;
            case 5:
                to.real(name, *rc::gen::arbitrary<double>());
                break;
            case 6:
                to.table(name, [depth](Writer& inner) { write_some(inner, depth + 1); });
                break;
            default:
                to.array(name, [depth](Writer& inner) { write_some(inner, depth + 1); });
        }
    }
}

void write_again(Writer& to, const Fields& fields) {
    for (const Field& field : fields) switch (field.type()) {
            case Type::Text:
                to.text(field.name(), field.text().value());
                break;
            case Type::Int8:
                to.int8(field.name(), field.integer().value());
                break;
            case Type::Int16:
                to.int16(field.name(), field.integer().value());
                break;
            case Type::Int32:
                to.int32(field.name(), field.integer().value());
                break;
            case Type::Int64:
                to.int64(field.name(), field.integer().value());
                break;
            case Type::Double:
                to.real(field.name(), field.real().value());
                break;
            case Type::Table:
                to.table(field.name(), [&](Writer& inner) { write_again(inner, field.inside()); });
                break;
            default:
                to.array(field.name(), [&](Writer& inner) { write_again(inner, field.inside()); });
        }
}

RC_GTEST_PROP(Fields, AreReadAsTheyWereWritten, ()) {
    Writer writer;
    write_some(writer, 0);
    const auto fields = Fields::read(writer.octets());
    RC_ASSERT(fields.has_value());
    Writer again;
    write_again(again, *fields);
    RC_ASSERT(hex(again.octets()) == hex(writer.octets()));
}

TEST(Fields, StayInsideWhateverTheOctets) {
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        std::mt19937_64 random{seed};
        Writer writer;
        writer.table("clients", [](Writer& all) {
            all.table("02:00:00:00:00:01", [](Writer& client) {
                client.int32("signal", -61);
                client.text("signature", "wifi4");
            });
        });
        std::vector<std::uint8_t> list = writer.take();
        for (unsigned i = 0; i < 1 + seed % 3; ++i)
            list[random() % list.size()] = static_cast<std::uint8_t>(random());
        const auto fields = Fields::read(list);
        if (!fields) {
            ASSERT_LE(fields.error().offset, list.size()) << seed;
            continue;
        }
        Writer again;
        for (const Field& field : *fields) again.int8(field.name(), static_cast<int>(field.inside().empty()));
    }
}

}  // namespace
