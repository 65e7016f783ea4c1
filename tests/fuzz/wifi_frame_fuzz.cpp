// Fuzzes what `roam decode` does with a packet: radiotap, header, body, tree and its text.
#include "apps/decode/frame_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const auto form = static_cast<decode::Form>(data[0] % 4);
    const auto frame = decode::frame_tree({data + 1, size - 1}, form, {});
    (void)decode::pretty(frame.tree);
    (void)boost::json::serialize(frame.tree);
    (void)decode::render(frame.tree);
    return 0;
}
