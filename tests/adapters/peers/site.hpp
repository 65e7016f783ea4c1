// A site of members in memory: each datagram is carried by the test, which may lose, repeat, reorder, change
// or keep it. Time is the test's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "adapters/peers/member.hpp"

namespace peers::test {

constexpr const char* kSiteKey = "a site key for tests only";

inline wifi::MacAddress mac(std::uint32_t number, std::uint8_t kind = 0) {
    return {{2, kind, static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
             static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

inline ports::SharedBss bss(std::uint32_t number) {
    ports::SharedBss made;
    made.bssid = mac(number, 1);
    made.ssid = "office";
    made.channel = *wifi::Channel::make(wifi::Band::Ghz5, 36);
    made.neighbor.assign(20, 7);
    return made;
}

struct Datagram {
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<std::uint8_t> octets;
};

class Site {
public:
    struct Node {
        std::unique_ptr<Member> member;
        std::vector<ports::PeerEvent> events;
        std::vector<std::string> complaints;

        template <class T>
        [[nodiscard]] std::vector<T> all() const {
            std::vector<T> found;
            for (const ports::PeerEvent& event : events)
                if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
            return found;
        }
    };

    /// @param star  the others announce themselves to the first only.
    explicit Site(std::size_t count, std::uint64_t seed = 1, bool star = false) : random_{seed}, star_{star} {
        for (std::size_t i = 0; i < count; ++i) nodes_.push_back(std::make_unique<Node>());
        for (std::size_t i = 0; i < count; ++i) start(i);
    }

    /// Starts the daemon (again), without a word from the one before.
    void start(std::size_t which, const char* key = kSiteKey) {
        Node& node = *nodes_[which];
        const std::vector<Endpoint> group{star_ ? at(0) : Endpoint{.address = {0xFF}, .scope = 0, .port = 1}};
        node.member = std::make_unique<Member>(
            Settings{"ap" + std::to_string(which), group}, SiteKey{key},
            Outside{
                .send = [this, which](const Endpoint& to, wifi::Octets octets) { sent(which, to, octets); },
                .event = [&node](const ports::PeerEvent& event) { node.events.push_back(event); },
                .complain = [&node](const std::string& text) { node.complaints.push_back(text); },
                .random =
                    [this](std::span<std::uint8_t> octets) {
                        for (auto& octet : octets) octet = static_cast<std::uint8_t>(random_());
                    }});
    }

    /// Until `milliseconds` have passed: what is sent arrives one step later.
    void run(int milliseconds, int step = 10) {
        for (const base::Instant end = now_ + base::Milliseconds{milliseconds}; now_ < end;) {
            std::vector<Datagram> arriving;
            arriving.swap(wire_);
            if (reorders) std::ranges::shuffle(arriving, random_);
            for (const Datagram& datagram : arriving) deliver(datagram);
            for (const auto& node : nodes_)
                if (node->member) node->member->flush(now_);
            now_ = now_ + base::Milliseconds{step};
        }
    }
    void deliver(const Datagram& datagram) {
        Node& node = *nodes_[datagram.to];
        if (node.member) node.member->receive(datagram.octets, at(datagram.from), now_);
    }

    [[nodiscard]] Node& operator[](std::size_t which) { return *nodes_[which]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] base::Instant now() const { return now_; }
    [[nodiscard]] static Endpoint at(std::size_t which) {
        return Endpoint{
            .address = {0xFD, static_cast<std::uint8_t>(which >> 8), static_cast<std::uint8_t>(which)},
            .scope = 0,
            .port = 16730};
    }
    /// Everybody has met everybody, and has said all.
    [[nodiscard]] bool settled() const {
        return std::ranges::all_of(nodes_, [this](const auto& node) {
            return node->member->peers() == nodes_.size() - 1 && node->member->settled();
        });
    }

    // How the network is.
    unsigned loses_percent = 0;
    unsigned repeats_percent = 0;
    bool reorders = false;
    bool down = false;  ///< carries nothing
    std::vector<Datagram>* keeps = nullptr;

    std::uint64_t datagrams = 0;
    std::uint64_t octets_sent = 0;
    std::size_t longest = 0;

private:
    void sent(std::size_t from, const Endpoint& to, wifi::Octets data) {
        ++datagrams;
        octets_sent += data.size();
        longest = std::max(longest, data.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (i == from || (!to.is_group() && to != at(i))) continue;
            const Datagram datagram{from, i, {data.begin(), data.end()}};
            if (keeps) keeps->push_back(datagram);
            if (down || random_() % 100 < loses_percent) continue;
            wire_.push_back(datagram);
            if (random_() % 100 < repeats_percent) wire_.push_back(datagram);
        }
    }

    std::mt19937_64 random_;
    bool star_ = false;
    base::Instant now_{1'000'000};
    std::vector<std::unique_ptr<Node>> nodes_;
    std::vector<Datagram> wire_;
};

}  // namespace peers::test
