#include "apps/ap/ubus_side.hpp"

#include <filesystem>
#include <utility>

#include "apps/ap/blob_json.hpp"
#include "apps/daemon/log.hpp"

namespace ap_app {

namespace {

constexpr std::string_view kName = "roam";

}  // namespace

std::string ubus_path(const std::string& wanted) {
    if (wanted == "none") return {};
    if (wanted != "auto") return wanted;
    std::error_code ignored;
    for (const char* path : ubus::kSocketPaths)
        if (std::filesystem::is_socket(path, ignored)) return path;
    return {};
}

ubus::Writer roam_methods() {
    constexpr auto kText = static_cast<int>(ubus::Type::Text);
    constexpr auto kNumber = static_cast<int>(ubus::Type::Int32);
    ubus::Writer methods;
    for (const std::string_view name :
         {"local_info", "remote_info", "remote_hosts", "connected_clients", "get_clients", "get_config"})
        methods.table(name, [](ubus::Writer&) {});
    methods.table("get_client_info", [](ubus::Writer& arguments) { arguments.int32("address", kText); });
    methods.table("why", [](ubus::Writer& arguments) {
        arguments.int32("address", kText);
        arguments.int32("count", kNumber);
    });
    return methods;
}

UbusSide::UbusSide(boost::asio::io_context& io, std::string path, Told told)
    : told_{std::move(told)},
      client_{io, {.path = std::move(path)}, *this},
      objects_{io,
               client_,
               {.found = [this](const std::string& name, std::uint32_t object,
                                const hostapd_ubus::Methods& methods) { told_.found(name, object, methods); },
                .vanished = [this](const std::string& name) { told_.vanished(name); },
                .rival = [this](const std::string& rival) { told_.rival(rival); },
                .settled = [this] { settle(); }}} {}

void UbusSide::settle() {
    if (!std::exchange(settled_, true)) told_.settled();
}

void UbusSide::up() {
    daemon_app::log_info("ubus: connected, {}", client_.path());
    objects_.up();
    offer();
}

void UbusSide::down(const std::string& why) {
    own_ = 0;
    daemon_app::log_warning("ubus: {}; waiting for it", why);
    told_.lost(why);
    settle();
}

void UbusSide::event(std::string_view name, const ubus::Fields& fields) { objects_.event(name, fields); }

void UbusSide::complain(const std::string& text) { daemon_app::log_warning("ubus: {}", text); }

void UbusSide::offer() {
    client_.add_object(
        kName, roam_methods(), [this](const ubus::Call& call) { answer(call); },
        [this](std::uint32_t object) { own_ = object; },
        [](const ubus::Answer& made) {
            if (!made && made.error().why == ubus::CallFault::Why::Refused)
                daemon_app::log_warning("ubus: no object \"{}\": {}; another roam-ap may have it", kName,
                                        ubus::describe(made.error()));
        });
}

void UbusSide::answer(const ubus::Call& call) {
    const auto object = told_.asked(call.method, call.arguments);
    if (!object) return client_.answer(call, nullptr, ubus::Status::InvalidArgument);
    ubus::Writer data;
    write_json(data, *object);
    client_.answer(call, &data, ubus::Status::Ok);
}

void UbusSide::tell(std::string_view name, const boost::json::object& what) {
    if (own_ == 0 || !client_.has_subscribers(own_)) return;
    ubus::Writer data;
    write_json(data, what);
    client_.notify(own_, name, data);
}

}  // namespace ap_app
