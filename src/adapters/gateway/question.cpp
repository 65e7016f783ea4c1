#include "adapters/gateway/question.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include <boost/asio/post.hpp>

namespace gateway {

namespace {

using std::chrono::milliseconds;

/// When it is asked, from the start; the last is the end. Frames are lost most often just after a move, when
/// the rate control starts anew; silence has consequences, so the last questions come late.
constexpr std::array<milliseconds, 8> kAskAt{milliseconds{0},     milliseconds{40},   milliseconds{100},
                                             milliseconds{220},   milliseconds{480},  milliseconds{1'000},
                                             milliseconds{1'500}, milliseconds{2'000}};
/// From this question on everybody is asked as well.
constexpr std::size_t kAskEverybodyFrom = 2;

}  // namespace

Question::Question(boost::asio::io_context& io, std::string interface)
    : socket_{io}, io_{io}, interface_{std::move(interface)}, next_{io} {}

Question::~Question() { cancel(); }

void Question::ask(Done done) {
    cancel();
    done_ = std::move(done);
    current_ = std::make_shared<bool>(true);
    result_ = {};
    asked_ = 0;
    settling_ = false;
    if (auto problem = open()) {
        result_ = *std::move(problem);
        boost::asio::post(io_, [this, current = current_] {
            if (*current) end();
        });
        return;
    }
    result_.asked = true;
    next();
}

void Question::cancel() {
    if (current_) *std::exchange(current_, nullptr) = false;
    next_.cancel();
    socket_.close();
    done_ = nullptr;
}

void Question::next() {
    send(asked_, asked_ >= kAskEverybodyFrom);
    ++asked_;
    next_.expires_after(kAskAt[asked_] - kAskAt[asked_ - 1]);
    next_.async_wait([this, current = current_](auto error) {
        if (error || !*current) return;
        if (asked_ + 1 < kAskAt.size()) return next();
        end();
    });
}

void Question::settle_within(milliseconds time) {
    if (!current_ || std::exchange(settling_, true)) return;
    next_.expires_after(time);
    next_.async_wait([this, current = current_](auto error) {
        if (!error && *current) end();
    });
}

void Question::end() {
    const auto done = std::move(done_);
    const ports::FamilyProbed result = result_;
    cancel();
    if (done) done(result);
}

ports::FamilyProbed Question::cannot_ask(std::string why) {
    ports::FamilyProbed result;
    result.reason = records::NetworkReason::CannotAsk;
    result.why = std::move(why);
    return result;
}

ports::FamilyProbed Question::nobody(records::NetworkReason reason) {
    ports::FamilyProbed result;
    result.reason = reason;
    return result;
}

std::string Question::file_text(const char* path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace gateway
