// What was learned of the clients, kept over a restart: one line each in a file that is always whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/client.hpp"

namespace ap_app {

class MemoryFile {
public:
    /// @param directory  made if need be; empty: nothing is kept.
    /// @param most  clients; those that were asked longest ago are left out.
    MemoryFile(std::string directory, std::size_t most);

    /// What is worth keeping; a file that cannot be written costs memories, said once, and nothing else.
    void write(std::vector<records::ClientMemory> memories, std::int64_t time_ms);

    /// Damaged lines are left out, and counted in one warning.
    [[nodiscard]] std::vector<records::ClientMemory> read(std::int64_t time_ms) const;

private:
    std::string path_;
    std::size_t most_;
    bool complained_ = false;
};

}  // namespace ap_app
