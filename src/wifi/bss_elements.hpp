// The elements that beacons, probes, associations and action frames carry at their top level. A new element
// is a type in the file of its family and a row here; decoding, encoding, the decode tree and the tests
// follow from both.
#pragma once

#include "wifi/basic.hpp"
#include "wifi/bss_load.hpp"
#include "wifi/capabilities.hpp"
#include "wifi/channel_switch.hpp"
#include "wifi/eht.hpp"
#include "wifi/ft.hpp"
#include "wifi/he.hpp"
#include "wifi/ht_vht.hpp"
#include "wifi/mbo.hpp"
#include "wifi/measurement_report.hpp"
#include "wifi/measurement_request.hpp"
#include "wifi/mobility_domain.hpp"
#include "wifi/multi_link.hpp"
#include "wifi/multiple_bssid.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/reduced_neighbor.hpp"
#include "wifi/regulatory.hpp"
#include "wifi/rsn.hpp"

namespace wifi {

struct BssElements
    : Registry<Row<Ssid>, Row<SupportedRates>, Row<DsParameterSet>, Row<Tim>, Row<Country>, Row<BssLoad>,
               Row<PowerConstraint>, Row<PowerCapability>, Row<TpcReport>, Row<SupportedChannels>,
               Row<ChannelSwitch>, Row<MeasurementRequest>, Row<MeasurementReport>, Row<HtCapabilities>,
               Row<Rsn>, Row<ExtendedSupportedRates>, Row<ApChannelReport>, Row<NeighborReport>,
               Row<MobilityDomain>, Row<FastTransition>, Row<TimeoutInterval>, Row<SupportedOperatingClasses>,
               Row<ExtendedChannelSwitch>, Row<HtOperation>, Row<SecondaryChannelOffset>,
               Row<RmEnabledCapabilities>, Row<MultipleBssid>, Row<NontransmittedCapability>,
               Row<MultipleBssidIndex>, Row<ExtendedCapabilities>, Row<VhtCapabilities>, Row<VhtOperation>,
               Row<WideBandwidthChannelSwitch>, Row<TransmitPowerEnvelope>, Row<ChannelSwitchWrapper>,
               Row<ReducedNeighborReport>, Row<Rsnx>, Row<HeCapabilities>, Row<HeOperation>,
               Row<MaxChannelSwitchTime>, Row<HeSixGhzCapabilities>, Row<EhtOperation>, Row<MultiLink>,
               Row<EhtCapabilities>, Row<MboOce>> {};

using BssElementIndex = ElementIndex<BssElements>;

}  // namespace wifi
