// A peer with the site key says anything; anybody else sends any datagram. Nothing is read past its end, what
// is read says the same when written again, and no link is lost to it.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "adapters/peers/member.hpp"

namespace {

using namespace peers;

constexpr const char* kSiteKey = "a site key for fuzzing";
const Endpoint kThere{.address = {0xFD, 1}, .scope = 0, .port = 1};

/// One member, and a peer of it that has met it: what it sends is then the fuzzer's.
struct Pair {
    std::vector<std::vector<std::uint8_t>> to_member, to_peer;
    std::uint64_t draws = 1;
    std::size_t downs = 0;
    base::Instant now{1'000};
    Member member;

    Pair()
        : member{Settings{"member", {kThere}}, SiteKey{kSiteKey},
                 Outside{.send =
                             [this](const Endpoint&, wifi::Octets octets) {
                                 to_peer.emplace_back(octets.begin(), octets.end());
                             },
                         .event =
                             [this](const ports::PeerEvent& event) {
                                 downs += std::holds_alternative<ports::PeerDown>(event);
                                 if (const auto* memory = std::get_if<ports::PeerMemory>(&event))
                                     member.hand_over(memory->peer, memory->epoch, memory->memory, now);
                             },
                         .complain = [](const std::string&) {},
                         .random =
                             [this](std::span<std::uint8_t> octets) {
                                 for (auto& octet : octets) octet = static_cast<std::uint8_t>(++draws * 37);
                             }}} {}
};

void check_messages(wifi::Octets plain) {
    const auto decoded = decode(plain);
    if (!decoded) {
        if (decoded.error().offset >= plain.size()) std::abort();
        return;
    }
    std::vector<std::uint8_t> room(plain.size() + 16);
    wifi::Writer writer{room};
    for (const Message& message : decoded->messages)
        if (!append(writer, message)) std::abort();  // it came in no more room
    const auto again = decode(writer.finish().value());
    if (!again || again->messages != decoded->messages || again->skipped != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const wifi::Octets input{data + 1, size - 1};
    if (input.size() <= kMostPlain) check_messages(input);
    if ((data[0] & 0x40) != 0) return 0;  // the codec alone, a hundred times as often

    Pair pair;
    pair.member.share(ports::SharedBss{});
    pair.member.flush(pair.now);
    // As a peer would, whose session is 0x55...: its announcement, then its answer to the knock.
    static Sealer sealer;
    static const SiteKey site{kSiteKey};
    SessionId session;
    session.fill(0x55);
    const Key open_key = site.open_key(session);
    std::uint64_t counter = 0;
    const auto say = [&](Kind kind, const Key& key, wifi::Octets plain) {
        const Header header{kVersion, static_cast<std::uint8_t>(kind), session, ++counter};
        pair.member.receive(sealer.seal(key, header, plain), kThere, pair.now);
    };
    const auto say_open = [&](const Message& message) {
        std::array<std::uint8_t, 256> room;
        wifi::Writer writer{room};
        if (!append(writer, message)) std::abort();
        say(Kind::Open, open_key, writer.finish().value());
    };
    pair.to_peer.clear();
    say_open(Hello{0, "peer"});
    pair.member.flush(pair.now);
    if (pair.to_peer.size() != 1) std::abort();
    const auto header = read_header(pair.to_peer[0]);
    const auto plain = sealer.open(site.open_key(header->session), pair.to_peer[0]);
    const auto knock = std::get<Knock>(decode(*plain)->messages.at(0));
    const Challenge mine{1, 2, 3};
    say_open(Knock{header->session, mine, knock.challenge, false, "peer"});
    if (pair.member.peers() != 1) std::abort();
    const Key pair_key = site.pair_key(session, header->session, mine, knock.challenge);

    // The first octet says how the rest is sent: as it is, sealed for everybody, or sealed for the member.
    for (std::size_t at = 0; at < input.size() || at == 0;) {
        const std::size_t part = std::min<std::size_t>(input.size() - at, data[0] & 0x80 ? kMostPlain : 40);
        const wifi::Octets text = input.subspan(at, part);
        at += std::max<std::size_t>(part, 1);
        if (data[0] % 3 == 0)
            pair.member.receive(text, kThere, pair.now);
        else if (data[0] % 3 == 1)
            say(Kind::Open, open_key, text);
        else
            say(Kind::Pair, pair_key, text);
        pair.now = pair.now + base::Milliseconds{100};
        pair.to_peer.clear();
        pair.member.flush(pair.now);
        if (pair.to_peer.size() > 64) std::abort();  // no small cause of much
        for (const auto& datagram : pair.to_peer)
            if (datagram.size() > kMostDatagram) std::abort();
        if (at >= 4'000) break;
    }
    if (data[0] % 3 == 0 && pair.downs > 0) std::abort();  // without the site key, nothing happens
    return 0;
}
