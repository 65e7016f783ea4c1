#include "explain/input/byte_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "explain/input/filter.hpp"
#include "explain/input/machine.hpp"

namespace explain {
namespace {

class FileStream final : public ByteStream {
public:
    FileStream(int file, bool closes) : file_{file}, closes_{closes} {}
    ~FileStream() override {
        if (closes_) close_file(file_);
    }

    std::size_t read(std::span<char> room) override {
        if (fault_) return 0;
        const auto got = read_file(file_, room);
        if (!got) {
            fault_ = Fault{Fault::Kind::CannotRead, 0, 1, std::strerror(got.error())};
            return 0;
        }
        octets_ += *got;
        return *got;
    }
    [[nodiscard]] std::uint64_t raw_octets() const override { return octets_; }
    [[nodiscard]] const std::optional<Fault>& fault() const override { return fault_; }

private:
    int file_;
    bool closes_;
    std::uint64_t octets_ = 0;
    std::optional<Fault> fault_;
};

class MemoryStream final : public ByteStream {
public:
    explicit MemoryStream(std::string_view octets) : rest_{octets} {}

    std::size_t read(std::span<char> room) override {
        const std::size_t count = std::min(room.size(), rest_.size());
        std::copy_n(rest_.begin(), count, room.begin());
        rest_.remove_prefix(count);
        octets_ += count;
        return count;
    }
    [[nodiscard]] std::uint64_t raw_octets() const override { return octets_; }
    [[nodiscard]] const std::optional<Fault>& fault() const override { return fault_; }

private:
    std::string_view rest_;
    std::uint64_t octets_ = 0;
    std::optional<Fault> fault_;
};

/// Gives back first what was read to recognise the content.
class Begun final : public Filter {
public:
    Begun(std::unique_ptr<ByteStream> below, std::string start)
        : Filter{std::move(below)}, start_{std::move(start)} {}

    std::size_t read(std::span<char> room) override {
        if (given_ == start_.size()) return below_->read(room);
        const std::size_t count = std::min(room.size(), start_.size() - given_);
        std::copy_n(start_.begin() + static_cast<std::ptrdiff_t>(given_), count, room.begin());
        given_ += count;
        return count;
    }

private:
    std::string start_;
    std::size_t given_ = 0;
};

/// Two octets per character, as some terminals of Windows write what they saw.
class FromUtf16 final : public Filter {
public:
    FromUtf16(std::unique_ptr<ByteStream> below, bool big_endian)
        : Filter{std::move(below)}, high_{big_endian ? 0U : 1U} {
        fault_ = Fault{Fault::Kind::Encoding, 0, 1, "the text is UTF-16; what is not ASCII is shown as ?"};
    }

    std::size_t read(std::span<char> room) override {
        std::size_t made = 0;
        while (made == 0) {
            const std::size_t asked = std::min(wide_.size() - kept_, 2 * room.size() - kept_);
            const std::size_t got = below_->read(std::span{wide_}.subspan(kept_, asked));
            if (got == 0) return 0;
            const std::size_t whole = (kept_ + got) / 2;
            for (std::size_t i = 0; i < whole; ++i) {
                const char low = wide_[2 * i + 1 - high_];
                const auto high = static_cast<unsigned char>(wide_[2 * i + high_]);
                if (high == 0xFE && static_cast<unsigned char>(low) == 0xFF)
                    continue;  // the mark of the order
                const bool is_ascii = high == 0 && static_cast<unsigned char>(low) < 0x80;
                room[made++] = is_ascii ? low : '?';
            }
            kept_ = (kept_ + got) % 2;
            if (kept_ == 1) wide_[0] = wide_[2 * whole];
        }
        return made;
    }

private:
    std::size_t high_;  ///< where of the two the high octet is
    std::array<char, kBlock> wide_{};
    std::size_t kept_ = 0;  ///< half a character of the last block
};

enum class Content : std::uint8_t { Plain, Gzip, Xz, Utf16Little, Utf16Big };

Content content_of(std::string_view start) {
    using namespace std::string_view_literals;
    if (start.starts_with("\x1F\x8B\x08"sv)) return Content::Gzip;
    if (start.starts_with("\xFD"
                          "7zXZ\0"sv))
        return Content::Xz;
    if (start.starts_with("\xFF\xFE"sv)) return Content::Utf16Little;
    if (start.starts_with("\xFE\xFF"sv)) return Content::Utf16Big;
    // Without a mark: ASCII has every other octet 0.
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < start.size(); ++i)
        if (start[i] == 0) ++zeros[i % 2];
    if (start.size() >= 32 && zeros[0] == 0 && zeros[1] == start.size() / 2) return Content::Utf16Little;
    if (start.size() >= 32 && zeros[1] == 0 && zeros[0] == start.size() / 2) return Content::Utf16Big;
    return Content::Plain;
}

}  // namespace

std::unique_ptr<ByteStream> file_stream(int file, bool closes) {
    return std::make_unique<FileStream>(file, closes);
}

std::unique_ptr<ByteStream> memory_stream(std::string_view octets) {
    return std::make_unique<MemoryStream>(octets);
}

std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> raw) {
    // Something compressed twice is unpacked twice, and no deeper.
    for (int depth = 0; depth < 3; ++depth) {
        std::string start(64, '\0');
        std::size_t size = 0;
        while (size < start.size()) {
            const std::size_t got = raw->read(std::span{start}.subspan(size));
            if (got == 0) break;
            size += got;
        }
        start.resize(size);
        const Content content = content_of(start);
        raw = std::make_unique<Begun>(std::move(raw), std::move(start));
        switch (content) {
            case Content::Plain:
                return raw;
            case Content::Gzip:
                raw = gunzip(std::move(raw));
                break;
            case Content::Xz:
                raw = unxz(std::move(raw));
                break;
            case Content::Utf16Little:
            case Content::Utf16Big:
                return std::make_unique<FromUtf16>(std::move(raw), content == Content::Utf16Big);
        }
    }
    return raw;
}

}  // namespace explain
