// JSON on standard output, and members of an object that may not be there.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "apps/cli/station_command.hpp"

namespace cli {

/// A member, or nothing of its kind: an answer of another version must not end the program.
[[nodiscard]] std::string_view text_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] std::int64_t number_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] bool truth_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::object* object_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::array& array_of(const boost::json::object& object, std::string_view key);

/// One value and a line end. Pretty is indented by two.
void print_json(std::ostream& out, const boost::json::value& value, JsonForm form);

}  // namespace cli
