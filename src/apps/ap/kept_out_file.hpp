// Whom hostapd keeps out on our word, kept over a kill: one line each, "BSS CLIENT", in a file that is always
// whole. Empty in all but a few seconds of a life in mode enforce.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/journal.hpp"

namespace ap_app {

/// Lines that are none are left out, and so is what is beyond the first 4,096.
[[nodiscard]] std::vector<ports::KeptOut> parse_kept_out(std::string_view text);

class KeptOutFile {
public:
    /// @param directory  empty: nothing is kept.
    explicit KeptOutFile(const std::string& directory);

    /// On the disk when it returns; a file that cannot be written is said once.
    void write(const std::vector<ports::KeptOut>& all);
    [[nodiscard]] std::vector<ports::KeptOut> read() const;

private:
    std::string path_;
    bool complained_ = false;
};

}  // namespace ap_app
