#include "lab/toml_reader.hpp"

#include <algorithm>

namespace lab {
namespace {

[[noreturn]] void fault(std::string_view file, const toml::source_region& where, std::string_view wrong,
                        std::string_view allowed) {
    throw TomlFault{
        fmt::format("{}:{}:{}: {}; allowed: {}", file, where.begin.line, where.begin.column, wrong, allowed)};
}

std::string shown(Range range) { return fmt::format("a number from {} to {}", range.least, range.most); }

std::string_view shown(toml::node_type type) {
    switch (type) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "an array";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "an integer";
        case toml::node_type::floating_point:
            return "a fraction";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

}  // namespace

TomlTable::TomlTable(const toml::table& table, std::string_view file, std::string_view what,
                     std::initializer_list<std::string_view> allowed)
    : table_{table}, file_{file}, what_{what} {
    // In the order of the file, not of the names, so that the first error is the first that a reader meets.
    const toml::key* unknown = nullptr;
    for (const auto& [key, value] : table) {
        if (std::ranges::find(allowed, key.str()) != allowed.end()) continue;
        const auto before = [](const toml::source_position& a, const toml::source_position& b) {
            return std::pair{a.line, a.column} < std::pair{b.line, b.column};
        };
        if (!unknown || before(key.source().begin, unknown->source().begin)) unknown = &key;
    }
    if (unknown)
        fault(file, unknown->source(), fmt::format("{} has no key \"{}\"", what, unknown->str()),
              fmt::format("{}", fmt::join(allowed, ", ")));
}

void TomlTable::fail(std::string_view key, std::string_view wrong, std::string_view allowed) const {
    const toml::node* node = table_.get(key);
    fault(file_, node ? node->source() : table_.source(), wrong, allowed);
}

const toml::node& TomlTable::need(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (!node) fail(key, fmt::format("{} lacks {}", what_, key), fmt::format("{} = …", key));
    return *node;
}

double TomlTable::number(std::string_view key, Range range) const {
    const toml::node& node = need(key);
    if (!node.is_number())
        fail(key, fmt::format("{} of {} is {}", key, what_, shown(node.type())), shown(range));
    const double value = node.value_or(0.0);
    // Written so that not-a-number fails too.
    if (!(value >= range.least && value <= range.most))
        fail(key, fmt::format("{} of {} is {}", key, what_, value), shown(range));
    return value;
}

double TomlTable::number(std::string_view key, Range range, double otherwise) const {
    return has(key) ? number(key, range) : otherwise;
}

int TomlTable::integer(std::string_view key, Range range) const {
    const double value = number(key, range);
    if (!table_.get(key)->is_integer())
        fail(key, fmt::format("{} of {} is {}", key, what_, value),
             fmt::format("an integer from {} to {}", range.least, range.most));
    return static_cast<int>(value);
}

int TomlTable::integer(std::string_view key, Range range, int otherwise) const {
    return has(key) ? integer(key, range) : otherwise;
}

bool TomlTable::flag(std::string_view key, bool otherwise) const {
    const toml::node* node = table_.get(key);
    if (!node) return otherwise;
    if (!node->is_boolean())
        fail(key, fmt::format("{} of {} is {}", key, what_, shown(node->type())), "true, false");
    return node->value_or(otherwise);
}

std::string TomlTable::text(std::string_view key) const {
    const toml::node& node = need(key);
    if (!node.is_string())
        fail(key, fmt::format("{} of {} is {}", key, what_, shown(node.type())), "text in quotes");
    return node.value_or(std::string{});
}

std::vector<std::string> TomlTable::texts(std::string_view key) const {
    std::vector<std::string> found;
    if (!has(key)) return found;
    const toml::array* array = need(key).as_array();
    if (!array) fail(key, fmt::format("{} of {} is no list", key, what_), R"(["text", …])");
    for (const toml::node& node : *array) {
        if (!node.is_string())
            fault(file_, node.source(), fmt::format("{} of {} holds what is no text", key, what_),
                  R"(["text", …])");
        found.push_back(node.value_or(std::string{}));
    }
    return found;
}

std::pair<double, double> TomlTable::pair(std::string_view key, Range range) const {
    const toml::array* array = need(key).as_array();
    const std::string allowed = fmt::format("[x, y], each {}", shown(range));
    if (!array || array->size() != 2)
        fail(key, fmt::format("{} of {} is no pair of numbers", key, what_), allowed);
    double values[2] = {};
    for (std::size_t i = 0; i < 2; ++i) {
        const toml::node& node = (*array)[i];
        values[i] = node.value_or(0.0);
        if (!node.is_number() || !(values[i] >= range.least && values[i] <= range.most))
            fault(file_, node.source(), fmt::format("{} of {} has a coordinate that cannot be", key, what_),
                  allowed);
    }
    return {values[0], values[1]};
}

const toml::table& TomlTable::table(std::string_view key) const {
    static const toml::table kEmpty;
    const toml::node* node = table_.get(key);
    if (!node) return kEmpty;
    if (!node->is_table())
        fail(key, fmt::format("{} of {} is {}", key, what_, shown(node->type())),
             fmt::format("a table, written [{}]", key));
    return *node->as_table();
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key) const {
    std::vector<const toml::table*> result;
    const toml::node* node = table_.get(key);
    if (!node) return result;
    const std::string allowed = fmt::format("tables, each written [[{}]]", key);
    if (!node->is_array()) fail(key, fmt::format("{} of {} is {}", key, what_, shown(node->type())), allowed);
    for (const toml::node& item : *node->as_array()) {
        if (!item.is_table())
            fault(file_, item.source(), fmt::format("{} of {} holds {}", key, what_, shown(item.type())),
                  allowed);
        result.push_back(item.as_table());
    }
    return result;
}

}  // namespace lab
