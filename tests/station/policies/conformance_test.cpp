// Our wpa_supplicant-2.10 against the program itself, on an excerpt of its logs.
// tests/lab/acceptance/conformance_test.cpp does the same with a run of its own.
#include <cstdio>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "roam_log.hpp"

namespace {

roam_log::Capabilities capabilities_in(std::istream& text) {
    roam_log::Capabilities result;
    std::string line;
    while (std::getline(text, line)) {
        std::istringstream words{line};
        std::string kind, bssid, band, mode;
        int width = 0;
        if (!(words >> kind >> bssid >> band >> mode >> width) || kind != "bss") continue;
        result[wifi::parse_mac(bssid).value()] = {band == "5" ? wifi::Band::Ghz5 : wifi::Band::Ghz2_4,
                                                  mode == "vht"  ? wifi::PhyMode::Vht
                                                  : mode == "ht" ? wifi::PhyMode::Ht
                                                                 : wifi::PhyMode::Legacy,
                                                  static_cast<wifi::Width>(width), 1};
    }
    return result;
}

/// The runs of the file; each has its own access points.
std::vector<std::string> runs_in(const char* file) {
    std::ifstream stream{file};
    std::vector<std::string> runs;
    std::string line;
    while (std::getline(stream, line)) {
        if (line.starts_with("run ")) runs.emplace_back();
        if (!runs.empty()) runs.back() += line + "\n";
    }
    return runs;
}

TEST(WpaSupplicant210, DecidesAsTheProgramDidInItsLogs) {
    roam_log::Agreement agreement;
    for (const std::string& run : runs_in(ROAM_VECTORS "/wpa_supplicant_2_10_roams.txt")) {
        std::istringstream log{run};
        std::istringstream bss{run};
        compare(roam_log::parse(log), capabilities_in(bss), agreement);
    }
    std::puts(agreement.summary().c_str());
    EXPECT_GE(agreement.verdicts, 50);
    EXPECT_GE(agreement.margins, 10);
    EXPECT_EQ(agreement.estimates_equal, agreement.estimates) << agreement.differences;
    EXPECT_EQ(agreement.orders_equal, agreement.orders) << agreement.differences;
    EXPECT_EQ(agreement.verdicts_equal, agreement.verdicts) << agreement.differences;
}

}  // namespace
