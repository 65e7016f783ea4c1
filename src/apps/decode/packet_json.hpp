// One packet as JSON: radiotap header, frame header, body, faults.
#pragma once

#include "apps/decode/tree_writer.hpp"

namespace decode {

/// What octets from a command line or a capture are.
enum class Form : std::uint8_t {
    Frame,     ///< a management frame without FCS
    Radiotap,  ///< a radiotap header, then a frame
    Elements,  ///< a list of elements
    Action,    ///< the body of an action frame, from its category on
};

/// What filters need to know of a packet, read without building its tree.
struct FrameHead {
    /// "beacon", "btm_request"; "data", "control" for frames that are not management. A literal.
    const char* kind = "fault";
    std::array<wifi::MacAddress, 3> addresses{};
    bool is_management = true;
};
[[nodiscard]] FrameHead frame_head(wifi::Octets packet, Form form);

/// Appends the members of one packet's object, `kind` to `faults`. Nothing throws on what the air sent: a
/// fault is a member.
/// @return  how many faults the packet has.
std::size_t write_frame(JsonText& into, wifi::Octets packet, Form form, const TreeOptions& options);

}  // namespace decode
