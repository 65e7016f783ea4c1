// The walk on the host: decisions to standard output.   usage: micro-walk SCRIPT...
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "walk.hpp"

int main(int count, char** names) {
    std::string text;
    for (int i = 1; i < count; ++i) {
        std::ifstream file{names[i], std::ios::binary};
        text.append(std::istreambuf_iterator<char>{file}, {});
    }
    return walk::run_all(text,
                         [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stdout); });
}
