#include "engine/roaming_json.hpp"

#include <fstream>
#include <iomanip>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace {

using engine::EventNames;
using engine::parse_trace_line;
using records::RoamingEvent;
using Kind = records::RoamingEventKind;
namespace status = records::status;

RoamingEvent example(Kind kind) {
    RoamingEvent event;
    event.kind = kind;
    event.at = base::Instant{123'456};
    return event;
}

/// Every event with every field that its kind has.
std::vector<RoamingEvent> all() {
    std::vector<RoamingEvent> events;
    for (std::size_t i = 0; i < records::kRoamingEventKinds; ++i)
        events.push_back(example(static_cast<Kind>(i)));
    for (RoamingEvent& event : events) {
        if (event.kind == Kind::AssociationStart || event.kind == Kind::Disassociation)
            event.bssid = {{2, 0, 0, 0, 1, 0}};
        if (event.kind == Kind::AssociationStart) event.ssid = records::SsidValue{"a \"net\"\\x00"};
        if (event.kind == Kind::Candidates)
            for (std::uint8_t last = 0; last < 16; ++last)
                (void)event.list.push_back({{2, 0, 0, 0, 0, last}});
        if (event.kind == Kind::Disassociation) event.status = status::deauthenticated(65'535);
        if (event.kind == Kind::AssociationCompletion) {
            event.status = status::refused(30);
            event.comeback = base::Milliseconds{1'024};
        }
        if (event.kind == Kind::LinkQuality) event.quality = 100;
        if (event.kind == Kind::ConnectionStart) event.independent = true;
        if (event.kind == Kind::RoamingStart) event.status = {0xFFFF'FFFF};
    }
    return events;
}

TEST(RoamingJson, IsReadAsItWasWritten) {
    for (const EventNames names : {EventNames::Roam, EventNames::Windows})
        for (const RoamingEvent& event : all()) {
            const std::string line = boost::json::serialize(engine::to_json("wlan0", event, names));
            SCOPED_TRACE(line);
            const auto read = parse_trace_line(line);
            ASSERT_TRUE(read && *read);
            EXPECT_EQ((*read)->event, event);
            EXPECT_EQ((*read)->interface, "wlan0");
        }
}

TEST(RoamingJson, SaysWhatWindowsSays) {
    RoamingEvent event = example(Kind::RoamingStart);
    event.status = status::kBetterFound;
    const auto object = engine::to_json("wlan0", event, EventNames::Windows);
    EXPECT_EQ(object.at("event").as_string(), "NDIS_STATUS_DOT11_ROAMING_START");
    EXPECT_EQ(object.at("event_code").to_number<int>(), 0x40030006);
    EXPECT_EQ(object.at("status").to_number<int>(), 11);
    EXPECT_EQ(object.at("status_name").as_string(), "DOT11_ASSOC_STATUS_ROAMING_BETTER_AP_FOUND");
    EXPECT_EQ(object.at("wdi_status").to_number<int>(), 10);
    EXPECT_EQ(object.at("wdi_event").as_string(), "NDIS_STATUS_WDI_INDICATION_ROAMING_NEEDED");
    EXPECT_EQ(object.at("wdi_event_code").to_number<std::uint32_t>(), 0x4005'0034U);
    EXPECT_FALSE(engine::to_json("wlan0", event).contains("wdi_event"));
}

/// docs/roaming-operation.md prints the tables that the code has.
TEST(RoamingJson, IsAsDocumented) {
    std::ifstream page{ROAM_DOCS "/roaming-operation.md"};
    const std::string text{std::istreambuf_iterator<char>{page}, {}};
    for (std::size_t i = 0; i < records::kRoamingEventKinds; ++i) {
        const auto kind = static_cast<Kind>(i);
        for (const engine::WindowsName& theirs : {engine::windows_name(kind), engine::wdi_name(kind)}) {
            if (theirs.name.empty()) continue;
            std::ostringstream row;
            row << "`" << theirs.name << "` 0x" << std::hex << std::uppercase << std::setw(8)
                << std::setfill('0') << theirs.code;
            EXPECT_NE(text.find(row.str()), std::string::npos) << row.str();
        }
    }
}

TEST(RoamingJson, HasOneNameForEachThing) {
    std::set<std::string_view> ours;
    std::set<std::string_view> theirs;
    for (std::size_t i = 0; i < records::kRoamingEventKinds; ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_TRUE(ours.insert(engine::name(kind)).second) << engine::name(kind);
        const std::string_view windows = engine::windows_name(kind).name;
        EXPECT_TRUE(windows.empty() || theirs.insert(windows).second) << windows;
    }
    std::set<std::string_view> codes;
    for (std::uint32_t code = 0; code <= 13; ++code)
        EXPECT_TRUE(codes.insert(engine::name({code})).second) << code;
    EXPECT_EQ(engine::name(status::refused(17)), "refused");
    EXPECT_EQ(engine::wdi_status(status::deauthenticated(3)), 13U);
}

TEST(RoamingJson, PassesOverWhatIsNotItsOwn) {
    for (const char* line : {"", "  \r", R"({"schema":"roam-record/1","sequence":1})"}) {
        const auto read = parse_trace_line(line);
        EXPECT_TRUE(read && !*read) << line;
    }
    const auto more =
        parse_trace_line(R"({"event":"roaming-start","monotonic_ms":5,"status":11,"colour":"red"})");
    EXPECT_TRUE(more && *more) << "a driver's own field";
}

TEST(RoamingJson, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"{", "not a JSON object"},
        {"[]", "not a JSON object"},
        {R"({"event":"roam","monotonic_ms":1})", "\"roam\" is no event"},
        {R"({"event":"","monotonic_ms":1})", "is no event"},
        {R"({"event":"radio-off"})", "monotonic_ms is missing"},
        {R"({"event":"radio-off","monotonic_ms":-1})", "monotonic_ms is a whole number"},
        {R"({"event":"radio-off","monotonic_ms":1.5})", "monotonic_ms is a whole number"},
        {R"({"event":"radio-off","monotonic_ms":18446744073709551615})", "monotonic_ms is a whole number"},
        {R"({"event":"roaming-start","monotonic_ms":1,"status":4294967296})", "status is a whole number"},
        {R"({"event":"association-start","monotonic_ms":1,"bssid":"02:00"})", "bssid is an address"},
        {R"({"event":"association-start","monotonic_ms":1,"bssid":7})", "bssid is an address"},
        {R"({"event":"association-start","monotonic_ms":1,"ssid":"123456789012345678901234567890123"})",
         "32 octets"},
        {R"({"event":"candidates","monotonic_ms":1,"list":["x"]})", "list is an address"},
        {R"({"event":"candidates","monotonic_ms":1,"list":7})", "at most 16"},
        {R"({"event":"connection-start","monotonic_ms":1,"independent":1})", "true or false"},
    };
    for (const auto& [line, what] : cases) {
        const auto read = parse_trace_line(line);
        ASSERT_FALSE(read) << line;
        EXPECT_NE(read.error().find(what), std::string::npos) << line << ": " << read.error();
    }
}

}  // namespace
