// The guest's own machine: mounts, kernel settings, network namespaces, bridge and addresses.
#pragma once

#include <filesystem>
#include <string>

#include "lab/scenario.hpp"

namespace lab::guest {

/// Mounts what a program expects under /proc, /sys, /dev and /run, and makes the log folder. Everything else
/// is the host's own file system, seen through hostfs.
void mount_file_systems();

/// Regulatory domain, datagram queue length, no IPv6 chatter.
void set_up_kernel(const std::string& country);

/// Puts radio 0 into the station's network namespace and bridges the AP side; addresses and neighbours are
/// fixed, so that no ARP exchange disturbs the stream.
void set_up_network();

/// A text of `ip` commands, one in each line, carried out in this namespace or in the one named.
void ip_batch(const std::string& commands, const std::string& space = {});

/// Gives the server another hardware address. Stations with a fixed neighbour entry do not find it any more.
void change_gateway();
/// The server takes another machine for the station; answers to ARP and DHCP do not go by that.
void mistake_station();
/// Gives the server the address of another network, 10.7.0.0/24, and no other.
void change_network();

/// Sets the wall clock by `seconds`, forward or back; the clock that the laboratory runs by goes on. Throws
/// std::system_error.
void step_wall_clock(double seconds);

/// While it lives, sockets are made in a network namespace, where they stay for their whole lives. Throws
/// std::system_error.
class InNamespace {
public:
    explicit InNamespace(const std::string& name);
    ~InNamespace();
    InNamespace(const InNamespace&) = delete;
    InNamespace& operator=(const InNamespace&) = delete;

private:
    int home_ = -1;
};

/// Throws std::runtime_error, naming the file.
void write_file(const std::filesystem::path& path, const std::string& text);

[[noreturn]] void power_off();

inline constexpr const char* kLogFolder = "/run/log";

/// The run's folder on the host, wherever that is: the working directory of the kernel's own process.
inline constexpr const char* kRunFolder = "/run/lab";

}  // namespace lab::guest
