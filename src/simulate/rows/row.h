#pragma once

#include <cstdint>
#include <vector>

#include "simulate/calibration/plan.h"

namespace orrery::simulate {

/// How a generation ended.
enum class Ending : std::uint8_t {
    stop,
    tool_calls,
    length,
    content_filter,
    client_gone,
    upstream_error,
    error_mid_stream,
    timeout
};

/// How much of a row is drawn: all of it, or what labels need (no service, no charge).
enum class Detail : std::uint8_t { all, labels };

/// One generation, as numbers; columns.h turns it into the record's columns.
struct Row {
    std::int64_t number = 0;      ///< In the world; the generation's id.
    std::uint64_t key = 0;        ///< Address of its random numbers.
    double evenly = 0;            ///< In (0, 1); even over any run of a model's generations.
    double evenly_called = 0;     ///< The same, for tool calls.
    std::int64_t created_us = 0;  ///< Microseconds since 1970-01-01 UTC.
    std::uint32_t account = 0;
    std::uint64_t session = 0;
    std::uint16_t model = 0;
    std::uint8_t category = 0;
    std::uint8_t turn = 1;
    Ending ending = Ending::stop;
    bool is_streamed = true;
    bool has_tools = false;
    bool is_free = false;
    std::uint8_t attempts = 1;
    std::uint8_t tool_calls = 0;
    std::uint8_t provider = 0;
    std::uint8_t key_of_account = 0;
    double ttft_ms = 0;
    double generation_ms = 0;
    std::int64_t gateway_us = 0;
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t reasoning = 0;
    std::int64_t cache_read = 0;
    std::int64_t cache_write = 0;
    std::int64_t upstream_nano_usd = 0;
    std::int64_t discount_nano_usd = 0;
    const PriceWindow* price = nullptr;
};

/// Walks the generations of some slices in order, one after the other. Rows depend on the world
/// alone: two readers of one slice see the same rows.
class RowReader {
public:
    /// Reads slices first..last (exclusive) of the world. REQUIRES: the world outlives it.
    RowReader(const World& world, std::size_t first, std::size_t last, Detail detail);

    /// Fills the next row; false at the end.
    [[nodiscard]] bool next(Row& row);

private:
    void open_pool();
    void share_out(const Pool& pool);
    [[nodiscard]] std::uint32_t next_account(const Pool& pool);

    const World* world_;
    Detail detail_;
    std::size_t slice_;
    std::size_t last_slice_;
    std::size_t pool_ = 0;
    std::int64_t at_ = 0;    ///< Row within the pool.
    std::size_t owner_ = 0;  ///< Engagement whose turn it is.
    std::int64_t left_of_owner_ = 0;
    std::vector<std::int64_t> shares_;  ///< Generations of each engagement of the pool.
    std::uint64_t seed_;
};

}  // namespace orrery::simulate
