// Writes steering/ownership.hpp's table as Promela, for ownership.pml.   usage: ownership_table [BREAK]
//
// BREAK makes one mistake in the table, to show that the model finds it.
#include <cstdio>
#include <string_view>

#include "steering/ownership.hpp"

namespace {

using namespace steering::ownership;

Transition row(State from, Event on, std::string_view mistake) {
    Transition row = step(from, on);
    if (mistake == "no-way" && from == State::Owner && on == Event::HigherClaim) row.to = State::Owner;
    if (mistake == "yields-to-lower" && from == State::Owner && on == Event::LowerClaim)
        row.to = State::Foreign;
    if (mistake == "obeys-lower" && from == State::Foreign && on == Event::LowerClaim) row.to = State::Owner;
    if (mistake == "no-hand-over" && row.action == Action::HandOver) row.action = Action::None;
    if (mistake == "no-pass-on" && row.action == Action::PassOn) row.action = Action::None;
    if (mistake == "silent" && from == State::Foreign && on == Event::Serves) row.action = Action::None;
    return row;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view mistake = argc > 1 ? argv[1] : "";
    // Numbers, as C++ has them: ownership.pml names them in the same order.
    std::puts("inline step(state, event) {\n    if");
    for (unsigned from = 0; from < kStates; ++from) {
        for (unsigned on = 0; on < kEvents; ++on) {
            const Transition found = row(static_cast<State>(from), static_cast<Event>(on), mistake);
            std::printf("    :: (state) == %u && (event) == %u -> next = %u; action = %u\n", from, on,
                        static_cast<unsigned>(found.to), static_cast<unsigned>(found.action));
        }
    }
    std::puts("    fi\n}");
}
