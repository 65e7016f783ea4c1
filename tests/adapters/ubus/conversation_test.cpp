// What is said with the broker, octet for octet, without a socket.
#include "adapters/ubus/conversation.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"

namespace {

using namespace ubus;
using namespace ubus_test;
using namespace std::chrono_literals;

struct Speaker {
    std::vector<std::string> sent;
    std::vector<std::string> complaints;
    std::vector<std::string> events;
    int ups = 0;
    Time now{};
    Conversation conversation{
        {.send = [this](std::vector<std::uint8_t> octets) { sent.push_back(hex(octets)); },
         .on_up = [this] { ++ups; },
         .on_event =
             [this](std::string_view name, const Fields& fields) {
                 events.push_back(std::string{name} + " " + std::string{fields.text("path").value_or("")});
             },
         .complain = [this](const std::string& text) { complaints.push_back(text); }}};

    std::optional<Error> hear(std::string_view text) { return conversation.take(octets(text), now); }
    void hear(MessageType type, std::uint16_t sequence, std::uint32_t peer, const Writer& content = {}) {
        EXPECT_FALSE(conversation.take(message({type, sequence, peer}, content), now));
    }
    void status(std::uint16_t sequence, std::uint32_t value) {
        Writer content;
        content.number(kStatus, value);
        hear(MessageType::Status, sequence, 0, content);
    }
    /// Greets, and gives us the nameless object of the recording: one request was made.
    void begin() {
        EXPECT_FALSE(hear(kHello));
        ASSERT_EQ(sent.size(), 1U);
        EXPECT_EQ(sent[0], kAddNameless);
        EXPECT_FALSE(hear(kNamelessMade));
        EXPECT_EQ(ups, 0);
        EXPECT_FALSE(hear(kStatusOk));
        EXPECT_EQ(ups, 1);
        EXPECT_TRUE(conversation.up());
        sent.clear();
    }
};

struct Talk : testing::Test, Speaker {};

TEST_F(Talk, BeginsWithTheBrokersGreeting) { begin(); }

TEST_F(Talk, FindsObjectsAndSaysWhenThereAreNone) {
    begin();
    std::vector<std::string> found;
    std::vector<Answer> done;
    conversation.look_up(
        "hostapd.*", [&](const Found& each) { found.emplace_back(each.path); },
        [&](const Answer& answer) { done.push_back(answer); }, now);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0], kLookUp);
    conversation.look_up("nope", {}, [&](const Answer& answer) { done.push_back(answer); }, now);
    EXPECT_EQ(sent[1], kLookUpNope);
    Writer object;
    object.text(kObjectPath, "hostapd.wlan0");
    object.number(kObject, kHostapd);
    hear(MessageType::Data, 2, 0, object);
    EXPECT_EQ(found, std::vector<std::string>{"hostapd.wlan0"});
    EXPECT_FALSE(hear(kNotFound));
    status(2, 0);
    ASSERT_EQ(done.size(), 2U);
    ASSERT_FALSE(done[0]);
    EXPECT_EQ(done[0].error().status, Status::NotFound);
    EXPECT_TRUE(done[1]);
}

TEST_F(Talk, TakesWhatArrivesInPiecesOfAnySize) {
    for (const std::size_t size : {1U, 2U, 5U, 11U, 12U, 13U, 40U}) {
        Speaker again;
        again.begin();
        std::vector<std::int64_t> frequencies;
        int done = 0;
        again.conversation.call(
            kHostapd, "get_clients", {},
            [&](const Fields& data) { frequencies.push_back(data.integer("freq").value_or(0)); },
            [&](const Answer&) { ++done; }, again.now);
        // Sequence 2 here, 5 in the recording.
        std::string stream{kClients};
        stream.replace(4, 4, "0002");
        stream += stream + "00010002000000000000000c0100000800000000";
        const auto all = octets(stream);
        for (std::size_t at = 0; at < all.size(); at += size)
            EXPECT_FALSE(
                again.conversation.take(Octets{all}.subspan(at, std::min(size, all.size() - at)), again.now));
        EXPECT_EQ(frequencies, (std::vector<std::int64_t>{2412, 2412})) << size;
        EXPECT_EQ(done, 1) << size;
    }
}

struct Subscribed : Talk {
    std::vector<std::string> heard;
    int gone = 0;
    std::uint32_t verdict = 0;
    std::optional<Answer> answered;

    void subscribe() {
        begin();
        conversation.subscribe(
            kHostapd,
            {[this](Notification& notification) {
                 heard.emplace_back(notification.name);
                 if (verdict != 0) notification.answer(verdict);
             },
             [this] { ++gone; }},
            [this](const Answer& answer) { answered = answer; }, now);
        Writer made;
        made.number(kObject, 0x77);
        hear(MessageType::Data, 2, 0, made);
        status(2, 0);
        ASSERT_EQ(sent.size(), 2U);
        EXPECT_EQ(sent[1], "000800030000000000000014030000080000007708000008" + std::string{"5e707a1f"});
        status(3, 0);
        ASSERT_TRUE(answered && *answered);
        sent.clear();
    }
    void notify(bool no_reply = false) {
        Writer content;
        if (no_reply) content.flag(kNoReply, true);
        content.number(kObject, 0x77);
        content.text(kMethod, "auth");
        content.nested(kData, [](Writer& data) { data.text("address", "02:00:00:00:00:01"); });
        hear(MessageType::Invoke, 5, 0x99, content);
    }
};

TEST_F(Subscribed, AnswersANotificationWithItsVerdictAndOtherwiseWithNoObjection) {
    subscribe();
    verdict = 17;
    notify();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0], "0001000500000099000000140100000800000011030000080000" + std::string{"0077"});
    verdict = 0;
    notify();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[1], "0001000500000099000000140100000800000000030000080000" + std::string{"0077"});
    notify(true);
    EXPECT_EQ(sent.size(), 2U) << "nobody waits for this one";
    EXPECT_EQ(heard.size(), 3U);
}

TEST_F(Subscribed, HearsThatTheObjectIsGone) {
    subscribe();
    EXPECT_FALSE(
        hear("000900010000000000000014030000080000007708000008"
             "5e707a1f"));
    EXPECT_EQ(gone, 1);
    notify();
    EXPECT_EQ(heard.size(), 0U);
}

TEST_F(Talk, HearsEvents) {
    begin();
    Writer content;
    content.number(kObject, kEar);
    content.text(kMethod, "ubus.object.add");
    content.nested(kData, [](Writer& data) { data.text("path", "hostapd.wlan1"); });
    hear(MessageType::Invoke, 9, 0, content);
    EXPECT_EQ(events, std::vector<std::string>{"ubus.object.add hostapd.wlan1"});
    EXPECT_TRUE(sent.empty()) << "events need no answer";
}

TEST_F(Talk, RegistersForEventsAsRecorded) {
    begin();
    for (int i = 0; i < 5; ++i) conversation.ping({}, now);
    conversation.listen("ubus.object.*", {}, now);
    EXPECT_EQ(sent.back(), kRegister);
}

TEST_F(Talk, AnswersWhoeverCallsAnObjectOfOurs) {
    begin();
    std::uint32_t id = 0;
    Writer methods;
    methods.table("why", [](Writer& arguments) { arguments.int32("address", 3); });
    conversation.add_object(
        "roam", methods,
        [&](const Call& call) {
            EXPECT_EQ(call.method, "why");
            Writer data;
            data.text("because", std::string{call.arguments.text("address").value_or("")});
            conversation.answer(call, &data, Status::Ok);
        },
        [&](std::uint32_t made) { id = made; }, {}, now);
    Writer made;
    made.number(kObject, 0x55);
    hear(MessageType::Data, 2, 0, made);
    status(2, 0);
    EXPECT_EQ(id, 0x55U);
    sent.clear();
    Writer call;
    call.number(kObject, 0x55);
    call.text(kMethod, "why");
    call.nested(kData, [](Writer& data) { data.text("address", "x"); });
    hear(MessageType::Invoke, 31, 0x99, call);
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_TRUE(sent[0].starts_with("0002001f00000099")) << sent[0];
    EXPECT_TRUE(sent[1].starts_with("0001001f00000099")) << sent[1];
    Writer other;
    other.number(kObject, 0x56);
    other.text(kMethod, "why");
    hear(MessageType::Invoke, 32, 0x99, other);
    EXPECT_NE(sent.back().find("0100000800000004"), std::string::npos) << "not found";
}

TEST_F(Talk, CollectsTheVerdictsOfItsSubscribers) {
    begin();
    std::vector<std::pair<std::uint32_t, std::uint32_t>> verdicts;
    int done = 0;
    Writer fields;
    fields.text("address", "02:00:00:00:00:01");
    for (int i = 0; i < 3; ++i) conversation.ping({}, now);
    conversation.notify(
        kHostapd, "probe", fields,
        [&](std::uint32_t who, std::uint32_t what) { verdicts.emplace_back(who, what); },
        [&](const Answer& answer) { done += answer ? 1 : 100; }, now);
    Writer content;
    content.number(kObject, kHostapd);
    content.nested(kSubscribers, [](Writer& list) { list.number(0, kEar); });
    content.number(kStatus, 0);
    hear(MessageType::Status, 5, kHostapd, content);
    EXPECT_EQ(done, 0);
    EXPECT_FALSE(hear(kVerdict));
    EXPECT_EQ(verdicts, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{kEar, 17}}));
    EXPECT_EQ(done, 1);
}

TEST_F(Talk, AnswersEachRequestOnceAlsoWhenNobodyElseDoes) {
    begin();
    std::vector<CallFault::Why> faults;
    const auto note = [&](const Answer& answer) {
        ASSERT_FALSE(answer);
        faults.push_back(answer.error().why);
    };
    conversation.call(kHostapd, "get_status", {}, {}, note, now);
    EXPECT_EQ(conversation.deadline(), now + 2s);
    conversation.expire(now + 1999ms);
    EXPECT_TRUE(faults.empty());
    conversation.expire(now + 2s);
    EXPECT_EQ(faults, std::vector{CallFault::Why::NoAnswer});
    status(2, 0);
    EXPECT_EQ(faults.size(), 1U) << "too late";
    conversation.call(kHostapd, "get_status", {}, {}, note, now);
    conversation.end();
    EXPECT_EQ(faults.back(), CallFault::Why::Down);
    conversation.call(kHostapd, "get_status", {}, {}, note, now);
    EXPECT_EQ(faults.size(), 3U);
}

TEST_F(Talk, NeverUsesTheNumberOfAnOpenRequestAgain) {
    begin();
    int first = 0;
    conversation.set_patience(1h);
    conversation.ping([&](const Answer&) { ++first; }, now);  // number 2
    for (int i = 0; i < 70'000; ++i) {
        conversation.ping({}, now);
        const std::string number = sent.back().substr(4, 4);
        ASSERT_FALSE(number == "0002" || number == "0000") << i;
        EXPECT_FALSE(hear("0001" + number + "000000000000000c0100000800000000"));
        sent.clear();
    }
    EXPECT_EQ(first, 0);
    status(2, 0);
    EXPECT_EQ(first, 1);
}

TEST_F(Talk, HasBoundedMemoryForWhatIsOpen) {
    begin();
    int refused = 0;
    for (int i = 0; i < 10'000; ++i)
        conversation.ping([&](const Answer& answer) { refused += answer ? 0 : 1; }, now);
    EXPECT_GT(refused, 5'000);
    EXPECT_LT(sent.size(), 5'000U);
}

TEST_F(Talk, LeavesOutAMessageThatMakesNoSenseAndSaysSoOnce) {
    begin();
    EXPECT_FALSE(hear("00020002000000000000000c0700000883000003"));
    EXPECT_FALSE(hear("00020002000000000000000c0700000883000003"));
    ASSERT_EQ(complaints.size(), 1U);
    EXPECT_EQ(complaints[0], "a message was left out: an impossible length at octet 16");
    bool alive = false;
    conversation.ping([&](const Answer& answer) { alive = answer.has_value(); }, now);
    status(2, 0);
    EXPECT_TRUE(alive);
}

TEST_F(Talk, GivesUpOnWhatIsNoMessage) {
    begin();
    const auto fault = conversation.take(std::vector<std::uint8_t>(64, 0xA5), now);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->fault, Fault::BadVersion);
}

}  // namespace
