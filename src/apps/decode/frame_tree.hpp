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

struct FrameTree {
    json::object tree;
    std::string kind;  ///< "beacon", "btm_request"; "data", "control" for frames that are not management
    std::size_t faults = 0;
    std::array<wifi::MacAddress, 3> addresses{};
    bool is_management = true;
};

/// Builds the tree of one packet. Nothing throws on what the air sent: a fault is a node.
[[nodiscard]] FrameTree frame_tree(wifi::Octets packet, Form form, const TreeOptions& options);

/// `tree` as indented lines for people: bit fields that are 0 and octets that are shown as fields are left
/// out.
[[nodiscard]] std::string render(const json::object& tree);

}  // namespace decode
