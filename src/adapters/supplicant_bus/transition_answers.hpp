// wpa_supplicant over the system bus, for what its control socket does not tell: how it answered the
// network's request to move (fi.w1.wpa_supplicant1.Interface, BSSTMStatus). Nothing is asked of it but where
// its interface is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/bus/bus.hpp"
#include "ports/station_control.hpp"

namespace supplicant_bus {

class TransitionAnswers {
public:
    using OnAnswer = std::function<void(const ports::TransitionReplied&)>;
    /// Whether answers are told from now on: the supplicant is on the bus and has the interface, or not.
    using OnTold = std::function<void(bool told)>;

    /// @param bus  must outlive it, and be closed when it goes.
    TransitionAnswers(bus::Bus& bus, std::string interface, OnAnswer on_answer, OnTold on_told);

    /// Looks again which object the interface is: the supplicant was restarted, or was given it anew.
    void find();

private:
    void changed(sd_bus_message* message);

    bus::Bus& bus_;
    std::string interface_;
    OnAnswer on_answer_;
    OnTold on_told_;
    std::string object_;  ///< path of the interface's; empty: not known
};

}  // namespace supplicant_bus
