// The JSON that `roam decode` writes of a frame, as values.
#pragma once

#include "apps/decode/packet_json.hpp"
#include "apps/decode/render.hpp"

namespace wifi::test {

inline boost::json::object frame_tree(Octets packet, decode::Form form) {
    decode::JsonText text;
    text.begin_object();
    decode::write_frame(text, packet, form, {});
    text.end_object();
    return decode::read_tree(text.text());
}

}  // namespace wifi::test
