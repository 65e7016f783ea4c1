// What a BSS offers, as far as choosing between BSSs needs it, from the elements of its beacon or probe
// response.
#pragma once

#include "wifi/bss_load.hpp"
#include "wifi/channel.hpp"
#include "wifi/element.hpp"
#include "wifi/mobility_domain.hpp"
#include "wifi/rsn.hpp"

namespace wifi {

/// What a roaming decision reads of a beacon or probe response (9.3.3.2, 9.3.3.10).
struct BssSummary {
    OctetString ssid;  ///< borrowed from the elements; empty when hidden
    Channel channel;   ///< the primary 20 MHz channel: from HT Operation or DS Parameter Set, else where it
                       ///< was heard
    PhyMode mode = PhyMode::Legacy;
    Width width = Width::Mhz20;   ///< of the BSS as it operates now; 80+80 MHz counts as 160
    std::uint8_t streams = 1;     ///< spatial streams that the AP can receive in its best mode, 1 to 8
    std::optional<BssLoad> load;  ///< empty: not advertised, or at fault
    AkmSet akms;                  ///< empty: no RSN element; one that ends before its AKMs means 802.1X
    bool mfp_capable = false;     ///< management frame protection
    bool mfp_required = false;
    std::optional<MobilityDomain> mobility_domain;
    bool rrm_neighbor_report = false;  ///< the AP answers neighbor report requests
    bool rrm_link_measurement = false;
    bool bss_transition = false;      ///< the AP does BSS transition management
    std::optional<ParseError> fault;  ///< the first one met; what the other elements say still stands above
};

/// Summarises the elements of a beacon or probe response (9.3.3.2, 9.3.3.10). An element that does not parse
/// counts as absent and is named in `fault`; so does a list that breaks off.
/// @param elements  at most 65,534 octets, read during the call; `ssid` borrows from them.
/// @param heard_on  the channel on which the frame was received; its band is taken as the BSS's.
/// @return  what could be read; `fault` is one of `decode`, or Truncated, with its offset in `elements`.
[[nodiscard]] BssSummary summarise(Octets elements, Channel heard_on);

}  // namespace wifi
