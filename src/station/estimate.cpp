#include "station/estimate.hpp"

namespace station {

Estimate estimate(const Policy& policy, const Knowledge& knowledge, const Bss& bss, base::Instant now,
                  Doubt doubt) {
    const Estimates both = estimates(policy, knowledge, bss, now);
    return doubt == Doubt::All ? both.all : both.walking_only;
}

Estimates estimates(const Policy& policy, const Knowledge& knowledge, const Bss& bss, base::Instant now) {
    const Estimate unheard{{policy.unheard_cdbm}, policy.spread};
    if (!bss.measured) return {unheard, unheard};
    const radio::Ageing ageing{policy.unheard_cdbm, policy.spread, policy.half_told, policy.growth_standing,
                               policy.growth_standing_most};
    const Estimate walked =
        radio::walked_from(ageing, {bss.level, bss.variance}, knowledge.walked - bss.walked);
    return {radio::grown(ageing, walked, base::Milliseconds{0}),
            radio::grown(ageing, walked, now - bss.when)};
}

bool is_walking(const Policy& policy, const Motion& motion, base::Instant now) {
    return motion.moving && now - motion.moving_since >= policy.walking_after;
}

void observe_motion(const Policy& policy, Motion& motion, radio::CentiDb last, radio::CentiDb average,
                    base::Instant now) {
    const radio::MotionLimits limits{policy.moving_above, policy.standing_below, policy.shift_cdb,
                                     policy.walking_after};
    radio::observe_motion(limits, motion, last, average, now);
}

}  // namespace station
