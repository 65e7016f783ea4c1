// tshark as a judge of captures: what it objects to, and what it reads in each field.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace wifi::test {

[[nodiscard]] bool has_tshark();

/// Frames of `capture`, from 1, that tshark marks as malformed or warns of, each with its message.
[[nodiscard]] std::vector<std::pair<std::size_t, std::string>> complaints(
    const std::filesystem::path& capture);

/// One packet after the other, as `tshark -T json` prints them.
[[nodiscard]] boost::json::array dissect(const std::filesystem::path& capture);

/// A field of ours and the name that tshark has for it.
struct FieldPair {
    std::string kind, ours, theirs;
    std::size_t compared = 0;  ///< how often compare() did
};

/// tests/vectors/tshark_fields.txt.
[[nodiscard]] std::vector<FieldPair> field_pairs();

/// The pairs of `kind` ("element rsn") for which the first node of that name in `tree`, of `roam decode`,
/// differs from `packet`, of tshark; in words.
[[nodiscard]] std::vector<std::string> compare(const std::string& kind, const boost::json::value& tree,
                                               const boost::json::value& packet,
                                               std::vector<FieldPair>& pairs);

}  // namespace wifi::test
