// roam-station and roam as a user runs them.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "adapters/fake_supplicant.hpp"

namespace programs {

using namespace std::chrono_literals;

struct Ran {
    int status = -1;
    std::string output;  ///< both streams
};

inline Ran run(const std::string& command) {
    Ran result;
    FILE* pipe = ::popen((std::string{ROAM_BIN} + "/" + command + " 2>&1").c_str(), "r");
    if (!pipe) return result;
    std::array<char, 4096> piece{};
    for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
        result.output.append(piece.data(), size);
    const int ended = ::pclose(pipe);
    result.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    return result;
}

struct Daemon : testing::Test {
    fake::Folder folder;
    pid_t child = -1;

    void start(const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"--interface", "wlan0",       "--ctrl-dir", folder.path(),
                                       "--state-dir", folder.path(), "--run-dir",  folder.path()};
        words.insert(words.end(), more.begin(), more.end());
        launch("roam-station", words, folder.path() + "/station.sock");
    }
    /// @param socket  the daemon is there when this is.
    void launch(const std::string& program, std::vector<std::string> words, const std::string& socket) {
        words.insert(words.begin(), std::string{ROAM_BIN} + "/" + program);
        child = ::fork();
        if (child == 0) {
            const std::string log = folder.path() + "/log";
            if (!std::freopen(log.c_str(), "w", stderr)) ::_exit(126);
            std::vector<char*> arguments;
            for (std::string& word : words) arguments.push_back(word.data());
            arguments.push_back(nullptr);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        for (int i = 0; i < 200 && !std::filesystem::exists(socket); ++i) std::this_thread::sleep_for(10ms);
    }
    int end(int signal) {
        ::kill(child, signal);
        int status = -1;
        ::waitpid(child, &status, 0);
        child = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    void TearDown() override {
        if (child > 0) end(SIGKILL);
    }
    [[nodiscard]] std::string log() const {
        std::ifstream stream{folder.path() + "/log"};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    [[nodiscard]] bool logged(const std::string& text) const {
        for (int i = 0; i < 200 && log().find(text) == std::string::npos; ++i)
            std::this_thread::sleep_for(10ms);
        return log().find(text) != std::string::npos;
    }
};

}  // namespace programs
