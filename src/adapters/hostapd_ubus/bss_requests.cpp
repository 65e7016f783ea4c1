// Bss: its list of neighbours, what its clients are asked for, and who is kept out.
#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>

#include "adapters/hostapd_ubus/answers.hpp"
#include "adapters/hostapd_ubus/bss.hpp"

namespace hostapd_ubus {

namespace {

using ubus::Answer;
using ubus::Fields;
using ubus::Writer;

constexpr std::size_t kKeptOutAtMost = 2'007;  // association identifiers of a BSS (9.4.1.8)
constexpr std::size_t kTableAtMost = 512;

}  // namespace

// -- Neighbours.

void Bss::read_neighbors() {
    if (!ready_ || !methods_.own_report)
        return tell_later(ports::NeighborsRefused{ready_ ? "this hostapd has no neighbor reports"
                                                         : "its object on ubus is not there"});
    struct Reading {
        std::vector<ports::NeighborEntry> entries;
        bool understood = true;
    };
    auto reading = std::make_shared<Reading>();
    call(
        "rrm_nr_get_own", {}, [this](const Fields& data) { own_report_read(data); },
        [this, reading](const Answer& own) {
            if (!own || !own_report_)
                return tell(ports::NeighborsRefused{own ? "rrm_nr_get_own: no data"
                                                        : problem_of("rrm_nr_get_own", own)});
            call(
                "rrm_nr_list", {},
                [reading](const Fields& data) {
                    for (const ubus::Field& each : data.inside("list")) {
                        auto entry = parse_neighbor(each.inside());
                        if (!entry) reading->understood = false;
                        if (entry && reading->entries.size() < kTableAtMost)
                            reading->entries.push_back(*std::move(entry));
                    }
                },
                [this, reading](const Answer& answer) {
                    if (!answer) return tell(ports::NeighborsRefused{problem_of("rrm_nr_list", answer)});
                    if (!reading->understood || !own_report_)
                        return tell(ports::NeighborsRefused{"rrm_nr_list: answer not understood"});
                    table_ = reading->entries;
                    reading->entries.insert(reading->entries.begin(), *own_report_);
                    tell(ports::NeighborsRead{std::move(reading->entries)});
                });
        });
}

void Bss::set_neighbor(const ports::NeighborEntry& entry) {
    if (auto arguments = neighbor_table({entry}); !arguments)
        return tell_later(ports::NeighborsRefused{std::move(arguments.error())});
    if (entry.bssid == status_.bssid) return;  // hostapd's own business
    if (!table_) table_.emplace();
    const auto known = std::ranges::find(*table_, entry.bssid, &ports::NeighborEntry::bssid);
    if (known != table_->end())
        *known = entry;
    else if (table_->size() < kTableAtMost)
        table_->push_back(entry);
    push_table_later();
}

void Bss::remove_neighbor(const ports::NeighborEntry& entry) {
    if (table_ && std::erase_if(*table_, [&](const auto& each) { return each.bssid == entry.bssid; }) != 0)
        push_table_later();
}

void Bss::push_table_later() {
    if (std::exchange(pushing_, true)) return;
    boost::asio::post(io(), [this, alive = alive()] {
        if (!*alive) return;
        pushing_ = false;
        if (ready_ && table_) push_table();
    });
}

void Bss::push_table() {
    const auto arguments = neighbor_table(*table_);
    if (!arguments) return tell(ports::NeighborsRefused{arguments.error()});
    call("rrm_nr_set", *arguments, {}, [this](const Answer& answer) {
        if (!answer && !is_down(answer)) tell(ports::NeighborsRefused{problem_of("rrm_nr_set", answer)});
    });
}

// -- Asking and ordering.

void Bss::ask_beacons(const wifi::MacAddress& client, const ports::BeaconAsk& wanted) {
    const auto fail = [&](std::string why) { tell_later(ports::MeasurementFailed{client, std::move(why)}); };
    if (!ready_) return fail("its object on ubus is not there");
    if (const auto known = clients_.find(client); known != clients_.end()) {
        const auto& elements = known->second.elements;
        const auto measures =
            elements && elements->measurements ? elements->measurements : known->second.station.measurements;
        // Bits 4 to 6 of RM Enabled Capabilities (9.4.2.44): passive, active, table.
        if (measures && (*measures >> (4 + static_cast<int>(wanted.mode)) & 1) == 0)
            return fail("its association says that it does not measure so");
    }
    const auto arguments = beacon_request(client, wanted, methods_);
    if (!arguments) return fail(arguments.error());
    const auto token = std::make_shared<std::uint8_t>(0);  // older versions tell none
    call(
        "rrm_beacon_req", *arguments,
        [token](const Fields& data) {
            *token = static_cast<std::uint8_t>(data.natural("dialog_token").value_or(0) & 0xFF);
        },
        [this, client, token](const Answer& answer) {
            if (answer) return tell(ports::MeasurementSent{client, *token});
            tell(ports::MeasurementFailed{client, problem_of("rrm_beacon_req", answer)});
        });
}

void Bss::ask_transition(const wifi::MacAddress& client, const ports::TransitionAsk& wanted) {
    if (!ready_) return tell_later(ports::TransitionFailed{client, "its object on ubus is not there"});
    // Another one for each request: clients take one that repeats a token for the same request.
    token_ = token_ == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(token_ + 1);
    std::uint8_t token = token_;
    if (wanted.answers_query && query_ && query_->client == client) {
        query_->answered = true;
        if (query_->token != 0) token = query_->token;
    }
    const bool old = !methods_.transition;
    const auto arguments = old ? announced_end(client, wanted) : transition_request(client, wanted, token);
    if (!arguments) return tell_later(ports::TransitionFailed{client, arguments.error()});
    const char* method = old ? "wnm_disassoc_imminent" : "bss_transition_request";
    call(method, *arguments, {}, [this, client, method](const Answer& answer) {
        if (answer) return tell(ports::TransitionSent{client});
        tell(ports::TransitionFailed{client, problem_of(method, answer)});
    });
}

void Bss::order(const wifi::MacAddress& client, std::string_view method, const Writer& arguments) {
    if (!ready_)
        return tell_later(ports::ClientOrderAnswered{client, false, "its object on ubus is not there"});
    call(method, arguments, {}, [this, client, name = std::string{method}](const Answer& answer) {
        tell(ports::ClientOrderAnswered{client, answer.has_value(),
                                        answer ? std::string{"done"} : problem_of(name, answer)});
    });
}

void Bss::disassociate(const wifi::MacAddress& client, std::uint16_t reason) {
    order(client, "del_client", disassociation(client, reason));
}

/// hostapd waits for verdicts only while it has to.
void Bss::tell_wish_to_answer(ubus::OnDone on_done) {
    Writer arguments;
    arguments.int32("notify_response", kept_out_.empty() ? 0 : 1);
    call("notify_response", arguments, {}, std::move(on_done));
}

void Bss::refuse(const wifi::MacAddress& client, bool refused) {
    const bool before = kept_out_.empty();
    if (refused && kept_out_.size() >= kKeptOutAtMost)
        return tell_later(ports::ClientOrderAnswered{client, false, "too many are kept out"});
    if (refused)
        kept_out_.insert(client);
    else
        kept_out_.erase(client);
    if (before == kept_out_.empty() || !ready_)
        return tell_later(ports::ClientOrderAnswered{client, true, "done"});
    tell_wish_to_answer([this, client](const Answer& answer) {
        tell(
            ports::ClientOrderAnswered{client, answer.has_value(),
                                       answer ? std::string{"done"} : problem_of("notify_response", answer)});
    });
}

}  // namespace hostapd_ubus
