// JSON values as fields of ubus.
#pragma once

#include <boost/json/object.hpp>

#include "adapters/ubus/writer.hpp"

namespace ap_app {

/// A null is left out: ubus has none.
void write_json(ubus::Writer& to, const boost::json::object& object);

}  // namespace ap_app
