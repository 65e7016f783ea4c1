// The daemon's answers for people: at most 80 columns where a BSS or a move is a line.
#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace cli {

/// What the answer to `roam station VERB` looks like.
[[nodiscard]] std::string render_station(std::string_view verb, const boost::json::value& answer);

/// One event of `roam station watch`, without a line end.
[[nodiscard]] std::string render_event(const boost::json::object& event);

}  // namespace cli
