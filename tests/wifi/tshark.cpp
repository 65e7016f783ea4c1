#include "tshark.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

namespace wifi::test {

namespace json = boost::json;

namespace {

/// What a command prints on standard output.
std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 65536> block{};
    for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
        text.append(block.data(), got);
    return pclose(pipe) == 0 ? text : std::string{};
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

}  // namespace

bool has_tshark() { return !output_of("tshark --version 2>/dev/null").empty(); }

std::vector<std::pair<std::size_t, std::string>> complaints(const std::filesystem::path& capture) {
    std::istringstream lines{
        output_of("tshark -r '" + capture.string() +
                  "' -Y '_ws.malformed || _ws.expert.severity >= \"Warning\"' -T fields -e frame.number -e "
                  "_ws.expert.message 2>/dev/null; true")};
    std::vector<std::pair<std::size_t, std::string>> found;
    for (std::string line; std::getline(lines, line);) found.emplace_back(std::stoul(line), line);
    return found;
}

json::array dissect(const std::filesystem::path& capture) {
    const std::string text =
        output_of("tshark -r '" + capture.string() + "' -T json --no-duplicate-keys 2>/dev/null");
    return json::parse(text, {}, {.max_depth = 64}).as_array();
}

std::vector<FieldPair> field_pairs() {
    std::vector<FieldPair> pairs;
    std::ifstream table{ROAM_VECTORS "/tshark_fields.txt"};
    for (std::string line; std::getline(table, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream parts{line};
        FieldPair pair;
        std::getline(parts, pair.kind, '|');
        std::getline(parts, pair.ours, '|');
        std::getline(parts, pair.theirs, '|');
        pairs.push_back(pair);
    }
    return pairs;
}

std::vector<std::string> compare(const std::string& kind, const json::value& tree, const json::value& packet,
                                 std::vector<FieldPair>& pairs) {
    const std::string name = kind.substr(kind.rfind(' ') + 1);
    const json::object* node = find_named(tree, name);
    if (!node) return {"no " + name + " in our tree"};
    Values theirs;
    collect(packet, "", theirs);
    std::vector<std::string> differences;
    for (FieldPair& pair : pairs) {
        if (pair.kind != kind) continue;
        const auto ours = values_at(*node, pair.ours);
        const auto found = theirs.find(pair.theirs);
        if (ours.empty() || found == theirs.end()) continue;
        ++pair.compared;
        const auto& values = found->second;
        for (std::size_t i = 0; i < ours.size(); ++i)
            if (i >= values.size() || ours[i] != values[i])
                differences.push_back(kind + " " + pair.ours + "[" + std::to_string(i) + "] is " + ours[i] +
                                      ", and " + pair.theirs + " " +
                                      (i < values.size() ? values[i] : std::string{"absent"}));
    }
    return differences;
}

}  // namespace wifi::test
