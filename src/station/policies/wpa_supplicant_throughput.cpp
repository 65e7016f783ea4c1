#include "station/policies/wpa_supplicant_throughput.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace station::policies::wpa_supplicant {

namespace {

using records::GateKind;
using records::Reason;
using wifi::PhyMode;
using wifi::Width;

/// What an MCS gives from which SNR on.
struct Point {
    std::int32_t snr;
    std::int32_t kbps;
};

// scan.c. MCS 0 to 7 are of HT, all ten of VHT.
constexpr auto kVht20 = std::to_array<Point>({{2, 6'500},
                                              {5, 13'000},
                                              {9, 19'500},
                                              {11, 26'000},
                                              {15, 39'000},
                                              {18, 52'000},
                                              {20, 58'500},
                                              {25, 65'000},
                                              {29, 78'000}});
constexpr auto kVht40 = std::to_array<Point>({{5, 13'500},
                                              {8, 27'000},
                                              {12, 40'500},
                                              {14, 54'000},
                                              {18, 81'000},
                                              {21, 108'000},
                                              {23, 121'500},
                                              {28, 135'000},
                                              {32, 162'000},
                                              {34, 180'000}});
constexpr auto kVht80 = std::to_array<Point>({{8, 29'300},
                                              {11, 58'500},
                                              {15, 87'800},
                                              {17, 117'000},
                                              {21, 175'500},
                                              {24, 234'000},
                                              {26, 263'300},
                                              {31, 292'500},
                                              {35, 351'000},
                                              {37, 390'000}});
constexpr auto kVht160 = std::to_array<Point>({{11, 58'500},
                                               {14, 117'000},
                                               {18, 175'500},
                                               {20, 234'000},
                                               {24, 351'000},
                                               {27, 468'000},
                                               {29, 526'500},
                                               {34, 585'000},
                                               {38, 702'000},
                                               {40, 780'000}});
// The last two of each are of EHT.
constexpr auto kHe20 = std::to_array<Point>({{2, 8'600},
                                             {5, 17'200},
                                             {9, 25'800},
                                             {11, 34'400},
                                             {15, 51'600},
                                             {18, 68'800},
                                             {20, 77'400},
                                             {25, 86'000},
                                             {29, 103'200},
                                             {31, 114'700},
                                             {34, 129'000},
                                             {36, 143'400},
                                             {39, 154'900},
                                             {42, 172'100}});
constexpr auto kHe40 = std::to_array<Point>({{5, 17'200},
                                             {8, 34'400},
                                             {12, 51'600},
                                             {14, 68'800},
                                             {18, 103'200},
                                             {21, 137'600},
                                             {23, 154'900},
                                             {28, 172'100},
                                             {32, 206'500},
                                             {34, 229'400},
                                             {37, 258'100},
                                             {39, 286'800},
                                             {42, 309'500},
                                             {45, 344'100}});
constexpr auto kHe80 = std::to_array<Point>({{8, 36'000},
                                             {11, 72'100},
                                             {15, 108'100},
                                             {17, 144'100},
                                             {21, 216'200},
                                             {24, 288'200},
                                             {26, 324'300},
                                             {31, 360'300},
                                             {35, 432'400},
                                             {37, 480'400},
                                             {40, 540'400},
                                             {42, 600'500},
                                             {45, 648'500},
                                             {48, 720'600}});
constexpr auto kHe160 = std::to_array<Point>({{11, 72'100},
                                              {14, 144'100},
                                              {18, 216'200},
                                              {20, 288'200},
                                              {24, 432'400},
                                              {27, 576'500},
                                              {29, 648'500},
                                              {34, 720'600},
                                              {38, 864'700},
                                              {40, 960'800},
                                              {43, 1'080'900},
                                              {45, 1'201'000},
                                              {48, 1'297'100},
                                              {51, 1'441'200}});
constexpr auto kEht320 = std::to_array<Point>({{14, 144'100},
                                               {17, 288'200},
                                               {21, 432'400},
                                               {23, 576'500},
                                               {27, 864'700},
                                               {30, 1'152'900},
                                               {32, 1'297'100},
                                               {37, 1'441'200},
                                               {41, 1'729'400},
                                               {43, 1'921'500},
                                               {46, 2'161'800},
                                               {48, 2'401'900},
                                               {51, 2'594'100},
                                               {54, 2'882'400}});

constexpr std::size_t kHtPoints = 8;
constexpr std::size_t kHePoints = 12;

/// The line through the points, in whole kbit/s and rounded as C rounds; from 0 at SNR 0 to the first one.
std::uint32_t read_at(std::span<const Point> points, std::int32_t snr) {
    if (snr < 0) return 0;
    Point below{0, 0};
    for (const Point& point : points) {
        if (snr < point.snr) {
            const std::int32_t rise = (snr - below.snr) * (point.kbps - below.kbps);
            return static_cast<std::uint32_t>(below.kbps + rise / (point.snr - below.snr));
        }
        below = point;
    }
    return static_cast<std::uint32_t>(below.kbps);
}

/// 54 Mbit/s, reduced to what the SNR allows. Units of 500 kbit/s, as the elements have them.
std::uint32_t legacy_kbps(std::int32_t snr) {
    constexpr std::uint32_t kUnit = 500;
    constexpr std::uint32_t kFastest = 108;
    struct Clamp {
        std::int32_t below_snr;
        std::uint32_t units;
    };
    constexpr auto kClamps = std::to_array<Clamp>({{1, 2},
                                                   {4, 4},
                                                   {5, 12},
                                                   {6, 18},
                                                   {7, 24},
                                                   {8, 28},
                                                   {9, 32},
                                                   {10, 36},
                                                   {11, 48},
                                                   {12, 54},
                                                   {13, 60},
                                                   {14, 66},
                                                   {15, 72},
                                                   {16, 78},
                                                   {17, 84},
                                                   {18, 90},
                                                   {19, 96},
                                                   {20, 102},
                                                   {21, 108}});
    for (const Clamp& clamp : kClamps)
        if (snr < clamp.below_snr) return clamp.units * kUnit;
    return kFastest * kUnit;
}

/// Sorts `items` by halves, the shorter one first, equal ones in their order: what glibc's qsort does.
void merge_sort(Version version, std::span<const Heard*> items) {
    if (items.size() < 2) return;
    const std::size_t half = items.size() / 2;
    merge_sort(version, items.first(half));
    merge_sort(version, items.subspan(half));
    std::array<const Heard*, Evidence::kRoom> merged{};
    std::size_t left = 0;
    std::size_t right = half;
    for (std::size_t at = 0; at < items.size(); ++at) {
        const bool take_left =
            right == items.size() || (left < half && compare(version, *items[left], *items[right]) <= 0);
        merged[at] = items[take_left ? left++ : right++];
    }
    std::copy_n(merged.begin(), items.size(), items.begin());
}

std::int32_t ordering_snr(Version version, const Heard& bss) {
    const std::int32_t snr = snr_of(bss);
    return version == Version::V2_10 ? snr : snr - width_penalty_db(bss.link.width);
}

}  // namespace

std::int32_t noise_dbm(wifi::Band band) { return band == wifi::Band::Ghz2_4 ? -89 : -92; }

std::uint32_t estimated_kbps(Version version, const radio::LinkCapability& link, std::int32_t snr) {
    std::uint32_t best = legacy_kbps(snr);
    const auto consider = [&](Width needed, std::span<const Point> points, std::uint32_t boost) {
        if (link.width >= needed) best = std::max(best, read_at(points, snr) + boost);
    };
    const bool six = link.band == wifi::Band::Ghz6;
    const bool two = link.band == wifi::Band::Ghz2_4;
    // Each later form gets 1 kbit/s more, so that it wins a tie.
    if (link.mode >= PhyMode::Ht && !six) {
        consider(Width::Mhz20, std::span{kVht20}.first(kHtPoints), 0);
        consider(Width::Mhz40, std::span{kVht40}.first(kHtPoints), 0);
    }
    if (link.mode >= PhyMode::Vht && !six && !two) {
        consider(Width::Mhz20, kVht20, 1);
        consider(Width::Mhz40, kVht40, 1);
        consider(Width::Mhz80, kVht80, 1);
        consider(Width::Mhz160, kVht160, 1);
    }
    if (link.mode < PhyMode::He) return best;
    const bool eht = version == Version::V2_11 && link.mode >= PhyMode::Eht;
    const std::uint32_t boost = eht ? 3 : 2;
    const auto he = [&](std::span<const Point> points) { return eht ? points : points.first(kHePoints); };
    consider(Width::Mhz20, he(kHe20), boost);
    consider(Width::Mhz40, he(kHe40), boost);
    if (!two) {
        consider(Width::Mhz80, he(kHe80), boost);
        consider(Width::Mhz160, he(kHe160), boost);
    }
    if (eht && six) consider(Width::Mhz320, kEht320, 0);
    return best;
}

std::int32_t snr_of(const Heard& bss) {
    return bss.level.value - (bss.noise ? bss.noise->value : noise_dbm(bss.channel.band()));
}

std::int32_t width_penalty_db(Width width) {
    switch (width) {
        case Width::Mhz20:
            return 0;
        case Width::Mhz40:
            return 3;
        case Width::Mhz80:
            return 6;
        case Width::Mhz160:
            return 9;
        case Width::Mhz320:
            return 12;
    }
    return 0;
}

std::int32_t least_difference(std::int32_t serving_dbm) {
    if (serving_dbm < -85) return 1;
    if (serving_dbm < -80) return 2;
    if (serving_dbm < -75) return 3;
    if (serving_dbm < -70) return 4;
    if (serving_dbm < 0) return 5;
    return 2;  // not a level in dBm
}

std::int32_t ratio_adjustment(std::uint32_t serving, std::uint32_t selected) {
    // The original compares with products in floating point; for whole numbers these say the same.
    if (serving * 2 > selected * 3) return 10;
    if (serving * 5 > selected * 6) return 5;
    if (serving * 10 > selected * 11) return 2;
    if (serving > selected) return 1;
    if (selected * 2 > serving * 3) return -10;
    if (selected * 5 > serving * 6) return -5;
    if (selected * 10 > serving * 11) return -2;
    return selected > serving ? -1 : 0;
}

std::int32_t band_score(wifi::Channel channel) { return static_cast<std::int32_t>(channel.band()); }

std::int32_t compare(Version version, const Heard& a, const Heard& b) {
    constexpr std::int32_t kCloseForRate = 7;
    constexpr std::int32_t kCloseForBand = 5;
    const std::int32_t full_a = ordering_snr(version, a);
    const std::int32_t full_b = ordering_snr(version, b);
    const std::int32_t snr_a = std::min(full_a, kGreatSnr);
    const std::int32_t snr_b = std::min(full_b, kGreatSnr);
    const bool six_a = a.channel.band() == wifi::Band::Ghz6;
    const bool six_b = b.channel.band() == wifi::Band::Ghz6;
    const std::int32_t apart = std::abs(snr_a - snr_b);
    // An SNR of exactly 0 counts as unknown.
    const bool known = snr_a != 0 && snr_b != 0;
    if (known && (apart < kCloseForRate || six_a || six_b)) {
        const std::uint32_t rate_a = estimated_kbps(version, a.link, snr_of(a));
        const std::uint32_t rate_b = estimated_kbps(version, b.link, snr_of(b));
        if (rate_a != rate_b) return rate_a > rate_b ? -1 : 1;
    }
    if (known && apart < kCloseForBand) {
        const bool five_a = a.channel.band() == wifi::Band::Ghz5;
        const bool five_b = b.channel.band() == wifi::Band::Ghz5;
        if (six_a != six_b) return six_a ? -1 : 1;
        if (five_a != five_b) return five_a ? -1 : 1;
    }
    return full_b - full_a;
}

Order order(Version version, const Evidence& evidence) {
    Order known;
    for (const Heard& bss : evidence.table)
        if (bss.age <= kExpires && !bss.blocked) (void)known.push_back(&bss);
    merge_sort(version, std::span{known.begin(), known.size()});
    return known;
}

const Heard* select(Version version, const Evidence& evidence) {
    const Order ordered = order(version, evidence);
    return ordered.empty() ? nullptr : ordered[0];
}

bool judge_estimates(const Pair& pair, Verdict& verdict) {
    const auto serving = static_cast<std::int32_t>(pair.serving_kbps);
    const auto selected = static_cast<std::int32_t>(pair.selected_kbps);
    if (verdict.compare(GateKind::EstimateGain, selected - serving, kEstimateStep + 1)) {
        verdict.move(Reason::BetterEstimate, pair.selected->bssid);
        return true;
    }
    const bool to_five_or_six =
        band_score(pair.selected->channel) > 0 && band_score(pair.serving->channel) == 0;
    const bool to_six = band_score(pair.selected->channel) == 2 && band_score(pair.serving->channel) != 2;
    const std::int32_t balance =
        pair.selected_level + (to_five_or_six ? 2 : 0) + (to_six ? 2 : 0) - pair.serving_level;
    // Under 120 per cent, in whole numbers; the ratio is shown rounded down, which keeps its side of the
    // limit.
    const bool much_faster = pair.selected_kbps * 10 >= pair.serving_kbps * 12;
    if (pair.serving_level < 0 && balance < 0 && !much_faster) {
        verdict.compare(GateKind::LevelBalance, balance, 0);
        verdict.compare(GateKind::EstimateRatio, selected * 100 / std::max<std::int32_t>(serving, 1), 120);
        verdict.stay(Reason::ServingStronger);
        return true;
    }
    if (!verdict.compare(GateKind::EstimateLoss, selected - serving, -kEstimateStep)) {
        verdict.stay(Reason::ServingFaster);
        return true;
    }
    if (!verdict.compare(GateKind::SnrNeed, -pair.serving_snr, -kGreatSnr)) {
        verdict.stay(Reason::GoodSnr);
        return true;
    }
    return false;
}

}  // namespace station::policies::wpa_supplicant
