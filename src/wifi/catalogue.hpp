// Every kind of element, subelement and body that the codec knows, for what must cover them all: tests,
// fuzzing, the clause index.
#pragma once

#include "wifi/bss_elements.hpp"
#include "wifi/frame.hpp"

namespace wifi {

/// Calls `use.template operator()<Kinds>(name of the registry)` for each registry.
template <class Use>
constexpr void for_each_registry(Use&& use) {
    use.template operator()<BssElements>("element");
    use.template operator()<ManagementBodies>("frame");
    use.template operator()<ActionBodies>("action");
    use.template operator()<NeighborSubelements>("neighbor report subelement");
    use.template operator()<MeasurementRequestBodies>("measurement request");
    use.template operator()<BeaconRequestSubelements>("beacon request subelement");
    use.template operator()<ChannelLoadSubelements>("channel load subelement");
    use.template operator()<LciRequestSubelements>("LCI request subelement");
    use.template operator()<MeasurementReportBodies>("measurement report");
    use.template operator()<BeaconReportSubelements>("beacon report subelement");
    use.template operator()<StatisticsBodies>("statistics group");
    use.template operator()<LciReportSubelements>("LCI report subelement");
    use.template operator()<FtSubelements>("fast BSS transition subelement");
    use.template operator()<MultipleBssidSubelements>("multiple BSSID subelement");
    use.template operator()<LinkInformation>("multi-link subelement");
    use.template operator()<MboAttributes>("MBO and OCE attribute");
    use.template operator()<NotificationSubelements>("WNM notification subelement");
}

/// Calls `use.template operator()<Row>(name of the registry)` for each row of each registry.
template <class Use>
constexpr void for_each_kind(Use&& use) {
    for_each_registry([&use]<class Kinds>(const char* registry) {
        Kinds::for_each([&use, registry]<class Row>() { use.template operator()<Row>(registry); });
    });
}

}  // namespace wifi
