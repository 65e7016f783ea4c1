// Walks the model through scenarios and seeds and prints one line each: for tuning a policy.
//
//   station_walks [-c CONFIG] FIRST LAST SCENARIO.toml...
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "apps/station/config.hpp"
#include "engine/encode.hpp"
#include "walk_model.hpp"

int main(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    station_app::Config config;
    bool records = false;
    while (!words.empty() && words[0][0] == '-') {
        if (words[0] == "-r") {
            records = true;
            words.erase(words.begin());
            continue;
        }
        auto loaded = station_app::load_config(words[1]);
        if (!loaded) return std::fprintf(stderr, "%s\n", loaded.error().c_str()), 78;
        config = *loaded;
        words.erase(words.begin(), words.begin() + 2);
    }
    if (words.size() < 3)
        return std::fprintf(stderr, "station_walks [-c CONFIG] [-r] FIRST LAST SCENARIO.toml...\n"), 2;
    const unsigned long first = std::strtoul(words[0].c_str(), nullptr, 10);
    const unsigned long last = std::strtoul(words[1].c_str(), nullptr, 10);
    double total = 0;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto scenario = lab::load_scenario(words[i]);
        if (!scenario) return std::fprintf(stderr, "%s\n", scenario.error().message.c_str()), 2;
        double sum = 0, least = 1, outage = 0, looks = 0, roams = 0, best = 0, returns = 0;
        for (unsigned long seed = first; seed <= last; ++seed) {
            const lab::World world{*scenario, seed};
            const auto result = walk_model::walk(world, seed, config.settings);
            const lab::Score& s = result.score;
            if (first == last)
                for (const auto& record : result.records)
                    if (records) std::printf("%s\n", engine::to_text("wlan0", record).c_str());
            if (last - first < 8)
                std::printf(
                    "%-10s %3lu R %.3f out %6.2f %6.2f longest %5.0f late %.3f roams %2d/%2d ret %d off %.3f "
                    "looks %d\n",
                    scenario->name.c_str(), seed, s.of_optimum, s.outage_s.down, s.outage_s.up,
                    s.longest_gap_ms, s.late_share, s.roams, s.clairvoyant_roams, s.returns_10s,
                    s.offchannel_share, s.looks);
            sum += s.of_optimum;
            least = std::min(least, s.of_optimum);
            outage += (s.outage_s.down + s.outage_s.up) / 2 / s.seconds * 60;
            looks += s.looks / s.seconds * 60;
            roams += s.roams;
            best += s.clairvoyant_roams;
            returns += s.returns_10s;
        }
        const double n = static_cast<double>(last - first + 1);
        std::printf(
            "== %-10s R %.4f least %.3f  outage s/min %.2f looks/min %.1f roams %.1f/%.1f returns %.2f\n",
            scenario->name.c_str(), sum / n, least, outage / n, looks / n, roams / n, best / n, returns / n);
        total += sum / n;
    }
    std::printf("==== mean R %.4f\n", total / static_cast<double>(words.size() - 2));
}
