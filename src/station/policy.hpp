// Every number of the station's rule, in one place. docs/station.md says where each comes from.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "radio/belief.hpp"

namespace station {

using radio::Variance;

struct Policy {
    // -- What a level is worth as evidence.

    /// Error of one reading of the serving link, which is already an average over several frames.
    Variance serving_noise{250};
    /// For this long after association that average is of a few frames.
    base::Milliseconds average_settles{800};
    /// Error of one frame heard on a look while walking: fading of about 3 dB and the report's own noise.
    Variance look_noise_moving{1200};
    /// The same while standing: the fade is then part of the place, only the report's noise is left.
    Variance look_noise_standing{400};
    /// Walking for this long halves what a measurement tells: the shadow field decorrelates over some metres,
    /// and the distance changes.
    base::Milliseconds half_told{15'000};
    /// Growth per second of standing, up to `growth_standing_most`: people and doors, about 3 dB in a minute.
    Variance growth_standing{15};
    Variance growth_standing_most{900};
    /// Nothing is ever known worse than this: the spread of levels of all BSS in reach.
    Variance spread{14400};
    /// Where a BSS that was never heard is expected, hundredths of dBm, with deviation sqrt(spread).
    std::int32_t unheard_cdbm = -7600;
    /// What looking for a BSS without hearing it says: the receiver's limit, with deviation 4 dB.
    std::int32_t silent_cdbm = -9400;
    Variance silent_noise{1600};
    /// The same for one beacon, which may have been lost by chance.
    Variance silent_beacon_noise{3600};

    // -- When the station is taken to walk: mean square of the differences between successive readings.

    Variance moving_above{1400};
    Variance standing_below{700};
    /// A change of the mean level by this much, hundredths of dB, against its own past means that the place
    /// changed.
    std::int32_t shift_cdb = 500;

    /// Signs of movement have to last this long before a choice rests on them: the drift of a standing link
    /// looks like a step or two.
    base::Milliseconds walking_after{5'000};

    // -- When to move.

    base::Milliseconds horizon_moving{6'000};     ///< how long a choice is expected to hold while walking
    base::Milliseconds horizon_standing{60'000};  ///< and while standing
    std::uint8_t confidence_moving = 70;          ///< per cent
    std::uint8_t confidence_standing = 95;
    std::uint8_t confidence_failing = 50;
    std::uint8_t gain_moving = 5;     ///< least gain, per cent of the serving link's expected rate
    std::uint8_t gain_standing = 75;  ///< a standing station has time: the difference must be worth a trace
    /// A link that works is not left, and nothing is looked for meanwhile.
    bool only_when_failing = false;
    /// A working link is not left for a BSS that was heard longer ago than this: one look is cheaper than an
    /// AP that is gone.
    base::Milliseconds verify_after{3'000};
    /// A failing link is left at once, unless the target may not answer and one look costs less than that.
    base::Milliseconds verify_failing{1'000};
    /// The kernel forgets a BSS that it has not heard for 30 s, and a move there begins with the supplicant's
    /// own search (0.6 s); one look brings it back.
    base::Milliseconds entry_holds{30'000};
    base::Milliseconds dwell{1'500};  ///< no second move before this, unless the link fails
    /// Cost of going back to the BSS just left; falls to 0 over `return_memory`.
    base::Milliseconds return_penalty{1'500};
    base::Milliseconds return_memory{10'000};
    /// Cost of a target that does not answer: the link is lost and the supplicant searches.
    base::Milliseconds failed_move{4'000};
    /// Prior for the gap of a move, used until own moves were measured.
    base::Milliseconds move_fast_transition{40};
    base::Milliseconds move_full{80};
    /// Without a result after this long, a move asked for over the distribution system goes over the air.
    base::Milliseconds over_ds_deadline{1'500};
    /// After such a failure, none for this long, doubling up to `block_most`.
    base::Milliseconds over_ds_retry_first{30'000};
    /// The link fails when its expected rate is below this, kbit/s: nothing useful passes reliably.
    std::uint32_t failing_kbps = 4'000;
    /// ... or when this share of the frames sent between two readings was lost, per cent, of at least
    /// `failing_frames`.
    std::uint8_t failing_loss = 70;
    std::uint8_t failing_frames = 4;
    /// ... or when this share was, from one count to another this much later: what is sent still waits in the
    /// driver's queue where each frame is tried many times, so less than all of it is seen to be lost.
    std::uint8_t failing_loss_lasting = 50;
    std::uint8_t failing_frames_lasting = 20;
    base::Milliseconds failing_lossy{400};
    /// ... or when nothing at all was received for this long although beacons are due every 100 ms.
    base::Milliseconds failing_silence{600};
    /// The rate has collapsed when readings with at least `collapse_frames` a second sent, none further apart
    /// than `collapse_gap`, have shown for `collapse_after` less than `collapse_percent` of the best share of
    /// its promise that this link has shown.
    std::uint8_t collapse_percent = 20;
    /// A conversation's 50 frames a second teach a rate control next to nothing, and need no rate: on the
    /// best of links the last of them was sent at a fifth of what the link had shown (41 times in 4 walks).
    std::uint8_t collapse_frames = 200;
    base::Milliseconds collapse_after{3'000};
    base::Milliseconds collapse_gap{2'000};
    /// What such a link is worth is corrected by what it showed, at most to this part, and ever less over
    /// this time without traffic: the rate of an idle link says nothing.
    std::uint8_t collapse_least_percent = 10;
    base::Milliseconds collapse_memory{10'000};
    /// What a BSS promises is believed to the part that its link carried when a standing station had to leave
    /// it: for this long the first time, each further time twice as long.
    base::Milliseconds doubt_first{30'000};
    /// How long a sign of failure counts.
    base::Milliseconds failing_memory{1'500};

    /// What the supplicant took where there was no link is corrected for this long: nobody has begun to use
    /// it, so a move costs little, and the search that found it has just heard all others.
    base::Milliseconds first_choice{3'000};
    std::uint8_t gain_first = 20;
    std::uint8_t confidence_first = 70;

    // -- When to look.

    base::Milliseconds look_silence{80};   ///< what a scan of one channel takes from the link
    base::Milliseconds visit_silence{16};  ///< and a visit for one beacon
    /// After so many visits in a row without a beacon its time is in doubt, and a scan looks for the BSS. One
    /// that is out of reach is missed every time: scans are dear where visits are not.
    std::uint8_t visits_missed = 5;
    std::uint8_t scan_shared = 4;  ///< visits that a scan makes possible, and that share its price
    base::Milliseconds beacon_time_holds{240'000};  ///< less than the adapter's own limit
    /// Weight of that silence against rate: late packets hurt more than a lower rate does. Per cent.
    std::uint16_t look_weight = 150;
    /// How long what a look finds is useful, while walking.
    base::Milliseconds look_horizon{5'000};
    base::Milliseconds look_spacing{600};          ///< between two looks
    base::Milliseconds visit_spacing{400};         ///< the same where the next one is a visit for one beacon
    base::Milliseconds look_spacing_failing{120};  ///< the same while the link fails
    /// Looks are paid from a purse that fills by one look per `look_every` and holds `look_burst`.
    base::Milliseconds look_every{2'500};
    std::uint8_t look_burst = 4;
    base::Milliseconds look_own_every{10'000};  ///< the serving channel costs no silence
    /// A standing station does not look again where it has looked since it came to rest.
    base::Milliseconds look_rotation{15'000};  ///< one step through the channels when nothing is known

    /// A BSS that vanished is looked for after this long, and then again after this part of the time that it
    /// has been gone (who has been away for a minute may be back within the next one, who has been for an
    /// hour will hardly be), as long as it would be worth a look from where the station is now.
    base::Milliseconds vanished_first{10'000};
    std::int32_t vanished_part = 8;
    base::Milliseconds vanished_most{600'000};
    /// Going back to it is no to and fro, so a standing station asks less of it for a while.
    std::uint8_t gain_back = 15;
    base::Milliseconds back_memory{60'000};
    /// A measurement this many deviations from what was expected says that the expectation was wrong.
    std::uint8_t surprise = 3;

    // -- What the network asks for (BSS transition management).

    /// How long a request lowers the bar: a candidate then only has to be as good.
    base::Milliseconds asked_holds{10'000};
    /// Instead of `return_penalty` and `return_memory`, for a BSS whose AP asked the station to leave.
    base::Milliseconds asked_penalty{3'000};
    base::Milliseconds asked_memory{60'000};
    std::uint8_t confidence_asked = 50;
    /// An AP that said that it ends the link has this long to do it, after the announced moment.
    base::Milliseconds ending_grace{1'000};
    /// With less time left than this nothing is verified any more.
    base::Milliseconds ending_hurry{1'500};
    base::Milliseconds ended_block{30'000};
    /// Requests heeded within the window. One more, and none is heeded for a while, doubling each time.
    std::uint8_t requests_heeded = 3;
    base::Milliseconds requests_window{60'000};
    base::Milliseconds requests_ignored_first{60'000};
    base::Milliseconds requests_ignored_most{600'000};
    base::Milliseconds query_spacing{10'000};  ///< between two questions to the network
    base::Milliseconds answer_within{1'000};   ///< and from a question to its answer

    // -- Failed targets: the first failure blocks for this long, each further one twice as long.

    base::Milliseconds block_first{5'000};
    base::Milliseconds block_refused{60'000};  ///< the same for one that said no
    base::Milliseconds block_most{600'000};
    /// A failure is forgotten this long after its block ended.
    base::Milliseconds block_memory{300'000};
};

}  // namespace station
