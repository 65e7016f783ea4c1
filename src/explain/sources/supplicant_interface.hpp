// What has to be remembered of one interface of wpa_supplicant from line to line: things that are said in
// several lines, and what a later line leaves out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explain/sources/source.hpp"

namespace explain {

/// Something of which a part was said, since when.
template <class T>
struct Begun {
    LineStamp since;
    T said;
};

struct SupplicantInterface {
    std::string name;
    std::optional<wifi::MacAddress> own;

    // The link, and the one that is tried.
    std::optional<wifi::MacAddress> current;
    std::optional<wifi::MacAddress> target;
    std::optional<std::string> ssid;
    std::optional<wifi::Channel> channel;
    std::optional<Step> step;  ///< that has begun and not ended
    bool fast_transition = false;

    // A scan.
    bool scanning = false;
    std::string scan_by;
    std::optional<wifi::MacAddress> scan_only;  ///< the one BSS that the next scan is for
    std::vector<wifi::Channel> scan_channels;
    std::vector<wifi::Channel> scanned;
    std::optional<LineStamp> scan_over;

    // Said in several lines.
    std::optional<Begun<BssSeen>> seen;
    std::optional<Begun<RoamJudged>> judged;
    std::optional<RoamJudged> last_judged;  ///< of which a control event may follow
    std::optional<Begun<TransitionRequested>> transition;
    std::optional<wifi::MacAddress> transition_target;
    std::optional<Begun<NeighborsReported>> neighbors;
    std::vector<Setting> settings;  ///< of the BSS that is tried next: they are said before its name

    void say(Out& out, Said said) const { out.say(name, std::move(said), own); }
    void say_at(Out& out, const LineStamp& stamp, Said said) const {
        out.say_at(stamp, name, std::move(said), own);
    }

    void set(std::string_view setting, std::string value);
    void say_settings(Out& out);
    void begin(Out& out, Step what, std::optional<wifi::MacAddress> bssid, std::optional<wifi::Channel> on);
    void end(Out& out, Step what, std::optional<wifi::MacAddress> bssid, std::optional<std::uint16_t> status,
             bool timed_out = false);
    void begin_scan(Out& out, std::string_view by);
    void end_scan(Out& out, std::optional<std::uint32_t> bss_count, bool failed);

    /// Says what was begun and cannot go on with a line that begins like `text`.
    /// @param is_plain  the line says nothing: it may lie between two that belong together.
    void flush(Out& out, std::string_view text, bool is_plain = false) {
        if (seen || transition || neighbors) flush_begun(out, text, is_plain);
    }
    void flush_all(Out& out);

private:
    void flush_begun(Out& out, std::string_view text, bool is_plain);
};

}  // namespace explain
