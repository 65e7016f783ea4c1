// A stream over another stream: what unpacks and what translates. Private to this folder.
#pragma once

#include <string>
#include <utility>

#include "explain/input/byte_stream.hpp"

namespace explain {

inline constexpr std::size_t kBlock = 64 * 1024;

/// What all streams over another stream share: its octets and its fault.
class Filter : public ByteStream {
public:
    explicit Filter(std::unique_ptr<ByteStream> below) : below_{std::move(below)} {}
    [[nodiscard]] std::uint64_t raw_octets() const override { return below_->raw_octets(); }
    [[nodiscard]] const std::optional<Fault>& fault() const override {
        return fault_ ? fault_ : below_->fault();
    }

protected:
    void fail(Fault::Kind kind, std::string text) {
        fault_ = Fault{kind, 0, 1, std::move(text)};
        is_over_ = true;
    }

    std::unique_ptr<ByteStream> below_;
    std::optional<Fault> fault_;
    bool is_over_ = false;
};

/// What `packed`, a gzip file of one or several members, holds.
[[nodiscard]] std::unique_ptr<ByteStream> gunzip(std::unique_ptr<ByteStream> packed);
/// The same of an xz file. Where there is no library for it: nothing, and the fault that says so.
[[nodiscard]] std::unique_ptr<ByteStream> unxz(std::unique_ptr<ByteStream> packed);

}  // namespace explain
