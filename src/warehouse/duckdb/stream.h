#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::warehouse {

class Connection;

/// One column of a stream; `type` is a type of generation.def: text, timestamp, count, small ...
struct StreamColumn {
    std::string name;
    std::string type;
};

/// Texts that DuckDB holds once, for columns that repeat them: rows are codes, no text is copied.
/// Any number of threads may share one; chunks that use it keep its texts alive.
class StreamDictionary {
public:
    /// The code of texts[i] is i, of the unknown one null_code(), which is texts.size().
    explicit StreamDictionary(std::span<const std::string> texts);
    StreamDictionary(StreamDictionary&&) noexcept;
    StreamDictionary& operator=(StreamDictionary&&) noexcept;
    ~StreamDictionary();

    [[nodiscard]] std::uint32_t null_code() const { return null_code_; }

private:
    friend class StreamChunk;
    void* vector_ = nullptr;
    std::uint32_t null_code_ = 0;
};

/// Up to `rows_max` rows of a stream, column by column, to be filled anew for each call. A column
/// that is not touched holds anything: each call writes every column of the rows it gives.
class StreamChunk {
public:
    static constexpr std::size_t rows_max = 2048;

    /// Storage of `rows_max` values. counts is for count, money and timestamp (UTC microseconds).
    [[nodiscard]] std::int64_t* counts(std::size_t column) { return values<std::int64_t>(column); }
    [[nodiscard]] std::int32_t* smalls(std::size_t column) { return values<std::int32_t>(column); }
    [[nodiscard]] double* reals(std::size_t column) { return values<double>(column); }
    [[nodiscard]] bool* flags(std::size_t column) { return values<bool>(column); }

    /// Makes one value NULL; for columns of values or of text() only.
    void set_null(std::size_t column, std::size_t row) {
        Slot& slot = slots_[column];
        if (slot.validity == nullptr) {
            slot.validity = writable_validity(slot.vector);
        }
        slot.validity[row / 64] &= ~(std::uint64_t{1} << (row % 64));
    }
    void null_column(std::size_t column);

    /// Writes one text, valid UTF-8; up to 12 bytes cost no allocation, and neither does one that
    /// is as the text written before it in the column.
    void text(std::size_t column, std::size_t row, std::string_view value);
    void constant_text(std::size_t column, std::string_view value);

    /// Writes the texts of the codes, one for each row from the first on.
    /// REQUIRES: at most rows_max codes, none above null_code().
    void dictionary(std::size_t column, const StreamDictionary& dictionary,
                    std::span<const std::uint32_t> codes);

private:
    friend class StreamWorker;

    /// A DuckDB vector, and what of it is already looked up.
    struct Slot {
        void* vector = nullptr;
        void* data = nullptr;
        std::uint64_t* validity = nullptr;
        const void* last_text = nullptr;
    };

    void begin(void* data_chunk, std::size_t columns);
    static std::uint64_t* writable_validity(void* vector);

    template <typename T>
    [[nodiscard]] T* values(std::size_t column) {
        return static_cast<T*>(slots_[column].data);
    }

    std::vector<Slot> slots_;
};

/// Gives rows, chunk after chunk. Each source is used by one thread at a time.
class StreamSource {
public:
    virtual ~StreamSource() = default;

    /// Writes the next rows and returns how many, 0 at the end: it is asked until then, also behind
    /// a chunk that is not full. An error ends the statement.
    [[nodiscard]] virtual Result<std::size_t> fill(StreamChunk& chunk) = 0;
};

/// Opens the source of one worker thread; several threads may call it at once.
using StreamOpen = std::function<Result<std::unique_ptr<StreamSource>>()>;

/// Begins one run of a statement: what its worker threads share lives in the returned function.
/// `part` is the argument of the call, `name(part = 3)`, where there is one.
using StreamBegin = std::function<Result<StreamOpen>(std::optional<std::int64_t> part)>;

/// What SQL calls `name()`: its columns, and how many threads may draw from it at once.
struct Stream {
    std::string name;
    std::vector<StreamColumn> columns;
    std::size_t threads_max = 1;
    StreamBegin begin;
};

/// Makes `name()` a table function of the connection's database for as long as that is open. A
/// name can be registered once. COPY ... TO takes the rows in memory that does not grow with their
/// number; an INSERT keeps what it wrote cached, up to DuckDB's memory_limit.
///
/// COPY and INSERT draw with one thread while `preserve_insertion_order` is true; else with up to
/// `threads_max`, whose rows mix.
[[nodiscard]] Status register_stream(const Connection& connection, Stream stream);

}  // namespace orrery::warehouse
