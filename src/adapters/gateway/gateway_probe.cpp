#include "adapters/gateway/gateway_probe.hpp"

#include <chrono>
#include <utility>

namespace gateway {

namespace {

/// Where one family has proven that the network is the same, silence of the other changes nothing.
constexpr std::chrono::milliseconds kOther{150};

bool proves_same(const ports::FamilyProbed& probed) {
    return probed.prefixes == records::Prefixes::Ours ||
           (probed.expected && probed.answered == probed.expected);
}

}  // namespace

GatewayProbe::GatewayProbe(boost::asio::io_context& io, const std::string& interface)
    : ipv4_{io, interface}, ipv6_{io, interface} {}

void GatewayProbe::remember() {
    ipv4_.remember();
    ipv6_.remember();
}

void GatewayProbe::forget() {
    cancel();
    ipv4_.forget();
    ipv6_.forget();
}

void GatewayProbe::cancel() {
    done_ = nullptr;
    ipv4_.cancel();
    ipv6_.cancel();
}

void GatewayProbe::probe(Done done) {
    cancel();
    done_ = std::move(done);
    probed4_.reset();
    probed6_.reset();
    ipv4_.ask([this](const ports::FamilyProbed& probed) {
        probed4_ = probed;
        if (proves_same(probed)) ipv6_.settle_within(kOther);
        end();
    });
    ipv6_.ask([this](const ports::FamilyProbed& probed) {
        probed6_ = probed;
        if (proves_same(probed)) ipv4_.settle_within(kOther);
        end();
    });
}

void GatewayProbe::end() {
    if (!probed4_ || !probed6_) return;
    ports::GatewayProbed result{*probed4_, {}};
    if (probed6_->reason != records::NetworkReason::NoAddress) result.ipv6 = probed6_;
    const auto done = std::exchange(done_, nullptr);
    if (done) done(result);
}

}  // namespace gateway
