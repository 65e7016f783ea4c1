#include "walk.hpp"

namespace walk {

namespace {

/// substr() of the library may throw, which a bare machine cannot.
std::string_view part(std::string_view text, std::size_t from, std::size_t to) {
    return {text.data() + from, to - from};
}

/// The words of one line, one after the other.
class Words {
public:
    explicit Words(std::string_view line) : rest_{line} {}

    std::string_view next() {
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
        std::size_t end = 0;
        while (end < rest_.size() && rest_[end] != ' ') ++end;
        const std::string_view word = part(rest_, 0, end);
        rest_.remove_prefix(end);
        return word;
    }
    std::int32_t number() {
        std::string_view word = next();
        const bool negative = !word.empty() && word.front() == '-';
        if (negative) word.remove_prefix(1);
        ok_ = ok_ && !word.empty() && word.size() < 10;
        std::int32_t value = 0;
        for (const char digit : word) {
            ok_ = ok_ && digit >= '0' && digit <= '9';
            value = value * 10 + (digit - '0');
        }
        return negative ? -value : value;
    }
    wifi::MacAddress address() {
        const auto read = wifi::parse_mac(next());
        ok_ = ok_ && read;
        return read.value_or(wifi::MacAddress{});
    }
    [[nodiscard]] bool ok() const { return ok_; }
    void require(bool holds) { ok_ = ok_ && holds; }

private:
    std::string_view rest_;
    bool ok_ = true;
};

/// ap ADDRESS BAND CHANNEL MODE WIDTH STREAMS [btm] [domain N]
Ap read_ap(Words& words) {
    Ap ap;
    ap.bssid = words.address();
    const std::int32_t band = words.number();
    const auto channel = wifi::Channel::make(band == 2   ? wifi::Band::Ghz2_4
                                             : band == 5 ? wifi::Band::Ghz5
                                                         : wifi::Band::Ghz6,
                                             words.number());
    words.require(channel.has_value());
    ap.channel = channel.value_or(wifi::Channel{});
    ap.capability.mode = static_cast<wifi::PhyMode>(words.number());
    ap.capability.width = static_cast<wifi::Width>(words.number());
    ap.capability.streams = static_cast<std::uint8_t>(words.number());
    for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
        if (word == "btm") ap.transition = true;
        if (word == "domain") ap.mobility_domain = static_cast<std::uint16_t>(words.number());
    }
    return ap;
}

Ap* find(Script& script, const wifi::MacAddress& bssid) {
    for (Ap& ap : script.aps)
        if (ap.bssid == bssid) return &ap;
    return nullptr;
}

/// level ADDRESS MS DBM, gone ADDRESS MS, refuses ADDRESS MS
bool read_of_ap(Script& script, std::string_view verb, Words& words) {
    Ap* ap = find(script, words.address());
    const std::int32_t ms = words.number();
    if (!ap) return false;
    if (verb == "gone") ap->gone_from = ms;
    if (verb == "refuses") ap->refuses_from = ms;
    return verb != "level" || ap->levels.push_back({ms, words.number()});
}

/// connect MS ADDRESS, report MS HEX, btm MS HEX, beacons-lost MS, disconnect MS REASON
bool read_event(Script& script, std::string_view verb, Words& words) {
    Event event;
    event.ms = words.number();
    if (verb == "connect") {
        event.kind = Event::Kind::Connect;
        event.bssid = words.address();
    } else if (verb == "report" || verb == "btm") {
        event.kind = verb == "btm" ? Event::Kind::Btm : Event::Kind::Report;
        event.octets = words.next();
        words.require(event.octets.size() % 2 == 0 && !event.octets.empty());
    } else if (verb == "beacons-lost") {
        event.kind = Event::Kind::BeaconsLost;
    } else if (verb == "disconnect") {
        event.kind = Event::Kind::Disconnect;
        event.number = words.number();
    } else {
        return false;
    }
    words.require(script.events.empty() || script.events.back().ms <= event.ms);
    return script.events.push_back(event);
}

bool read_line(Script& script, std::string_view line) {
    Words words{line};
    const std::string_view verb = words.next();
    if (verb.empty() || verb.front() == '#') return true;
    bool known = true;
    if (verb == "ssid")
        script.ssid = words.next();
    else if (verb == "seed")
        script.seed = static_cast<std::uint32_t>(words.number());
    else if (verb == "end")
        script.end_ms = words.number();
    else if (verb == "ap")
        known = script.aps.push_back(read_ap(words));
    else if (verb == "level" || verb == "gone" || verb == "refuses")
        known = read_of_ap(script, verb, words);
    else
        known = read_event(script, verb, words);
    return known && words.ok();
}

}  // namespace

std::optional<Script> next_script(std::string_view& text, std::string_view& fault) {
    Script script;
    bool begun = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n') == std::string_view::npos ? text.size() : text.find('\n');
        const std::string_view line = part(text, 0, end);
        constexpr std::string_view kBegin = "walk ";
        if (line.starts_with(kBegin)) {
            if (begun) return script;
            begun = true;
            script.name = part(line, kBegin.size(), line.size());
        } else if (!read_line(script, line)) {
            fault = line;
            return std::nullopt;
        }
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
    if (!begun) return std::nullopt;
    return script;
}

}  // namespace walk
