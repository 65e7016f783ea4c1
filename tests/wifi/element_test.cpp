// Lists of elements: the walk, the index, and golden vectors written out by hand from the clauses they are
// named for.
#include "wifi/element.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "wifi/bss_elements.hpp"

namespace wifi {
namespace {

using List = std::vector<std::uint8_t>;

TEST(Element, MovesForwardAndStaysInside) {
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        List list(random() % 64);
        for (auto& octet : list) octet = static_cast<std::uint8_t>(random() % 8);
        for (std::size_t at = 0; at < list.size();) {
            const auto element = element_at(list, at);
            if (!element) {
                EXPECT_EQ(element.error(), (ParseError{ParseFault::Truncated, at}));
                break;
            }
            ASSERT_TRUE(element->end() > at && element->end() <= list.size());
            at = element->end();
        }
    }
}

TEST(BssLoad, DecodesGoldenVectors) {
    struct Vector {
        const char* name;
        List list;
        Parsed<BssLoad> want;
    };
    const Vector vectors[] = {
        {"9.4.2.27, quiet AP", {11, 5, 3, 0, 32, 0, 0}, BssLoad{3, 32, 0}},
        {"9.4.2.27, little-endian", {11, 5, 0x2C, 0x01, 255, 0x8D, 0x5B}, BssLoad{300, 255, 23437}},
        {"9.4.2.27, longer form", {11, 6, 1, 0, 2, 3, 0, 0xAA}, BssLoad{1, 2, 3}},
        {"short", {11, 4, 1, 0, 2, 3}, std::unexpected(ParseError{ParseFault::BodyTooShort, 0})},
    };
    for (const Vector& vector : vectors) {
        SCOPED_TRACE(vector.name);
        EXPECT_EQ(decode<BssLoad>(element_at(vector.list, 0).value()), vector.want);
    }
}

/// A random list: known and unknown kinds, repeated, empty, vendors' with and without a type we know, and
/// sometimes a tail that is cut.
List random_list(std::mt19937_64& random) {
    const std::uint8_t ids[] = {0, 3, 11, 48, 221, 221, 255, 255, 99};
    const std::uint8_t extensions[] = {0, 35, 36, 107, 200};
    List list;
    for (std::uint64_t i = random() % 16; i > 0; --i) {
        const std::uint8_t id = ids[random() % std::size(ids)];
        List body(random() % 7, static_cast<std::uint8_t>(random()));
        if (id == ElementId::kExtended && !body.empty()) body[0] = extensions[random() % 5];
        if (id == ElementId::kVendor && body.size() >= 4 && random() % 2 == 0)
            std::ranges::copy(List{0x50, 0x6F, 0x9A, 0x16}, body.begin());
        list.push_back(id);
        list.push_back(static_cast<std::uint8_t>(body.size()));
        list.insert(list.end(), body.begin(), body.end());
    }
    if (random() % 3 == 0) list.resize(list.size() - std::min<std::size_t>(list.size(), random() % 6));
    return list;
}

TEST(ElementIndex, AgreesWithTheWalkForEveryKindOnEveryList) {
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        const List list = random_list(random);
        const BssElementIndex index{list};
        const ElementList<BssElements> walk{list};
        BssElements::for_each([&]<class Row>() {
            std::optional<Element> first;
            const auto fault = walk.each([&](const Element& element) {
                if (!first && Row::kId.matches(element)) first = element;
            });
            EXPECT_EQ(index.fault(), fault);
            const auto found = index.element<typename Row::Type>();
            ASSERT_EQ(found.has_value(), first.has_value()) << Row::Type::kName;
            if (!found) return;
            EXPECT_EQ(found->id, first->id);
            EXPECT_EQ(found->offset, first->offset) << Row::Type::kName;
            EXPECT_TRUE(std::ranges::equal(found->body, first->body));
        });
    }
}

TEST(ElementIndex, TakesTheLongestListThatItPromises) {
    List list(65'534, 0);  // 32,767 empty SSIDs
    list[65'532] = 11;
    const BssElementIndex index{list};
    EXPECT_EQ(index.fault(), std::nullopt);
    EXPECT_EQ(index.element<Ssid>()->offset, 0U);
    EXPECT_EQ(index.element<BssLoad>()->offset, 65'532U);
}

TEST(Rsn, MayEndEarlyButNotInsideAField) {
    const List whole{48, 26, 1,    0,    0x00, 0x0F, 0xAC, 4,    1,    0, 0x00, 0x0F, 0xAC, 4,
                     2,  0,  0x00, 0x0F, 0xAC, 2,    0x00, 0x0F, 0xAC, 4, 0xC0, 0,    0,    0};
    const auto all = decode<Rsn>(element_at(whole, 0).value());
    ASSERT_TRUE(all);
    EXPECT_EQ(all->group_data, Suite{0x000FAC04});
    EXPECT_EQ(all->akms->size(), 2U);
    EXPECT_TRUE(all->akm_set().has(Akm::Psk) && all->akm_set().has_ft() && !all->akm_set().has(Akm::Sae));
    EXPECT_EQ(all->capabilities->get<"mfp_required">(), 1U);
    EXPECT_EQ(all->pmkids->size(), 0U);
    EXPECT_FALSE(all->group_management);
    for (std::uint8_t size = 0; size < 26; ++size) {
        SCOPED_TRACE(int{size});
        List cut(whole.begin(), whole.begin() + 2 + size);
        cut[1] = size;
        const bool between_fields = size == 2 || size == 6 || size == 12 || size == 22 || size == 24;
        const auto parsed = decode<Rsn>(element_at(cut, 0).value());
        EXPECT_EQ(parsed.has_value(), between_fields);
        if (!parsed) {
            EXPECT_EQ(parsed.error(), (ParseError{ParseFault::BodyTooShort, 0}));
        }
    }
}

TEST(HeOperation, ReadsItsOptionalPartsInOrder) {
    const List list{0,    0, 255, 16, 36, 0x00, 0x40 | 0x80, 0x02, 0x25, 0xFC,
                    0xFF, 1, 42,  0,  9,  37,   0x03,        47,   15,   6};
    const auto element = element_at(list, 2).value();
    const auto operation = decode<HeOperation>(element);
    ASSERT_TRUE(operation);
    EXPECT_EQ(operation->bss_color.get<"color">(), 0x25U);
    EXPECT_EQ(operation->vht, (VhtOperationInfo{1, 42, 0}));
    EXPECT_EQ(operation->max_cohosted_bssid, 9);
    EXPECT_EQ(operation->six_ghz->primary_channel, 37);
    EXPECT_EQ(operation->six_ghz->control.get<"width">(), 3U);

    std::array<std::uint8_t, 64> room{};
    Writer writer{room};
    encode(writer, *operation);
    ASSERT_TRUE(writer.finish());
    EXPECT_TRUE(std::ranges::equal(*writer.finish(), Octets{list}.subspan(2)));
}

TEST(Writer, RefusesAGapABadFlagAndAFullBuffer) {
    std::array<std::uint8_t, 32> room{};
    Rsn gap;
    gap.capabilities.emplace();
    Writer first{room};
    encode(first, gap);
    EXPECT_EQ(first.finish().error(), EncodeFault::Inconsistent);

    HeOperation unflagged;
    unflagged.max_cohosted_bssid = 3;
    Writer second{room};
    encode(second, unflagged);
    EXPECT_EQ(second.finish().error(), EncodeFault::Inconsistent);

    Writer third{std::span{room}.first(6)};
    encode(third, BssLoad{1, 2, 3});
    EXPECT_EQ(third.finish().error(), EncodeFault::NoRoom);
}

}  // namespace
}  // namespace wifi
