// Decodes and encodes every kind, so that the size of all descriptions on a small machine can be measured.
#include "wifi/catalogue.hpp"

/// Decodes `octets` as the kind that `wanted` counts to and encodes it into `room`; the size written, or -1.
int every_kind(int wanted, wifi::Octets octets, std::span<std::uint8_t> room) {
    int result = -1;
    wifi::for_each_kind([&]<class Row>(const char*) {
        if (wanted-- != 0) return;
        wifi::Reader reader{octets};
        typename Row::Type value{};
        Row::Type::describe(reader, value);
        wifi::Writer writer{room};
        Row::Type::describe(writer, value);
        if (reader.ok() && writer.ok()) result = static_cast<int>(writer.size());
    });
    return result;
}
