// Reads one TOML table strictly: a key that nobody asked for, a wrong type or a value out of range is an
// error that says where it stands and what is allowed.
//
// Faults travel as TomlFault inside the reader of one file; whoever parses a file catches it at the door.
#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace lab {

/// The message is complete: "FILE:LINE:COLUMN: what is wrong; allowed: …".
class TomlFault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A closed range of numbers, for the check and for the message.
struct Range {
    double least = 0;
    double most = 0;
};

/// What a word in the file stands for.
template <class T>
struct Word {
    std::string_view text;
    T value;
};

class TomlTable {
public:
    /// @param what     how messages call this table, for example "radio".
    /// @param allowed  every key it may have. Another one is a fault at once.
    TomlTable(const toml::table& table, std::string_view file, std::string_view what,
              std::initializer_list<std::string_view> allowed);

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    [[nodiscard]] const toml::table& toml() const { return table_; }

    // Each of these is a fault when the key is missing and no default is given.

    [[nodiscard]] double number(std::string_view key, Range range) const;
    [[nodiscard]] double number(std::string_view key, Range range, double otherwise) const;
    [[nodiscard]] int integer(std::string_view key, Range range) const;
    [[nodiscard]] int integer(std::string_view key, Range range, int otherwise) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
    [[nodiscard]] std::string text(std::string_view key) const;
    /// A list of texts in brackets; empty when it is missing.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    /// A pair of numbers in brackets.
    [[nodiscard]] std::pair<double, double> pair(std::string_view key, Range range) const;

    template <class T>
    [[nodiscard]] T choice(std::string_view key, std::span<const Word<T>> words) const {
        const std::string given = text(key);
        std::string allowed;
        for (const Word<T>& word : words) {
            if (word.text == given) return word.value;
            allowed += fmt::format("{}\"{}\"", allowed.empty() ? "" : ", ", word.text);
        }
        fail(key, fmt::format("{} has {} = \"{}\"", what_, key, given), allowed);
    }

    /// The table at `key`, or an empty one.
    [[nodiscard]] const toml::table& table(std::string_view key) const;
    /// The tables of the array at `key`, written [[key]]; none when it is missing.
    [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key) const;

    /// A fault at the value of `key`, or at the table itself when it has no such key.
    [[noreturn]] void fail(std::string_view key, std::string_view wrong, std::string_view allowed) const;

private:
    [[nodiscard]] const toml::node& need(std::string_view key) const;

    const toml::table& table_;
    std::string_view file_;
    std::string_view what_;
};

}  // namespace lab
