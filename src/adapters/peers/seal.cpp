#include "adapters/peers/seal.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

namespace peers {

namespace {

constexpr std::array<std::uint8_t, 2> kMark{'R', 'm'};

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Cipher = std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Freed<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>>;

/// Only an OpenSSL without the algorithm or without memory gets here: there is no going on.
void must(bool holds) {
    if (!holds) std::abort();
}

/// One of HKDF's two halves (RFC 5869, 2.2 and 2.3).
Key hkdf(int mode, wifi::Octets key, std::string_view context_name, wifi::Octets context) {
    static const Kdf kKdf{EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr)};
    must(kKdf != nullptr);
    const KdfContext made{EVP_KDF_CTX_new(kKdf.get())};
    must(made != nullptr);
    char digest[] = "SHA256";
    // OpenSSL takes what it only reads as not const.
    const auto octets = [](std::string_view name, wifi::Octets value) {
        return OSSL_PARAM_construct_octet_string(name.data(), const_cast<std::uint8_t*>(value.data()),
                                                 value.size());
    };
    const std::array params{OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                            octets(OSSL_KDF_PARAM_KEY, key), octets(context_name, context),
                            OSSL_PARAM_construct_end()};
    Key derived;
    must(EVP_KDF_derive(made.get(), derived.data(), derived.size(), params.data()) == 1);
    return derived;
}

Key expand(const Key& root, std::string_view label, std::initializer_list<wifi::Octets> parts) {
    std::vector<std::uint8_t> info(label.begin(), label.end());
    for (const wifi::Octets part : parts) info.insert(info.end(), part.begin(), part.end());
    return hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, root, OSSL_KDF_PARAM_INFO, info);
}

std::array<std::uint8_t, kHeaderSize> octets_of(const Header& header) {
    std::array<std::uint8_t, kHeaderSize> octets{};
    wifi::Writer writer{octets};
    writer.fixed("mark", kMark);
    writer.number("version", header.version);
    writer.number("kind", header.kind);
    writer.fixed("session", header.session);
    writer.number("counter", header.counter);
    return octets;
}

/// The counter as it stands in the header, behind zeros (RFC 8439, 2.8: 96 bits).
std::array<std::uint8_t, 12> nonce_of(wifi::Octets header) {
    std::array<std::uint8_t, 12> nonce{};
    std::ranges::copy(header.subspan(20, 8), nonce.begin() + 4);
    return nonce;
}

}  // namespace

std::optional<Header> read_header(wifi::Octets datagram) {
    if (datagram.size() < kHeaderSize + kTagSize || datagram.size() > kMostDatagram) return std::nullopt;
    wifi::Reader reader{datagram};
    std::array<std::uint8_t, 2> mark{};
    Header header;
    reader.fixed("mark", mark);
    reader.number("version", header.version);
    reader.number("kind", header.kind);
    reader.fixed("session", header.session);
    reader.number("counter", header.counter);
    if (mark != kMark) return std::nullopt;
    return header;
}

SiteKey::SiteKey(std::string_view text) {
    assert(text.size() >= kLeastText);
    constexpr std::string_view kSalt = "roam peers 1";
    root_ = hkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY,
                 {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, OSSL_KDF_PARAM_SALT,
                 {reinterpret_cast<const std::uint8_t*>(kSalt.data()), kSalt.size()});
}

Key SiteKey::open_key(const SessionId& sender) const { return expand(root_, "open", {sender}); }

Key SiteKey::pair_key(const SessionId& sender, const SessionId& receiver, const Challenge& of_sender,
                      const Challenge& of_receiver) const {
    return expand(root_, "pair", {sender, receiver, of_sender, of_receiver});
}

struct Sealer::Contexts {
    Cipher cipher{EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr)};
    CipherContext seal{EVP_CIPHER_CTX_new()};
    CipherContext open{EVP_CIPHER_CTX_new()};
};

Sealer::Sealer() : contexts_{std::make_unique<Contexts>()} {
    must(contexts_->cipher && contexts_->seal && contexts_->open);
}
Sealer::~Sealer() = default;

std::vector<std::uint8_t> Sealer::seal(const Key& key, const Header& header, wifi::Octets plain) {
    assert(plain.size() <= kMostPlain);
    const auto head = octets_of(header);
    const auto nonce = nonce_of(head);
    std::vector<std::uint8_t> datagram(head.begin(), head.end());
    datagram.resize(kHeaderSize + plain.size() + kTagSize);
    EVP_CIPHER_CTX* context = contexts_->seal.get();
    std::uint8_t* body = datagram.data() + kHeaderSize;
    int size = 0;
    must(EVP_EncryptInit_ex2(context, contexts_->cipher.get(), key.data(), nonce.data(), nullptr) == 1 &&
         EVP_EncryptUpdate(context, nullptr, &size, head.data(), static_cast<int>(head.size())) == 1 &&
         EVP_EncryptUpdate(context, body, &size, plain.data(), static_cast<int>(plain.size())) == 1 &&
         EVP_EncryptFinal_ex(context, body + plain.size(), &size) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, body + plain.size()) == 1);
    return datagram;
}

std::optional<wifi::Octets> Sealer::open(const Key& key, wifi::Octets datagram) {
    assert(datagram.size() >= kHeaderSize + kTagSize && datagram.size() <= kMostDatagram);
    const wifi::Octets head = datagram.first(kHeaderSize);
    const wifi::Octets body = datagram.subspan(kHeaderSize, datagram.size() - kHeaderSize - kTagSize);
    const auto nonce = nonce_of(head);
    EVP_CIPHER_CTX* context = contexts_->open.get();
    int size = 0;
    auto* tag = const_cast<std::uint8_t*>(datagram.data() + datagram.size() - kTagSize);  // only read
    must(EVP_DecryptInit_ex2(context, contexts_->cipher.get(), key.data(), nonce.data(), nullptr) == 1 &&
         EVP_DecryptUpdate(context, nullptr, &size, head.data(), static_cast<int>(head.size())) == 1 &&
         EVP_DecryptUpdate(context, plain_.data(), &size, body.data(), static_cast<int>(body.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag) == 1);
    if (EVP_DecryptFinal_ex(context, plain_.data() + body.size(), &size) != 1) return std::nullopt;
    return wifi::Octets{plain_}.first(body.size());
}

void fill_random(std::span<std::uint8_t> octets) {
    must(RAND_bytes(octets.data(), static_cast<int>(octets.size())) == 1);
}

std::expected<std::string, std::string> read_site_key(const std::string& path) {
    const std::string make =
        "; make one on one access point and copy it to the others: (umask 077; head -c 32 "
        "/dev/urandom | base64 >" +
        path + ")";
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // not for ever at a pipe
    if (file < 0) return std::unexpected(path + ": " + std::strerror(errno) + (errno == ENOENT ? make : ""));
    const std::unique_ptr<const int, decltype([](const int* fd) { ::close(*fd); })> closes{&file};
    struct stat status{};
    if (::fstat(file, &status) != 0) return std::unexpected(path + ": " + std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return std::unexpected(path + ": not a file");
    if ((status.st_mode & 077) != 0)
        return std::unexpected(path + ": others than its owner may read or write it; chmod 600 " + path);
    std::string text(4096, '\0');
    const ssize_t got = ::read(file, text.data(), text.size());
    if (got < 0) return std::unexpected(path + ": " + std::strerror(errno));
    if (static_cast<std::size_t>(got) == text.size())
        return std::unexpected(path + ": longer than 4095 octets");
    text.resize(static_cast<std::size_t>(got));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    if (text.size() < SiteKey::kLeastText) return std::unexpected(path + ": shorter than 16 octets" + make);
    return text;
}

}  // namespace peers
