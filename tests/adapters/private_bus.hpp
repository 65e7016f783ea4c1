// The real dbus-daemon on a private address, in place of the system bus.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "adapters/bus/bus.hpp"

namespace private_bus {

using namespace std::chrono_literals;

struct PrivateBus : testing::Test {
    void SetUp() override {
        folder = std::filesystem::temp_directory_path() / fmt::format("roam-bus-{}", getpid());
        std::filesystem::create_directories(folder);
        address = fmt::format("unix:path={}/bus", folder.string());
        std::ofstream{folder / "bus.conf"}
            << "<busconfig><type>session</type><listen>" << address
            << "</listen><policy context=\"default\"><allow send_destination=\"*\"/><allow own=\"*\"/>"
               "<allow eavesdrop=\"true\"/></policy></busconfig>";
    }
    void TearDown() override {
        stop_daemon();
        std::filesystem::remove_all(folder);
    }

    void start_daemon() {
        daemon = fork();
        const std::string config = fmt::format("--config-file={}/bus.conf", folder.string());
        if (daemon == 0) {
            execlp("dbus-daemon", "dbus-daemon", "--nofork", "--nopidfile", config.c_str(), nullptr);
            _exit(127);
        }
        for (int i = 0; i < 100 && !std::filesystem::exists(folder / "bus"); ++i)
            std::this_thread::sleep_for(20ms);
        if (!std::filesystem::exists(folder / "bus")) GTEST_SKIP() << "no dbus-daemon";
    }
    void stop_daemon() {
        if (daemon <= 0) return;
        kill(daemon, SIGKILL);
        waitpid(std::exchange(daemon, -1), nullptr, 0);
        std::filesystem::remove(folder / "bus");
    }

    /// Runs the loop until `done`.
    template <class Done>
    bool until(Done done, std::chrono::milliseconds most = 3s) {
        const auto end = std::chrono::steady_clock::now() + most;
        while (!done() && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_for(10ms);
        }
        return done();
    }

    std::filesystem::path folder;
    std::string address;
    pid_t daemon = -1;
    boost::asio::io_context io;
    std::vector<std::string> notices;
    std::function<void(bool, const std::string&)> note = [this](bool, const std::string& text) {
        notices.push_back(text);
    };
};

}  // namespace private_bus
