#include "lab/ubus/bridge.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/hostap/text.hpp"
#include "wifi/channel.hpp"
#include "wifi/operating_class.hpp"

namespace lab::ubus_bridge {

namespace {

using hostap::field;
using hostap::integer;
using hostap::word;
using Octets = std::vector<std::uint8_t>;
using ubus::Fields;
using ubus::Status;
using ubus::Writer;

Octets octets_of(std::string_view hex) {
    Octets octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::uint8_t octet = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, octet, 16);
        octets.push_back(octet);
    }
    return octets;
}

std::string hex_of(std::string_view text) {
    const Octets octets{text.begin(), text.end()};
    return fmt::format("{:02x}", fmt::join(octets, ""));
}

std::uint64_t number(std::string_view reply, std::string_view key, int base = 10) {
    std::string_view text = field(reply, key).value_or("0");
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::string base64(const Octets& octets) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (i + k < octets.size() ? octets[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > octets.size() ? '=' : kAlphabet[bits >> (18 - 6 * k) & 63];
    }
    return text;
}

void add_element(Octets& to, std::uint8_t id, Octets body, std::size_t size) {
    body.resize(size);
    to.push_back(id);
    to.push_back(static_cast<std::uint8_t>(size));
    to.insert(to.end(), body.begin(), body.end());
}

void add_number(Octets& to, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// The elements of an association, as far as hostapd keeps them.
Octets elements_of(std::string_view reply) {
    Octets all;
    if (field(reply, "ht_caps_info")) {
        Octets ht;
        add_number(ht, number(reply, "ht_caps_info", 16), 2);
        ht.push_back(0);
        const Octets mask = octets_of(field(reply, "ht_mcs_bitmask").value_or(""));
        ht.insert(ht.end(), mask.begin(), mask.end());
        add_element(all, 45, std::move(ht), 26);
    }
    if (field(reply, "vht_caps_info")) {
        Octets vht;
        add_number(vht, number(reply, "vht_caps_info", 16), 4);
        add_number(vht, number(reply, "rx_vht_mcs_map", 16), 2);
        add_number(vht, 0, 2);
        add_number(vht, number(reply, "tx_vht_mcs_map", 16), 2);
        add_element(all, 191, std::move(vht), 12);
    }
    if (const auto he = field(reply, "he_capab")) {
        Octets body{35};
        const Octets rest = octets_of(*he);
        body.insert(body.end(), rest.begin(), rest.end());
        const std::size_t size = body.size();
        add_element(all, 255, std::move(body), size);
    }
    for (const auto& [key, id] : {std::pair{"supp_op_classes", 59}, std::pair{"ext_capab", 127}})
        if (const auto hex = field(reply, key)) {
            Octets body = octets_of(*hex);
            const std::size_t size = body.size();
            add_element(all, static_cast<std::uint8_t>(id), std::move(body), size);
        }
    return all;
}

void write_client(Writer& to, std::string_view reply) {
    const std::string_view flags = field(reply, "flags").value_or("");
    for (const auto& [name, flag] :
         {std::pair{"auth", "[AUTH]"}, std::pair{"assoc", "[ASSOC]"}, std::pair{"authorized", "[AUTHORIZED]"},
          std::pair{"wmm", "[WMM]"}, std::pair{"ht", "[HT]"}, std::pair{"vht", "[VHT]"},
          std::pair{"he", "[HE]"}})
        to.flag(name, flags.contains(flag));
    to.array("extended_capabilities", [&](Writer& list) {
        for (const std::uint8_t octet : octets_of(field(reply, "ext_capab").value_or("")))
            list.int32("", octet);
    });
    to.int32("aid", static_cast<std::int64_t>(number(reply, "aid")));
    to.table("bytes", [&](Writer& bytes) {
        bytes.int64("rx", static_cast<std::int64_t>(number(reply, "rx_bytes")));
        bytes.int64("tx", static_cast<std::int64_t>(number(reply, "tx_bytes")));
    });
    to.table("packets", [&](Writer& packets) {
        packets.int32("rx", static_cast<std::int64_t>(number(reply, "rx_packets")));
        packets.int32("tx", static_cast<std::int64_t>(number(reply, "tx_packets")));
    });
    to.table("rate", [&](Writer& rate) {
        // In units of 100 kbit/s, and more behind a blank.
        const std::string_view info = field(reply, "tx_rate_info").value_or("");
        rate.int32("tx", integer(info.substr(0, info.find(' '))).value_or(0) * 100);
    });
    if (const auto signal = integer(field(reply, "signal").value_or(""))) to.int32("signal", *signal);
}

struct NeighborLine {
    std::string bssid;
    std::string ssid;  ///< in hexadecimal
    std::string report;
};
std::vector<NeighborLine> neighbor_lines(std::string_view reply) {
    std::vector<NeighborLine> lines;
    while (!reply.empty()) {
        const std::string_view line = hostap::next_line(reply);
        lines.push_back({std::string{line.substr(0, 17)}, std::string{word(line, "ssid").value_or("")},
                         std::string{word(line, "nr").value_or("")}});
    }
    return lines;
}

/// A Neighbor Report's body as BSS_TM_REQ takes it.
std::string neighbor_argument(std::string_view hex) {
    const Octets body = octets_of(hex);
    if (body.size() < 13) return {};
    const std::uint32_t info =
        body[6] | body[7] << 8U | body[8] << 16U | static_cast<std::uint32_t>(body[9]) << 24U;
    std::string text =
        fmt::format(" neighbor={:02x},0x{:04x},{},{},{}", fmt::join(body.begin(), body.begin() + 6, ":"),
                    info, body[10], body[11], body[12]);
    if (body.size() > 13) text += fmt::format(",{}", hex.substr(26));
    return text;
}

/// The words of an event behind its level.
std::vector<std::string> words_of(std::string_view message) {
    if (message.starts_with('<')) message.remove_prefix(std::min(message.find('>') + 1, message.size()));
    std::vector<std::string> words;
    while (!message.empty()) {
        const std::size_t end = std::min(message.find(' '), message.size());
        if (end > 0) words.emplace_back(message.substr(0, end));
        message.remove_prefix(std::min(end + 1, message.size()));
    }
    return words;
}

std::int64_t value_of(const std::vector<std::string>& words, std::string_view key) {
    for (const std::string& each : words)
        if (each.starts_with(key)) return integer(std::string_view{each}.substr(key.size())).value_or(0);
    return 0;
}
std::string text_in(const std::vector<std::string>& words, std::string_view key) {
    for (const std::string& each : words)
        if (each.starts_with(key)) return each.substr(key.size());
    return {};
}

}  // namespace

BssObject::BssObject(boost::asio::io_context& io, ubus::Client& client, const std::string& directory,
                     std::string name)
    : client_{client}, path_{directory + "/" + name}, name_{std::move(name)}, io_{io} {
    open();
}

BssObject::~BssObject() {
    *alive_ = false;
    if (object_ != 0) client_.remove_object(object_, {});
    for (const auto& socket : {commands_, monitor_, probes_})
        if (socket) socket->close();
}

void BssObject::open() {
    const auto connect = [this](const char* attach) -> std::shared_ptr<hostap::ControlSocket> {
        auto socket = hostap::ControlSocket::open(
            io_, path_, [this](std::string_view message) { on_event(message); }, {});
        if (!socket) return nullptr;
        if (attach) (*socket)->request(attach, [](const hostap::Reply&) {});
        return *socket;
    };
    commands_ = connect(nullptr);
    monitor_ = connect("ATTACH");
    probes_ = connect("ATTACH probe_rx_events=1");
    ask("STATUS", [this](const std::string& reply) { bssid_ = field(reply, "bssid[0]").value_or(""); });
}

void BssObject::ask(const std::string& command, Reply on_reply) {
    if (!commands_) return;
    commands_->request(command, [handler = std::move(on_reply)](const hostap::Reply& reply) {
        handler(reply.value_or("FAIL\n"));
    });
}

void BssObject::publish() {
    Writer methods;
    for (const char* method :
         {"get_clients", "get_status", "get_features", "get_sta_ies", "del_client", "bss_mgmt_enable",
          "rrm_nr_get_own", "rrm_nr_list", "rrm_nr_set", "bss_transition_request", "notify_response"})
        methods.table(method, [](Writer&) {});
    methods.table("rrm_beacon_req", [](Writer& arguments) { arguments.int32("reporting_detail", 5); });
    client_.add_object(
        "hostapd." + name_, methods,
        [this, alive = alive_](const ubus::Call& call) {
            if (*alive) take(call);
        },
        [this, alive = alive_](std::uint32_t object) {
            if (*alive) object_ = object;
        },
        {});
}

void BssObject::take(const ubus::Call& call) {
    // What is answered later cannot borrow from the message: only its numbers are kept.
    if (call.method == "get_status" || call.method == "get_features") return get_status(call);
    if (call.method == "get_clients")
        return get_clients(call, "STA-FIRST", std::make_shared<std::vector<std::string>>());
    if (call.method == "get_sta_ies") return get_elements(call);
    if (call.method == "rrm_nr_get_own" || call.method == "rrm_nr_list")
        return neighbors(call, call.method == "rrm_nr_get_own");
    if (call.method == "rrm_nr_set") return set_neighbors(call);
    if (call.method == "rrm_beacon_req") return request_beacons(call);
    if (call.method == "bss_transition_request") return request_transition(call);
    if (call.method == "del_client")
        return order(call, fmt::format("DISASSOCIATE {} reason={}", call.arguments.text("addr").value_or(""),
                                       call.arguments.integer("reason").value_or(1)));
    client_.answer(call, nullptr, Status::Ok);
}

void BssObject::order(const Call& call, const std::string& command) {
    ask(command, [this, call](const std::string& reply) {
        client_.answer(call, nullptr, reply.starts_with("OK") ? Status::Ok : Status::NotFound);
    });
}

void BssObject::get_status(const Call& call) {
    const bool features = call.method == "get_features";
    ask("STATUS", [this, call, features](const std::string& reply) {
        Writer data;
        data.flag("ht_supported", field(reply, "ieee80211n") == "1");
        data.flag("vht_supported", field(reply, "ieee80211ac") == "1");
        if (features) return client_.answer(call, &data, Status::Ok);
        const auto frequency = static_cast<int>(number(reply, "freq"));
        data.text("status", field(reply, "state").value_or("UNKNOWN"));
        data.text("bssid", field(reply, "bssid[0]").value_or(""));
        data.text("ssid", field(reply, "ssid[0]").value_or(""));
        data.int32("freq", frequency);
        data.int32("channel", static_cast<std::int64_t>(number(reply, "channel")));
        if (const auto channel = wifi::Channel::at_mhz(frequency)) {
            const bool wide = field(reply, "vht_oper_chwidth").value_or("0") != "0";
            const auto block = wifi::block_around(*channel, wide ? wifi::Width::Mhz80 : wifi::Width::Mhz20);
            const auto where =
                block ? wifi::operating_channel(*block, wifi::Numbering::Primary) : std::nullopt;
            if (where) data.int32("op_class", where->operating_class);
        }
        data.int32("beacon_interval", static_cast<std::int64_t>(number(reply, "beacon_int")));
        if (field(reply, "chan_util_avg"))
            data.table("airtime", [&](Writer& airtime) {
                airtime.int16("utilization", static_cast<std::int64_t>(number(reply, "chan_util_avg")));
            });
        client_.answer(call, &data, Status::Ok);
    });
}

void BssObject::get_clients(const Call& call, const std::string& command,
                            std::shared_ptr<std::vector<std::string>> read) {
    ask(command, [this, call, read](const std::string& reply) {
        if (reply.size() > 17 && !reply.starts_with("FAIL") && read->size() < 2'007) {
            read->push_back(reply);
            return get_clients(call, "STA-NEXT " + reply.substr(0, 17), read);
        }
        Writer data;
        data.table("clients", [&](Writer& all) {
            for (const std::string& each : *read)
                all.table(each.substr(0, 17), [&](Writer& client) { write_client(client, each); });
        });
        client_.answer(call, &data, Status::Ok);
    });
}

void BssObject::get_elements(const Call& call) {
    ask(fmt::format("STA {}", call.arguments.text("address").value_or("")),
        [this, call](const std::string& reply) {
            if (reply.starts_with("FAIL")) return client_.answer(call, nullptr, Status::NotFound);
            Writer data;
            data.text("assoc_ie", base64(elements_of(reply)));
            client_.answer(call, &data, Status::Ok);
        });
}

void BssObject::neighbors(const Call& call, bool own) {
    ask("SHOW_NEIGHBOR", [this, call, own](const std::string& reply) {
        if (reply.starts_with("FAIL")) return client_.answer(call, nullptr, Status::NotFound);
        const auto triple = [](Writer& to, const NeighborLine& line) {
            const Octets ssid = octets_of(line.ssid);
            to.text("", line.bssid);
            to.text("", std::string{ssid.begin(), ssid.end()});
            to.text("", line.report);
        };
        Writer data;
        bool found = false;
        const auto write = [&](Writer& list) {
            for (const NeighborLine& line : neighbor_lines(reply)) {
                if ((line.bssid == bssid_) != own) continue;
                found = true;
                if (own)
                    triple(list, line);
                else
                    list.array("", [&](Writer& inner) { triple(inner, line); });
            }
        };
        data.array(own ? "value" : "list", write);
        client_.answer(call, own && !found ? nullptr : &data, own && !found ? Status::NotFound : Status::Ok);
    });
}

void BssObject::set_neighbors(const Call& call) {
    std::vector<NeighborLine> wanted;
    for (const ubus::Field& each : call.arguments.inside("list")) {
        std::vector<std::string_view> texts;
        for (const ubus::Field& text : each.inside()) texts.push_back(text.text().value_or(""));
        if (texts.size() == 3)
            wanted.push_back({std::string{texts[0]}, hex_of(texts[1]), std::string{texts[2]}});
    }
    ask("SHOW_NEIGHBOR", [this, call, wanted](const std::string& reply) {
        const auto ignore = [](const std::string&) {};
        const auto there = neighbor_lines(reply.starts_with("FAIL") ? "" : reply);
        for (const NeighborLine& line : there)
            if (line.bssid != bssid_ &&
                std::ranges::find(wanted, line.bssid, &NeighborLine::bssid) == wanted.end())
                ask(fmt::format("REMOVE_NEIGHBOR {} ssid={}", line.bssid, line.ssid), ignore);
        for (const NeighborLine& line : wanted)
            ask(fmt::format("SET_NEIGHBOR {} ssid={} nr={}", line.bssid, line.ssid, line.report), ignore);
        client_.answer(call, nullptr, Status::Ok);
    });
}

void BssObject::request_beacons(const Call& call) {
    const Fields& asked = call.arguments;
    Octets request{static_cast<std::uint8_t>(asked.integer("op_class").value_or(0)),
                   static_cast<std::uint8_t>(asked.integer("channel").value_or(0)), 0, 0};
    add_number(request, static_cast<std::uint64_t>(asked.integer("duration").value_or(0)), 2);
    request.push_back(static_cast<std::uint8_t>(asked.integer("mode").value_or(0)));
    std::string bssid{asked.text("bssid").value_or("ff:ff:ff:ff:ff:ff")};
    std::erase(bssid, ':');
    const Octets octets = octets_of(bssid);
    request.insert(request.end(), octets.begin(), octets.end());
    if (const auto ssid = asked.text("ssid"))
        add_element(request, 0, {ssid->begin(), ssid->end()}, ssid->size());
    if (const auto detail = asked.integer("reporting_detail"))
        add_element(request, 2, {static_cast<std::uint8_t>(*detail)}, 1);
    ask(fmt::format("REQ_BEACON {} {:02x}", asked.text("addr").value_or(""), fmt::join(request, "")),
        [this, call](const std::string& reply) {
            const auto token = integer(std::string_view{reply}.substr(0, reply.find('\n')));
            if (!token) return client_.answer(call, nullptr, Status::NotFound);
            Writer data;
            data.int32("dialog_token", *token);
            client_.answer(call, &data, Status::Ok);
        });
}

void BssObject::request_transition(const Call& call) {
    const Fields& asked = call.arguments;
    std::string command =
        fmt::format("BSS_TM_REQ {} valid_int={} dialog_token={}", asked.text("addr").value_or(""),
                    asked.integer("validity_period").value_or(1), asked.integer("dialog_token").value_or(1));
    if (const auto timer = asked.integer("disassociation_timer"); timer && *timer != 0)
        command += fmt::format(" disassoc_timer={}", *timer);
    if (asked.is_set("disassociation_imminent")) command += " disassoc_imminent=1";
    if (!asked.inside("neighbors").empty()) command += " pref=1";
    if (asked.is_set("abridged")) command += " abridged=1";
    for (const ubus::Field& each : asked.inside("neighbors"))
        command += neighbor_argument(each.text().value_or(""));
    order(call, command);
}

void BssObject::notify(std::string_view name, const std::function<void(Writer&)>& content) {
    Writer fields;
    content(fields);
    if (object_ != 0) client_.notify(object_, name, fields);
}

void BssObject::on_event(std::string_view message) {
    // The answer to a request came before what happened to it.
    if (commands_) commands_->poll();
    const auto words = words_of(message);
    if (words.size() < 2) return;
    const std::string& name = words[0];
    const auto address = [&](Writer& to) { to.text("address", words[1]); };
    if (name == "AP-STA-CONNECTED") return notify("sta-authorized", address);
    if (name == "AP-STA-DISCONNECTED") return notify("disassoc", address);
    if (name == "RX-PROBE-REQUEST")
        return notify("probe", [&](Writer& to) {
            to.text("address", text_in(words, "sa="));
            to.text("target", bssid_);
            to.int32("signal", value_of(words, "signal="));
        });
    if (name == "AP-CSA-FINISHED") return notify("channel-switch", address);
    if (name == "BSS-TM-RESP")
        return notify("bss-transition-response", [&](Writer& to) {
            address(to);
            to.int32("status-code", value_of(words, "status_code="));
            if (const std::string target = text_in(words, "target_bssid="); !target.empty())
                to.text("target-bssid", target);
        });
    if (name == "BSS-TM-QUERY")
        return notify("bss-transition-query", [&](Writer& to) {
            address(to);
            to.int32("reason", value_of(words, "reason="));
        });
    if (name != "BEACON-RESP-RX" || words.size() < 4) return;
    notify("beacon-report", [&](Writer& to) {
        address(to);
        to.int32("token", integer(words[2]).value_or(0));
        std::uint8_t mode = 0;
        std::from_chars(words[3].data(), words[3].data() + words[3].size(), mode, 16);
        to.int16("rep-mode", mode);
        const Octets report = words.size() > 4 ? octets_of(words[4]) : Octets{};
        if (report.size() < 26) return;
        to.int16("op-class", report[0]);
        to.int16("channel", report[1]);
        to.int16("rcpi", report[13]);
        to.int16("rsni", report[14]);
        to.text("bssid", fmt::format("{:02x}", fmt::join(report.begin() + 15, report.begin() + 21, ":")));
    });
}

Bridge::Bridge(boost::asio::io_context& io, std::string directory, std::string socket)
    : io_{io},
      directory_{std::move(directory)},
      client_{io, {.path = std::move(socket)}, *this},
      files_{io,
             {.path = directory_},
             [this](const std::string& name) {
                 auto& object = objects_[name];
                 object = std::make_unique<BssObject>(io_, client_, directory_, name);
                 if (client_.up()) object->publish();
             },
             [this](const std::string& name) { objects_.erase(name); }} {}

void Bridge::start() {
    client_.start();
    files_.start();
}

void Bridge::up() {
    for (const auto& [name, object] : objects_) object->publish();
}

}  // namespace lab::ubus_bridge
