// roam-lab-guest: process 1 of the lab's kernel. Not meant to be started by people.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "lab/guest/guest.hpp"
#include "lab/guest/system.hpp"

int main() {
    if (getpid() != 1) {
        std::fputs(
            "roam-lab-guest runs as process 1 of the laboratory's kernel; start `roam-lab run` instead\n",
            stderr);
        return 2;
    }
    const std::filesystem::path folder{lab::guest::kRunFolder};
    try {
        lab::guest::mount_file_systems();
        lab::guest::Guest{folder}.run();
    } catch (const std::exception& error) {
        std::ofstream{folder / lab::kFailureFile} << error.what() << '\n';
        // What the programs said explains most failures.
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator{lab::guest::kLogFolder, ignored})
            std::filesystem::copy_file(entry.path(), folder / entry.path().filename(),
                                       std::filesystem::copy_options::overwrite_existing, ignored);
    }
    lab::guest::power_off();
}
