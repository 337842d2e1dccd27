#include "warehouse/given_generations.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "record/columns.h"
#include "warehouse/duckdb/stream.h"

namespace orrery::warehouse {
namespace {

constexpr const char* function_name = "given_generations";

void set(StreamChunk& chunk, std::size_t column, std::size_t row, std::int64_t value) {
    chunk.counts(column)[row] = value;
}
void set(StreamChunk& chunk, std::size_t column, std::size_t row, std::int32_t value) {
    chunk.smalls(column)[row] = value;
}
void set(StreamChunk& chunk, std::size_t column, std::size_t row, double value) {
    chunk.reals(column)[row] = value;
}
void set(StreamChunk& chunk, std::size_t column, std::size_t row, bool value) {
    chunk.flags(column)[row] = value;
}
void set(StreamChunk& chunk, std::size_t column, std::size_t row, const std::string& value) {
    chunk.text(column, row, value);
}

void set_row(StreamChunk& chunk, std::size_t row, const record::Generation& generation,
             std::int64_t import_batch) {
    std::size_t column = 0;
    record::for_each_column(generation, [&](std::string_view name, const auto& value) {
        constexpr bool is_number = std::is_same_v<std::decay_t<decltype(*value)>, std::int64_t>;
        if (is_number && name == "import_batch") {
            set(chunk, column, row, import_batch);
        } else if (value) {
            set(chunk, column, row, *value);
        } else {
            chunk.set_null(column, row);
        }
        ++column;
    });
}

void note(const record::Generation& generation, Appended& appended) {
    ++appended.rows;
    if (const auto created_at = generation.created_at) {
        appended.first_us = std::min(appended.first_us, *created_at);
        appended.last_us = std::max(appended.last_us, *created_at);
    } else {
        appended.are_times_known = false;
    }
}

}  // namespace

/// Who hands records out, and what was taken of him.
struct GivenGenerations::Append {
    const NextGeneration& next;
    std::int64_t import_batch;
    Appended appended;
    std::optional<Error> error;
};

class GivenGenerations::Source : public StreamSource {
public:
    explicit Source(Append& append) : append_(append) {}

    Result<std::size_t> fill(StreamChunk& chunk) override {
        std::size_t rows = 0;
        for (; rows < StreamChunk::rows_max && !is_at_end_; ++rows) {
            const auto generation = append_.next();
            if (!generation) {
                append_.error = generation.error();
                return std::unexpected(generation.error());
            }
            if (*generation == nullptr) {
                is_at_end_ = true;  // DuckDB asks once more.
                break;
            }
            set_row(chunk, rows, **generation, append_.import_batch);
            note(**generation, append_.appended);
        }
        return rows;
    }

private:
    Append& append_;
    bool is_at_end_ = false;
};

Status GivenGenerations::register_on(const Connection& connection) {
    Stream stream{.name = function_name, .columns = {}, .threads_max = 1, .begin = {}};
    for (const record::Column& column : record::columns()) {
        stream.columns.push_back({std::string(column.name), std::string(column.type)});
    }
    stream.begin = [this](std::optional<std::int64_t> /*part*/) -> Result<StreamOpen> {
        Append* append = waiting_.exchange(nullptr);
        if (append == nullptr) {
            return fail(ErrorKind::bad_input,
                        "given_generations() gives what is being appended, and nothing is");
        }
        return [append] {
            return Result<std::unique_ptr<StreamSource>>(std::make_unique<Source>(*append));
        };
    };
    return register_stream(connection, std::move(stream));
}

Result<Appended> GivenGenerations::append(const Connection& connection, const NextGeneration& next,
                                          std::int64_t import_batch) {
    Append append{next, import_batch, {}, {}};
    waiting_ = &append;
    const Status done =
        connection.execute("INSERT INTO generations BY NAME FROM given_generations()");
    waiting_ = nullptr;
    if (append.error) {
        return std::unexpected(std::move(*append.error));
    }
    return done ? Result<Appended>(append.appended) : std::unexpected(done.error());
}

}  // namespace orrery::warehouse
