// The rules for wpa_supplicant's lines, one function for each way a line may begin; `rest` is what follows.
#pragma once

#include "explain/sources/supplicant_interface.hpp"
#include "explain/sources/text.hpp"

namespace explain::supplicant {

using Handler = void (*)(Words rest, SupplicantInterface& at, Out& out);

// supplicant_link.cpp: authentication, association, keys, the end of a link.
void own_address(Words rest, SupplicantInterface& at, Out& out);
void state_changed(Words rest, SupplicantInterface& at, Out& out);
void trying_to_authenticate(Words rest, SupplicantInterface& at, Out& out);
void authentication_answered(Words rest, SupplicantInterface& at, Out& out);
void authentication_timed_out(Words rest, SupplicantInterface& at, Out& out);
void authentication_not_sent(Words rest, SupplicantInterface& at, Out& out);
void authentication_rejected(Words rest, SupplicantInterface& at, Out& out);
void trying_to_associate(Words rest, SupplicantInterface& at, Out& out);
void associated(Words rest, SupplicantInterface& at, Out& out);
void association_failed(Words rest, SupplicantInterface& at, Out& out);
void association_timed_out(Words rest, SupplicantInterface& at, Out& out);
void association_not_sent(Words rest, SupplicantInterface& at, Out& out);
void association_rejected(Words rest, SupplicantInterface& at, Out& out);
void associated_on(Words rest, SupplicantInterface& at, Out& out);
void using_fast_transition(Words rest, SupplicantInterface& at, Out& out);
void fast_transition_seen(Words rest, SupplicantInterface& at, Out& out);
void fast_transition_done(Words rest, SupplicantInterface& at, Out& out);
void fast_transition_over_ds(Words rest, SupplicantInterface& at, Out& out);
void four_way_began(Words rest, SupplicantInterface& at, Out& out);
void four_way_failed(Words rest, SupplicantInterface& at, Out& out);
void keys_negotiated(Words rest, SupplicantInterface& at, Out& out);
void whole_attempt_timed_out(Words rest, SupplicantInterface& at, Out& out);
void connected(Words rest, SupplicantInterface& at, Out& out);
void disconnected(Words rest, SupplicantInterface& at, Out& out);
void channel_switched(Words rest, SupplicantInterface& at, Out& out);
void signal_changed(Words rest, SupplicantInterface& at, Out& out);
void beacons_lost(Words rest, SupplicantInterface& at, Out& out);

// supplicant_scan.cpp: scans and what they found.
void command(Words rest, SupplicantInterface& at, Out& out);
void scan_asked_by_background(Words rest, SupplicantInterface& at, Out& out);
void scan_frequencies(Words rest, SupplicantInterface& at, Out& out);
void scan_frequency(Words rest, SupplicantInterface& at, Out& out);
void own_scan_began(Words rest, SupplicantInterface& at, Out& out);
void other_scan_began(Words rest, SupplicantInterface& at, Out& out);
void scan_started(Words rest, SupplicantInterface& at, Out& out);
void scan_aborted(Words rest, SupplicantInterface& at, Out& out);
void scan_included(Words rest, SupplicantInterface& at, Out& out);
void scan_completed(Words rest, SupplicantInterface& at, Out& out);
void scan_results_used(Words rest, SupplicantInterface& at, Out& out);
void scan_results(Words rest, SupplicantInterface& at, Out& out);
void scan_failed(Words rest, SupplicantInterface& at, Out& out);
void candidate_skipped(Words rest, SupplicantInterface& at, Out& out);
/// "0: 02:00:00:00:01:00 ssid='x' … level=-62 freq=2437": an entry of the lists of candidates, and of a
/// request's list. False: it is neither.
[[nodiscard]] bool list_entry(std::string_view line, SupplicantInterface& at, Out& out);
/// "02:00:00:00:01:00 freq=2412 qual=0 noise=-89 level=-47 …": a row of -dd's dump of all results.
[[nodiscard]] bool result_row(std::string_view line, SupplicantInterface& at, Out& out);

// supplicant_roam.cpp: whether to move.
void considering(Words rest, SupplicantInterface& at, Out& out);
void current_bss(Words rest, SupplicantInterface& at, Out& out);
void selected_bss(Words rest, SupplicantInterface& at, Out& out);
void polled(Words rest, SupplicantInterface& at, Out& out);
void roam_allowed(Words rest, SupplicantInterface& at, Out& out);
void roam_skipped(Words rest, SupplicantInterface& at, Out& out);
void current_selected(Words rest, SupplicantInterface& at, Out& out);
void do_roam(Words rest, SupplicantInterface& at, Out& out);
void skip_roam(Words rest, SupplicantInterface& at, Out& out);
void roam_command(Words rest, SupplicantInterface& at, Out& out);

// supplicant_transition.cpp: 802.11v and 802.11k.
void transition_requested(Words rest, SupplicantInterface& at, Out& out);
void transition_list(Words rest, SupplicantInterface& at, Out& out);
void transition_without_list(Words rest, SupplicantInterface& at, Out& out);
void disassociation_imminent(Words rest, SupplicantInterface& at, Out& out);
void ess_disassociation_imminent(Words rest, SupplicantInterface& at, Out& out);
void transition_chosen(Words rest, SupplicantInterface& at, Out& out);
void transition_answered(Words rest, SupplicantInterface& at, Out& out);
void transition_queried(Words rest, SupplicantInterface& at, Out& out);
void single_candidate(Words rest, SupplicantInterface& at, Out& out);
void transition_scan(Words rest, SupplicantInterface& at, Out& out);
void neighbors_asked(Words rest, SupplicantInterface& at, Out& out);
void neighbor_received(Words rest, SupplicantInterface& at, Out& out);
void neighbors_failed(Words rest, SupplicantInterface& at, Out& out);
void measurement_asked(Words rest, SupplicantInterface& at, Out& out);
void measurement_refused(Words rest, SupplicantInterface& at, Out& out);
void measurement_reported(Words rest, SupplicantInterface& at, Out& out);
[[nodiscard]] bool transition_entry(Words entry, SupplicantInterface& at);

// Settings and remarks.
void program_began(Words rest, SupplicantInterface& at, Out& out);
void program_ended(Words rest, SupplicantInterface& at, Out& out);
void background_scan_set(Words rest, SupplicantInterface& at, Out& out);
void mobility_domain(Words rest, SupplicantInterface& at, Out& out);
void mobility_domain_offered(Words rest, SupplicantInterface& at, Out& out);
void key_management(Words rest, SupplicantInterface& at, Out& out);
void protection_required(Words rest, SupplicantInterface& at, Out& out);
void country(Words rest, SupplicantInterface& at, Out& out);
void bss_added(Words rest, SupplicantInterface& at, Out& out);

}  // namespace explain::supplicant
