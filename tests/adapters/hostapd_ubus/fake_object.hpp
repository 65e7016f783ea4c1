// A program that has hostapd's objects on ubus and answers like OpenWrt's hostapd, of one generation or the
// other, or as it is told.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ubus/client.hpp"

namespace fake {

/// Which OpenWrt.
enum class Generation : std::uint8_t { Old, New };

class UbusHostapd : public ubus::Client::Listener {
public:
    struct Station {
        bool authorized = true;
        int signal = -50;
        std::uint64_t received = 1'000;
        std::uint32_t packets = 10;
        std::optional<int> measurements = 0x73;
        bool transition = true;
    };
    struct Called {
        std::string method;
        std::vector<std::uint8_t> arguments;

        [[nodiscard]] ubus::Fields fields() const {
            return ubus::Fields::read(arguments).value_or(ubus::Fields{});
        }
    };

    UbusHostapd(boost::asio::io_context& io, const std::string& path, Generation which)
        : generation{which}, client{io, {.path = path, .retry_first = std::chrono::milliseconds{10}}, *this} {
        client.start();
    }

    void up() override { publish(); }
    void down(const std::string&) override { object = 0; }
    void event(std::string_view, const ubus::Fields&) override {}
    void complain(const std::string&) override {}

    void publish() {
        ubus::Writer methods;
        for (const char* name : {"get_clients", "get_status", "get_features", "del_client", "rrm_nr_get_own",
                                 "rrm_nr_list", "rrm_nr_set", "notify_response"})
            methods.table(name, [](ubus::Writer&) {});
        const bool is_new = generation == Generation::New;
        methods.table("bss_mgmt_enable", [&](ubus::Writer& arguments) {
            arguments.int32("neighbor_report", 7);
            if (is_new) arguments.int32("link_measurement", 7);
        });
        methods.table("rrm_beacon_req", [&](ubus::Writer& arguments) {
            arguments.int32("addr", 3);
            if (is_new) arguments.int32("reporting_detail", 5);
        });
        methods.table("bss_transition_request", [](ubus::Writer&) {});
        if (is_new)
            for (const char* name : {"get_sta_ies", "link_measurement_req"})
                methods.table(name, [](ubus::Writer&) {});
        client.add_object(
            "hostapd." + interface, methods, [this](const ubus::Call& call) { take(call); },
            [this](std::uint32_t id) { object = id; }, {});
    }
    void withdraw() {
        client.remove_object(object, {});
        object = 0;
    }
    void notify(std::string_view what, const std::function<void(ubus::Writer&)>& content,
                ubus::OnVerdict on_verdict = {}) {
        ubus::Writer fields;
        content(fields);
        if (on_verdict)
            client.notify(object, what, fields, std::move(on_verdict), {});
        else
            client.notify(object, what, fields);
    }
    /// A number as this generation writes it where the versions differ.
    void number(ubus::Writer& to, std::string_view field, int value) const {
        if (generation == Generation::Old)
            to.int8(field, value);
        else
            to.int32(field, value);
    }
    [[nodiscard]] long count(std::string_view method) const {
        return std::ranges::count(calls, method, &Called::method);
    }
    [[nodiscard]] const Called* last(std::string_view method) const {
        for (auto at = calls.rbegin(); at != calls.rend(); ++at)
            if (at->method == method) return &*at;
        return nullptr;
    }

    Generation generation;
    std::string interface = "wlan0";
    std::string bssid = "02:00:00:00:01:00";
    int frequency = 5180;
    std::map<std::string, Station> stations;
    /// Body of the own Neighbor Report: HT and VHT, class 128, channel 36, VHT, 80 MHz around 42.
    std::string own_report = "020000000100af1900008024090603022a00";
    std::vector<std::array<std::string, 3>> table;
    bool silent = false;
    bool lively = false;  ///< every client sends something between two lists
    std::function<std::optional<ubus::Status>(const std::string& method)> script;
    std::vector<Called> calls;
    std::uint32_t object = 0;
    ubus::Client client;

private:
    void take(const ubus::Call& call) {
        const ubus::Octets octets = call.arguments.octets();
        calls.push_back({std::string{call.method}, {octets.begin(), octets.end()}});
        if (silent) return;
        const auto told = script ? script(std::string{call.method}) : std::nullopt;
        if (told) return client.answer(call, nullptr, *told);
        ubus::Writer data;
        const bool any = answer(call, data);
        client.answer(call, any ? &data : nullptr, ubus::Status::Ok);
    }

    bool answer(const ubus::Call& call, ubus::Writer& data) {
        const bool is_new = generation == Generation::New;
        if (call.method == "get_status") {
            data.text("status", "ENABLED");
            data.text("bssid", bssid);
            data.text("ssid", "roam-lab");
            data.int32("freq", frequency);
            data.int32("channel", (frequency - 5000) / 5);
            data.int32("op_class", 128);
            data.int32("beacon_interval", 100);
            data.table("airtime", [](ubus::Writer& airtime) { airtime.int16("utilization", 51); });
            return true;
        }
        if (call.method == "get_features") {
            data.flag("ht_supported", true);
            data.flag("vht_supported", true);
            return true;
        }
        if (call.method == "get_clients") {
            if (lively)
                for (auto& [address, station] : stations) ++station.packets;
            data.int32("freq", frequency);
            data.table("clients", [&](ubus::Writer& all) {
                for (const auto& [address, station] : stations)
                    all.table(address, [&](ubus::Writer& to) { write(to, station); });
            });
            return true;
        }
        if (call.method == "rrm_nr_get_own") {
            data.array("value", [&](ubus::Writer& triple) {
                triple.text("", bssid);
                triple.text("", "roam-lab");
                triple.text("", own_report);
            });
            return true;
        }
        if (call.method == "rrm_nr_list") {
            data.array("list", [&](ubus::Writer& list) {
                for (const auto& entry : table)
                    list.array("", [&](ubus::Writer& triple) {
                        for (const std::string& text : entry) triple.text("", text);
                    });
            });
            return true;
        }
        if (call.method == "rrm_beacon_req" && is_new) {
            data.int32("dialog_token", 9);
            return true;
        }
        if (call.method == "get_sta_ies") {
            // HT with 40 MHz and two streams, VHT for two streams, classes 81 and 115, bit 19, measurements.
            data.text(
                "assoc_ie",
                "LRpuABf//wAAAAAAAAAAAAAAAAAAAAAAAAAAAL8MAAAAAPr/AAD6/wAAOwNRUXN/CAAACAAAAABARgVzAAAAAA==");
            return true;
        }
        return false;
    }

    void write(ubus::Writer& to, const Station& station) const {
        to.flag("auth", true);
        to.flag("assoc", true);
        to.flag("authorized", station.authorized);
        to.flag("ht", true);
        to.flag("vht", true);
        if (station.measurements)
            to.array("rrm", [&](ubus::Writer& list) {
                list.int32("", *station.measurements);
                for (int i = 0; i < 4; ++i) list.int32("", 0);
            });
        to.array("extended_capabilities", [&](ubus::Writer& list) {
            for (const int each : {0, 0, station.transition ? 8 : 0}) list.int32("", each);
        });
        to.int32("aid", 1);
        to.table("bytes", [&](ubus::Writer& bytes) {
            bytes.int64("rx", static_cast<std::int64_t>(station.received));
            bytes.int64("tx", 2'000);
        });
        to.table("packets", [&](ubus::Writer& packets) {
            packets.int32("rx", station.packets);
            packets.int32("tx", 20);
        });
        to.table("rate", [](ubus::Writer& rate) {
            rate.int32("rx", 866'700);
            rate.int32("tx", 433'300);
        });
        to.int32("signal", station.signal);
    }
};

}  // namespace fake
