// What the values of an access point's records are called, in JSON, in the log and in the configuration.
#pragma once

#include <optional>
#include <string_view>

#include "records/client.hpp"
#include "records/steering.hpp"
#include "steering/policy.hpp"
#include "steering/transaction.hpp"

namespace engine {

[[nodiscard]] std::string_view name(records::SteeringTrigger trigger);
[[nodiscard]] std::string_view name(records::SteeringAction action);
[[nodiscard]] std::string_view name(records::SteeringReason reason);
[[nodiscard]] std::string_view name(records::SteeringMode mode);
[[nodiscard]] std::string_view name(records::SteeringResult result);
[[nodiscard]] std::string_view name(records::ClientClass client_class);
[[nodiscard]] std::string_view name(records::Measures measures);
[[nodiscard]] std::string_view name(records::BeaconMode mode);
[[nodiscard]] std::string_view name(steering::Rule rule);
[[nodiscard]] std::string_view name(steering::TransactionState state);

[[nodiscard]] std::optional<records::SteeringMode> steering_mode_named(std::string_view name);
[[nodiscard]] std::optional<steering::Rule> steering_rule_named(std::string_view name);

}  // namespace engine
