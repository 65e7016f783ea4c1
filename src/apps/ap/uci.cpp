#include "apps/ap/uci.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ap_app {

namespace {

/// Options of `config ap` that are words of the command line.
constexpr std::array<std::string_view, 6> kWords{"ctrl_dir", "interfaces", "peers",
                                                 "run_dir",  "state_dir",  "ubus"};
/// Those whose value is a text in TOML.
constexpr std::array<std::string_view, 6> kTexts{"key_file", "log_level", "metrics", "mode", "pin", "rule"};
constexpr std::array<std::string_view, 2> kFlags{"exclude", "push_neighbors"};
constexpr std::array<std::string_view, 1> kLists{"only"};
constexpr std::string_view kRoamer = "rssi_";

struct Fault {
    std::string what;
};
template <class T>
using Parsed = std::expected<T, Fault>;

/// The words of one line; quoted text is one, pieces that touch are one, `#` begins a comment.
Parsed<std::vector<std::string>> words_in(std::string_view line) {
    std::vector<std::string> words;
    std::optional<std::string> word;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char each = line[i];
        if (quote) {
            if (each == quote)
                quote = 0;
            else if (each == '\\' && quote == '"' && i + 1 < line.size())
                *word += line[++i];
            else
                *word += each;
            continue;
        }
        const bool blank = each == ' ' || each == '\t' || each == '\r';
        if (each == '#' && !word) break;
        if (blank) {
            if (word) words.push_back(*std::exchange(word, std::nullopt));
            continue;
        }
        if (!word) word.emplace();
        if (each == '\'' || each == '"')
            quote = each;
        else if (each == '\\' && i + 1 < line.size())
            *word += line[++i];
        else
            *word += each;
    }
    if (quote) return std::unexpected(Fault{"a quoted text without its end"});
    if (word) words.push_back(*std::move(word));
    return words;
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char each : text) {
        if (each == '"' || each == '\\')
            result += fmt::format("\\{}", each);
        else if (static_cast<unsigned char>(each) < 0x20 || each == 0x7F)
            result += fmt::format("\\u{:04x}", static_cast<unsigned char>(each));
        else
            result += each;
    }
    return result + '"';
}

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

Parsed<std::string_view> flag(std::string_view name, std::string_view value) {
    constexpr std::array<std::string_view, 5> kOn{"1", "on", "true", "yes", "enabled"};
    constexpr std::array<std::string_view, 5> kOff{"0", "off", "false", "no", "disabled"};
    if (is_one_of(kOn, value)) return "true";
    if (is_one_of(kOff, value)) return "false";
    return std::unexpected(Fault{fmt::format("{} is 1 or 0", name)});
}

bool is_number(std::string_view value) {
    if (value.starts_with('-')) value.remove_prefix(1);
    return !value.empty() && value.size() < 12 &&
           value.find_first_not_of("0123456789") == std::string_view::npos &&
           (value.size() == 1 || value[0] != '0');
}

struct Line {
    std::size_t number = 0;
    std::vector<std::string> words;
};

struct Section {
    std::string type;
    Line head;
    std::vector<Line> entries;
};

class Translator {
public:
    explicit Translator(std::size_t lines) : toml_(lines) {}

    std::optional<std::pair<std::size_t, Fault>> take(const Section& section) {
        const auto head = header(section);
        if (!head) return std::pair{section.head.number, head.error()};
        at(section.head) = *head;
        std::map<std::string, std::vector<std::string>> lists;
        for (const Line& line : section.entries) {
            if (line.words[0] == "list") lists[line.words[1]].push_back(line.words[2]);
            // As UCI's users may write them: one option with several words.
            if (line.words[0] == "option" && is_one_of(kLists, line.words[1]))
                lists[line.words[1]].push_back(line.words[2]);
        }
        for (const Line& line : section.entries) {
            const std::string& name = line.words[1];
            auto fault = name_of(section, name).empty() ? std::nullopt : entry(section, line, lists);
            if (fault) return std::pair{line.number, *fault};
        }
        return std::nullopt;
    }
    [[nodiscard]] Uci result() const { return {fmt::format("{}\n", fmt::join(toml_, "\n")), options_}; }

private:
    std::string& at(const Line& line) { return toml_[line.number - 1]; }

    static std::string value_in(const Section& section, std::string_view name) {
        for (const Line& line : section.entries)
            if (line.words[1] == name) return line.words[2];
        return {};
    }

    Parsed<std::string> header(const Section& section) {
        if (section.type == "ap") return "[ap]";
        if (section.type == "policy") return "[ap.policy]";
        if (section.type == "hostapd_roamer") return "[ap.hostapd-roamer]";
        if (section.type == "network") {
            const std::string ssid = value_in(section, "ssid");
            if (ssid.empty()) return std::unexpected(Fault{"a network needs its ssid"});
            return fmt::format("[ap.network.{}]", quoted(ssid));
        }
        if (section.type == "client") {
            const std::string address = value_in(section, "address");
            if (address.empty()) return std::unexpected(Fault{"a client needs its address"});
            return fmt::format("[ap.client.{}]", quoted(address));
        }
        return std::unexpected(Fault{
            fmt::format("unknown section \"{}\"; known here: ap, client, hostapd_roamer, network, policy",
                        section.type)});
    }

    /// Its key in TOML; empty for what only UCI needs.
    static std::string name_of(const Section& section, const std::string& name) {
        if (name == "enabled" && section.type == "ap") return {};
        if (name == "ssid" && section.type == "network") return {};
        if (name == "address" && section.type == "client") return {};
        std::string key = name;
        const bool roamer = name.starts_with(kRoamer);
        if (roamer) std::ranges::replace(key, '_', '-');
        if (section.type != "network") return key;
        // A network has the numbers of both in its own section.
        if (roamer) return "hostapd-roamer." + key;
        return is_one_of(kTexts, name) ? key : "policy." + key;
    }

    std::optional<Fault> entry(const Section& section, const Line& line,
                               const std::map<std::string, std::vector<std::string>>& lists) {
        const std::string& name = line.words[1];
        const std::string& value = line.words[2];
        const std::string key = name_of(section, name);
        if (section.type == "ap" && is_one_of(kWords, name)) {
            std::string option = "--" + name;
            std::ranges::replace(option, '_', '-');
            options_.insert(options_.end(), {option, value});
            return std::nullopt;
        }
        if (is_one_of(kLists, name)) {
            // The whole of it where it is first met.
            if (std::exchange(listed_[section.head.number], true)) return std::nullopt;
            std::vector<std::string> items;
            for (const std::string& each : lists.at(name)) items.push_back(quoted(each));
            at(line) = fmt::format("{} = [{}]", key, fmt::join(items, ", "));
            return std::nullopt;
        }
        if (is_one_of(kFlags, name)) {
            const auto set = flag(name, value);
            if (!set) return set.error();
            at(line) = fmt::format("{} = {}", key, *set);
            return std::nullopt;
        }
        at(line) =
            fmt::format("{} = {}", key, is_number(value) && !is_one_of(kTexts, name) ? value : quoted(value));
        return std::nullopt;
    }

    std::vector<std::string> toml_;
    std::vector<std::string> options_;
    std::map<std::size_t, bool> listed_;  ///< by the line of the section
};

bool is_name(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// @return  in words what is wrong with a line; empty: nothing.
std::string add_line(std::vector<Section>& sections, Line line) {
    const std::vector<std::string>& words = line.words;
    if (words[0] == "package" && words.size() == 2) return {};
    if (words[0] == "config") {
        if (words.size() < 2 || words.size() > 3) return "write: config TYPE ['NAME']";
        sections.push_back({words[1], std::move(line), {}});
        return {};
    }
    if (words[0] != "option" && words[0] != "list")
        return fmt::format("\"{}\" is not config, option or list", words[0]);
    if (words.size() != 3 || !is_name(words[1])) return fmt::format("write: {} NAME 'VALUE'", words[0]);
    if (sections.empty()) return "it stands before the first config";
    sections.back().entries.push_back(std::move(line));
    return {};
}

}  // namespace

std::expected<Uci, std::string> read_uci(std::string_view text, std::string_view name) {
    const auto fault = [&](std::size_t line, const std::string& what) {
        return std::unexpected(fmt::format("{}:{}: {}", name, line, what));
    };
    std::vector<Section> sections;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        auto words = words_in(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (!words) return fault(number, words.error().what);
        if (words->empty()) continue;
        if (const std::string what = add_line(sections, {number, *std::move(words)}); !what.empty())
            return fault(number, what);
    }
    Translator translator{number};
    for (const Section& section : sections)
        if (const auto wrong = translator.take(section)) return fault(wrong->first, wrong->second.what);
    return translator.result();
}

}  // namespace ap_app
