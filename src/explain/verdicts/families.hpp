// The families of rules, each a file, and the words that they share. Private to this folder.
#pragma once

#include "explain/verdicts/verdict.hpp"

namespace explain {

void judge_needless_moves(const Case&, std::vector<Verdict>&);
void judge_harmful_requests(const Case&, std::vector<Verdict>&);
void judge_dismissals(const Case&, std::vector<Verdict>&);
void judge_slow_roams(const Case&, std::vector<Verdict>&);
void judge_better_seen(const Case&, std::vector<Verdict>&);
void judge_wrong_band(const Case&, std::vector<Verdict>&);
void judge_scan_stalls(const Case&, std::vector<Verdict>&);
void judge_ping_pong(const Case&, std::vector<Verdict>&);
void judge_sticky(const Case&, std::vector<Verdict>&);
void judge_refused_requests(const Case&, std::vector<Verdict>&);
void judge_ignored_requests(const Case&, std::vector<Verdict>&);
void judge_neighbor_reports(const Case&, std::vector<Verdict>&);
void judge_unused_ft(const Case&, std::vector<Verdict>&);
void judge_slow_addresses(const Case&, std::vector<Verdict>&);
void judge_mobility_domains(const Case&, std::vector<Verdict>&);
void judge_pmf(const Case&, std::vector<Verdict>&);
void judge_country(const Case&, std::vector<Verdict>&);
void judge_refusals(const Case&, std::vector<Verdict>&);
void judge_failed_again(const Case&, std::vector<Verdict>&);

[[nodiscard]] std::string text(const wifi::MacAddress& address);
[[nodiscard]] std::string text(wifi::Channel channel);
/// "340 ms", "2.7 s", "4 min".
[[nodiscard]] std::string text(Micros time);
[[nodiscard]] double in_seconds(Micros time);
/// "once", "twice", "7 times".
[[nodiscard]] std::string times(std::uint64_t count);
/// What a status code means (9.4.1.9), for those that matter here.
[[nodiscard]] std::string status_text(std::uint16_t status);
/// What a reason code means (9.4.1.7).
[[nodiscard]] std::string reason_text(std::uint16_t reason);

}  // namespace explain
