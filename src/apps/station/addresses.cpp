#include "apps/station/addresses.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace station_app {

namespace {

using Result = ports::RenewalTold::Result;

constexpr std::array<std::chrono::seconds, 3> kAgainAfter{std::chrono::seconds{2}, std::chrono::seconds{10},
                                                          std::chrono::seconds{30}};

}  // namespace

Addresses::Addresses(boost::asio::io_context& io, Managers managers, Say say)
    : managers_{std::move(managers)}, say_{std::move(say)}, again_{io} {}

Addresses::~Addresses() { cancel(); }

void Addresses::renew(records::Renewal what) {
    cancel();
    if (what == records::Renewal::None) return;
    current_ = std::make_shared<bool>(true);
    what_ = what;
    round_ = 0;
    ask(0);
}

void Addresses::cancel() {
    if (current_) *std::exchange(current_, nullptr) = false;
    again_.cancel();
}

void Addresses::ask(std::size_t which) {
    if (which == 0) {
        why_.clear();
        try_again_ = false;
    }
    if (which == managers_.size()) return end_round();
    managers_[which]->renew(what_, [this, which, current = current_](const ports::RenewalTold& told) {
        if (*current) next(told, which);
    });
}

void Addresses::next(const ports::RenewalTold& told, std::size_t which) {
    why_.push_back(told.text);
    switch (told.result) {
        case Result::Told:
            cancel();
            return say_(told.text, false);
        case Result::Refused:
            cancel();
            return say_(fmt::format("addresses are not renewed: {}", told.text), true);
        case Result::Failed:
            try_again_ = true;
            break;
        case Result::NotMine:
            break;
    }
    ask(which + 1);
}

void Addresses::end_round() {
    const std::string why = fmt::format("{}", fmt::join(why_, "; "));
    if (!try_again_) {
        cancel();
        return say_(fmt::format("nobody is told to renew addresses: {}", why), false);
    }
    if (round_ == 0) say_(fmt::format("addresses are not renewed yet: {}", why), true);
    if (round_ == kAgainAfter.size()) {
        cancel();
        return say_("addresses are not renewed: nobody could be told within a minute", true);
    }
    again_.expires_after(kAgainAfter[round_++]);
    again_.async_wait([this, current = current_](auto error) {
        if (!error && *current) ask(0);
    });
}

}  // namespace station_app
