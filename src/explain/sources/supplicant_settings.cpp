#include "explain/sources/supplicant_rules.hpp"

namespace explain::supplicant {

void program_began(Words, SupplicantInterface& at, Out& out) { at.say(out, ProgramBegun{}); }

void program_ended(Words, SupplicantInterface& at, Out& out) {
    at.current.reset();
    at.step.reset();
    at.say(out, ProgramEnded{});
}

// "Initialized module 'simple' with parameters '30:-70:86400'"
void background_scan_set(Words rest, SupplicantInterface& at, Out& out) {
    const std::string_view module = rest.until('\'');
    if (!rest.skip(" with parameters '")) return;
    const std::string_view parameters = rest.until('\'');
    at.say(out, Setting{"bgscan", clean(module) + ":" + clean(parameters), std::nullopt});
}

void mobility_domain(Words rest, SupplicantInterface& at, Out&) {
    at.set("mobility_domain", clean(rest.until(' ')));
}

// "FT: Mobility domain - hexdump(len=2): a1 b2": of the access point it goes to, whether or not it is used.
void mobility_domain_offered(Words rest, SupplicantInterface& at, Out&) {
    std::string digits;
    for (const char letter : rest.rest())
        if (letter != ' ') digits += letter;
    if (digits.size() == 4) at.set("mobility_domain", clean(digits));
}

void key_management(Words rest, SupplicantInterface& at, Out&) {
    std::string_view name = rest.rest();
    name = name.substr(0, name.find(" and proto"));
    at.set("key_mgmt", clean(name));
}

void protection_required(Words, SupplicantInterface& at, Out&) { at.set("ieee80211w", "2"); }

// "init=USER type=COUNTRY alpha2=CN"
void country(Words rest, SupplicantInterface& at, Out& out) {
    if (const auto code = behind(rest.rest(), "alpha2="))
        at.say(out, Setting{"country", clean(Words{*code}.until(' ')), std::nullopt});
}

}  // namespace explain::supplicant
