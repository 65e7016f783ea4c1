// What hostapd's notifications cost that come over ubus: 5,000 stations heard by one BSS, 322 probe requests
// a second, with the answer that hostapd waits for and without. The whole way is there, socket and engine
// included; the broker and hostapd are another thread, whose time does not count.
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <malloc.h>
#include <thread>
#include <unistd.h>

#include "adapters/hostapd_ubus/bss.hpp"
#include "adapters/hostapd_ubus/fake_object.hpp"
#include "adapters/hostapd_ubus/objects.hpp"
#include "engine/access_point.hpp"
#include "lab/ubus/broker.hpp"

namespace {

constexpr std::uint32_t kStations = 5'000;
/// As many as arrive in a second of the load that usteer was measured with.
constexpr int kPerSecond = 322;

std::string address(std::uint32_t number) {
    char text[18];
    (void)std::snprintf(text, sizeof text, "04:00:00:00:%02x:%02x", number >> 8 & 0xFF, number & 0xFF);
    return text;
}

std::int64_t thread_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

struct Quiet final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
    void steering(std::string_view, const records::SteeringRecord&) override {}
};

/// Broker and hostapd in a thread of their own.
struct Others {
    explicit Others(const std::string& path) : broker{io, path}, hostapd{io, path, fake::Generation::New} {
        thread = std::thread{[this] { io.run(); }};
    }
    ~Others() {
        io.stop();
        thread.join();
    }
    boost::asio::io_context io{1};
    lab::ubus_broker::Broker broker;
    fake::UbusHostapd hostapd;
    std::thread thread;
};

struct Side final : ubus::Client::Listener {
    explicit Side(const std::string& path)
        : client{io, {.path = path}, *this},
          objects{
              io,
              client,
              {.found =
                   [this](const std::string& name, std::uint32_t object,
                          const hostapd_ubus::Methods& methods) {
                       if (!bss) {
                           bss.emplace(
                               io, client, name, hostapd_ubus::Bss::Settings{},
                               [this, name](const ports::ApEvent& event) {
                                   probes += std::holds_alternative<ports::ProbeHeard>(event) ? 1 : 0;
                                   const auto now = std::chrono::steady_clock::now().time_since_epoch();
                                   ap.handle(
                                       name, event,
                                       {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()});
                               });
                           ap.add_bss(name, *bss);
                       }
                       bss->bind(object, methods);
                   },
               .vanished = [](const std::string&) {},
               .rival = [](const std::string&) {},
               .settled = [] {}}} {
        client.start();
    }
    void up() override { objects.up(); }
    void down(const std::string&) override {}
    void event(std::string_view name, const ubus::Fields& fields) override { objects.event(name, fields); }
    void complain(const std::string&) override {}

    static engine::ApSettings settings() {
        engine::ApSettings set;
        set.most_clients = 2 * kStations;
        return set;
    }

    boost::asio::io_context io{1};
    Quiet journal;
    engine::AccessPoint ap{settings(), journal, nullptr};
    ubus::Client client;
    std::optional<hostapd_ubus::Bss> bss;
    hostapd_ubus::Objects objects;
    std::int64_t probes = 0;
};

void Notifications(benchmark::State& state) {
    const bool answered = state.range(0) != 0;
    const std::string path = "/tmp/roam-ubus-bench-" + std::to_string(::getpid());
    Others others{path};
    Side side{path};
    const auto run_until = [&](const auto& condition) {
        while (!condition()) side.io.run_one_for(std::chrono::milliseconds{10});
    };
    run_until([&] { return !side.ap.bsses().empty() && side.ap.bsses()[0].status.has_value(); });
    std::uint32_t next = 0;
    std::atomic<int> verdicts = 0;
    const auto send = [&](int count) {
        boost::asio::post(others.io, [&, count] {
            for (int i = 0; i < count; ++i) {
                const std::uint32_t station = next++ % kStations;
                const auto fields = [station](ubus::Writer& to) {
                    to.text("address", address(station));
                    to.text("target", "02:00:00:00:01:00");
                    to.int32("signal", -50 - static_cast<int>(station % 40));
                    to.int32("freq", 5180);
                };
                others.hostapd.notify("probe", fields,
                                      answered
                                          ? ubus::OnVerdict{[&](std::uint32_t, std::uint32_t) { ++verdicts; }}
                                          : ubus::OnVerdict{});
            }
        });
    };
    const auto hear = [&](int count) {
        const std::int64_t before = side.probes;
        send(count);
        run_until([&] { return side.probes >= before + count; });
    };
    const auto used = [] { return static_cast<double>(::mallinfo2().uordblks); };
    hear(1);
    const double before = used();
    for (std::uint32_t i = 0; i < kStations; i += 250) hear(250);
    const double heap = used() - before;
    const std::int64_t begun = thread_ns();
    std::int64_t seconds = 0;
    for (auto _ : state) {
        for (int i = 0; i < kPerSecond; ++i) hear(1);  // one at a time, as they come
        ++seconds;
    }
    const double cpu_ns = static_cast<double>(thread_ns() - begun);
    state.counters["percent_of_core"] = cpu_ns / static_cast<double>(seconds) / 1e9 * 100;
    state.counters["us_each"] = cpu_ns / static_cast<double>(seconds) / kPerSecond / 1e3;
    state.counters["heap_octets_each"] = heap / kStations;
}
BENCHMARK(Notifications)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
