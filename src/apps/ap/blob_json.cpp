#include "apps/ap/blob_json.hpp"

#include <limits>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace ap_app {

namespace {

void write_value(ubus::Writer& to, std::string_view name, const boost::json::value& value) {
    using Limits = std::numeric_limits<std::int32_t>;
    const auto whole = [&](std::int64_t number) {
        if (number < Limits::min() || number > Limits::max()) return to.int64(name, number);
        to.int32(name, number);
    };
    switch (value.kind()) {
        case boost::json::kind::bool_:
            return to.flag(name, value.get_bool());
        case boost::json::kind::int64:
            return whole(value.get_int64());
        case boost::json::kind::uint64:
            return whole(static_cast<std::int64_t>(value.get_uint64()));
        case boost::json::kind::double_:
            return to.real(name, value.get_double());
        case boost::json::kind::string:
            return to.text(name, std::string_view{value.get_string()});
        case boost::json::kind::array:
            return to.array(name, [&](ubus::Writer& inner) {
                for (const boost::json::value& each : value.get_array()) write_value(inner, {}, each);
            });
        case boost::json::kind::object:
            return to.table(name, [&](ubus::Writer& inner) { write_json(inner, value.get_object()); });
        case boost::json::kind::null:
            return;
    }
}

}  // namespace

void write_json(ubus::Writer& to, const boost::json::object& object) {
    for (const auto& [key, value] : object) write_value(to, key, value);
}

}  // namespace ap_app
