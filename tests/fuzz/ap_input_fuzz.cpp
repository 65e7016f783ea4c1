// What people and files hand to roam-ap and `roam ap`: configuration, requests on the socket, clients'
// memories, whom it kept out, hostapd.conf. The first octet says which.
#include <cstdlib>
#include <string_view>

#include <boost/json.hpp>

#include "apps/ap/config.hpp"
#include "apps/ap/kept_out_file.hpp"
#include "apps/ap/request.hpp"
#include "apps/cli/hostapd_conf.hpp"
#include "engine/client_memory_json.hpp"
#include "engine/json_parts.hpp"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

void memory(std::string_view text) {
    constexpr std::int64_t kNow = 1'790'000'000'000;
    const auto read = engine::parse_memory(text, kNow);
    // What was read is written so that it reads the same.
    if (read) check(engine::parse_memory(engine::memory_line(*read, kNow), kNow) == read);
}

void request(std::string_view text) {
    const auto read = ap_app::parse_request(text);
    if (!read) check(read.error().contains("error"));
    if (read && read->changes_something()) check(read->client.has_value());
}

void configuration(std::string_view text) {
    const auto config = ap_app::parse_config(text, "f");
    if (!config) return check(config.error().starts_with("f:"));
    const engine::ApSettings settings = ap_app::settings_of(*config, {}, {});
    check(settings.most_clients > 0 && settings.policy.roamer.rssi_2_to_5 <= 0);
}

void hostapd(std::string_view text) {
    const auto bsses = cli::parse_hostapd_conf(text, "f");
    if (!bsses) return check(bsses.error().starts_with("f:"));
    check(!bsses->empty());
    (void)engine::check_site(*bsses);
}

void kept_out(std::string_view text) {
    std::string written;
    const auto read = ap_app::parse_kept_out(text);
    for (const ports::KeptOut& kept : read) written += kept.bss + " " + engine::text(kept.client) + "\n";
    check(ap_app::parse_kept_out(written) == read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    constexpr void (*kReaders[])(std::string_view){memory, request, configuration, hostapd, kept_out};
    kReaders[data[0] % 5](text);
    return 0;
}
