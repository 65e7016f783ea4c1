// The JSON of a packet, for people to read.
#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace decode {

namespace json = boost::json;

/// What `text` says, which `JsonText` wrote. The tree uses `memory` as long as it lives.
[[nodiscard]] json::object read_tree(std::string_view text, json::storage_ptr memory = {});

/// `tree`, a packet's, as indented lines: bit fields that are 0 and octets that are shown as fields are left
/// out.
[[nodiscard]] std::string render(const json::object& tree);

/// `value` as JSON on several lines, indented by two.
[[nodiscard]] std::string pretty(const json::value& value);

}  // namespace decode
