#include "lab/ubus/bridge.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/hostap/text.hpp"
#include "lab/ubus/hostapd_text.hpp"
#include "wifi/channel.hpp"
#include "wifi/operating_class.hpp"

namespace lab::ubus_bridge {

using hostap::field;
using hostap::integer;
using ubus::Fields;
using ubus::Status;
using ubus::Writer;

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
