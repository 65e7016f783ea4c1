// The probe against the kernel's own IPv4 and IPv6, and real router advertisements: two network namespaces
// joined by a veth pair, dnsmasq on the other side.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "adapters/gateway/gateway_probe.hpp"
#include "adapters/gateway/kernel_tables.hpp"
#include "station/network.hpp"

namespace gateway {
namespace {

using records::NetworkReason;
using records::NetworkVerdict;
using namespace std::chrono_literals;

bool run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

/// A process that holds the other network namespace.
class OtherSide {
public:
    /// Call within a namespace of our own.
    void start() {
        std::array<int, 2> ready{};
        ASSERT_EQ(pipe(ready.data()), 0);
        pid_ = fork();
        if (pid_ == 0) {
            const char done = unshare(CLONE_NEWNET) == 0 ? '1' : '0';
            if (write(ready[1], &done, 1) != 1) _exit(1);
            for (;;) pause();
        }
        char done = '0';
        ASSERT_TRUE(read(ready[0], &done, 1) == 1 && done == '1');
        close(ready[0]);
        close(ready[1]);
    }
    ~OtherSide() {
        stop_router();
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    [[nodiscard]] bool run(const std::string& command) const {
        return gateway::run(fmt::format("nsenter -t {} -n {}", pid_, command));
    }
    [[nodiscard]] pid_t pid() const { return pid_; }

    void start_router(const std::string& prefix) {
        stop_router();
        router_ = fork();
        if (router_ != 0) return;
        const std::string pid = fmt::to_string(pid_);
        const std::string range = fmt::format("--dhcp-range={},ra-only,64,2h", prefix);
        execlp("nsenter", "nsenter", "-t", pid.c_str(), "-n", "dnsmasq", "--keep-in-foreground", "--port=0",
               "--conf-file=/dev/null", "--interface=rt0", "--enable-ra", "--user=root",
               "--pid-file=", "--dhcp-leasefile=/dev/null", "--log-facility=/dev/null", range.c_str(),
               nullptr);
        _exit(127);
    }
    void stop_router() {
        if (router_ <= 0) return;
        kill(router_, SIGKILL);
        waitpid(std::exchange(router_, -1), nullptr, 0);
    }

private:
    pid_t pid_ = -1;
    pid_t router_ = -1;
};

struct Attachment : testing::Test {
    void SetUp() override {
        const uid_t uid = geteuid();
        if (unshare(uid == 0 ? CLONE_NEWNET : CLONE_NEWNET | CLONE_NEWUSER) != 0)
            GTEST_SKIP() << "no network namespaces here";
        if (uid != 0) {
            std::ofstream{"/proc/self/setgroups"} << "deny";
            std::ofstream{"/proc/self/uid_map"} << fmt::format("0 {} 1", uid);
        }
        if (!run("dnsmasq --version") || !run("nsenter --version"))
            GTEST_SKIP() << "no dnsmasq, or no nsenter";
        other.start();
        // Duplicate address detection would take a second at each change.
        const std::string no_dad = "sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'";
        ASSERT_TRUE(run(no_dad) && other.run(no_dad));
        ASSERT_TRUE(run("ip link add sta0 address 02:00:00:00:00:01 type veth peer name rt0"));
        ASSERT_TRUE(run(fmt::format("ip link set rt0 netns {}", other.pid())));
        make_network("02:00:00:00:ff:00", "2001:db8:1::");
        ASSERT_TRUE(run("ip link set sta0 up"));
        ASSERT_TRUE(has_address()) << "no router advertisement came";
    }

    void make_network(const std::string& hardware, const std::string& prefix) {
        other.stop_router();
        ASSERT_TRUE(other.run("ip addr flush dev rt0") && other.run("ip link set rt0 down"));
        ASSERT_TRUE(other.run(fmt::format("ip link set rt0 address {}", hardware)));
        ASSERT_TRUE(other.run("ip link set rt0 up"));
        ASSERT_TRUE(other.run(fmt::format("ip addr add {}1/64 dev rt0", prefix)));
        other.start_router(prefix);
    }

    /// Waits for an address by router advertisement.
    static bool has_address() {
        for (int i = 0; i < 100; ++i, std::this_thread::sleep_for(50ms)) {
            std::ifstream file{"/proc/self/net/if_inet6"};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            const Ipv6Addresses addresses = ipv6_addresses(text, "sta0");
            if (addresses.link_local && !addresses.others.empty()) return true;
        }
        return false;
    }

    ports::GatewayProbed probe_now() {
        std::optional<ports::GatewayProbed> result;
        probe.probe([&result](const ports::GatewayProbed& probed) { result = probed; });
        io.restart();
        io.run_for(5s);
        EXPECT_TRUE(result);
        return result.value_or(ports::GatewayProbed{});
    }

    static station::NetworkJudgement judge(const ports::FamilyProbed& probed) {
        return station::judge_network({probed.expected, probed.answered, probed.prefixes});
    }

    OtherSide other;
    boost::asio::io_context io;
    GatewayProbe probe{io, "sta0"};
};

TEST_F(Attachment, IsTheSameWhereTheRouterAnswers) {
    probe.remember();
    EXPECT_TRUE(probe.knows()) << "the router's hardware address, by rtnetlink";
    const auto probed = probe_now();
    ASSERT_TRUE(probed.ipv6);
    EXPECT_TRUE(probed.ipv6->asked);
    EXPECT_EQ(probed.ipv6->expected, (wifi::MacAddress{{2, 0, 0, 0, 0xff, 0}}));
    EXPECT_EQ(judge(*probed.ipv6).verdict, NetworkVerdict::Unchanged);
    EXPECT_EQ(probed.ipv4.reason, NetworkReason::GatewayNotKnown) << "there is no IPv4 here";
}

TEST_F(Attachment, IsTheSameWhereOneFamilyIsSilent) {
    ASSERT_TRUE(run("ip addr add 10.9.0.2/24 dev sta0") && run("ip route add default via 10.9.0.1"));
    ASSERT_TRUE(run("ip neigh replace 10.9.0.1 lladdr 02:00:00:00:ff:00 dev sta0"));
    probe.remember();
    const auto begin = std::chrono::steady_clock::now();
    const auto probed = probe_now();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s) << "it waits for the silent one to the end";
    EXPECT_FALSE(probed.ipv4.answered);
    ASSERT_TRUE(probed.ipv6);
    EXPECT_EQ(judge(*probed.ipv6).verdict, NetworkVerdict::Unchanged);
}

TEST_F(Attachment, IsAnotherWhereOtherPrefixesAreAdvertised) {
    probe.remember();
    ASSERT_NO_FATAL_FAILURE(make_network("02:00:00:00:fe:00", "2001:db8:2::"));
    const auto probed = probe_now();
    ASSERT_TRUE(probed.ipv6);
    EXPECT_EQ(judge(*probed.ipv6),
              (station::NetworkJudgement{NetworkVerdict::Changed, NetworkReason::OtherPrefixes}));
}

TEST_F(Attachment, IsUnknownWhereNobodyAnswers) {
    probe.remember();
    other.stop_router();
    ASSERT_TRUE(other.run("ip addr flush dev rt0"));
    const auto probed = probe_now();
    ASSERT_TRUE(probed.ipv6);
    EXPECT_EQ(judge(*probed.ipv6),
              (station::NetworkJudgement{NetworkVerdict::Unknown, NetworkReason::NoAnswer}));
}

TEST_F(Attachment, OfAHostWithoutIpv6IsNotAskedFor) {
    ASSERT_TRUE(run("sh -c 'echo 1 >/proc/sys/net/ipv6/conf/sta0/disable_ipv6'"));
    EXPECT_FALSE(probe_now().ipv6);
}

}  // namespace
}  // namespace gateway
