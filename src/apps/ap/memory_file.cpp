#include "apps/ap/memory_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "apps/daemon/log.hpp"
#include "apps/daemon/text_file.hpp"
#include "engine/client_memory_json.hpp"

namespace ap_app {

namespace {

constexpr std::size_t kLongestLine = 1024;

}  // namespace

MemoryFile::MemoryFile(std::string directory, std::size_t most) : most_{most} {
    if (directory.empty()) return;
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    path_ = std::move(directory) + "/clients.jsonl";
}

void MemoryFile::write(std::vector<records::ClientMemory> memories, std::int64_t time_ms) {
    if (path_.empty()) return;
    std::erase_if(memories, [](const auto& memory) { return !engine::worth_keeping(memory); });
    if (memories.size() > most_) {
        // Who was never asked is the first to go.
        std::ranges::stable_sort(memories, {}, [](const records::ClientMemory& memory) {
            return memory.since_request.value_or(base::Milliseconds::max());
        });
        memories.resize(most_);
    }
    std::ranges::sort(memories, {}, &records::ClientMemory::client);
    std::string text;
    for (const records::ClientMemory& memory : memories) text += engine::memory_line(memory, time_ms) + "\n";
    const std::string problem = daemon_app::replace_file(path_, text);
    if (!problem.empty() && !std::exchange(complained_, true))
        daemon_app::log_warning("{}: {}; what is learned of clients is not kept", path_, problem);
    if (problem.empty()) complained_ = false;
}

std::vector<records::ClientMemory> MemoryFile::read(std::int64_t time_ms) const {
    std::vector<records::ClientMemory> memories;
    std::error_code ignored;
    if (path_.empty() || !std::filesystem::exists(path_, ignored)) return memories;
    // However large somebody made it, no more is read than could be ours.
    const auto text = daemon_app::text_of_file(path_, most_ * kLongestLine);
    if (!text) {
        daemon_app::log_warning("{}; nothing is known of clients yet", text.error());
        return memories;
    }
    std::size_t damaged = 0;
    std::string first;
    std::size_t number = 0;
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (line.empty()) continue;
        auto memory = engine::parse_memory(line, time_ms);
        if (memory && memories.size() < most_) {
            memories.push_back(*memory);
        } else if (!memory && damaged++ == 0) {
            first = fmt::format("{}: {}", number, memory.error());
        }
    }
    if (damaged > 0) daemon_app::log_warning("{}:{}; {} damaged lines are left out", path_, first, damaged);
    return memories;
}

}  // namespace ap_app
