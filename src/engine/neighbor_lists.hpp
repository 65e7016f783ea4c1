// The lists of neighbours of all our BSS, kept equal to what the site is: each BSS's own report is learned,
// and given to all others of its network. What somebody else has put there is left alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "ports/ap_control.hpp"
#include "wifi/units.hpp"

namespace engine {

class NeighborLists {
public:
    struct Change {
        std::string bss;
        ports::NeighborEntry entry;
        bool remove = false;

        friend bool operator==(const Change&, const Change&) = default;
    };

    /// The list of one of our BSS as it is.
    /// @param own  its BSSID.
    void note_list(const std::string& bss, const wifi::MacAddress& own,
                   const std::vector<ports::NeighborEntry>& entries);
    /// It was restarted, or is gone: nothing is known of its list.
    void forget(const std::string& bss);
    /// Changes that were asked for were refused: `bss` has no such list.
    void note_refused(const std::string& bss);

    /// A BSS of the site and its own report; of a peer's as it says.
    void note_report(const ports::NeighborEntry& entry);
    void note_gone(const wifi::MacAddress& bssid);

    /// What has to be done for every list to be what it should; it counts as done from then on.
    [[nodiscard]] std::vector<Change> changes();

    /// Body of the Neighbor Report element of `bssid`; empty where none is known.
    [[nodiscard]] std::vector<std::uint8_t> report_of(const wifi::MacAddress& bssid) const;

    struct List {
        std::map<wifi::MacAddress, ports::NeighborEntry> entries;
        std::map<wifi::MacAddress, bool> ours;  ///< put there by us
        std::string ssid;
        wifi::MacAddress own;
        bool refused = false;
    };
    [[nodiscard]] const std::map<std::string, List, std::less<>>& lists() const { return lists_; }

private:
    std::map<std::string, List, std::less<>> lists_;
    std::map<wifi::MacAddress, ports::NeighborEntry> reports_;
};

}  // namespace engine
