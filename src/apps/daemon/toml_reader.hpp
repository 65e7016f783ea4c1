// What reading a table of the configuration file (TOML) needs: places of mistakes, warnings of unknown keys,
// values in their ranges. Needs toml++ compiled into whoever includes it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "apps/daemon/log.hpp"
#include "base/time.hpp"

namespace daemon_app {

/// One number: what it is called in the file, what it may be, where it goes.
template <class Target>
struct NumberKey {
    std::string_view name;
    std::int64_t least;
    std::int64_t most;
    void (*set)(Target&, std::int64_t);
};

template <auto Member, class Target>
void set_member(Target& target, std::int64_t value) {
    using Type = std::remove_reference_t<decltype(target.*Member)>;
    if constexpr (std::is_same_v<Type, base::Milliseconds>)
        target.*Member = base::Milliseconds{static_cast<std::int32_t>(value)};
    else
        target.*Member = static_cast<Type>(value);
}

class TomlReader {
public:
    /// @param name  of the file, for messages.
    /// @param warnings  "roam.toml:3:1: unknown key …"; must outlive it.
    TomlReader(std::string_view name, std::vector<std::string>& warnings)
        : name_{name}, warnings_{warnings} {}

    /// Calls `use` with the table `key` of `text`, if there is one; other tables belong to other programs.
    /// @return  the first thing that is wrong: "roam.toml:12:9: what is wrong; what is allowed".
    template <class Use>
    [[nodiscard]] std::optional<std::string> read(std::string_view text, std::string_view key, Use&& use) {
        try {
            const toml::table root = toml::parse(text, name_);
            if (const toml::node* node = root.get(key)) {
                if (const toml::table* table = node->as_table())
                    use(*table);
                else
                    fail(*node, fmt::format("{} is a table: [{}]", key, key));
            }
        } catch (const toml::parse_error& error) {
            const auto& at = error.source().begin;
            return fmt::format("{}:{}:{}: {}", name_, at.line, at.column, error.description());
        }
        return error_;
    }

protected:
    /// Only the first counts.
    void fail(const toml::node& node, std::string_view what) {
        if (!error_) error_ = fmt::format("{}: {}", place(node.source()), what);
    }

    [[nodiscard]] std::string place(const toml::source_region& region) const {
        return fmt::format("{}:{}:{}", name_, region.begin.line, region.begin.column);
    }

    /// Calls `use` for each key that is `known`; the others become warnings.
    template <class Use>
    void each(const toml::table& table, std::span<const std::string_view> known, Use&& use) {
        for (const auto& [key, node] : table) {
            if (std::ranges::count(known, key.str()) != 0)
                use(key.str(), node);
            else
                warnings_.push_back(fmt::format("{}: unknown key \"{}\" is ignored; known here: {}",
                                                place(key.source()), key.str(), fmt::join(known, ", ")));
        }
    }
    template <class Use>
    void each(const toml::table& table, std::initializer_list<std::string_view> known, Use&& use) {
        each(table, std::span{known.begin(), known.size()}, use);
    }

    /// Calls `use` with the key and the number for each of `keys` that the table has.
    template <class Keys, class Use>
    void numbers(const toml::table& table, const Keys& keys, Use&& use) {
        std::vector<std::string_view> names;
        for (const auto& key : keys) names.push_back(key.name);
        each(table, names, [&](std::string_view name, const toml::node& node) {
            const auto* key = &*std::ranges::find(keys, name, [](const auto& one) { return one.name; });
            const auto value = node.value_exact<std::int64_t>();
            if (value && *value >= key->least && *value <= key->most)
                use(*key, *value);
            else
                fail(node, fmt::format("{} is a whole number from {} to {}", name, key->least, key->most));
        });
    }

    void flag(std::string_view key, const toml::node& node, bool& setting) {
        if (const auto value = node.value_exact<bool>())
            setting = *value;
        else
            fail(node, fmt::format("{} is true or false", key));
    }

    void log_level(const toml::node& node, std::optional<LogLevel>& setting) {
        const auto level = log_level_named(node.value_exact<std::string>().value_or(""));
        if (level)
            setting = level;
        else
            fail(node, fmt::format("log_level is one of {}", fmt::join(log_levels(), ", ")));
    }

private:
    std::string name_;
    std::vector<std::string>& warnings_;
    std::optional<std::string> error_;
};

}  // namespace daemon_app
