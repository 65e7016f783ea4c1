#include "steering/site.hpp"

#include <algorithm>

namespace steering {

const Bss* find(const Site& site, const wifi::MacAddress& bssid) {
    const Bss* found =
        std::find_if(site.begin(), site.end(), [&](const Bss& bss) { return bss.bssid == bssid; });
    return found != site.end() ? found : nullptr;
}

Bss* find(Site& site, const wifi::MacAddress& bssid) {
    Bss* found = std::find_if(site.begin(), site.end(), [&](const Bss& bss) { return bss.bssid == bssid; });
    return found != site.end() ? found : nullptr;
}

}  // namespace steering
