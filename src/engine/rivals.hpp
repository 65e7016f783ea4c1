// The rules of others beside our own: one may run in its place, and all are asked what they would have said.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "records/decision.hpp"
#include "station/policies/rivals.hpp"

namespace engine {

struct Settings;

/// "wpa_supplicant-2.10", "iwd", ...
[[nodiscard]] std::string_view name(records::Rival rival);
/// All of them, in the order of the enumeration.
[[nodiscard]] std::span<const std::string_view, records::kRivals> rival_names();
[[nodiscard]] std::optional<records::Rival> rival_named(std::string_view name);

class Rivals {
public:
    /// Shows every rule the link as it is now.
    /// @return  the verdict of the rule that decides; empty when our own does.
    [[nodiscard]] std::optional<station::policies::Verdict> evaluate(const Settings& settings,
                                                                     const station::Knowledge& knowledge,
                                                                     bool busy, base::Instant now);

    /// What each would have decided on what the last evaluate() saw.
    void compare(base::StaticVector<records::RivalVerdict, records::kRivals>& verdicts,
                 base::Instant now) const;

    /// A scan of the deciding rule ended: the next evaluate() is about what it found.
    void note_scan_ended() { scan_ended_ = true; }

private:
    [[nodiscard]] station::policies::Verdict decide(records::Rival rule, base::Instant now);

    station::policies::Evidence evidence_;
    std::optional<wifi::MacAddress> link_;  ///< that the memories are of
    base::Instant link_since_;
    std::array<station::policies::Memory, records::kRivals> beside_;
    std::array<station::policies::Verdict, records::kRivals> watched_;
    std::optional<records::Rival> rule_;
    station::policies::Memory own_;  ///< of the deciding rule, whose scans are real
    bool scan_ended_ = false;
};

}  // namespace engine
