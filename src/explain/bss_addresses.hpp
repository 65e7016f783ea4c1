// The addresses of an access point's BSS where its log does not tell them: without -d hostapd names only the
// interface. Other logs may tell who its clients were linked to at that moment; otherwise something has to
// stand for the address.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "explain/event.hpp"

namespace explain {

/// Of one input, by interface.
using BssAddresses = std::map<std::string, wifi::MacAddress, std::less<>>;

/// Where the event of an access point should name its own BSS and does not; nullptr: it does, or need not.
[[nodiscard]] std::optional<wifi::MacAddress>* missing_bss(Event& event);

/// Whether the event says that a station is linked to the BSS: such a one is worth a name.
[[nodiscard]] bool tells_of_a_client(const Event& event);

/// A client's link at an access point that names only its interface.
struct Join {
    std::size_t input = 0;
    std::string interface;
    wifi::MacAddress client;
    Micros at{0};
};
/// A link as another input tells it.
struct ToldLink {
    std::size_t input = 0;
    Micros at{0};
    wifi::MacAddress bss;
    wifi::MacAddress station;  ///< zero: its log does not say whose it is
};
using InterfaceOf = std::pair<std::size_t, std::string>;

/// The addresses of interfaces, by where links were at the moments of the joins.
/// @param within  the two moments of one link are no further apart
/// @return  without the interfaces about which what is told contradicts itself
[[nodiscard]] std::map<InterfaceOf, wifi::MacAddress> learn_addresses(const std::vector<Join>& joins,
                                                                      std::vector<ToldLink> links,
                                                                      Micros within);

/// Hands out addresses that no device has: RFC 7042 2.1.2 keeps them for documents.
class StandIns {
public:
    /// @return  empty when all 256 are in use
    [[nodiscard]] std::optional<wifi::MacAddress> next();

private:
    unsigned used_ = 0;
};

}  // namespace explain
