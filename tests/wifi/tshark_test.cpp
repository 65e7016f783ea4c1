// tshark as judge: every frame of the corpus is dissected without a malformed mark or warning, and what
// tshark names is what we read. Where tshark is wrong or silent, the case is listed here with the clause that
// says so.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <pcap/pcap.h>
#include <set>

#include <gtest/gtest.h>

#include "apps/decode/frame_tree.hpp"
#include "corpus.hpp"

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

/// What a command prints on standard output.
std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 65536> block{};
    for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
        text.append(block.data(), got);
    return pclose(pipe) == 0 ? text : std::string{};
}

class Tshark : public testing::Test {
protected:
    static void SetUpTestSuite() {
        is_there_ = !output_of("tshark --version 2>/dev/null").empty();
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
    const std::string marked =
        output_of("tshark -r " + file_.string() +
                  " -Y '_ws.malformed || _ws.expert.severity >= \"Warning\"' -T fields -e frame.number -e "
                  "_ws.expert.message 2>/dev/null; true");
    std::set<std::string> used;
    std::istringstream lines{marked};
    for (std::string line; std::getline(lines, line);) {
        const test::Case& item = corpus_.at(std::stoul(line) - 1);
        if (is_exception(item))
            used.insert(item.kind);
        else
            ADD_FAILURE() << item.kind << ", " << item.variant << ": " << line;
    }
    for (const Exception& exception : kExceptions)
        EXPECT_TRUE(used.contains(exception.kind))
            << exception.kind << ": tshark no longer objects; drop the exception";
}

/// Numbers in decimal, whatever their form; octets without colons, in lower case.
std::string plain(std::string text) {
    if (text == "True" || text == "true") return "1";
    if (text == "False" || text == "false") return "0";
    std::erase(text, ':');
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::size_t used = 0;
    try {
        const unsigned long long number = std::stoull(text, &used, text.starts_with("0x") ? 16 : 10);
        if (used == text.size() && text[0] != '-' && (text.starts_with("0x") || text.size() < 20))
            return std::to_string(number);
    } catch (const std::exception&) {  // not a number: octets
    }
    return text;
}

using Values = std::map<std::string, std::vector<std::string>>;

/// Every named value in a packet of `tshark -T json`, in order.
void collect(const json::value& node, const std::string& name, Values& values) {
    if (node.is_object())
        for (const auto& [key, inner] : node.as_object()) collect(inner, key, values);
    else if (node.is_array())
        for (const json::value& inner : node.as_array()) collect(inner, name, values);
    else if (node.is_string())
        values[name].push_back(plain(std::string{node.as_string()}));
}

/// The first node of our tree with this name.
const json::object* find_named(const json::value& node, std::string_view name) {
    if (node.is_array()) {
        for (const json::value& inner : node.as_array())
            if (const json::object* found = find_named(inner, name)) return found;
        return nullptr;
    }
    if (!node.is_object()) return nullptr;
    const json::object& object = node.as_object();
    if (const json::value* own = object.if_contains("name"); own && own->as_string() == name) return &object;
    for (const auto& [key, inner] : object)
        if (const json::object* found = find_named(inner, name)) return found;
    return nullptr;
}

/// The values of `path` ("info.ldpc") in `node`; none when it is absent.
std::vector<std::string> values_at(const json::object& node, const std::string& path) {
    const json::value* value = nullptr;
    const json::object* at = &node;
    std::istringstream parts{path};
    for (std::string part; std::getline(parts, part, '.');) {
        value = at ? at->if_contains(part) : nullptr;
        at = value && value->is_object() ? &value->as_object() : nullptr;
    }
    std::vector<std::string> values;
    if (!value) return values;
    const auto add = [&values](const json::value& one) {
        values.push_back(plain(one.is_string() ? std::string{one.as_string()} : json::serialize(one)));
    };
    if (value->is_array())
        for (const json::value& one : value->as_array()) add(one);
    else
        add(*value);
    return values;
}

TEST_F(Tshark, NamesTheValuesThatWeRead) {
    struct Pair {
        std::string kind, ours, theirs;
        std::size_t compared = 0;
    };
    std::vector<Pair> pairs;
    std::ifstream table{ROAM_VECTORS "/tshark_fields.txt"};
    for (std::string line; std::getline(table, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream parts{line};
        Pair pair;
        std::getline(parts, pair.kind, '|');
        std::getline(parts, pair.ours, '|');
        std::getline(parts, pair.theirs, '|');
        pairs.push_back(pair);
    }
    ASSERT_GT(pairs.size(), 400U);
    const std::string text =
        output_of("tshark -r " + file_.string() + " -T json --no-duplicate-keys 2>/dev/null");
    const json::value packets = json::parse(text, {}, {.max_depth = 64});
    ASSERT_EQ(packets.as_array().size(), corpus_.size());
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
        const test::Case& item = corpus_[i];
        const json::value tree = decode::frame_tree(item.frame, decode::Form::Frame, {}).tree;
        const json::object* node = find_named(tree, item.kind.substr(item.kind.rfind(' ') + 1));
        ASSERT_TRUE(node) << item.kind;
        Values theirs;
        collect(packets.as_array()[i], "", theirs);
        for (Pair& pair : pairs) {
            if (pair.kind != item.kind) continue;
            const auto ours = values_at(*node, pair.ours);
            const auto found = theirs.find(pair.theirs);
            if (ours.empty() || found == theirs.end()) continue;
            ++pair.compared;
            const std::vector<std::string> first(
                found->second.begin(), found->second.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                   ours.size(), found->second.size())));
            EXPECT_EQ(ours, first) << item.kind << ", " << item.variant << ": " << pair.ours << " and "
                                   << pair.theirs;
        }
    }
    for (const Pair& pair : pairs)
        EXPECT_GE(pair.compared, 2U) << pair.kind << " " << pair.ours << " is never compared";
}

}  // namespace
}  // namespace wifi
