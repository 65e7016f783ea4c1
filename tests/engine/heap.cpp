// Counts what is on the heap. In a file of its own: a compiler that sees both sides warns of the pair.
#include "heap.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

std::size_t octets = 0;

/// What malloc takes for it: the block and the word before it.
std::size_t cost_of(void* memory) { return memory ? ::malloc_usable_size(memory) + sizeof(std::size_t) : 0; }

void give_back(void* memory) noexcept {
    octets -= cost_of(memory);
    std::free(memory);
}

}  // namespace

std::size_t heap::in_use() { return octets; }

void* operator new(std::size_t size) {
    void* memory = std::malloc(size);
    if (!memory) throw std::bad_alloc{};
    octets += cost_of(memory);
    return memory;
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
