// Names and numbers of the native 802.11 contract against the headers that Windows drivers are compiled with.
#include <fstream>
#include <map>
#include <regex>

#include <gtest/gtest.h>

#include "engine/roaming_json.hpp"

// Last: they define words such as "interface".
// clang-format off
#include <windows.h>

#include <ntddndis.h>
#include <windot11.h>
// clang-format on

namespace {

namespace status = records::status;
using Kind = records::RoamingEventKind;

TEST(WindowsNumbers, OfAStatusAreThoseOfTheHeader) {
    struct Row {
        records::RoamingStatus ours;
        std::uint32_t theirs;
        const char* name;
    };
#define ROW(ours, theirs) \
    Row { status::ours, theirs, #theirs }
    const Row kRows[] = {
        ROW(kSuccess, DOT11_ASSOC_STATUS_SUCCESS),
        ROW(kFailure, DOT11_ASSOC_STATUS_FAILURE),
        ROW(kUnreachable, DOT11_ASSOC_STATUS_UNREACHABLE),
        ROW(kRadioOff, DOT11_ASSOC_STATUS_RADIO_OFF),
        ROW(kPhyDisabled, DOT11_ASSOC_STATUS_PHY_DISABLED),
        ROW(kCancelled, DOT11_ASSOC_STATUS_CANCELLED),
        ROW(kExhausted, DOT11_ASSOC_STATUS_CANDIDATE_LIST_EXHAUSTED),
        ROW(kEndedByHost, DOT11_ASSOC_STATUS_DISASSOCIATED_BY_OS),
        ROW(kEndedByRoaming, DOT11_ASSOC_STATUS_DISASSOCIATED_BY_ROAMING),
        ROW(kEndedByReset, DOT11_ASSOC_STATUS_DISASSOCIATED_BY_RESET),
        ROW(kSystemError, DOT11_ASSOC_STATUS_SYSTEM_ERROR),
        ROW(kBetterFound, DOT11_ASSOC_STATUS_ROAMING_BETTER_AP_FOUND),
        ROW(kAssociationLost, DOT11_ASSOC_STATUS_ROAMING_ASSOCIATION_LOST),
        ROW(kIndependentMerge, DOT11_ASSOC_STATUS_ROAMING_ADHOC),
        ROW(deauthenticated(0), DOT11_ASSOC_STATUS_PEER_DEAUTHENTICATED),
        ROW(disassociated(0), DOT11_ASSOC_STATUS_PEER_DISASSOCIATED),
        ROW(refused(0), DOT11_ASSOC_STATUS_ASSOCIATION_RESPONSE),
    };
#undef ROW
    for (const Row& row : kRows) {
        EXPECT_EQ(row.ours.code, row.theirs) << row.name;
        EXPECT_EQ(engine::windows_name(row.ours), row.name);
    }
    EXPECT_TRUE(status::is_vendor({DOT11_ASSOC_STATUS_IHV_START}));
    EXPECT_TRUE(status::is_vendor({DOT11_ASSOC_STATUS_IHV_END}));
}

TEST(WindowsNumbers, OfARequestAreThoseOfTheHeader) {
    EXPECT_EQ(engine::windows_name(Kind::ConnectRequest).code, OID_DOT11_CONNECT_REQUEST);
    EXPECT_EQ(engine::windows_name(Kind::DisconnectRequest).code, OID_DOT11_DISCONNECT_REQUEST);
    EXPECT_EQ(engine::windows_name(Kind::ResetRequest).code, OID_DOT11_RESET_REQUEST);
    EXPECT_EQ(engine::windows_name(Kind::ScanRequest).code, OID_DOT11_SCAN_REQUEST);
    EXPECT_EQ(engine::windows_name(Kind::Excluded).code, OID_DOT11_EXCLUDED_MAC_ADDRESS_LIST);
}

/// The indications are in a header for the kernel that a program cannot include: its lines are read.
TEST(WindowsNumbers, OfAnIndicationAreThoseOfTheHeader) {
    std::ifstream header{ROAM_NDIS_HEADER};
    ASSERT_TRUE(header) << ROAM_NDIS_HEADER;
    const std::regex line{R"(#define (NDIS_STATUS_\w+)\s+\(\(NDIS_STATUS\)(0x[0-9A-Fa-f]+)L?\))"};
    std::map<std::string, std::uint32_t> theirs;
    for (std::string text; std::getline(header, text);)
        if (std::smatch match; std::regex_search(text, match, line))
            theirs[match[1]] = static_cast<std::uint32_t>(std::stoul(match[2], nullptr, 16));
    int compared = 0;
    for (std::size_t i = 0; i < records::kRoamingEventKinds; ++i) {
        const engine::WindowsName ours = engine::windows_name(static_cast<Kind>(i));
        if (!ours.name.starts_with("NDIS_STATUS_")) continue;
        ++compared;
        EXPECT_EQ(theirs[std::string{ours.name}], ours.code) << ours.name;
    }
    EXPECT_EQ(compared, 12);
}

}  // namespace
