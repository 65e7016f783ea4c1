// docs/clauses.md names every kind with its clause and nothing else. With ROAM_WRITE_CLAUSES=1 the table is
// printed anew.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "wifi/catalogue.hpp"

namespace wifi {
namespace {

TEST(Clauses, IndexNamesEveryKindAndItsClause) {
    std::set<std::string> want;
    for_each_kind([&want]<class Row>(const char* registry) {
        std::string id = std::to_string(Row::kId.id);
        if (Row::kId.id == ElementId::kVendor) id += " vendor";
        if (Row::kId.extension != 0 || Row::kId.id == ElementId::kExtended)
            id += "/" + std::to_string(Row::kId.extension);
        want.insert("| " + std::string{registry} + " | " + id + " | " + Row::Type::kName + " | " +
                    Row::Type::kClause + " |");
    });
    if (std::getenv("ROAM_WRITE_CLAUSES"))
        for (const std::string& row : want) std::cout << row << "\n";
    std::set<std::string> have;
    std::ifstream index{ROAM_DOCS "/clauses.md"};
    bool is_table = false;
    for (std::string line; std::getline(index, line);) {
        if (line.starts_with("| kind of list or body"))
            is_table = true;
        else if (line.empty())
            is_table = false;
        else if (is_table && !line.starts_with("|-"))
            have.insert(line);
    }
    for (const std::string& row : want)
        EXPECT_TRUE(have.contains(row)) << "missing in docs/clauses.md: " << row;
    for (const std::string& row : have)
        EXPECT_TRUE(want.contains(row)) << "unknown in docs/clauses.md: " << row;
}

}  // namespace
}  // namespace wifi
