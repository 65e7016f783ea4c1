// Fuzzes what `roam decode` does with a packet: radiotap, header, body, JSON and its forms for people.
#include <cstdlib>

#include "apps/decode/packet_json.hpp"
#include "apps/decode/render.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    static decode::JsonText text;
    text.clear();
    text.begin_object();
    (void)decode::write_frame(text, {data + 1, size - 1}, static_cast<decode::Form>(data[0] % 4), {});
    text.end_object();
    decode::json::monotonic_resource memory;
    const auto tree = decode::read_tree(text.text(), &memory);
    if (decode::json::serialize(tree) != text.text()) std::abort();
    (void)decode::pretty(tree);
    (void)decode::render(tree);
    return 0;
}
