// A list that forgets its oldest entries, and says how many: what a long log may cost in memory is known
// beforehand.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace explain {

template <class T>
class Kept {
public:
    explicit Kept(std::size_t most = 4096) : most_{most} {}

    T& add(T item) {
        if (items_.size() >= most_) {
            items_.pop_front();
            ++dropped_;
        }
        ++total_;
        return items_.emplace_back(std::move(item));
    }

    [[nodiscard]] auto begin() const { return items_.begin(); }
    [[nodiscard]] auto end() const { return items_.end(); }
    [[nodiscard]] auto begin() { return items_.begin(); }
    [[nodiscard]] auto end() { return items_.end(); }
    [[nodiscard]] auto rbegin() const { return items_.rbegin(); }
    [[nodiscard]] auto rend() const { return items_.rend(); }
    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] const T& operator[](std::size_t at) const { return items_[at]; }
    [[nodiscard]] T& operator[](std::size_t at) { return items_[at]; }
    [[nodiscard]] const T& back() const { return items_.back(); }
    [[nodiscard]] T& back() { return items_.back(); }

    /// All that were ever added, also those that are gone.
    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

private:
    std::size_t most_;
    std::deque<T> items_;
    std::uint64_t total_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace explain
