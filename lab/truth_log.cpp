#include "lab/truth_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <openssl/sha.h>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lab {
namespace {

constexpr std::array<std::pair<UnlinkCause, std::string_view>, 5> kCauses{{
    {UnlinkCause::TurnedAway, "turned-away"},
    {UnlinkCause::Deauth, "deauth"},
    {UnlinkCause::Disassoc, "disassoc"},
    {UnlinkCause::ApOff, "ap-off"},
    {UnlinkCause::End, "end"},
}};

bool is_cause(std::string_view word) {
    for (const auto& [cause, name] : kCauses)
        if (name == word) return true;
    return false;
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }

/// An arrival waits for the totals: only they say how many packets there were.
struct Arrival {
    std::uint32_t sequence = 0;
    Micros sent = 0;
    Micros at = 0;
    std::size_t line = 0;
};

/// Takes the log line by line. Any member that returns false has set `error_`.
class Reader {
public:
    std::expected<Truth, LogError> read(std::string_view log) {
        do {
            const std::size_t length = std::min(log.find('\n'), log.size());
            ++line_;
            if (!take(log.substr(0, length))) return std::unexpected(std::move(error_));
            log.remove_prefix(std::min(length + 1, log.size()));
        } while (!log.empty());
        if (!ended_) {
            ++line_;
            fail("an `end` line is missing here: the run was cut short");
            return std::unexpected(std::move(error_));
        }
        return std::move(truth_);
    }

private:
    bool fail(std::string message) {
        error_ = {line_, std::move(message)};
        return false;
    }

    bool take(std::string_view line) {
        if (line_ == 1) {
            if (line == kTruthLogHeader.substr(0, kTruthLogHeader.size() - 1)) return true;
            return fail("not a truth log of version 1: the first line must be `roam-lab-truth 1`");
        }
        if (ended_) return fail("nothing may follow the `end` line");
        rest_ = line;
        if (!number(at_, -kFurthestTime, kFurthestTime, "time in microseconds")) return false;
        const std::string_view kind = word();
        if (kind == "down") return arrival(down_);
        if (kind == "up") return arrival(up_);
        if (kind == "look") return look();
        if (kind == "away") return away() && nothing_left();
        if (kind == "home") return home() && nothing_left();
        if (kind == "linked") return linked();
        if (kind == "unlinked") return unlinked();
        if (kind == "mark") return mark();
        if (kind == "usage") return usage();
        if (kind == "end") return end();
        if (kind == "asked") return asked();
        if (kind == "answered") return answered();
        if (kind == "dismissed") return dismissed();
        return fail(
            fmt::format("unknown event `{}`; allowed: linked, unlinked, away, home, look, down, up, mark, "
                        "usage, asked, answered, dismissed, end",
                        kind));
    }

    std::string_view word() {
        const std::size_t length = std::min(rest_.find(' '), rest_.size());
        const std::string_view taken = rest_.substr(0, length);
        // A separator with nothing after it stays, so that a trailing space is not overlooked.
        rest_.remove_prefix(length + 1 < rest_.size() ? length + 1 : length);
        return taken;
    }

    template <class Number>
    bool number(Number& into, Number least, Number most, std::string_view what) {
        const std::string_view text = word();
        const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
        if (fault == std::errc{} && stop == text.data() + text.size() && into >= least && into <= most)
            return true;
        return fail(fmt::format("`{}` is no {}; allowed: {} to {}", text, what, least, most));
    }

    bool nothing_left() {
        if (rest_.empty()) return true;
        return fail(fmt::format("`{}` is more than this event has fields", rest_));
    }

    bool bss_number(int& bss) { return number(bss, 0, kMostBss - 1, "BSS index"); }

    bool linked() {
        int bss = 0;
        if (!bss_number(bss)) return false;
        const std::string_view method = word();
        if (method != "ft" && method != "full")
            return fail(fmt::format("`{}` is no method; allowed: ft, full", method));
        if (linked_) {
            return fail(fmt::format("linked to BSS {} while still linked to BSS {}: an `unlinked` is missing",
                                    bss, linked_->bss));
        }
        if (!truth_.served.empty() && at_ < truth_.served.back().to)
            return fail(fmt::format("linked at {} us, before the last link ended at {} us", at_,
                                    truth_.served.back().to));
        linked_ = Served{bss, at_, at_, method == "ft"};
        return nothing_left();
    }

    bool unlinked() {
        int bss = 0;
        if (!bss_number(bss)) return false;
        const std::string_view cause = word();
        if (!is_cause(cause)) {
            return fail(
                fmt::format("`{}` is no cause; allowed: turned-away, deauth, disassoc, ap-off, end", cause));
        }
        if (!linked_ || linked_->bss != bss)
            return fail(fmt::format("unlinked from BSS {}, which had no link", bss));
        return close_link(*linked_) && nothing_left();
    }

    bool close_link(Served link) {
        if (at_ < link.from) return fail(fmt::format("a link made at {} us ends at {} us", link.from, at_));
        link.to = at_;
        truth_.served.push_back(link);
        linked_.reset();
        return true;
    }

    bool away() {
        if (away_since_) return fail("away while already away: a `home` is missing");
        if (!truth_.away.empty() && at_ < truth_.away.back().to)
            return fail(
                fmt::format("away at {} us, before the last `home` at {} us", at_, truth_.away.back().to));
        away_since_ = at_;
        return true;
    }

    bool home() {
        if (!away_since_) return fail("home without an `away` before it");
        if (at_ < *away_since_) return fail(fmt::format("away at {} us, home at {} us", *away_since_, at_));
        truth_.away.push_back({*away_since_, at_});
        away_since_.reset();
        return true;
    }

    bool look() {
        int mhz = 0;
        if (!number(mhz, 1, 100'000, "frequency in MHz")) return false;
        truth_.looks.push_back({at_, mhz});
        return nothing_left();
    }

    bool arrival(std::vector<Arrival>& into) {
        Arrival one{.at = at_, .line = line_};
        if (!number(one.sequence, std::uint32_t{0}, kMostPackets - 1, "packet number")) return false;
        if (!number(one.sent, -kFurthestTime, kFurthestTime, "time in microseconds")) return false;
        if (one.sent > one.at)
            return fail(fmt::format("arrived at {} us, sent only at {} us", one.at, one.sent));
        into.push_back(one);
        return nothing_left();
    }

    bool mark() {
        if (std::ranges::any_of(rest_, is_control)) return fail("a mark holds a control character");
        truth_.marks.push_back({at_, std::string{rest_}});
        return true;
    }

    bool usage() {
        Usage one{.at = at_};
        if (!number(one.resident_kb, std::uint32_t{0}, UINT32_MAX, "memory in kB")) return false;
        if (!number(one.wakeups, std::uint32_t{0}, UINT32_MAX, "number of wake-ups")) return false;
        if (!truth_.usages.empty() &&
            (at_ <= truth_.usages.back().at || one.wakeups < truth_.usages.back().wakeups))
            return fail(
                fmt::format("{} wake-ups at {} us, after {} at {} us: they are counted from the start",
                            one.wakeups, at_, truth_.usages.back().wakeups, truth_.usages.back().at));
        truth_.usages.push_back(one);
        return nothing_left();
    }

    bool asked() {
        Asked one{.at = at_};
        if (!bss_number(one.bss) || !number(one.mode, 0, 255, "Request Mode") ||
            !number(one.timer_tbtt, 0, 65'535, "Disassociation Timer"))
            return false;
        std::string_view targets = word();
        if (targets.empty() || targets.ends_with(','))
            return fail(fmt::format("`{}` is no list of BSS; allowed: 3,1 or -", targets));
        while (targets != "-" && !targets.empty()) {
            const std::string_view taken = targets.substr(0, targets.find(','));
            int bss = 0;
            const auto [end, fault] = std::from_chars(taken.data(), taken.data() + taken.size(), bss);
            if (fault != std::errc{} || end != taken.data() + taken.size() || bss < 0 || bss >= kMostBss)
                return fail(fmt::format("`{}` is no BSS index; allowed: 0 to {}", taken, kMostBss - 1));
            one.targets.push_back(bss);
            targets.remove_prefix(std::min(taken.size() + 1, targets.size()));
        }
        truth_.asked.push_back(std::move(one));
        return nothing_left();
    }

    bool answered() {
        Answered one{.at = at_};
        if (!bss_number(one.bss) || !number(one.status, 0, 255, "status")) return false;
        truth_.answered.push_back(one);
        return nothing_left();
    }

    bool dismissed() {
        Dismissed one{.at = at_};
        if (!bss_number(one.bss)) return false;
        const std::string_view how = word();
        if (how != "disassoc" && how != "deauth")
            return fail(fmt::format("`{}` ends no link; allowed: disassoc, deauth", how));
        one.deauthenticated = how == "deauth";
        if (!number(one.reason, 0, 65'535, "reason")) return false;
        truth_.dismissed.push_back(one);
        return nothing_left();
    }

    bool end() {
        SentTotals totals;
        if (at_ < 0) return fail("the run ends before its walk starts");
        if (!number(totals.down, std::uint32_t{0}, kMostPackets, "number of packets")) return false;
        if (!number(totals.up, std::uint32_t{0}, kMostPackets, "number of packets")) return false;
        if (!number(totals.mgmt_frames, std::uint32_t{0}, UINT32_MAX, "number of frames")) return false;
        if (!number(totals.first_sent, -kFurthestTime, kFurthestTime, "time in microseconds")) return false;
        if (!number(totals.period, Micros{1}, Micros{60'000'000}, "period in microseconds")) return false;
        if (!nothing_left()) return false;
        if (linked_ && !close_link(*linked_)) return false;
        if (away_since_ && !home()) return false;
        truth_.length = at_;
        truth_.mgmt_frames = totals.mgmt_frames;
        ended_ = true;
        return fill(Direction::Down, totals.down, totals, down_) &&
               fill(Direction::Up, totals.up, totals, up_);
    }

    /// Every packet sent at its nominal time, then what is known of those that arrived.
    bool fill(Direction direction, std::uint32_t count, const SentTotals& totals,
              const std::vector<Arrival>& arrivals) {
        const std::size_t first = truth_.packets.size();
        truth_.packets.reserve(first + count);
        for (std::uint32_t n = 0; n < count; ++n)
            truth_.packets.push_back({direction, n, totals.first_sent + n * totals.period, -1});
        for (const Arrival& arrival : arrivals) {
            if (arrival.sequence >= count) {
                const std::size_t end_at = std::exchange(line_, arrival.line);
                return fail(fmt::format("packet {} arrived, but line {} says that {} were sent",
                                        arrival.sequence, end_at, count));
            }
            Packet& packet = truth_.packets[first + arrival.sequence];
            if (packet.arrived != -1 && packet.arrived <= arrival.at) continue;
            packet.sent = arrival.sent;
            packet.arrived = arrival.at;
        }
        return true;
    }

    Truth truth_;
    std::vector<Arrival> down_;
    std::vector<Arrival> up_;
    std::optional<Served> linked_;
    std::optional<Micros> away_since_;
    std::string_view rest_;
    Micros at_ = 0;
    std::size_t line_ = 0;
    bool ended_ = false;
    LogError error_;
};

}  // namespace

std::string linked_line(Micros at, int bss, bool fast_transition) {
    return fmt::format("{} linked {} {}\n", at, bss, fast_transition ? "ft" : "full");
}

std::string unlinked_line(Micros at, int bss, UnlinkCause cause) {
    const auto name = std::ranges::find(kCauses, cause, [](const auto& row) { return row.first; });
    return fmt::format("{} unlinked {} {}\n", at, bss, name->second);
}

std::string away_line(Micros at) { return fmt::format("{} away\n", at); }

std::string home_line(Micros at) { return fmt::format("{} home\n", at); }

std::string look_line(Micros at, int mhz) { return fmt::format("{} look {}\n", at, mhz); }

std::string arrival_line(Direction direction, Micros at, std::uint32_t sequence, Micros sent) {
    return fmt::format("{} {} {} {}\n", at, direction == Direction::Down ? "down" : "up", sequence, sent);
}

std::string mark_line(Micros at, std::string_view text) {
    std::string line = fmt::format("{} mark", at);
    if (!text.empty()) line += ' ';
    for (const char letter : text) line += is_control(letter) ? ' ' : letter;
    return line + '\n';
}

std::string usage_line(const Usage& usage) {
    return fmt::format("{} usage {} {}\n", usage.at, usage.resident_kb, usage.wakeups);
}

std::string asked_line(const Asked& asked) {
    return fmt::format("{} asked {} {} {} {}\n", asked.at, asked.bss, asked.mode, asked.timer_tbtt,
                       asked.targets.empty() ? "-" : fmt::format("{}", fmt::join(asked.targets, ",")));
}

std::string answered_line(const Answered& answered) {
    return fmt::format("{} answered {} {}\n", answered.at, answered.bss, answered.status);
}

std::string dismissed_line(const Dismissed& dismissed) {
    return fmt::format("{} dismissed {} {} {}\n", dismissed.at, dismissed.bss,
                       dismissed.deauthenticated ? "deauth" : "disassoc", dismissed.reason);
}

std::string end_line(Micros at, const SentTotals& totals) {
    return fmt::format("{} end {} {} {} {} {}\n", at, totals.down, totals.up, totals.mgmt_frames,
                       totals.first_sent, totals.period);
}

std::expected<Truth, LogError> read_truth_log(std::string_view log) { return Reader{}.read(log); }

std::string events_sha(std::string_view log) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(log.data()), log.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace lab
