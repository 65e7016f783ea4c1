#include "apps/ap/answers.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/daemon/request.hpp"
#include "engine/json_parts.hpp"
#include "engine/site_check.hpp"
#include "engine/steering_json.hpp"

namespace ap_app {

namespace {

namespace json = boost::json;
using daemon_app::error_json;
using Verb = Request::Verb;

json::object status_answer(const engine::AccessPoint& ap, const Counters& counters, base::Instant started,
                           base::Instant now) {
    const steering::Policy& policy = ap.settings().policy;
    json::array bsses;
    for (const engine::LocalBss& bss : ap.bsses()) bsses.push_back(engine::bss_json(bss));
    std::size_t served = 0;
    for (const auto& [address, known] : ap.clients()) served += known.bss.empty() ? 0 : 1;
    json::object results;
    for (std::size_t i = 1; i < counters.results.size(); ++i)
        results[engine::name(static_cast<records::SteeringResult>(i))] = counters.results[i];
    const auto others = std::ranges::count_if(ap.site(), [](const auto& bss) { return bss.ap != 0; });
    return {{"status", json::object{{"schema", kStatusSchema},
                                    {"mode", engine::name(policy.mode)},
                                    {"rule", engine::name(policy.rule)},
                                    {"running_ms", (now - started).count()},
                                    {"clients", served},
                                    {"known_clients", ap.known()},
                                    {"peer_bss", others},
                                    {"measurements", counters.measurements},
                                    {"requests", std::move(results)},
                                    {"bss", std::move(bsses)}}}};
}

json::object clients_answer(const Request& request, const engine::AccessPoint& ap, base::Instant now) {
    json::array list;
    for (const auto& [address, known] : ap.clients())
        if (request.all || !known.bss.empty()) list.push_back(engine::client_json(ap, known, now));
    if (request.all)
        for (const auto& [address, passerby] : ap.passersby())
            list.push_back(engine::client_json(ap, engine::client_of(address, passerby), now));
    return {{"clients", std::move(list)}};
}

json::object record_json(const engine::AccessPoint& ap, const records::SteeringRecord& record,
                         base::Instant now) {
    // The interface of the BSS, as long as it is the one that served the client then.
    const auto bss = std::ranges::find_if(ap.bsses(), [&](const engine::LocalBss& each) {
        return record.serving && each.status && each.status->bssid == record.serving->bssid;
    });
    json::object object =
        engine::to_json(bss != ap.bsses().end() ? std::string_view{bss->name} : std::string_view{}, record);
    object["age_ms"] = (now - record.at).count();
    return object;
}

json::object why_answer(const Request& request, const engine::AccessPoint& ap, base::Instant now) {
    std::vector<const records::SteeringRecord*> found;
    for (const records::SteeringRecord& record : ap.history())
        if (!request.client || record.client == *request.client) found.push_back(&record);
    json::object result;
    if (request.client) {
        const auto known = ap.clients().find(*request.client);
        const auto passerby = ap.passersby().find(*request.client);
        if (known != ap.clients().end()) {
            result["client"] = engine::client_json(ap, known->second, now);
            // The latest evaluation, though it said the same as the one before and was not written down.
            const auto& last = known->second.last;
            if (last && (found.empty() || found.back()->sequence < last->record.sequence))
                found.push_back(&last->record);
        } else if (passerby != ap.passersby().end()) {
            result["client"] =
                engine::client_json(ap, engine::client_of(*request.client, passerby->second), now);
        } else {
            return error_json(
                "no-such-client",
                fmt::format("nothing is known of {}; \"roam ap clients --all\" lists whom it knows",
                            engine::text(*request.client)));
        }
    }
    const std::size_t count = std::min(found.size(), request.count);
    json::array list;
    for (auto at = found.end() - static_cast<std::ptrdiff_t>(count); at != found.end(); ++at)
        list.push_back(record_json(ap, **at, now));
    result["records"] = std::move(list);
    return result;
}

}  // namespace

json::object answer(const Request& request, const engine::AccessPoint& ap, const Counters& counters,
                    base::Instant started, base::Instant now) {
    switch (request.verb) {
        case Verb::Clients:
            return clients_answer(request, ap, now);
        case Verb::Why:
            return why_answer(request, ap, now);
        case Verb::Neighbors:
            return {{"neighbors", engine::neighbors_json(ap)}};
        case Verb::Check:
            return engine::check_json(engine::facts_of(ap));
        default:
            return status_answer(ap, counters, started, now);
    }
}

json::object refusal(engine::ApOrderFault fault, const wifi::MacAddress& client) {
    using enum engine::ApOrderFault;
    const std::string who = engine::text(client);
    std::string text;
    switch (fault) {
        case Observing:
            text = "roam-ap only observes; it sends requests in mode suggest, insist or enforce";
            break;
        case NoSuchClient:
            text = fmt::format("no BSS here serves {}; \"roam ap clients\" lists whom they serve", who);
            break;
        case NoSuchBss:
            text = fmt::format(
                "the network of {} has no such other BSS that is known here; \"roam ap "
                "neighbors\" lists them",
                who);
            break;
        case AlreadyThere:
            text = fmt::format("{} is there already", who);
            break;
        case Busy:
            text = fmt::format("{} is being asked for something else; try again in some seconds", who);
            break;
        case CannotMeasure:
            text = fmt::format("{} does not measure for others", who);
            break;
    }
    return error_json(engine::name(fault), text);
}

}  // namespace ap_app
