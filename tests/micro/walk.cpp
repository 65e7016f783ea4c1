#include "walk.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "micro/neighbors.hpp"
#include "station/trace_check.hpp"

namespace walk {

namespace {

using base::Instant;
using base::Milliseconds;

/// Numbers, words and lines, without a library.
class Text {
public:
    explicit Text(Put put) : put_{put} {}

    Text& operator<<(std::string_view text) {
        put_(text);
        return *this;
    }
    Text& operator<<(const wifi::MacAddress& address) {
        const wifi::MacText text = wifi::to_text(address);
        put_({text.data(), text.size()});
        return *this;
    }
    Text& operator<<(std::int32_t number) {
        std::array<char, 11> digits{};
        std::size_t at = digits.size();
        std::uint32_t left =
            number < 0 ? 0U - static_cast<std::uint32_t>(number) : static_cast<std::uint32_t>(number);
        do {
            digits[--at] = static_cast<char>('0' + left % 10);
            left /= 10;
        } while (left != 0);
        if (number < 0) digits[--at] = '-';
        put_({digits.data() + at, digits.size() - at});
        return *this;
    }
    Text& number(auto value) { return *this << static_cast<std::int32_t>(value); }

private:
    Put put_;
};

constexpr micro::Settings kSettings = [] {
    micro::Settings settings;
    settings.mode.fill(wifi::PhyMode::He);
    settings.follows = Milliseconds{0};  // here nobody but the station follows
    return settings;
}();
constexpr Milliseconds kLookTakes{70};
constexpr Milliseconds kMoveTakes{60};
constexpr Milliseconds kSearchTakes{900};
constexpr std::int32_t kHeardFrom = -92;  // dBm

/// The driver, the air and the log of one walk.
class World final : public ports::StationControl, public micro::Listener {
public:
    World(const Script& script, Put put)
        : script_{script}, text_{put}, station_{kSettings, script.ssid, *this, *this} {}

    int walk() {
        std::size_t event = 0;
        for (;;) {
            Instant next = std::min(station_.deadline(), Instant{script_.end_ms});
            if (event < script_.events.size()) next = std::min(next, Instant{script_.events[event].ms});
            for (const auto& pending : pending_)
                if (pending) next = std::min(next, *pending);
            now_ = std::max(now_, next);
            if (now_ >= Instant{script_.end_ms}) return broken_;
            if (event < script_.events.size() && now_ >= Instant{script_.events[event].ms})
                happen(script_.events[event++]);
            else if (!answer())
                station_.wake(now_);
        }
    }

    // What the station asks for is answered in its own time.
    void read_signal() override { due(Answer::Signal, Milliseconds{1}); }
    void watch_signal(wifi::Dbm threshold) override { watched_ = threshold; }
    void look(wifi::Channel channel) override {
        looked_ = channel;
        due(Answer::Look, kLookTakes);
    }
    void scan(std::span<const wifi::Channel>) override {}
    void read_table() override { due(Answer::Table, Milliseconds{1}); }
    void move(const wifi::MacAddress& bssid, records::Method) override {
        target_ = bssid;
        due(Answer::Move, kMoveTakes);
    }
    void ask_neighbors() override { text_ << "  asks for neighbors\n"; }
    void ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) override {
        text_ << "  asks where to go: reason ";
        text_.number(reason);
        for (const ports::Candidate& candidate : candidates) text_ << " " << candidate.bssid;
        text_ << "\n";
    }
    void heed_transitions(bool heed) override {
        text_ << (heed ? "  heeds requests\n" : "  heeds no requests\n");
    }
    void stop_scan() override {}
    void check_link() override { due(Answer::Check, Milliseconds{1}); }
    void search(std::span<const wifi::Channel> channels) override {
        text_ << "  searches ";
        text_.number(channels.size()) << " channels\n";
        due(Answer::Search, kSearchTakes);
    }

    // What it says.
    void decided(const micro::Verdict& verdict) override {
        head(verdict.at) << "decision ";
        text_.number(verdict.sequence) << " trigger ";
        text_.number(verdict.trigger) << " action ";
        text_.number(verdict.decision.action) << " reason ";
        text_.number(verdict.decision.reason) << (verdict.moving ? " moving" : " standing");
        if (verdict.decision.target) text_ << " target " << *verdict.decision.target;
        if (verdict.decision.channel) (text_ << " channel ").number(verdict.decision.channel->centre_mhz());
        if (verdict.query) (text_ << " query ").number(*verdict.query);
        text_ << "\n";
        if (verdict.serving) candidate("serving", *verdict.serving);
        for (const records::Gate& gate : verdict.decision.gates) {
            (text_ << "  gate ").number(gate.kind) << " ";
            text_.number(gate.value) << " of ";
            text_.number(gate.limit) << "\n";
        }
        for (const records::Candidate& other : verdict.decision.candidates) candidate("candidate", other);
    }
    void ended(std::uint32_t sequence, const records::Outcome& outcome, Instant at) override {
        (head(at) << "outcome of ").number(sequence) << ": ";
        text_.number(outcome.kind) << " at " << outcome.bssid << " after ";
        text_.number(outcome.took.count()) << " ms\n";
    }
    void said(const records::RoamingEvent& event) override {
        (head(event.at) << "event ").number(event.kind) << " " << event.bssid << " status ";
        text_.number(event.status.code) << " list ";
        text_.number(event.list.size()) << "\n";
        for (const station::Violation& violation : check_.feed(event)) {
            ++broken_;
            (text_ << "  breaks W").number(violation.rule) << ": " << violation.expected << "\n";
        }
    }

private:
    enum class Answer : std::uint8_t { Signal, Look, Table, Move, Check, Search };

    Text& head(Instant at) {
        text_.number(at.ms) << " ";
        return text_;
    }
    void candidate(std::string_view what, const records::Candidate& of) {
        text_ << "  " << what << " " << of.bssid << " ";
        text_.number(of.channel.centre_mhz()) << " MHz ";
        text_.number(of.level_cdbm) << " cdBm +- ";
        text_.number(of.deviation_cdb) << " age ";
        text_.number(of.age.count()) << " kbps ";
        text_.number(of.usable_kbps) << " cost ";
        text_.number(of.move_cost.count())
            << (of.heard ? " heard" : "") << (of.blocked ? " blocked" : "") << "\n";
    }
    void due(Answer what, Milliseconds in) { pending_[static_cast<std::size_t>(what)] = now_ + in; }

    /// Gives one answer that is due. False: none is.
    bool answer() {
        for (std::size_t i = 0; i < pending_.size(); ++i) {
            if (!pending_[i] || now_ < *pending_[i]) continue;
            pending_[i].reset();
            give(static_cast<Answer>(i));
            return true;
        }
        return false;
    }
    void give(Answer what) {
        switch (what) {
            case Answer::Signal: {
                const Ap* ap = linked();
                if (!ap) return station_.handle(ports::SignalFailed{}, now_);
                ports::SignalRead read;
                read.last = level(*ap);
                return station_.handle(read, now_);
            }
            case Answer::Look:
                fresh_ = looked_;
                return station_.handle(ports::LookEnded{true, {}}, now_);
            case Answer::Table:
                return table();
            case Answer::Move:
                return move_to(target_);
            case Answer::Check:
                if (const Ap* ap = linked()) return connect(*ap);
                return station_.handle(ports::Disconnected{link_.value_or(wifi::MacAddress{}), 0, true},
                                       now_);
            case Answer::Search:
                if (const Ap* best = strongest()) return move_to(best->bssid);
                return station_.handle(ports::NothingFound{}, now_);
        }
    }
    void move_to(const wifi::MacAddress& bssid) {
        station_.handle(ports::MoveAnswered{true, {}}, now_);
        station_.handle(ports::Trying{bssid, {}}, now_);
        const Ap* ap = find(bssid);
        if (ap && refuses(*ap)) {
            link_.reset();
            return station_.handle(ports::Rejected{bssid, 17}, now_);
        }
        if (ap && is_there(*ap)) return connect(*ap);
        link_.reset();
        station_.handle(ports::Disconnected{bssid, 4, true}, now_);
    }
    void connect(const Ap& ap) {
        link_ = ap.bssid;
        ports::Connected made;
        made.bssid = ap.bssid;
        made.channel = ap.channel;
        made.fast_transition = ap.mobility_domain.has_value();
        station_.handle(made, now_);
    }
    void table() {
        rows_.clear();
        for (const Ap& ap : script_.aps) {
            const bool looked_at = fresh_ && ap.channel == *fresh_;
            const bool is_link = link_ == ap.bssid;
            if (!is_there(ap) || (!looked_at && !is_link)) continue;
            ports::BssEntry row;
            row.bssid = ap.bssid;
            row.channel = ap.channel;
            row.level = level(ap);
            row.capability = ap.capability;
            row.transition = ap.transition;
            row.mobility_domain = ap.mobility_domain;
            (void)rows_.push_back(row);
        }
        fresh_.reset();
        station_.table_read({rows_.data(), rows_.size()}, now_);
    }
    void happen(const Event& event) {
        octets_.clear();
        for (std::size_t i = 0; i + 1 < event.octets.size(); i += 2)
            (void)octets_.push_back(
                static_cast<std::uint8_t>(nibble(event.octets[i]) << 4 | nibble(event.octets[i + 1])));
        switch (event.kind) {
            case Event::Kind::Connect:
                if (const Ap* ap = find(event.bssid)) connect(*ap);
                return;
            case Event::Kind::Report:
                return (void)micro::report_neighbors(
                    wifi::Region::Global, {octets_.data(), octets_.size()},
                    [&](const ports::NeighborReported& one) { station_.handle(one, now_); });
            case Event::Kind::Btm:
                return request({octets_.data(), octets_.size()});
            case Event::Kind::BeaconsLost:
                return station_.handle(ports::BeaconsLost{}, now_);
            case Event::Kind::Disconnect: {
                const wifi::MacAddress left = link_.value_or(wifi::MacAddress{});
                link_.reset();
                return station_.handle(ports::Disconnected{left, static_cast<int>(event.number), false},
                                       now_);
            }
        }
    }
    void request(wifi::Octets body) {
        const auto request = micro::read_transition_request(body);
        if (!request) {
            text_ << "  no request to move\n";
            return;
        }
        (void)micro::each_neighbor(
            wifi::Region::Global, request->candidates,
            [&](const ports::NeighborReported& one, std::optional<std::uint8_t> preference) {
                station_.handle(one, now_);
                if (preference == 0) station_.exclude(one.bssid, request->holds, now_);
            });
        station_.handle(request->what, now_);
    }
    static std::uint8_t nibble(char digit) {
        if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
        return static_cast<std::uint8_t>((digit | 0x20) - 'a' + 10);
    }

    const Ap* find(const wifi::MacAddress& bssid) const {
        for (const Ap& ap : script_.aps)
            if (ap.bssid == bssid) return &ap;
        return nullptr;
    }
    const Ap* linked() const {
        const Ap* ap = link_ ? find(*link_) : nullptr;
        return ap && is_there(*ap) ? ap : nullptr;
    }
    bool is_there(const Ap& ap) const {
        if (ap.gone_from && now_.ms >= *ap.gone_from) return false;
        return level(ap).value >= kHeardFrom;
    }
    bool refuses(const Ap& ap) const { return ap.refuses_from && now_.ms >= *ap.refuses_from; }
    const Ap* strongest() const {
        const Ap* best = nullptr;
        for (const Ap& ap : script_.aps)
            if (is_there(ap) && !refuses(ap) && (!best || level(ap) > level(*best))) best = &ap;
        return best;
    }
    /// Between the points of the script, with a fade of some dB that is the same on every machine.
    wifi::Dbm level(const Ap& ap) const {
        const auto at = static_cast<std::int32_t>(now_.ms);
        std::int32_t mean = -100;
        for (std::size_t i = 0; i < ap.levels.size(); ++i) {
            const LevelAt& from = ap.levels[i];
            if (at < from.ms && i > 0) break;
            mean = from.dbm;
            if (i + 1 == ap.levels.size() || at < from.ms) continue;
            const LevelAt& to = ap.levels[i + 1];
            if (to.ms > from.ms && at < to.ms)
                mean += (to.dbm - from.dbm) * (at - from.ms) / (to.ms - from.ms);
        }
        const auto bits = static_cast<std::uint32_t>(
            base::draw({script_.seed, ap.bssid.octets[4], 1, static_cast<std::uint64_t>(at / 100)}));
        return wifi::Dbm{mean + static_cast<std::int32_t>(bits & 3U) -
                         static_cast<std::int32_t>(bits >> 2U & 3U)};
    }

    const Script& script_;
    Text text_;
    Instant now_;
    std::array<std::optional<Instant>, 6> pending_{};
    std::optional<wifi::MacAddress> link_;
    std::optional<wifi::Channel> fresh_;  ///< looked at since the table was read
    wifi::Channel looked_;
    wifi::MacAddress target_;
    std::optional<wifi::Dbm> watched_;
    base::StaticVector<ports::BssEntry, 17> rows_;
    base::StaticVector<std::uint8_t, 512> octets_;
    station::TraceCheck check_;
    int broken_ = 0;
    micro::Station station_;
};

}  // namespace

int run(const Script& script, Put put) {
    Text{put} << "walk " << script.name << "\n";
    World world{script, put};
    return world.walk();
}

int run_all(std::string_view text, Put put) {
    std::string_view fault;
    int broken = 0;
    int walks = 0;
    while (const auto script = next_script(text, fault)) {
        broken += run(*script, put);
        ++walks;
    }
    if (!fault.empty()) Text{put} << "cannot read: " << fault << "\n";
    if (!fault.empty() || walks == 0) return 2;
    return broken == 0 ? 0 : 1;
}

}  // namespace walk
