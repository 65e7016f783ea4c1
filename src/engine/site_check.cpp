#include "engine/site_check.hpp"

#include <algorithm>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/access_point.hpp"
#include "engine/json_parts.hpp"

namespace engine {

namespace {

namespace json = boost::json;
using Pointers = std::vector<const CheckedBss*>;
using Names = std::vector<std::string>;

Names names_of(const Pointers& bsses) {
    Names names;
    for (const CheckedBss* bss : bsses) names.push_back(bss->where);
    return names;
}

template <class Predicate>
Pointers those(const Pointers& bsses, Predicate&& predicate) {
    Pointers found;
    std::ranges::copy_if(bsses, std::back_inserter(found),
                         [&](const CheckedBss* bss) { return predicate(*bss); });
    return found;
}

std::string joined(const Names& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool has(const Names& names, std::string_view name) { return std::ranges::count(names, name) != 0; }

/// A key management without what makes it one for fast transitions: clients of both can be of one network.
std::string plain(const std::string& key_management) {
    if (!key_management.starts_with("FT-")) return key_management;
    const std::string rest = key_management.substr(3);
    return rest == "PSK" || rest == "EAP" ? "WPA-" + rest : rest;
}

Names plain_of(const CheckedBss& bss) {
    Names names;
    for (const std::string& each : *bss.key_management)
        if (!has(names, plain(each))) names.push_back(plain(each));
    std::ranges::sort(names);
    return names;
}

bool is_psk_only(const CheckedBss& bss) {
    return bss.key_management && std::ranges::none_of(*bss.key_management, [](const std::string& each) {
               return each.starts_with("FT-") && each != "FT-PSK";
           });
}

/// What `to` needs in order to get the keys of clients of `from`; empty: nothing is missing.
std::string key_fault(const CheckedBss& from, const CheckedBss& to) {
    if (from.keys->local && to.keys->local && is_psk_only(from) && is_psk_only(to)) return {};
    if (!has(to.keys->r0, "*") && !has(to.keys->r0, from.keys->nas_identifier))
        return fmt::format("{} has no r0kh for {} (nas_identifier {})", to.where, from.where,
                           from.keys->nas_identifier.empty() ? "missing" : from.keys->nas_identifier);
    if (!has(from.keys->r1, "*") && !has(from.keys->r1, to.keys->r1_holder))
        return fmt::format("{} has no r1kh for {} ({})", from.where, to.where,
                           to.keys->r1_holder.empty() ? "address not known" : to.keys->r1_holder);
    return {};
}

/// The BSS of one SSID.
class Network {
public:
    Network(std::string ssid, Pointers bsses, SiteReport& report)
        : ssid_{std::move(ssid)}, bsses_{std::move(bsses)}, report_{report} {}

    void check() {
        feature(&CheckedBss::transition, "transition-off", "transition-unknown",
                "does no BSS transition management: clients cannot be asked to move from there",
                "bss_transition=1", "BSS transition management");
        feature(&CheckedBss::neighbor_reports, "neighbor-reports-off", "neighbor-reports-unknown",
                "gives no neighbor reports: clients do not learn where the other access points are",
                "rrm_neighbor_report=1", "neighbor reports");
        feature(&CheckedBss::beacon_reports, "beacon-reports-off", "beacon-reports-unknown",
                "does not offer beacon reports: many clients then do not measure when they are asked to",
                "rrm_beacon_report=1", "beacon reports");
        if (bsses_.size() < 2) return;
        security();
        channels();
        fast_transition();
    }

private:
    void say(Severity severity, std::string_view code, const Pointers& about, std::string text,
             std::string setting = {}) {
        report_.findings.push_back(
            {severity, code, ssid_, names_of(about), std::move(text), std::move(setting)});
    }

    void feature(std::optional<bool> CheckedBss::* member, std::string_view off, std::string_view unknown,
                 std::string_view text, std::string_view setting, std::string_view what) {
        const Pointers without = those(bsses_, [&](const CheckedBss& bss) { return bss.*member == false; });
        if (!without.empty())
            say(Severity::Problem, off, without, fmt::format("{} {}", joined(names_of(without)), text),
                std::string{setting});
        const Pointers open = those(bsses_, [&](const CheckedBss& bss) { return !(bss.*member); });
        if (!open.empty())
            say(Severity::Unknown, unknown, open,
                fmt::format("whether {} has {} is not known: hostapd's control interface does not tell, and "
                            "no client has shown it yet",
                            joined(names_of(open)), what),
                std::string{setting});
    }

    void security() {
        const Pointers known =
            those(bsses_, [](const CheckedBss& bss) { return bss.key_management.has_value(); });
        if (known.size() < bsses_.size()) {
            const Pointers open = those(bsses_, [](const CheckedBss& bss) { return !bss.key_management; });
            say(Severity::Unknown, "security-unknown", open,
                fmt::format("the key management of {} is not known", joined(names_of(open))), "wpa_key_mgmt");
        }
        for (const CheckedBss* bss : known)
            if (plain_of(*bss) != plain_of(*known[0]))
                return say(Severity::Problem, "security-differs", known,
                           fmt::format("{} has {} and {} has {}: a client of one may not be able to use the "
                                       "other",
                                       known[0]->where, or_open(*known[0]), bss->where, or_open(*bss)),
                           "wpa_key_mgmt, the same everywhere");
    }

    static std::string or_open(const CheckedBss& bss) {
        const std::string text = joined(*bss.key_management);
        return text.empty() ? "no security" : text;
    }

    void channels() {
        std::map<int, Pointers> at;
        for (const CheckedBss* bss : bsses_)
            if (bss->channel) at[bss->channel->centre_mhz()].push_back(bss);
        for (const auto& [mhz, sharing] : at)
            if (sharing.size() > 1)
                say(Severity::Advice, "channel-shared", sharing,
                    fmt::format("{} share channel {}: where they hear each other, a move between them gains "
                                "no airtime",
                                joined(names_of(sharing)), sharing[0]->channel->number()),
                    "channel");
    }

    void fast_transition() {
        const Pointers with =
            those(bsses_, [](const CheckedBss& bss) { return bss.fast_transition() == true; });
        const Pointers without =
            those(bsses_, [](const CheckedBss& bss) { return bss.fast_transition() == false; });
        const bool all_open = std::ranges::all_of(bsses_, [](const CheckedBss* bss) {
            return bss->key_management && bss->key_management->empty();
        });
        if (all_open) return;  // without keys there is nothing to be faster at
        if (with.empty() && !without.empty())
            say(Severity::Advice, "ft-none", without,
                "no BSS offers fast transition (802.11r): each move makes new keys, with 802.1X by asking "
                "the "
                "server",
                "wpa_key_mgmt=… FT-PSK, FT-SAE or FT-EAP; mobility_domain; nas_identifier");
        else if (!without.empty())
            say(Severity::Problem, "ft-missing", without,
                fmt::format("{} does not offer fast transition, {} does: moves between them are slow",
                            joined(names_of(without)), joined(names_of(with))),
                "wpa_key_mgmt=… FT-PSK, FT-SAE or FT-EAP; mobility_domain; nas_identifier");
        if (!with.empty()) domains(with);
    }

    void domains(const Pointers& with) {
        std::map<std::uint16_t, Pointers> domains;
        Pointers unknown;
        for (const CheckedBss* bss : with)
            if (bss->mobility_domain)
                domains[*bss->mobility_domain].push_back(bss);
            else
                unknown.push_back(bss);
        if (domains.size() > 1) {
            std::string text;
            for (const auto& [domain, members] : domains)
                text += fmt::format("{}{:04x} at {}", text.empty() ? "" : ", ", domain,
                                    joined(names_of(members)));
            say(Severity::Problem, "mobility-domain-differs", with,
                fmt::format("the mobility domains differ ({}): no fast transition from one to another", text),
                "mobility_domain, the same everywhere");
        }
        if (!unknown.empty()) {
            say(Severity::Unknown, "mobility-domain-unknown", unknown,
                fmt::format(
                    "the mobility domain and the key holders of {} are not known: hostapd's control "
                    "interface does not tell; \"roam ap check FILE…\" reads them from the hostapd.conf "
                    "of each access point",
                    joined(names_of(unknown))));
            report_.groups.push_back({ssid_, std::nullopt, names_of(unknown), std::nullopt});
        }
        for (const auto& [domain, members] : domains) keys(domain, members);
    }

    void keys(std::uint16_t domain, const Pointers& members) {
        FtGroup group{ssid_, domain, names_of(members), std::nullopt};
        const Pointers known = those(members, [](const CheckedBss& bss) { return bss.keys.has_value(); });
        if (known.size() < members.size()) {
            const Pointers open = those(members, [](const CheckedBss& bss) { return !bss.keys; });
            say(Severity::Unknown, "keys-unknown", open,
                fmt::format("the key holders of {} are not known", joined(names_of(open))),
                "r0kh and r1kh, or ft_psk_generate_local=1");
        }
        const Pointers nameless =
            those(known, [](const CheckedBss& bss) { return bss.keys->nas_identifier.empty(); });
        if (!nameless.empty())
            say(Severity::Problem, "nas-identifier-missing", nameless,
                fmt::format("{} has no name as key holder: hostapd does no fast transition without",
                            joined(names_of(nameless))),
                "nas_identifier, another one for each BSS");
        std::map<std::string, Pointers> by_name;
        for (const CheckedBss* bss : known)
            if (!bss->keys->nas_identifier.empty()) by_name[bss->keys->nas_identifier].push_back(bss);
        for (const auto& [same, sharing] : by_name)
            if (sharing.size() > 1)
                say(Severity::Problem, "nas-identifier-shared", sharing,
                    fmt::format("{} have the same name as key holder, {}: who asks for keys finds the wrong "
                                "one",
                                joined(names_of(sharing)), same),
                    "nas_identifier, another one for each BSS");
        Names faults;
        for (const CheckedBss* from : known)
            for (const CheckedBss* to : known)
                if (from != to)
                    if (std::string fault = key_fault(*from, *to); !fault.empty()) faults.push_back(fault);
        if (!faults.empty()) {
            constexpr std::size_t kTold = 3;
            std::string text =
                joined({faults.begin(),
                        faults.begin() + static_cast<std::ptrdiff_t>(std::min(kTold, faults.size()))});
            if (faults.size() > kTold) text += fmt::format(", and {} more", faults.size() - kTold);
            say(Severity::Problem, "keys-missing", known,
                text + ": a fast transition there fails, and the client begins anew",
                "r0kh and r1kh of the others, or ft_psk_generate_local=1 where all use FT-PSK alone");
        }
        if (known.size() == members.size()) group.keys = faults.empty() && nameless.empty();
        report_.groups.push_back(std::move(group));
    }

    std::string ssid_;
    Pointers bsses_;
    SiteReport& report_;
};

json::value if_known(const auto& value) { return value ? json::value(*value) : json::value(nullptr); }

json::array strings(const Names& names) {
    json::array list;
    for (const std::string& name : names) list.push_back(json::string{name});
    return list;
}

json::value domain_json(const std::optional<std::uint16_t>& domain) {
    if (!domain) return nullptr;
    return json::value(json::string{fmt::format("{:04x}", *domain)});
}

json::object facts_json(const CheckedBss& bss) {
    json::object object{{"where", bss.where}, {"ssid", bss.ssid}};
    if (bss.bssid) object["bssid"] = text(*bss.bssid);
    if (bss.channel)
        for (auto& [key, value] : channel_json(*bss.channel)) object[key] = value;
    object["transition"] = if_known(bss.transition);
    object["neighbor_reports"] = if_known(bss.neighbor_reports);
    object["beacon_reports"] = if_known(bss.beacon_reports);
    object["key_management"] =
        bss.key_management ? json::value(strings(*bss.key_management)) : json::value(nullptr);
    object["fast_transition"] = if_known(bss.fast_transition());
    object["mobility_domain"] = domain_json(bss.mobility_domain);
    return object;
}

}  // namespace

std::string_view name(Severity severity) {
    constexpr std::array<std::string_view, kSeverities> kNames{"problem", "advice", "unknown"};
    return kNames[static_cast<std::size_t>(severity)];
}

std::optional<bool> CheckedBss::fast_transition() const {
    if (!key_management) return mobility_domain ? std::optional{true} : std::nullopt;
    return std::ranges::any_of(*key_management,
                               [](const std::string& each) { return each.starts_with("FT-"); });
}

SiteReport check_site(std::span<const CheckedBss> bsses) {
    SiteReport report;
    std::map<std::string, Pointers> networks;
    for (const CheckedBss& bss : bsses) networks[bss.ssid].push_back(&bss);
    for (auto& [ssid, members] : networks) {
        std::ranges::sort(members, {}, [](const CheckedBss* bss) { return bss->where; });
        Network{ssid, members, report}.check();
    }
    std::ranges::stable_sort(report.findings, [](const Finding& a, const Finding& b) {
        return std::tie(a.ssid, a.severity) < std::tie(b.ssid, b.severity);
    });
    return report;
}

std::vector<CheckedBss> facts_of(const AccessPoint& ap) {
    std::vector<CheckedBss> facts;
    for (const LocalBss& bss : ap.bsses()) {
        if (!bss.attached || !bss.status || !bss.status->enabled) continue;
        const ports::BssStatus& status = *bss.status;
        CheckedBss fact;
        fact.where = bss.name;
        fact.bssid = status.bssid;
        fact.ssid = status.ssid;
        fact.channel = status.channel;
        fact.neighbor_reports = status.neighbor_reports;
        fact.mobility_domain = status.mobility_domain;
        // Off is what hostapd answers; on is only what was seen to work.
        if (!status.transition) fact.transition = false;
        if (!status.beacon_reports) fact.beacon_reports = false;
        for (const records::SteeringRecord& record : ap.history())
            if (status.transition && record.serving && record.serving->bssid == status.bssid &&
                record.outcome.status)
                fact.transition = true;
        facts.push_back(std::move(fact));
    }
    for (const steering::Bss& bss : ap.site()) {
        if (bss.ap == 0) continue;
        CheckedBss fact;
        fact.where = fmt::format("{} {}", ap.ap_name(bss.ap), text(bss.bssid));
        fact.bssid = bss.bssid;
        fact.ssid = ap.ssid_of(bss.network);
        fact.channel = bss.channel;
        fact.mobility_domain = bss.mobility_domain;
        if (!bss.transition) fact.transition = false;
        facts.push_back(std::move(fact));
    }
    return facts;
}

json::object check_json(std::span<const CheckedBss> bsses) {
    const SiteReport report = check_site(bsses);
    json::array facts;
    for (const CheckedBss& bss : bsses) facts.push_back(facts_json(bss));
    json::array findings;
    for (const Finding& finding : report.findings)
        findings.push_back(json::object{{"severity", name(finding.severity)},
                                        {"code", finding.code},
                                        {"ssid", finding.ssid},
                                        {"bss", strings(finding.where)},
                                        {"text", finding.text},
                                        {"setting", finding.setting}});
    json::array groups;
    for (const FtGroup& group : report.groups)
        groups.push_back(json::object{{"ssid", group.ssid},
                                      {"mobility_domain", domain_json(group.mobility_domain)},
                                      {"bss", strings(group.where)},
                                      {"keys", if_known(group.keys)}});
    return {{"schema", kCheckSchema},
            {"bss", std::move(facts)},
            {"findings", std::move(findings)},
            {"fast_transition", std::move(groups)}};
}

}  // namespace engine
