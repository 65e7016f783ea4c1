// Requests on a daemon's socket and what every answer may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace daemon_app {

inline constexpr std::string_view kNoticeSchema = "roam-notice/1";

[[nodiscard]] boost::json::object error_json(std::string_view code, std::string_view message);

/// Something that is no decision: a control socket came or went, the level was set.
[[nodiscard]] boost::json::object notice_json(std::string_view interface, std::string_view notice,
                                              std::string_view text);

/// The object of one line; empty when it is none.
[[nodiscard]] std::optional<boost::json::object> parse_object(std::string_view line);

/// Reads the members of a request; the first thing that is wrong is the error.
class Members {
public:
    /// @param object  must outlive it.
    explicit Members(const boost::json::object& object) : object_{object} {}

    /// What is not there leaves `value` as it is.
    void text(std::string_view key, std::string& value);
    void flag(std::string_view key, bool& value);
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view key);
    void wrong(std::string_view code, std::string_view message);

    std::optional<boost::json::object> error;

private:
    const boost::json::object& object_;
};

}  // namespace daemon_app
