// A corpus of whole frames: for every kind that the codec knows, values with each field at its limits and
// each optional part present and absent, every one inside the frame that may carry it.
#pragma once

#include <string>
#include <vector>

#include "wifi/octets.hpp"

namespace wifi::test {

struct Case {
    std::string kind;                 ///< the registry and the type's kName, such as "action btm_request"
    std::string variant;              ///< "zero", "most", ...
    std::vector<std::uint8_t> frame;  ///< without FCS
};

/// In the order of the catalogue, the same on every run.
[[nodiscard]] std::vector<Case> make_corpus();

}  // namespace wifi::test
