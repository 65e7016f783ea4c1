// Which reader a line belongs to.
#pragma once

#include <optional>
#include <span>

#include "explain/sources/source.hpp"

namespace explain {

/// A new reader of the lines of `source`; null for captures, which have none.
[[nodiscard]] std::unique_ptr<LineSource> line_source(Source source);

/// Whose words follow a program's name in a log; empty: a program that is not read.
[[nodiscard]] std::optional<Source> source_named(std::string_view program);

/// Those whose lines may stand alone, without a program's name, in the order in which they are asked.
[[nodiscard]] std::span<const Source> nameless_sources();

}  // namespace explain
