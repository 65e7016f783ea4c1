#include "apps/ap/kept_out_file.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <net/if.h>

#include "apps/daemon/log.hpp"
#include "apps/daemon/text_file.hpp"
#include "engine/json_parts.hpp"

namespace ap_app {

namespace {

constexpr std::size_t kMost = 4'096;

/// As the kernel takes it for the name of an interface.
bool is_interface(std::string_view word) {
    return !word.empty() && word.size() < IFNAMSIZ && word.find('/') == std::string_view::npos &&
           std::ranges::all_of(word, [](unsigned char each) { return each > ' ' && each < 0x7F; });
}

}  // namespace

std::vector<ports::KeptOut> parse_kept_out(std::string_view text) {
    std::vector<ports::KeptOut> all;
    while (!text.empty() && all.size() < kMost) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t space = std::min(line.find(' '), line.size());
        const std::string_view bss = line.substr(0, space);
        const auto client = wifi::parse_mac(line.substr(std::min(space + 1, line.size())));
        if (client && !client->is_group() && is_interface(bss)) all.push_back({std::string{bss}, *client});
    }
    return all;
}

KeptOutFile::KeptOutFile(const std::string& directory)
    : path_{directory.empty() ? std::string{} : directory + "/kept-out"} {}

void KeptOutFile::write(const std::vector<ports::KeptOut>& all) {
    if (path_.empty()) return;
    std::string text;
    for (const ports::KeptOut& kept : all) text += kept.bss + " " + engine::text(kept.client) + "\n";
    const std::string problem = daemon_app::replace_file(path_, text);
    if (!problem.empty() && !std::exchange(complained_, true))
        daemon_app::log_warning("{}: {}; if roam-ap is killed, hostapd keeps out whom it was told to", path_,
                                problem);
    if (problem.empty()) complained_ = false;
}

std::vector<ports::KeptOut> KeptOutFile::read() const {
    std::error_code ignored;
    if (path_.empty() || !std::filesystem::exists(path_, ignored)) return {};
    const auto text = daemon_app::text_of_file(path_, kMost * 64);
    if (!text) daemon_app::log_warning("{}; whom an earlier roam-ap kept out may stay out", text.error());
    return text ? parse_kept_out(*text) : std::vector<ports::KeptOut>{};
}

}  // namespace ap_app
