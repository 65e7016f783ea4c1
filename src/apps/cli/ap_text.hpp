// roam-ap's answers for people: at most 80 columns where a BSS or a client is a line.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace cli {

/// What the answer to `roam ap VERB` looks like.
[[nodiscard]] std::string render_ap(std::string_view verb, const boost::json::value& answer);

/// One event of `roam ap watch`, without a line end.
[[nodiscard]] std::string render_ap_event(const boost::json::object& event);

/// What a reason of schema roam-steering/1 means, as a sentence; empty for one that is not known.
[[nodiscard]] std::string_view sentence_of(std::string_view reason);

}  // namespace cli
