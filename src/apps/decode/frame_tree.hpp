// One packet as a tree: radiotap header, frame header, body, faults.
#pragma once

#include "apps/decode/tree_builder.hpp"

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

struct FrameTree {
    json::object tree;
    std::string kind;  ///< that of its head
    std::size_t faults = 0;
};

/// Builds the tree of one packet. Nothing throws on what the air sent: a fault is a node.
[[nodiscard]] FrameTree frame_tree(wifi::Octets packet, Form form, const TreeOptions& options);

/// `tree` as indented lines for people: bit fields that are 0 and octets that are shown as fields are left
/// out.
[[nodiscard]] std::string render(const json::object& tree);

}  // namespace decode
