// One trace for each rule that the checker can report: it breaks that rule at its last event, and is legal
// without it.
#include "station/trace_check.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace {

using namespace trace;
using B = Builder;

struct Case {
    int rule;
    const char* what;
    std::function<void(B&)> legal;   ///< up to here no rule is broken
    std::function<void(B&)> breaks;  ///< and this breaks it
};

void linked(B& b) { b.linked(); }
void nothing(B&) {}
constexpr RoamingStatus kLost = status::kAssociationLost;
const RoamingStatus kDeauth = status::deauthenticated(6);

const Case kCases[] = {
    {1, "StartWithoutRequest", nothing, [](B& b) { b.add(Kind::ConnectionStart); }},
    {2, "RequestInOperation", linked, [](B& b) { b.add(Kind::ConnectRequest); }},
    {3, "IndicationInInitialState", nothing, [](B& b) { b.start(1); }},
    {5, "CompletionWithoutRoam", linked, [](B& b) { b.done(); }},
    {6, "CompletionWithoutAssociation", [](B& b) { b.open(); }, [](B& b) { b.end(1); }},
    {7, "CompletionWithoutConnection", linked, [](B& b) { b.add(Kind::ConnectionCompletion); }},
    {8, "MediaConnect", linked, [](B& b) { b.add(Kind::MediaConnect); }},
    {8, "MediaDisconnect", linked, [](B& b) { b.add(Kind::MediaDisconnect); }},
    {9, "SecondConnection", linked, [](B& b) { b.add(Kind::ConnectionStart); }},
    {10, "RoamBeforeConnected", [](B& b) { b.open(); }, [](B& b) { b.roam(); }},
    {11, "SecondRequest", linked, [](B& b) { b.add(Kind::ConnectRequest); }},
    {12, "EmptyListWithOtherStatus",
     [](B& b) { b.add(Kind::ConnectRequest).list({}).add(Kind::ConnectionStart); },
     [](B& b) { b.add(Kind::ConnectionCompletion, status::kUnreachable); }},
    {13, "AssociationOpenAtCompletion", [](B& b) { b.open().start(1); },
     [](B& b) { b.add(Kind::ConnectionCompletion, status::kExhausted); }},
    {14, "SuccessWithoutAssociation", [](B& b) { b.open().attempt(1, status::refused(17)); },
     [](B& b) { b.add(Kind::ConnectionCompletion); }},
    {14, "FailureWithAssociation", [](B& b) { b.open().attempt(1); },
     [](B& b) { b.add(Kind::ConnectionCompletion, status::kExhausted); }},
    {16, "RoamAfterFailedConnection",
     [](B& b) { b.open().attempt(1, kDeauth).add(Kind::ConnectionCompletion, status::kExhausted); },
     [](B& b) { b.roam(kLost); }},
    {17, "ConnectWithoutRadio", [](B& b) { b.add(Kind::RadioOff); },
     [](B& b) { b.add(Kind::ConnectRequest); }},
    {18, "TargetOfInfrastructure", [](B& b) { b.ask(); },
     [](B& b) { b.add(Kind::ConnectionStart, {}, ap(1)); }},
    {19, "RoamWithoutConnection", nothing, [](B& b) { b.roam(); }},
    {20, "ReasonUnknown", linked, [](B& b) { b.roam(status::kPhyDisabled); }},
    {20, "ReasonOfIndependentNetworks", linked, [](B& b) { b.roam(status::kIndependentMerge); }},
    {21, "AssociationOpenAtCompletion", [](B& b) { b.linked().roam().start(2); },
     [](B& b) { b.done(status::kExhausted); }},
    {22, "RoamInRoam", [](B& b) { b.linked().roam(); }, [](B& b) { b.roam(); }},
    {23, "RoamWithoutCandidate", [](B& b) { b.linked().list({}); }, [](B& b) { b.roam(); }},
    {24, "NoReason", linked, [](B& b) { b.roam(status::kSuccess); }},
    {25, "NotOnTheList", [](B& b) { b.linked().roam(); }, [](B& b) { b.start(7); }},
    {26, "SuccessWithoutAssociation", [](B& b) { b.linked().roam().attempt(2, status::kUnreachable); },
     [](B& b) { b.done(); }},
    {26, "FailureWithAssociation", [](B& b) { b.linked().roam().attempt(2); },
     [](B& b) { b.done(status::kExhausted); }},
    {27, "FailureOfNoCause", [](B& b) { b.linked().roam(); }, [](B& b) { b.done(status::kUnreachable); }},
    {29, "NoRetry", [](B& b) { b.linked().roam().attempt(2, kDeauth).done(status::kExhausted).wait(60'000); },
     [](B& b) { b.list({1, 2}); }},
    {30, "BetterAfterLoss", [](B& b) { b.linked().gone(1, kDeauth); }, [](B& b) { b.roam(); }},
    {30, "OtherCodeThanTheLoss", [](B& b) { b.linked().gone(1, kDeauth); },
     [](B& b) { b.roam(status::deauthenticated(7)); }},
    {31, "LossWhileLinked", linked, [](B& b) { b.roam(kLost); }},
    {32, "CancelledByNobody", [](B& b) { b.linked().roam(); }, [](B& b) { b.done(status::kCancelled); }},
    {32, "ExhaustedByARequest", [](B& b) { b.linked().roam().add(Kind::DisconnectRequest); },
     [](B& b) { b.done(status::kExhausted); }},
    {32, "RadioThatIsOn", [](B& b) { b.linked().roam(); }, [](B& b) { b.done(status::kRadioOff); }},
    {32, "ExhaustedByTheRadio", [](B& b) { b.linked().roam().add(Kind::RadioOff); },
     [](B& b) { b.done(status::kExhausted); }},
    {33, "BetterCandidateWithoutStart", [](B& b) { b.linked().roam().done(status::kBetterFound); },
     [](B& b) { b.start(3); }},
    {34, "GeneralFailure", [](B& b) { b.linked().roam(); }, [](B& b) { b.done(status::kFailure); }},
    {35, "CodeOfTheSystem", [](B& b) { b.linked().roam().start(2); },
     [](B& b) { b.end(2, status::kEndedByRoaming); }},
    {37, "OtherNetwork", linked,
     [](B& b) {
         b.ssid_ = records::SsidValue{"other"};
         b.list({2});
     }},
    {44, "Excluded", [](B& b) { b.linked().list({2}, Kind::Excluded).roam(); }, [](B& b) { b.start(2); }},
    {44, "WildcardNotAlone", nothing,
     [](B& b) {
         b.list({2}, Kind::Excluded);
         (void)b.last().list.push_back(wifi::kBroadcast);
     }},
    {45, "StaysWithTheExcluded", [](B& b) { b.linked().list({1}, Kind::Excluded); }, [](B& b) { b.roam(); }},
    {46, "AssociationOutside", linked, [](B& b) { b.start(2); }},
    {47, "AssociationAfterSuccess", [](B& b) { b.linked().roam().attempt(2); }, [](B& b) { b.start(3); }},
    {48, "NestedAssociation", [](B& b) { b.linked().roam().start(2); }, [](B& b) { b.start(3); }},
    {49, "NoNetwork", [](B& b) { b.linked().roam(); },
     [](B& b) { b.add(Kind::AssociationStart, {}, ap(2)); }},
    {55, "BeforeComeback",
     [](B& b) {
         b.linked().roam().attempt(2, status::refused(30));
         b.last().comeback = base::Milliseconds{5'000};
     },
     [](B& b) { b.start(2); }},
    {56, "CancelledByNobody", [](B& b) { b.linked().roam().start(2); },
     [](B& b) { b.end(2, status::kCancelled); }},
    {56, "RefusedByTheRadio", [](B& b) { b.linked().roam().start(2).add(Kind::RadioOff); },
     [](B& b) { b.end(2, kDeauth); }},
    {57, "SlowAssociation", [](B& b) { b.linked().roam().start(2).wait(10'000); }, [](B& b) { b.end(2); }},
    {59, "ReasonOfInfrastructure", [](B& b) { b.independent(); }, [](B& b) { b.roam(); }},
    {60, "NoTarget", [](B& b) { b.independent(); }, [](B& b) { b.roam(status::kIndependentMerge); }},
    {60, "OtherNetworkThanTheTarget", [](B& b) { b.independent().merge(8, "elsewhere"); },
     [](B& b) { b.start(2); }},
    {61, "MergeWithoutPeer", [](B& b) { b.independent().merge(8); }, [](B& b) { b.done(); }},
    {62, "SamePeerTwice", [](B& b) { b.independent().merge(8).start(2).start(3); }, [](B& b) { b.start(2); }},
    {65, "PeerLeftWithoutAWord", [](B& b) { b.independent().add(Kind::PeerDeauthenticated, kDeauth, ap(1)); },
     [](B& b) { b.merge(8); }},
    {66, "NeverAssociated", linked, [](B& b) { b.gone(2, kDeauth); }},
    {67, "OtherCodeThanTheFrame", [](B& b) { b.linked().add(Kind::PeerDeauthenticated, kDeauth, ap(1)); },
     [](B& b) { b.gone(1, status::disassociated(6)); }},
    {67, "NoReason", linked, [](B& b) { b.gone(1, status::kSuccess); }},
    {68, "UnreachableWithoutAWord", [](B& b) { b.linked().add(Kind::PeerUnreachable, {}, ap(1)); },
     [](B& b) { b.roam(); }},
    {69, "DisassociationInRoam", [](B& b) { b.linked().roam(); }, [](B& b) { b.gone(1, kDeauth); }},
    {69, "DisassociationAfterTheWayOut", [](B& b) { b.linked().roam().start(2); },
     [](B& b) { b.gone(1, kDeauth); }},
    {70, "HostWithoutRequest", linked, [](B& b) { b.gone(1, status::kEndedByHost); }},
    {70, "RoamAfterHost", [](B& b) { b.linked().leave(Kind::ResetRequest, 1); }, [](B& b) { b.roam(kLost); }},
    {71, "NoRoamAfterLoss", [](B& b) { b.linked().gone(1, kDeauth).wait(60'000); },
     [](B& b) { b.list({1, 2}); }},
    {75, "DisconnectWhileConnecting", [](B& b) { b.open(); }, [](B& b) { b.add(Kind::DisconnectRequest); }},
    {75, "DisconnectWithoutLink", nothing, [](B& b) { b.add(Kind::DisconnectRequest); }},
    {76, "NoDisassociation", [](B& b) { b.linked().add(Kind::DisconnectRequest); },
     [](B& b) { b.add(Kind::RequestCompleted); }},
    {76, "RoamAfterDisconnect", [](B& b) { b.linked().leave(Kind::DisconnectRequest, 1); },
     [](B& b) { b.roam(kLost); }},
    {77, "ConnectsAgainUnasked", [](B& b) { b.linked().leave(Kind::DisconnectRequest, 1); },
     [](B& b) { b.add(Kind::ConnectionStart); }},
    {78, "ResetLeavesRoamOpen", [](B& b) { b.linked().roam().start(2).add(Kind::ResetRequest); },
     [](B& b) { b.add(Kind::RequestCompleted); }},
    {79, "NoDisassociation", [](B& b) { b.linked().add(Kind::ResetRequest); },
     [](B& b) { b.add(Kind::RequestCompleted); }},
    {80, "ScanNotConfirmed",
     [](B& b) { b.linked().add(Kind::ScanRequest).add(Kind::ResetRequest).gone(1, status::kEndedByHost); },
     [](B& b) { b.add(Kind::RequestCompleted); }},
    {82, "GoesOnAfterAdapterReset", [](B& b) { b.linked().add(Kind::AdapterReset).wait(10'000); },
     [](B& b) { b.list({1, 2}); }},
    {83, "WithoutLink", [](B& b) { b.linked().gone(1, kDeauth); },
     [](B& b) { b.add(Kind::PmkidCandidates); }},
    {84, "TooLate", [](B& b) { b.linked().wait(60'000); }, [](B& b) { b.add(Kind::PmkidCandidates); }},
    {91, "MoreThanAHundred", linked,
     [](B& b) {
         b.add(Kind::LinkQuality, {}, ap(1));
         b.last().quality = 101;
     }},
    {94, "TooLate", [](B& b) { b.linked().wait(15'000); }, [](B& b) { b.add(Kind::LinkQuality, {}, ap(1)); }},
    {95, "OfAnotherAp", linked, [](B& b) { b.add(Kind::LinkQuality, {}, ap(2)); }},
    {97, "ScanInAStream", [](B& b) { b.linked().add(Kind::StreamOn); },
     [](B& b) { b.add(Kind::BackgroundScan); }},
    {99, "ConfirmedTwice", [](B& b) { b.linked().add(Kind::ScanRequest).add(Kind::ScanConfirm); },
     [](B& b) { b.add(Kind::ScanConfirm); }},
    {99, "BackgroundScanInExplicitScan", [](B& b) { b.linked().add(Kind::ScanRequest); },
     [](B& b) { b.add(Kind::BackgroundScan); }},
    {107, "NoRoamAfterWaking",
     [](B& b) { b.linked().add(Kind::Resumed).gone(1, status::kUnreachable).wait(4'000); },
     [](B& b) { b.list({1, 2}); }},
    {109, "SlowRoam",
     [](B& b) {
         b.linked().roam();
         for (int i = 0; i < 5; ++i) b.start(2).wait(1'900).end(2, status::kUnreachable);
     },
     [](B& b) { b.wait(500).done(status::kExhausted); }},
    {110, "SlowStart", [](B& b) { b.ask().wait(10'000); }, [](B& b) { b.add(Kind::ConnectionStart); }},
};

class TraceRule : public testing::TestWithParam<Case> {};

TEST_P(TraceRule, IsReportedWhereItIsBroken) {
    Builder builder;
    GetParam().legal(builder);
    const Verdict before = judge(builder.trace());
    EXPECT_TRUE(before.rules.empty()) << "W" << before.rules[0] << " is broken before\n"
                                      << text(builder.trace());
    const std::size_t place = builder.trace().size();
    GetParam().breaks(builder);
    const Verdict verdict = judge(builder.trace());
    EXPECT_EQ(verdict.place, place);
    EXPECT_EQ(std::ranges::count(verdict.rules, GetParam().rule), 1) << testing::PrintToString(verdict.rules);
}

INSTANTIATE_TEST_SUITE_P(W, TraceRule, testing::ValuesIn(kCases), [](const auto& tested) {
    return std::to_string(tested.param.rule) + "_" + tested.param.what;
});

TEST(TraceCheck, HasACaseForEachRuleItReports) {
    std::set<int> tried;
    for (const Case& one : kCases) tried.insert(one.rule);
    const std::set<int> listed{station::kCheckedRules.begin(), station::kCheckedRules.end()};
    EXPECT_EQ(tried, listed);
    EXPECT_EQ(listed.size(), station::kCheckedRules.size());
}

TEST(TraceCheck, SaysWhatIsMissingAtTheEnd) {
    const auto missing = [](const std::function<void(B&)>& build) {
        Builder builder;
        build(builder);
        EXPECT_TRUE(judge(builder.trace()).rules.empty()) << "a cut log is no violation";
        return judge(builder.trace(), true).rules;
    };
    EXPECT_EQ(missing([](B& b) { b.linked(); }), std::vector<int>{});
    EXPECT_EQ(missing([](B& b) { b.ask(); }), std::vector{110});
    EXPECT_EQ(missing([](B& b) { b.open(); }), std::vector{7});
    EXPECT_EQ(missing([](B& b) { b.linked().roam(); }), std::vector{5});
    EXPECT_EQ(missing([](B& b) { b.linked().roam().start(2); }), (std::vector{5, 6}));
    EXPECT_EQ(missing([](B& b) { b.linked().add(Kind::DisconnectRequest); }), std::vector{76});
}

TEST(TraceCheck, AsksForNoRoamWithoutCandidates) {
    Builder builder;
    builder.linked()
        .gone(1, kDeauth)
        .list({})
        .wait(600'000)
        .list({2})
        .wait(1'000)
        .roam(kDeauth)
        .attempt(2)
        .done();
    EXPECT_TRUE(judge(builder.trace(), true).rules.empty()) << "X8";
}

TEST(TraceCheck, LetsAnAdapterResetEndInARoamOrADisassociation) {
    Builder roams;
    roams.linked().add(Kind::AdapterReset).roam().attempt(1).done().wait(20'000).list({2});
    EXPECT_TRUE(judge(roams.trace()).rules.empty());
    Builder leaves;
    leaves.linked().add(Kind::AdapterReset).gone(1, status::kEndedByReset).roam(kLost).attempt(2).done();
    EXPECT_TRUE(judge(leaves.trace()).rules.empty());
}

TEST(TraceCheck, BeginsAfreshWithATrace) {
    Builder builder;
    builder.linked().roam().start(2).add(Kind::TraceStart).linked(2);
    EXPECT_TRUE(judge(builder.trace(), true).rules.empty()) << "the daemon was killed and started again";
}

/// Every rule has its row, and the rows that say "checker" are the rules that the checker reports.
TEST(RoamingOperationPage, HasEveryRule) {
    std::ifstream page{ROAM_DOCS "/roaming-operation.md"};
    std::map<int, std::string> rows;
    const std::regex row{R"(^\| W(\d+) \|(.*)$)"};
    for (std::string line; std::getline(page, line);)
        if (std::smatch match; std::regex_match(line, match, row)) {
            const int number = std::stoi(match[1]);
            EXPECT_FALSE(rows.contains(number)) << "W" << number << " has two rows";
            rows[number] = match[2];
        }
    for (int number = 1; number <= 126; ++number) {
        ASSERT_TRUE(rows.contains(number)) << "W" << number << " has no row";
        const bool said = rows[number].find("checker") != std::string::npos;
        EXPECT_EQ(said, std::ranges::count(station::kCheckedRules, number) == 1) << "W" << number;
        const bool reasoned = said || rows[number].find("table") != std::string::npos ||
                              rows[number].find("machine") != std::string::npos ||
                              rows[number].find("elsewhere:") != std::string::npos ||
                              rows[number].find("out:") != std::string::npos;
        EXPECT_TRUE(reasoned) << "W" << number << " does not say where it is kept";
    }
    EXPECT_EQ(rows.size(), 126U);
}

}  // namespace
