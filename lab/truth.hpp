// What happened in one run, from the medium's side: the only input of the score besides the world itself.
//
// All times are microseconds from the start of the scored walk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lab {

using Micros = std::int64_t;

enum class Direction : std::uint8_t { Down, Up };

struct Packet {
    Direction direction = Direction::Down;
    std::uint32_t sequence = 0;
    Micros sent = 0;
    Micros arrived = -1;  ///< -1: never
};

/// The station was linked to one BSS: from the accepted (re)association response until it turned away.
struct Served {
    int bss = 0;  ///< BssSite::index
    Micros from = 0;
    Micros to = 0;
    bool fast_transition = false;  ///< the link was made by FT authentication (13.5)
};

/// The radio was tuned away from its BSS (a scan or another excursion).
struct Away {
    Micros from = 0;
    Micros to = 0;
};

/// A probe request by the station: it looked at `mhz`.
struct Look {
    Micros at = 0;
    int mhz = 0;
};

/// Something the scenario did, or a program said, worth a mark in the report.
struct Mark {
    Micros at = 0;
    std::string text;
};

/// What roam-station had used by then, as the kernel counts it.
struct Usage {
    Micros at = 0;
    std::uint32_t resident_kb = 0;  ///< memory in RAM, shared pages included (VmRSS)
    std::uint32_t wakeups = 0;      ///< times that it went to sleep since its start: as often it was woken
};

/// The station heard a BSS Transition Management Request (9.6.13.9). Of fleets only.
struct Asked {
    Micros at = 0;
    int bss = 0;                 ///< who asked
    int mode = 0;                ///< the Request Mode octet; bit 2: disassociation imminent
    int timer_tbtt = 0;          ///< Disassociation Timer
    std::vector<int> targets{};  ///< BSS of the list, the most preferred first, without excluded ones

    [[nodiscard]] bool imminent() const { return (mode & 0x04) != 0; }
    friend bool operator==(const Asked&, const Asked&) = default;
};

/// The station answered one (9.6.13.10).
struct Answered {
    Micros at = 0;
    int bss = 0;
    int status = 0;

    friend bool operator==(const Answered&, const Answered&) = default;
};

/// The BSS of the station's link sent it a Disassociation or Deauthentication frame, heard or not.
struct Dismissed {
    Micros at = 0;
    int bss = 0;
    bool deauthenticated = false;
    int reason = 0;  ///< Table 9-49

    friend bool operator==(const Dismissed&, const Dismissed&) = default;
};

struct Truth {
    Micros length = 0;
    std::vector<Packet> packets;  ///< every packet sent, by direction and sequence
    std::vector<Served> served;
    std::vector<Away> away;
    std::vector<Look> looks;
    std::vector<Mark> marks;
    std::vector<Usage> usages;  ///< empty in arms without roam-station
    std::vector<Asked> asked;   ///< fleets only, as the next two
    std::vector<Answered> answered;
    std::vector<Dismissed> dismissed;
    std::uint32_t mgmt_frames = 0;  ///< management frames that the station sent
};

}  // namespace lab
