// Makes the timeline from events, one at a time, in memory that does not grow with the log.
//
// Several sources tell of the same thing: what concerns the same station, the same BSS and nearly the same
// time is one fact; the source nearest to the air gives its moment, and all give their places.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "explain/event.hpp"
#include "explain/timeline/timeline.hpp"

namespace explain {

/// One station as it is being built: its facts, and what is open.
struct Building;

class Builder {
public:
    /// Every second station that a log tells of beyond these is counted and left out.
    static constexpr std::size_t kMostStations = 2048;
    static constexpr std::size_t kMostSettings = 4096;
    static constexpr std::size_t kMostTimeless = 100'000;
    /// Below it a link is weak: iwd's and NetworkManager's limits lie around it (-70 to -76).
    static constexpr int kWeakDbm = -72;
    static constexpr int kWeakOverDbm = -69;

    Builder();
    ~Builder();
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;

    /// The next event, in the order of time.
    void add(const Event& event);
    /// All that was told. The builder is empty afterwards.
    [[nodiscard]] Timeline finish(Clock clock = Clock::None);

private:
    [[nodiscard]] Building* station_of(const Event& event);
    [[nodiscard]] Building* own_station(const Event& event);
    [[nodiscard]] Building* other_station(const wifi::MacAddress& address, const Event& event);
    /// The station whose own logs these are may be one that access points and captures name by its address.
    [[nodiscard]] Building* recognised(const wifi::MacAddress& address, const Event& event);
    /// The other way round: the station's own event is of a link that an access point has just told of.
    [[nodiscard]] Building* adopted(Building* own, const Event& event);
    /// Two that are one: `own` tells of itself what access points told of `other`.
    Building* merged(Building* own, Building* other, const Event& event);
    void take(const Event& event);
    void note_setting(const Event& event, const Setting& setting);

    std::vector<std::unique_ptr<Building>> stations_;
    std::map<wifi::MacAddress, Building*> by_address_;
    Timeline timeline_;
    std::map<std::pair<std::string, std::optional<wifi::MacAddress>>, std::size_t> setting_at_;
    /// Of inputs whose lines have no time. They are in order, and that is all: beside inputs that have times
    /// they are left out, alone they are a thousandth of a second apart.
    std::vector<Event> timeless_;
    Micros last_{0};
};

}  // namespace explain
