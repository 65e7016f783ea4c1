#include "adapters/peers/messages.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "arbitrary.hpp"

namespace {

using namespace peers;
using Bytes = std::vector<std::uint8_t>;

Bytes encode(const std::vector<Message>& messages) {
    Bytes room(100'000);
    wifi::Writer writer{room};
    for (const Message& message : messages)
        if (!append(writer, message)) ADD_FAILURE() << "type " << message.index() << " does not fit";
    const wifi::Octets octets = writer.finish().value();
    return {octets.begin(), octets.end()};
}

RC_GTEST_PROP(PeerMessages, AreReadAsTheyWereWritten, ()) {
    std::vector<Message> messages;
    for (int i = test::below(6); i >= 0; --i) messages.push_back(test::any_message());
    const auto decoded = decode(encode(messages));
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->messages == messages);
    RC_ASSERT(decoded->skipped == 0u);
}

RC_GTEST_PROP(PeerMessages, CutShortAreAFaultOrFewer, ()) {
    const std::vector<Message> messages{test::any_message(), test::any_message()};
    const Bytes whole = encode(messages);
    const Bytes first = encode({messages[0]});
    const auto size = static_cast<std::size_t>(test::below(static_cast<int>(whole.size())));
    const auto decoded = decode(wifi::Octets{whole}.first(size));
    if (size == 0 || size == first.size()) {
        RC_ASSERT(decoded->messages.size() == (size == 0 ? 0u : 1u));
    } else {
        RC_ASSERT(!decoded.has_value());
        RC_ASSERT(decoded.error() ==
                  (wifi::ParseError{wifi::ParseFault::Truncated, size < first.size() ? 0 : first.size()}));
    }
}

RC_GTEST_PROP(PeerMessages, OfALaterVersionAreReadAsFarAsTheyAreKnown, ()) {
    // Each with a field more, and one of an unknown type between.
    const Message message = test::any_message();
    Bytes octets = encode({message});
    if (!std::holds_alternative<Sightings>(message)) {  // these grow by their stride
        octets.push_back(0xAB);
        const std::size_t size = octets.size() - kMessageHead;
        octets[1] = static_cast<std::uint8_t>(size);
        octets[2] = static_cast<std::uint8_t>(size >> 8);
    }
    octets.insert(octets.begin(), {200, 2, 0, 1, 2});
    const auto decoded = decode(octets);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->messages == std::vector<Message>{message});
    RC_ASSERT(decoded->skipped == 1u);
    RC_ASSERT(decoded->first_skipped == (wifi::ParseError{wifi::ParseFault::Unsupported, 3}));
}

TEST(PeerMessages, OfAnEarlierVersionAreReadWithoutWhatItDidNotSay) {
    HandOver message{1, 2, {}};
    message.memory.client = {{2, 0, 0, 0, 0, 1}};
    message.memory.wait_left = message.memory.day_spent = base::Milliseconds{1'000};
    Bytes octets = encode({message});
    octets.erase(octets.end() - 4, octets.end());
    octets[1] = static_cast<std::uint8_t>(octets.size() - kMessageHead);
    message.memory.day_spent = base::Milliseconds{0};
    const auto decoded = decode(octets);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->messages, std::vector<Message>{message});
}

TEST(PeerMessages, HaveTheOctetsOfTheTable) {
    const ports::SharedClaim claim{{{2, 0, 0, 0, 0, 1}}, {{2, 0, 0, 0, 0, 2}}, 0x01020304};
    EXPECT_EQ(encode({claim}), (Bytes{19, 16, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 4, 3, 2, 1}));
    const Sightings sightings{{{2, 0, 0, 0, 0, 9}},
                              ports::SharedSighting::Source::Downlink,
                              {{{{2, 0, 0, 0, 0, 1}}, -7000, base::Milliseconds{258}}}};
    EXPECT_EQ(encode({sightings}),
              (Bytes{32, 19, 0, 2, 0, 0, 0, 0, 9, 1, 11, 2, 0, 0, 0, 0, 1, 0xA8, 0xE4, 2, 1, 0}));
    EXPECT_EQ(encode({Ack{5, 6}}), (Bytes{64, 12, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0}));
}

TEST(PeerMessages, SkipFieldsThatALaterVersionAddsToEachSighting) {
    const Bytes octets{32, 21, 0, 2, 0, 0, 0,    0,    9, 0, 13,  // stride 13
                       2,  0,  0, 0, 0, 1, 0xA8, 0xE4, 2, 1, 0,  0xAA, 0xBB};
    const auto decoded = decode(octets);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<Sightings>(decoded->messages.at(0)).items,
              (std::vector<Sightings::Item>{{{{2, 0, 0, 0, 0, 1}}, -7000, base::Milliseconds{258}}}));
}

TEST(PeerMessages, ThatCannotBeAreSkippedAlone) {
    Bytes octets = encode({ports::SharedBss{}, Bye{}});
    octets[3 + 6] = 9;  // a band that there is not
    const auto decoded = decode(octets);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->messages, std::vector<Message>{Bye{}});
    EXPECT_EQ(decoded->skipped, 1u);
    EXPECT_EQ(decoded->first_skipped->fault, wifi::ParseFault::BadValue);
}

TEST(PeerMessages, ThatDoNotFitLeaveNothingBehind) {
    std::array<std::uint8_t, 20> room{};
    wifi::Writer writer{room};
    ASSERT_TRUE(append(writer, Ack{}));
    EXPECT_EQ(append(writer, Ack{}).error(), wifi::EncodeFault::NoRoom);
    EXPECT_EQ(writer.finish()->size(), 15u);
    ports::SharedBss bss;
    bss.ssid.assign(kMostSsid + 1, 'x');
    EXPECT_EQ(append(writer, bss).error(), wifi::EncodeFault::TooLong);
    EXPECT_EQ(writer.finish()->size(), 15u);
}

}  // namespace
