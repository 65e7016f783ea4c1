#include "adapters/peers/member.hpp"

#include <algorithm>
#include <utility>

namespace peers {

namespace {

/// A peer's name in events: for people, and no two sessions share it.
std::string peer_text(const std::string& name, const SessionId& session) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const char letter : name) text += letter > ' ' && letter < 0x7F ? letter : '_';
    text += '#';
    for (std::size_t i = 0; i < 4; ++i) {
        text += kDigits[session[i] >> 4];
        text += kDigits[session[i] & 0x0F];
    }
    return text;
}

}  // namespace

Member::Member(Settings settings, const SiteKey& key, Outside outside)
    : settings_{std::move(settings)}, site_key_{key}, outside_{std::move(outside)} {
    if (settings_.name.size() > kMostName) settings_.name.resize(kMostName);
    outside_.random(session_);
    open_key_ = site_key_.open_key(session_);
}

void Member::complain(Fault fault, const Endpoint& from, base::Instant now, std::string_view what) {
    if (complaints_.note(fault, from, now))
        outside_.complain(address_text(from) + ": " + std::string{what} +
                          "; more of this in the next minute is only counted");
}

// In.

void Member::receive(wifi::Octets datagram, const Endpoint& from, base::Instant now) {
    const auto header = read_header(datagram);
    if (!header) return complain(Fault::Malformed, from, now, "not a datagram of a peer");
    if (header->session == session_) return;  // our own, from a group
    if (header->version != kVersion)
        return complain(Fault::OtherVersion, from, now,
                        "speaks version " + std::to_string(header->version) + " of the peers' protocol, we " +
                            std::to_string(kVersion));
    switch (static_cast<Kind>(header->kind)) {
        case Kind::Open:
            return open_datagram(*header, datagram, from, now);
        case Kind::Pair:
            return pair_datagram(*header, datagram, from, now);
    }
    complain(Fault::OtherVersion, from, now, "sends a kind of datagram that is not known here");
}

std::optional<Decoded> Member::read(const Key& key, wifi::Octets datagram, const Endpoint& from,
                                    base::Instant now) {
    const auto plain = sealer_.open(key, datagram);
    if (!plain) {
        complain(Fault::Unreadable, from, now, "has another site key, or its datagram was changed");
        return std::nullopt;
    }
    auto decoded = decode(*plain);
    if (!decoded) {
        complain(Fault::Malformed, from, now, "sends a list of messages that is cut");
        return std::nullopt;
    }
    if (decoded->skipped > 0)
        complain(Fault::Skipped, from, now, "sends messages that are not known here; the others are used");
    return std::move(*decoded);
}

void Member::open_datagram(const Header& header, wifi::Octets datagram, const Endpoint& from,
                           base::Instant now) {
    const auto link = links_.find(header.session);
    const auto met = strangers_.find(header.session);
    if (link != links_.end() && !link->second.open_seen.fresh(header.counter))
        return complain(Fault::Replayed, from, now, "repeats a datagram");
    const Key key = link != links_.end()      ? link->second.open_key
                    : met != strangers_.end() ? met->second.open_key
                                              : site_key_.open_key(header.session);
    const auto decoded = read(key, datagram, from, now);
    if (!decoded) return;
    if (link != links_.end()) {
        link->second.open_seen.take(header.counter);
        link->second.heard = now;
    }
    for (const Message& message : decoded->messages) {
        if (const auto* hello = std::get_if<Hello>(&message))
            heard(header.session, *hello, key, from, now);
        else if (const auto* knock = std::get_if<Knock>(&message))
            heard(header, *knock, key, from, now);
        else if (std::holds_alternative<Bye>(message))
            return drop(header.session, "it has ended", now);
    }
}

void Member::heard(const SessionId& session, const Hello& hello, const Key& key, const Endpoint& from,
                   base::Instant now) {
    if (const auto link = links_.find(session); link != links_.end()) {
        if (hello.revision > link->second.have.state) link->second.ack = true;  // shows what we lack
        return;
    }
    // One knock for each hello at most: a recorded one makes us send no more than its sender does.
    Stranger* who = stranger(session, key, hello.name, from, now);
    if (who && (!who->knocked || now - *who->knocked >= kKnockEvery)) who->knock = true;
}

Member::Stranger* Member::stranger(const SessionId& session, const Key& key, const std::string& name,
                                   const Endpoint& from, base::Instant now) {
    const auto known = strangers_.find(session);
    if (known != strangers_.end()) return &known->second;
    if (strangers_.size() >= kMostStrangers || (links_.size() >= kMostPeers && !links_.contains(session))) {
        complain(Fault::TooMany, from, now, "is one access point too many");
        return nullptr;
    }
    Stranger& fresh = strangers_[session];
    fresh.open_key = key;
    fresh.from = from;
    fresh.name = name;
    fresh.since = now;
    outside_.random(fresh.mine);
    return &fresh;
}

void Member::heard(const Header& header, const Knock& knock, const Key& key, const Endpoint& from,
                   base::Instant now) {
    if (knock.to != session_) return;
    const auto link = links_.find(header.session);
    if (link != links_.end() && link->second.theirs == knock.challenge) {
        if (!knock.done) link->second.knock = true;  // it has not heard our answer
        return;
    }
    // New here, or it has forgotten us: a challenge of its own either way.
    Stranger* who = stranger(header.session, key, knock.name, from, now);
    if (!who) return;
    who->from = from;
    if (knock.echo == who->mine) {
        const Stranger proved = *who;
        strangers_.erase(header.session);
        return establish(header, proved, knock, now);
    }
    who->theirs = knock.challenge;
    who->knock = true;
}

void Member::establish(const Header& header, const Stranger& who, const Knock& knock, base::Instant now) {
    drop(header.session, "it begins anew", now);
    // A daemon that was started again has another session, and speaks from the same address and port.
    for (auto old = links_.begin(); old != links_.end();) {
        const auto next = std::next(old);
        if (old->second.at == who.from) drop(SessionId{old->first}, "it was started again", now);
        old = next;
    }
    if (links_.size() >= kMostPeers)
        return complain(Fault::TooMany, who.from, now, "is one access point too many");
    const SessionId& theirs = header.session;
    const auto added = links_.emplace(
        theirs, Link{.peer = peer_text(knock.name, theirs),
                     .at = who.from,
                     .open_key = who.open_key,
                     .to_key = site_key_.pair_key(session_, theirs, who.mine, knock.challenge),
                     .from_key = site_key_.pair_key(theirs, session_, knock.challenge, who.mine),
                     .mine = who.mine,
                     .theirs = knock.challenge,
                     .open_seen = ReplayWindow{header.counter},
                     .pair_seen = ReplayWindow{},
                     .counter = 0,
                     .heard = now,
                     .opened = now,
                     .said = now,
                     .have = {},
                     .ack = false,
                     .knock = true,
                     .outbox = Outbox{state_.revision()}});
    Link& link = added.first->second;
    if (const auto absent = absent_.find(theirs); absent != absent_.end()) {
        link.peer = absent->second.peer;  // the same session: what waits for it has this name
        link.outbox.give_hand_overs(std::move(absent->second.hand_overs));
        absent_.erase(absent);
    }
    outside_.event(ports::PeerUp{link.peer});
}

void Member::pair_datagram(const Header& header, wifi::Octets datagram, const Endpoint& from,
                           base::Instant now) {
    const auto found = links_.find(header.session);
    if (found == links_.end()) return;  // a peer that we have not met yet, or have given up: it will knock
    Link& link = found->second;
    if (!link.pair_seen.fresh(header.counter))
        return complain(Fault::Replayed, from, now, "repeats a datagram");
    const auto decoded = read(link.from_key, datagram, from, now);
    if (!decoded) return;
    link.pair_seen.take(header.counter);
    link.heard = now;
    link.opened = now;
    link.at = from;
    bool in_range = false;
    for (const Message& message : decoded->messages) {
        if (const auto* range = std::get_if<StateRange>(&message))
            in_range = begin_range(link, *range);
        else
            take(link, message, in_range, now);
    }
}

bool Member::begin_range(Link& link, const StateRange& range) {
    link.ack = true;  // a gap is said, too
    if (range.from > link.have.state || range.to <= link.have.state) return false;
    link.have.state = range.to;
    return true;
}

void Member::take(Link& link, const Message& message, bool in_range, base::Instant now) {
    if (const auto* ack = std::get_if<Ack>(&message)) return link.outbox.acknowledged(*ack, now);
    if (const auto* hand_over = std::get_if<HandOver>(&message)) {
        link.ack = true;
        if (hand_over->sequence != link.have.hand_overs + 1) return;
        link.have.hand_overs = hand_over->sequence;
        return outside_.event(ports::PeerMemory{link.peer, hand_over->epoch, hand_over->memory});
    }
    if (const auto* sightings = std::get_if<Sightings>(&message)) {
        for (const Sightings::Item& item : sightings->items)
            outside_.event(ports::PeerSighting{
                link.peer, {item.client, sightings->bssid, item.level_cdbm, item.age, sightings->source}});
        return;
    }
    if (!in_range) return;
    if (const auto* bss = std::get_if<ports::SharedBss>(&message)) {
        outside_.event(ports::PeerBss{link.peer, *bss});
    } else if (const auto* gone = std::get_if<BssGone>(&message)) {
        outside_.event(ports::PeerBssGone{link.peer, gone->bssid});
    } else if (const auto* claim = std::get_if<ports::SharedClaim>(&message)) {
        state_.supersede(*claim);
        outside_.event(ports::PeerClaim{link.peer, *claim});
    }
}

void Member::drop(const SessionId& session, const std::string& why, base::Instant now) {
    const auto link = links_.find(session);
    if (link == links_.end()) return;
    Absent absent{link->second.peer, link->second.outbox.take_hand_overs(), now};
    links_.erase(link);
    const std::string peer = absent.peer;
    if (absent_.size() >= kMostPeers)
        absent_.erase(
            std::ranges::min_element(absent_, {}, [](const auto& entry) { return entry.second.since; }));
    absent_.insert_or_assign(session, std::move(absent));
    outside_.event(ports::PeerDown{peer, why});
}

// What the engine says.

void Member::share(const ports::SharedBss& bss) { (void)state_.put(bss); }
void Member::withdraw(const wifi::MacAddress& bssid) { (void)state_.remove(bssid); }
void Member::claim(const ports::SharedClaim& claim) { (void)state_.put(claim); }

void Member::share(const ports::SharedSighting& sighting, base::Instant now) {
    if (links_.empty()) return;  // said once, to those who are there
    if (!sightings_.push(sighting, now))
        complain(Fault::Overflow, {}, now, "more sightings than can be sent; the oldest are dropped");
}

void Member::hand_over(const std::string& peer, std::uint32_t epoch, const records::ClientMemory& memory,
                       base::Instant now) {
    const auto named = [&peer](const auto& entry) { return entry.second.peer == peer; };
    const auto link = std::ranges::find_if(links_, named);
    if (link == links_.end()) {
        // It is down; should it come back, it gets this.
        const auto absent = std::ranges::find_if(absent_, named);
        if (absent != absent_.end() && absent->second.hand_overs.size() < Outbox::kMostHandOvers)
            absent->second.hand_overs.push_back({HandOver{0, epoch, memory}, now});
        return;
    }
    if (!link->second.outbox.hand_over(epoch, memory, now))
        complain(Fault::Overflow, link->second.at, now, "does not take what is handed over to it");
}

bool Member::settled() const {
    return std::ranges::all_of(links_,
                               [this](const auto& entry) { return entry.second.outbox.empty(state_); });
}

// Out.

void Member::send_open(const Message& message, const Endpoint& to) {
    std::array<std::uint8_t, kMostPlain> room;
    wifi::Writer plain{room};
    (void)append(plain, message);
    const Header header{kVersion, static_cast<std::uint8_t>(Kind::Open), session_, ++open_counter_};
    outside_.send(to, sealer_.seal(open_key_, header, plain.finish().value_or(wifi::Octets{})));
}

void Member::send_pair(Link& link, wifi::Octets plain, base::Instant now) {
    const Header header{kVersion, static_cast<std::uint8_t>(Kind::Pair), session_, ++link.counter};
    link.said = now;
    outside_.send(link.at, sealer_.seal(link.to_key, header, plain));
}

void Member::knock(const SessionId& session, const Endpoint& to, const Challenge& mine,
                   const Challenge& theirs, bool done) {
    send_open(Knock{session, mine, theirs, done, settings_.name}, to);
}

void Member::say_hello(base::Instant now) {
    // Each copy with a counter of its own: who hears several ways does not take them for repeated.
    for (const Endpoint& to : settings_.announce) send_open(Hello{state_.revision(), settings_.name}, to);
    std::array<std::uint8_t, 2> random{};
    outside_.random(random);
    const int jitter = (random[0] | random[1] << 8) % (2 * kHelloJitterMs + 1) - kHelloJitterMs;
    next_hello_ = now + kHelloEvery + base::Milliseconds{jitter};
}

void Member::end() {
    for (const Endpoint& to : settings_.announce) send_open(Bye{}, to);
    for (const auto& [session, link] : links_) send_open(Bye{}, link.at);
}

base::Instant Member::flush(base::Instant now) {
    if (!next_hello_ || now >= *next_hello_) say_hello(now);
    base::Instant wake = *next_hello_;
    const auto by = [&wake](base::Instant at) { wake = std::min(wake, at); };

    std::erase_if(absent_, [now](const auto& entry) { return now - entry.second.since >= kReturnsWithin; });
    std::erase_if(strangers_, [now](const auto& entry) { return now - entry.second.since >= kStrangerFor; });
    for (auto& [session, who] : strangers_) {
        const bool answers = who.theirs != Challenge{};
        if (who.knock || (answers && now - *who.knocked >= kKnockEvery)) {
            who.knock = false;
            who.knocked = now;
            knock(session, who.from, who.mine, who.theirs, false);
        }
        if (answers) by(*who.knocked + kKnockEvery);
        by(who.since + kStrangerFor);
    }

    for (auto link = links_.begin(); link != links_.end();) {
        const auto next = std::next(link);
        if (now - link->second.heard >= kDownAfter)
            drop(SessionId{link->first}, "silent for " + std::to_string(kDownAfter.count() / 1000) + " s",
                 now);
        else if (now - link->second.opened >= kDeafAfter)
            drop(SessionId{link->first}, "nothing of it can be read any more", now);
        link = next;
    }
    std::vector<std::vector<std::uint8_t>> sightings;
    if (const auto due = sightings_.due(); due && now >= *due) sightings = sightings_.take(now);
    if (const auto due = sightings_.due()) by(*due);
    for (auto& [session, link] : links_) {
        if (std::exchange(link.knock, false)) knock(session, link.at, link.mine, link.theirs, true);
        for (const auto& plain : sightings) send_pair(link, plain, now);
        if (now - link.said >= kAliveEvery) link.ack = true;
        const std::optional<Ack> ack =
            std::exchange(link.ack, false) ? std::optional{link.have} : std::nullopt;
        link.outbox.flush(state_, ack, now, [&](wifi::Octets plain) { send_pair(link, plain, now); });
        if (const auto again = link.outbox.wants()) by(*again);
        by(std::min({link.said + kAliveEvery, link.heard + kDownAfter, link.opened + kDeafAfter}));
    }
    return wake;
}

}  // namespace peers
