#include "engine/neighbor_lists.hpp"

namespace engine {

void NeighborLists::note_list(const std::string& bss, const wifi::MacAddress& own,
                              const std::vector<ports::NeighborEntry>& entries) {
    List& list = lists_[bss];
    list.own = own;
    list.entries.clear();
    for (const ports::NeighborEntry& entry : entries) {
        list.entries[entry.bssid] = entry;
        if (entry.bssid != own) continue;
        list.ssid = entry.ssid;
        reports_[own] = entry;
    }
}

void NeighborLists::forget(const std::string& bss) {
    const auto list = lists_.find(bss);
    if (list == lists_.end()) return;
    lists_.erase(list);
}

void NeighborLists::note_refused(const std::string& bss) {
    if (const auto list = lists_.find(bss); list != lists_.end()) list->second.refused = true;
}

void NeighborLists::note_report(const ports::NeighborEntry& entry) {
    if (!entry.body.empty()) reports_[entry.bssid] = entry;
}

void NeighborLists::note_gone(const wifi::MacAddress& bssid) { reports_.erase(bssid); }

std::vector<NeighborLists::Change> NeighborLists::changes() {
    std::vector<Change> changes;
    for (auto& [name, list] : lists_) {
        if (list.refused) continue;
        for (const auto& [bssid, report] : reports_) {
            if (bssid == list.own || report.ssid != list.ssid) continue;
            const auto known = list.entries.find(bssid);
            if (known != list.entries.end() && known->second == report) continue;
            changes.push_back({name, report, false});
            list.entries[bssid] = report;
            list.ours[bssid] = true;
        }
        for (auto ours = list.ours.begin(); ours != list.ours.end();) {
            const auto report = reports_.find(ours->first);
            if (report != reports_.end() && report->second.ssid == list.ssid) {
                ++ours;
                continue;
            }
            if (const auto entry = list.entries.find(ours->first); entry != list.entries.end()) {
                changes.push_back({name, entry->second, true});
                list.entries.erase(entry);
            }
            ours = list.ours.erase(ours);
        }
    }
    return changes;
}

std::vector<std::uint8_t> NeighborLists::report_of(const wifi::MacAddress& bssid) const {
    const auto report = reports_.find(bssid);
    return report != reports_.end() ? report->second.body : std::vector<std::uint8_t>{};
}

}  // namespace engine
