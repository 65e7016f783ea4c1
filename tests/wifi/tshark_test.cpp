// tshark as judge: every frame of the corpus is dissected without a malformed mark or warning, and what
// tshark names is what we read. Where tshark is wrong or silent, the case is listed here with the clause that
// says so.
#include "tshark.hpp"

#include <filesystem>
#include <fstream>
#include <pcap/pcap.h>
#include <set>
#include <unistd.h>

#include <gtest/gtest.h>

#include "corpus.hpp"
#include "frame_tree.hpp"
#include "wifi/catalogue.hpp"

namespace wifi {
namespace {

namespace json = boost::json;

struct Exception {
    const char* kind;
    const char* variants;  ///< separated by commas; empty: all
    const char* reason;
};
const Exception kExceptions[] = {
    {"element rsn", "random 4", "9.4.2.24.1: the element may end after the AKM list; tshark reads on"},
    {"element neighbor_report", "random 3,random 5", "holds the HE subelement of the next line but one"},
    {"measurement request lci_request", "", "9.4.2.20.10; tshark has no dissector"},
    {"LCI request subelement maximum_age", "", "9.4.2.20.10; tshark has no dissector"},
    {"neighbor report subelement he_capabilities", "",
     "9.4.2.36; tshark counts one octet too few before PPE thresholds"},
    {"channel load subelement wide_bandwidth_channel_switch", "",
     "Table 9-95; tshark does not skip this subelement"},
    {"measurement report statistics_report", "", "9.4.2.21.9; tshark has no dissector"},
    {"measurement report lci_report", "", "9.4.2.21.10; tshark has no dissector"},
    {"statistics group station_counters", "", "9.4.2.21.9; tshark has no dissector"},
    {"statistics group mac_counters", "", "9.4.2.21.9; tshark has no dissector"},
    {"statistics group priority_counters", "", "9.4.2.21.9; tshark has no dissector"},
    {"statistics group bss_delays", "", "9.4.2.21.9; tshark has no dissector"},
    {"LCI report subelement lci", "", "9.4.2.21.10; tshark has no dissector"},
    {"LCI report subelement usage_rules", "", "9.4.2.21.10; tshark has no dissector"},
    {"action wnm_notification_response", "", "9.6.13.30; tshark takes the fixed fields for elements"},
};

bool is_exception(const test::Case& item) {
    for (const Exception& exception : kExceptions)
        if (item.kind == exception.kind &&
            (*exception.variants == 0 ||
             std::string{exception.variants}.find(item.variant) != std::string::npos))
            return true;
    return false;
}

class Tshark : public testing::Test {
protected:
    static void SetUpTestSuite() {
        is_there_ = test::has_tshark();
        corpus_ = test::make_corpus();
        file_ =
            std::filesystem::path{testing::TempDir()} / ("roam-corpus-" + std::to_string(getpid()) + ".pcap");
        pcap_t* capture = pcap_open_dead(DLT_IEEE802_11, 65535);
        pcap_dumper_t* dump = pcap_dump_open(capture, file_.c_str());
        for (const test::Case& item : corpus_) {
            pcap_pkthdr header{};
            header.caplen = header.len = static_cast<bpf_u_int32>(item.frame.size());
            pcap_dump(reinterpret_cast<unsigned char*>(dump), &header, item.frame.data());
        }
        pcap_dump_close(dump);
        pcap_close(capture);
    }
    static void TearDownTestSuite() { std::filesystem::remove(file_); }
    void SetUp() override {
        if (!is_there_) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
    }

    static inline bool is_there_ = false;
    static inline std::vector<test::Case> corpus_;
    static inline std::filesystem::path file_;
};

TEST_F(Tshark, FindsNothingMalformedInTheCorpus) {
    ASSERT_GT(corpus_.size(), 1500U);
    std::set<std::string> used;
    for (const auto& [frame, line] : test::complaints(file_)) {
        const test::Case& item = corpus_.at(frame - 1);
        if (is_exception(item))
            used.insert(item.kind);
        else
            ADD_FAILURE() << item.kind << ", " << item.variant << ": " << line;
    }
    for (const Exception& exception : kExceptions)
        EXPECT_TRUE(used.contains(exception.kind))
            << exception.kind << ": tshark no longer objects; drop the exception";
}

/// What no value of tshark judges is listed, with the clause to read instead.
TEST_F(Tshark, IsSilentAboutTheListedKindsOnly) {
    std::set<std::string> named;
    for (const test::FieldPair& pair : test::field_pairs()) named.insert(pair.kind);
    std::set<std::string> silent;
    for_each_kind([&]<class Row>(const char* registry) {
        const std::string kind = std::string{registry} + " " + Row::Type::kName;
        if (!named.contains(kind)) silent.insert(kind + "|" + Row::Type::kClause);
    });
    std::set<std::string> listed;
    std::ifstream list{ROAM_VECTORS "/tshark_silent.txt"};
    for (std::string line; std::getline(list, line);)
        if (!line.empty() && line[0] != '#') listed.insert(line);
    EXPECT_EQ(silent, listed);
}

TEST_F(Tshark, NamesTheValuesThatWeRead) {
    std::vector<test::FieldPair> pairs = test::field_pairs();
    ASSERT_GT(pairs.size(), 400U);
    const json::array packets = test::dissect(file_);
    ASSERT_EQ(packets.size(), corpus_.size());
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
        const test::Case& item = corpus_[i];
        const json::value tree = test::frame_tree(item.frame, decode::Form::Frame);
        EXPECT_EQ(test::compare(item.kind, tree, packets[i], pairs), std::vector<std::string>{})
            << item.variant;
    }
    for (const test::FieldPair& pair : pairs)
        EXPECT_GE(pair.compared, 2U) << pair.kind << " " << pair.ours << " is never compared";
}

}  // namespace
}  // namespace wifi
