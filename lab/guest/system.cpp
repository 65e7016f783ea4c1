#include "lab/guest/system.hpp"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <system_error>

#include "lab/guest/process.hpp"
#include "lab/guest/traffic.hpp"

namespace lab::guest {

namespace {

void mount_one(const char* type, const char* where) {
    if (mount(type, where, type, 0, nullptr) != 0 && errno != EBUSY)
        throw std::system_error(errno, std::generic_category(), fmt::format("mount {} on {}", type, where));
}

void write_setting(const std::string& path, std::string_view value) {
    std::ofstream file{path};
    file << value;
    if (!file.flush()) throw std::runtime_error(fmt::format("cannot set {} to {}", path, value));
}

std::string hardware_address(const char* interface) {
    std::ifstream file{fmt::format("/sys/class/net/{}/address", interface)};
    std::string address;
    file >> address;
    return address;
}

}  // namespace

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file{path};
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void ip_batch(const std::string& commands, const std::string& space) {
    const std::filesystem::path file{"/run/ip.batch"};
    std::ofstream{file} << commands;
    if (space.empty())
        run_or_throw({"ip", "-batch", file.string()});
    else
        run_or_throw({"ip", "-netns", space, "-batch", file.string()});
}

void mount_file_systems() {
    mount_one("proc", "/proc");
    mount_one("sysfs", "/sys");
    mount_one("devtmpfs", "/dev");
    mount_one("tmpfs", "/run");
    for (const char* folder : {"/run/netns", "/run/dbus", "/run/iwd", kLogFolder, kRunFolder})
        mkdir(folder, 0755);
    if (mount("hostfs", kRunFolder, "hostfs", 0, "/proc/self/cwd") != 0)
        throw std::system_error(errno, std::generic_category(), "mount the run's folder");
}

void set_up_kernel(const std::string& country) {
    write_setting("/proc/sys/net/unix/max_dgram_qlen", "512");
    write_setting("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    // The kernel looked for the regulatory database before there was a file system.
    run_or_throw({"iw", "reg", "reload"});
    run_or_throw({"iw", "reg", "set", country});
    std::this_thread::sleep_for(
        std::chrono::milliseconds{300});  // virtual: the kernel applies it in a work queue
}

void set_up_network() {
    ip_batch("netns add sta\nlink add br0 type bridge forward_delay 0 stp_state 0 mcast_snooping 0\n");
    run_or_throw({"iw", "phy", "phy0", "set", "netns", "name", kStationNamespace});
    ip_batch(fmt::format(
        "link set lo up\naddr add {}/24 dev br0\nlink set br0 address 02:00:00:00:ff:00\nlink set br0 up\n",
        kServerAddress));
    ip_batch(fmt::format("neigh add {} lladdr {} dev br0\n", kStationAddress, kStationMac));
    run_or_throw({"ip", "netns", "exec", kStationNamespace, "sh", "-c",
                  fmt::format("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6; ip -batch - <<END\n"
                              "link set lo up\naddr add {}/24 dev wlan0\n"
                              "neigh add {} lladdr {} dev wlan0\nEND\n",
                              kStationAddress, kServerAddress, hardware_address("br0"))});
}

void change_gateway() { ip_batch("link set br0 address 02:00:00:00:fe:00\n"); }

void mistake_station() {
    ip_batch(fmt::format("neigh replace {} lladdr 02:00:00:00:ee:00 dev br0\n", kStationAddress));
}

void change_network() { ip_batch("addr flush dev br0\naddr add 10.7.0.1/24 dev br0\n"); }

InNamespace::InNamespace(const std::string& name) : home_{open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)} {
    const int there = open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC);
    const bool entered = home_ >= 0 && there >= 0 && setns(there, CLONE_NEWNET) == 0;
    if (!entered)
        throw std::system_error(errno, std::generic_category(), "enter the network namespace " + name);
    close(there);
}

InNamespace::~InNamespace() {
    // Process 1 in the wrong namespace would measure nonsense: better no run.
    if (setns(home_, CLONE_NEWNET) != 0) std::terminate();
    close(home_);
}

void step_wall_clock(double seconds) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += static_cast<time_t>(seconds);
    if (clock_settime(CLOCK_REALTIME, &now) != 0)
        throw std::system_error(errno, std::generic_category(), "set the wall clock");
}

void power_off() {
    sync();
    reboot(RB_POWER_OFF);
    for (;;) pause();
}

}  // namespace lab::guest
