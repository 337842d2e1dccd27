#pragma once

#include <atomic>
#include <memory>

#include "simulate/rows/row.h"

namespace orrery::simulate {

/// What the workers of one statement share: which slices are still to be made.
class Work {
public:
    Work(const World& world, std::size_t first, std::size_t last)
        : world_(world), next_(first), last_(last) {}

    /// Takes the next slice; none is left when it is not below the world's slices.
    [[nodiscard]] std::size_t take() {
        const std::size_t slice = next_.fetch_add(1);
        return slice < last_ ? slice : world_.slices.size();
    }
    [[nodiscard]] const World& world() const { return world_; }

private:
    const World& world_;
    std::atomic<std::size_t> next_;
    std::size_t last_;
};

/// One worker's rows: slice after slice, as the work hands them out.
class Rows {
public:
    Rows(std::shared_ptr<Work> work, Detail detail)
        : work_(std::move(work)), detail_(detail), reader_(work_->world(), 0, 0, detail) {}

    [[nodiscard]] bool next(Row& row) {
        while (!reader_.next(row)) {
            const std::size_t slice = work_->take();
            if (slice >= work_->world().slices.size()) {
                return false;
            }
            reader_ = RowReader(work_->world(), slice, slice + 1, detail_);
        }
        return true;
    }
    [[nodiscard]] const World& world() const { return work_->world(); }

private:
    std::shared_ptr<Work> work_;
    Detail detail_;
    RowReader reader_;
};

}  // namespace orrery::simulate
