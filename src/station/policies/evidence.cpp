#include "station/policies/evidence.hpp"

#include <algorithm>

namespace station::policies {

namespace {

// A sign of failure is the moment's: kernel events that rivals go by are, too.
constexpr base::Milliseconds kDoubtLasts{1'000};

template <class Vector, class Less>
void insert_ordered(Vector& items, const typename Vector::value_type& item, Less less) {
    if (!items.push_back(item)) return;
    for (std::size_t at = items.size() - 1; at > 0 && less(items[at], items[at - 1]); --at)
        std::swap(items[at], items[at - 1]);
}

}  // namespace

const Heard* Evidence::current() const {
    if (!serving) return nullptr;
    const auto* found =
        std::find_if(table.begin(), table.end(), [&](const Heard& bss) { return bss.bssid == *serving; });
    return found != table.end() ? found : nullptr;
}

wifi::Dbm Evidence::level() const {
    if (average) return *average;
    const Heard* bss = current();
    assert(bss);
    return bss->level;
}

Evidence evidence_of(const Knowledge& knowledge, bool busy, base::Instant now) {
    Evidence result;
    result.busy = busy;
    const Bss* serving = serving_bss(knowledge);
    if (knowledge.serving) {
        result.serving = knowledge.serving->bssid;
        result.average = knowledge.serving->reported;
        const auto& sign = knowledge.serving->failing;
        result.in_doubt = sign && now - *sign < kDoubtLasts;
    }
    for (const Bss& bss : knowledge.table) {
        if (!bss.fits) continue;
        if (std::find(result.channels.begin(), result.channels.end(), bss.channel) == result.channels.end())
            insert_ordered(result.channels, bss.channel, [](auto a, auto b) { return a < b; });
        Heard heard;
        heard.bssid = bss.bssid;
        heard.channel = bss.channel;
        heard.link = bss.link;
        heard.busy_per_255 = bss.busy_per_255;
        heard.blocked = bss.blocked_until > now;
        if (&bss == serving) {
            // The kernel enters each beacon of the link into the table.
            if (!bss.last_heard && !result.average) continue;
            heard.level = result.average ? *result.average : bss.last_heard->level;
        } else {
            if (!bss.last_heard) continue;
            heard.level = bss.last_heard->level;
            heard.age = now - bss.last_heard->when;
            heard.missed = bss.when > bss.last_heard->when;
            heard.same_domain = is_fast(knowledge, bss);
        }
        insert_ordered(result.table, heard, [](const Heard& a, const Heard& b) { return a.bssid < b.bssid; });
    }
    return result;
}

bool Verdict::compare(records::GateKind kind, std::int32_t value, std::int32_t limit) {
    const records::Gate gate{kind, value, limit};
    (void)gates.push_back(gate);
    return gate.passed();
}

Verdict& Verdict::stay(records::Reason why) {
    action = records::Action::Stay;
    reason = why;
    return *this;
}

Verdict& Verdict::move(records::Reason why, const wifi::MacAddress& where) {
    action = records::Action::Move;
    reason = why;
    target = where;
    return *this;
}

}  // namespace station::policies
