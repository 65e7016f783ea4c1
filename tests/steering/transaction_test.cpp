#include "steering/transaction.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace {

using steering::step;
using steering::TransactionEvent;
using steering::TransactionState;

TEST(TransactionTable, IsLeftBySomethingFromEveryState) {
    for (std::size_t state = 1; state < steering::kTransactionStates; ++state) {
        const auto* row = step(static_cast<TransactionState>(state), TransactionEvent::Deadline);
        ASSERT_NE(row, nullptr);
        EXPECT_EQ(row->to, TransactionState::Idle);
    }
}

TEST(TransactionTable, HasOneResultForEachRequestWhateverHappens) {
    EXPECT_TRUE(rc::check([] {
        auto state = TransactionState::Idle;
        int requests = 0;
        int results = 0;
        for (int i = 0; i < 200; ++i) {
            const auto event = static_cast<TransactionEvent>(
                *rc::gen::inRange<std::size_t>(0, steering::kTransactionEvents));
            const auto* row = step(state, event);
            if (!row) continue;
            requests += state == TransactionState::Idle ? 1 : 0;
            results += row->result != records::SteeringResult::None ? 1 : 0;
            state = row->to;
        }
        RC_ASSERT(requests == results + (state != TransactionState::Idle ? 1 : 0));
    }));
}

}  // namespace
