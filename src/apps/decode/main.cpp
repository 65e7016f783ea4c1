// A program of its own for `roam decode`, for tests and fuzzing without the rest of `roam`.
#include "apps/decode/decode.hpp"

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    return decode::run_decode(arguments);
}
