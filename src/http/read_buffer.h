#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace orrery::http {

/// What has arrived on a connection and is not used up: one block of memory that is reused, with
/// `padding` readable bytes behind its contents.
class ReadBuffer {
public:
    ReadBuffer(std::size_t capacity, std::size_t padding)
        : capacity_(capacity + padding), padding_(padding) {}

    [[nodiscard]] std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
    /// The same bytes, to be changed in place.
    [[nodiscard]] char* data() { return data_.get() + begin_; }

    /// Makes room for at least `bytes` more. Returns true when the contents were moved for it.
    [[nodiscard]] bool reserve(std::size_t bytes) {
        if (data_ != nullptr && capacity_ - padding_ - end_ >= bytes) {
            return false;
        }
        const std::size_t size = end_ - begin_;
        const std::size_t needed = size + bytes + padding_;
        if (data_ != nullptr && needed <= capacity_) {
            std::memmove(data_.get(), data_.get() + begin_, size);
        } else {
            if (needed > capacity_) {
                capacity_ = std::max(needed, 2 * capacity_);
            }
            auto grown = std::make_unique_for_overwrite<char[]>(capacity_);
            if (size > 0) {
                std::memcpy(grown.get(), data_.get() + begin_, size);
            }
            data_ = std::move(grown);
        }
        begin_ = 0;
        end_ = size;
        return true;
    }
    /// The room behind the contents; what is written there counts after commit().
    [[nodiscard]] std::span<char> room() {
        return {data_.get() + end_, capacity_ - padding_ - end_};
    }
    void commit(std::size_t bytes) { end_ += bytes; }
    /// Drops bytes at the front.
    void consume(std::size_t bytes) {
        begin_ += bytes;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }
    /// Keeps the first `bytes` only.
    void truncate(std::size_t bytes) { end_ = begin_ + bytes; }

    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    /// Gives the memory back; the next reserve() takes as much as at the start.
    /// REQUIRES: the buffer is empty.
    void release(std::size_t capacity) {
        data_.reset();
        capacity_ = capacity + padding_;
        begin_ = end_ = 0;
    }

private:
    std::unique_ptr<char[]> data_;
    std::size_t capacity_;
    std::size_t padding_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace orrery::http
