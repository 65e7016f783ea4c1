// How a call on ubus came out, for the parts of Bss.
#pragma once

#include <string>
#include <string_view>

#include "adapters/ubus/client.hpp"

namespace hostapd_ubus {

/// The broker is gone: Bss says so elsewhere, once for all that was asked.
[[nodiscard]] inline bool is_down(const ubus::Answer& answer) {
    return !answer && answer.error().why == ubus::CallFault::Why::Down;
}

/// Of a call that failed, for people.
[[nodiscard]] inline std::string problem_of(std::string_view method, const ubus::Answer& answer) {
    return std::string{method} + ": " + ubus::describe(answer.error());
}

}  // namespace hostapd_ubus
