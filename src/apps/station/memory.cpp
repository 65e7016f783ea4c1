#include "apps/station/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <malloc.h>
#include <unistd.h>

#include <sys/mman.h>

namespace station_app {

namespace {

int give_back_code(dl_phdr_info* object, std::size_t, void*) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        // Code only: what is writable, or was until it was relocated, has no copy in the file.
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0 || (segment.p_flags & PF_W) != 0)
            continue;
        const std::uintptr_t from = (object->dlpi_addr + segment.p_vaddr) / page * page;
        const std::uintptr_t to = object->dlpi_addr + segment.p_vaddr + segment.p_filesz;
        // Refused for the kernel's own page (vdso) and for locked memory, which is as well.
        madvise(reinterpret_cast<void*>(from), to - from,
                MADV_DONTNEED);  // NOLINT(performance-no-int-to-ptr)
    }
    return 0;
}

}  // namespace

void give_back_start_up_memory() {
    malloc_trim(0);
    dl_iterate_phdr(give_back_code, nullptr);
}

}  // namespace station_app
