// An ESP-IDF whose access points, time and log are the test's. One thread: the "task" runs when the test lets
// time pass.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fake_idf.h"

namespace fake {

struct Ap {
    std::uint8_t number = 1;  ///< its BSSID is 02:00:00:00:NN:00
    std::uint8_t channel = 36;
    int dbm = -50;
    bool refuses = false;
    bool there = true;
    wifi_auth_mode_t security = WIFI_AUTH_WPA2_PSK;
};

/// Everything of one test.
struct Idf {
    std::vector<Ap> aps;
    std::optional<std::uint8_t> link;  ///< number of the AP
    bool rrm = true;
    bool btm = true;
    std::vector<std::string> calls;  ///< what was asked, in order
    std::vector<std::string> log;
    std::vector<std::string> queries;
    std::vector<int> query_reasons;
    std::vector<std::uint8_t>
        report;                      ///< octets of the answer to a request for neighbours, without the token
    bool report_comes = true;        ///< false: the request times out
    std::function<void()> on_query;  ///< what the network does when it is asked
    bool queue_full = false;

    /// Lets time pass; events and the task run in it.
    void run_for(int ms);
    void post(int ms_from_now, std::int32_t id, std::vector<std::uint8_t> data);
    void start();
    /// The network has the supplicant move to `number`.
    void supplicant_moves(std::uint8_t number);
    [[nodiscard]] Ap* find(std::uint8_t number);
    [[nodiscard]] std::size_t count(const std::string& call) const;
    [[nodiscard]] bool logged(const std::string& text) const;
};

/// The one that the calls refer to; fresh after reset().
Idf& idf();
void reset();

}  // namespace fake
