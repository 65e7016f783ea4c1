#include "engine/client_memory_json.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include <boost/json.hpp>

#include "engine/json_parts.hpp"
#include "engine/steering_names.hpp"

namespace engine {

namespace {

namespace json = boost::json;
using base::Milliseconds;
using records::ClientMemory;

constexpr std::int64_t kMostMs = std::numeric_limits<std::int32_t>::max();

/// Reads numbers of an object in their ranges; the first that is missing or out of range is the fault.
class Reader {
public:
    explicit Reader(const json::object& object) : object_{object} {}

    [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most) {
        const json::value* value = object_.if_contains(key);
        if (value && value->is_int64() && value->as_int64() >= least && value->as_int64() <= most)
            return value->as_int64();
        if (fault.empty())
            fault = std::string{key} + " is no number from " + std::to_string(least) + " to " +
                    std::to_string(most);
        return least;
    }
    [[nodiscard]] std::optional<std::int64_t> if_number(std::string_view key, std::int64_t least,
                                                        std::int64_t most) {
        if (!object_.contains(key)) return std::nullopt;
        return number(key, least, most);
    }
    template <class Small>
    void small(std::string_view key, Small& into) {
        into = static_cast<Small>(
            number(key, std::numeric_limits<Small>::min(), std::numeric_limits<Small>::max()));
    }

    std::string fault;

private:
    const json::object& object_;
};

Milliseconds milliseconds(std::int64_t value) {
    return Milliseconds{static_cast<std::int32_t>(std::clamp<std::int64_t>(value, 0, kMostMs))};
}

}  // namespace

bool worth_keeping(const ClientMemory& memory) {
    const bool measured =
        std::ranges::any_of(memory.measures, [](auto each) { return each != records::Measures::Unknown; });
    return memory.requests != 0 || measured || memory.down_minus_up_cdb || memory.since_request;
}

std::string memory_line(const ClientMemory& memory, std::int64_t time_ms) {
    json::object object{{"schema", kClientSchema},
                        {"time_ms", time_ms},
                        {"client", text(memory.client)},
                        {"requests", memory.requests},
                        {"obeyed", memory.obeyed},
                        {"refused", memory.refused},
                        {"ignored", memory.ignored},
                        {"returned", memory.returned},
                        {"back_off_ms", memory.back_off.count()},
                        {"wait_ms", memory.wait_left.count()},
                        {"day_spent_ms", memory.day_spent.count()},
                        {"bands", memory.bands},
                        {"transition", memory.transition},
                        {"passive", static_cast<int>(memory.measures[0])},
                        {"active", static_cast<int>(memory.measures[1])},
                        {"table", static_cast<int>(memory.measures[2])},
                        {"rcpi", static_cast<int>(memory.rcpi)}};
    if (memory.since_request) object["since_request_ms"] = memory.since_request->count();
    if (memory.down_minus_up_cdb) object["down_minus_up_cdb"] = *memory.down_minus_up_cdb;
    return json::serialize(object);
}

std::expected<ClientMemory, std::string> parse_memory(std::string_view line, std::int64_t time_ms) {
    boost::system::error_code error;
    const json::value parsed = json::parse({line.data(), line.size()}, error);
    const json::object* object = error ? nullptr : parsed.if_object();
    if (!object) return std::unexpected(std::string{"it is no JSON object"});
    const auto text_at = [object](std::string_view key) {
        const json::value* value = object->if_contains(key);
        return value && value->is_string() ? std::string_view{value->as_string()} : std::string_view{};
    };
    if (text_at("schema") != kClientSchema)
        return std::unexpected("schema is not " + std::string{kClientSchema});
    const auto client = wifi::parse_mac(text_at("client"));
    if (!client || client->is_group()) return std::unexpected(std::string{"client is no client's address"});

    Reader reader{*object};
    ClientMemory memory;
    memory.client = *client;
    reader.small("requests", memory.requests);
    reader.small("obeyed", memory.obeyed);
    reader.small("refused", memory.refused);
    reader.small("ignored", memory.ignored);
    reader.small("returned", memory.returned);
    const std::int64_t written = reader.number("time_ms", 0, std::numeric_limits<std::int64_t>::max() / 2);
    const std::int64_t since = std::max<std::int64_t>(time_ms - written, 0);
    memory.back_off = milliseconds(reader.number("back_off_ms", 0, kMostMs));
    memory.wait_left = milliseconds(reader.number("wait_ms", 0, kMostMs) - since);
    if (const auto ms = reader.if_number("day_spent_ms", 0, kMostMs))
        memory.day_spent = milliseconds(*ms - since);
    if (const auto ms = reader.if_number("since_request_ms", 0, kMostMs))
        memory.since_request = milliseconds(*ms + since);
    memory.bands = static_cast<std::uint8_t>(reader.number("bands", 0, 7));
    const json::value* transition = object->if_contains("transition");
    if (!transition || !transition->is_bool()) return std::unexpected(std::string{"transition is no truth"});
    memory.transition = transition->as_bool();
    for (std::size_t mode = 0; mode < records::kBeaconModeCount; ++mode)
        memory.measures[mode] =
            static_cast<records::Measures>(reader.number(name(static_cast<records::BeaconMode>(mode)), 0, 2));
    memory.rcpi = static_cast<wifi::RcpiCoding>(reader.number("rcpi", 0, 2));
    if (const auto cdb = reader.if_number("down_minus_up_cdb", std::numeric_limits<std::int16_t>::min(),
                                          std::numeric_limits<std::int16_t>::max()))
        memory.down_minus_up_cdb = static_cast<std::int16_t>(*cdb);
    if (!reader.fault.empty()) return std::unexpected(reader.fault);
    return memory;
}

}  // namespace engine
