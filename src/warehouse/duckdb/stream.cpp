#include "warehouse/duckdb/stream.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {
namespace {

struct LogicalType {
    duckdb_logical_type type;
    explicit LogicalType(duckdb_type id) : type(duckdb_create_logical_type(id)) {}
    ~LogicalType() { duckdb_destroy_logical_type(&type); }
    LogicalType(const LogicalType&) = delete;
    LogicalType& operator=(const LogicalType&) = delete;
};

std::optional<duckdb_type> duckdb_type_of(std::string_view type) {
    constexpr std::array types = {
        std::pair{"text", DUCKDB_TYPE_VARCHAR}, std::pair{"timestamp", DUCKDB_TYPE_TIMESTAMP},
        std::pair{"count", DUCKDB_TYPE_BIGINT}, std::pair{"small", DUCKDB_TYPE_INTEGER},
        std::pair{"flag", DUCKDB_TYPE_BOOLEAN}, std::pair{"real", DUCKDB_TYPE_DOUBLE},
        std::pair{"money", DUCKDB_TYPE_BIGINT},
    };
    const auto* found =
        std::ranges::find_if(types, [&](const auto& known) { return known.first == type; });
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

duckdb_vector as_vector(void* vector) {
    return static_cast<duckdb_vector>(vector);
}

/// Texts of up to 12 bytes lie in the struct itself; the length stands first in both forms.
bool is_text(const duckdb_string_t& known, std::string_view text) {
    const std::uint32_t length = known.value.inlined.length;
    const char* bytes = length <= sizeof known.value.inlined.inlined ? known.value.inlined.inlined
                                                                     : known.value.pointer.ptr;
    return text == std::string_view(bytes, length);
}

template <typename T>
void destroy(void* owned) {
    delete static_cast<T*>(owned);
}

}  // namespace

StreamDictionary::StreamDictionary(std::span<const std::string> texts)
    : null_code_(static_cast<std::uint32_t>(texts.size())) {
    const LogicalType varchar(DUCKDB_TYPE_VARCHAR);
    const duckdb_vector vector = duckdb_create_vector(varchar.type, texts.size() + 1);
    ORRERY_CHECK(vector != nullptr, "out of memory");
    for (std::size_t code = 0; code < texts.size(); ++code) {
        duckdb_vector_assign_string_element_len(vector, code, texts[code].data(),
                                                texts[code].size());
    }
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), null_code_);
    vector_ = vector;
}

StreamDictionary::StreamDictionary(StreamDictionary&& other) noexcept
    : vector_(std::exchange(other.vector_, nullptr)), null_code_(other.null_code_) {}

StreamDictionary& StreamDictionary::operator=(StreamDictionary&& other) noexcept {
    std::swap(vector_, other.vector_);
    std::swap(null_code_, other.null_code_);
    return *this;
}

StreamDictionary::~StreamDictionary() {
    duckdb_vector vector = as_vector(vector_);
    duckdb_destroy_vector(&vector);
}

void StreamChunk::begin(void* data_chunk, std::size_t columns) {
    slots_.resize(columns);
    for (std::size_t column = 0; column < columns; ++column) {
        const duckdb_vector vector =
            duckdb_data_chunk_get_vector(static_cast<duckdb_data_chunk>(data_chunk), column);
        slots_[column] = {vector, duckdb_vector_get_data(vector), nullptr, nullptr};
    }
}

std::uint64_t* StreamChunk::writable_validity(void* vector) {
    duckdb_vector_ensure_validity_writable(as_vector(vector));
    return duckdb_vector_get_validity(as_vector(vector));
}

void StreamChunk::null_column(std::size_t column) {
    std::fill_n(writable_validity(slots_[column].vector), rows_max / 64, std::uint64_t{0});
}

void StreamChunk::text(std::size_t column, std::size_t row, std::string_view value) {
    Slot& slot = slots_[column];
    auto* texts = static_cast<duckdb_string_t*>(slot.data);
    if (const auto* last = static_cast<const duckdb_string_t*>(slot.last_text);
        last != nullptr && is_text(*last, value)) {
        texts[row] = *last;
        return;
    }
    duckdb_vector_assign_string_element_len(as_vector(slot.vector), row, value.data(),
                                            value.size());
    slot.last_text = &texts[row];
}

void StreamChunk::constant_text(std::size_t column, std::string_view value) {
    duckdb_value constant = duckdb_create_varchar_length(value.data(), value.size());
    duckdb_vector_reference_value(as_vector(slots_[column].vector), constant);
    duckdb_destroy_value(&constant);
}

void StreamChunk::dictionary(std::size_t column, const StreamDictionary& dictionary,
                             std::span<const std::uint32_t> codes) {
    ORRERY_CHECK(codes.size() <= rows_max, "more codes than a chunk holds");
    // The vector shares the selection, so each chunk has one of its own.
    const duckdb_selection_vector selection = duckdb_create_selection_vector(rows_max);
    std::ranges::copy(codes, duckdb_selection_vector_get_data_ptr(selection));
    const duckdb_vector vector = as_vector(slots_[column].vector);
    duckdb_vector_reference_vector(vector, as_vector(dictionary.vector_));
    duckdb_slice_vector(vector, selection, codes.size());
    duckdb_destroy_selection_vector(selection);
}

/// One thread of one statement: the source it draws from and the chunk it hands over.
class StreamWorker {
public:
    /// Returns the rows that it wrote into DuckDB's chunk.
    Result<std::size_t> next(const StreamOpen& open, duckdb_data_chunk output,
                             std::size_t columns) {
        if (source_ == nullptr) {
            auto opened = open();
            if (!opened) {
                return std::unexpected(std::move(opened.error()));
            }
            source_ = std::move(*opened);
            ORRERY_CHECK(source_ != nullptr, "a stream was opened without a source");
        }
        chunk_.begin(output, columns);
        return source_->fill(chunk_);
    }

private:
    std::unique_ptr<StreamSource> source_;
    StreamChunk chunk_;
};

namespace {

/// Says what is wrong with a source, in the words of a statement's error.
std::string message_of(const Error& error) {
    return error.where.empty() ? error.what : error.where + ": " + error.what;
}

const Stream& stream_of(void* extra_info) {
    return *static_cast<const Stream*>(extra_info);
}

void bind(duckdb_bind_info info) {
    for (const StreamColumn& column : stream_of(duckdb_bind_get_extra_info(info)).columns) {
        const LogicalType logical(*duckdb_type_of(column.type));
        duckdb_bind_add_result_column(info, column.name.c_str(), logical.type);
    }
    auto part = std::make_unique<std::optional<std::int64_t>>();
    if (duckdb_value value = duckdb_bind_get_named_parameter(info, "part"); value != nullptr) {
        if (!duckdb_is_null_value(value)) {
            *part = duckdb_get_int64(value);
        }
        duckdb_destroy_value(&value);
    }
    duckdb_bind_set_bind_data(info, part.release(), destroy<std::optional<std::int64_t>>);
}

void init(duckdb_init_info info) {
    const Stream& stream = stream_of(duckdb_init_get_extra_info(info));
    const auto& part =
        *static_cast<const std::optional<std::int64_t>*>(duckdb_init_get_bind_data(info));
    auto open = stream.begin(part);
    if (!open) {
        duckdb_init_set_error(info, message_of(open.error()).c_str());
        return;
    }
    duckdb_init_set_max_threads(info, std::max<std::size_t>(1, stream.threads_max));
    auto shared = std::make_unique<StreamOpen>(std::move(*open));
    duckdb_init_set_init_data(info, shared.release(), destroy<StreamOpen>);
}

void init_worker(duckdb_init_info info) {
    // The shared state is out of reach here: the worker opens its source at its first rows.
    auto worker = std::make_unique<StreamWorker>();
    duckdb_init_set_init_data(info, worker.release(), destroy<StreamWorker>);
}

void produce(duckdb_function_info info, duckdb_data_chunk output) {
    const Stream& stream = stream_of(duckdb_function_get_extra_info(info));
    const auto& open = *static_cast<const StreamOpen*>(duckdb_function_get_init_data(info));
    auto& worker = *static_cast<StreamWorker*>(duckdb_function_get_local_init_data(info));
    const auto rows = worker.next(open, output, stream.columns.size());
    if (!rows) {
        duckdb_function_set_error(info, message_of(rows.error()).c_str());
        return;
    }
    ORRERY_CHECK(*rows <= StreamChunk::rows_max, "a source wrote more rows than a chunk holds");
    duckdb_data_chunk_set_size(output, *rows);
}

Status check_columns(const Stream& stream) {
    ORRERY_CHECK(stream.begin != nullptr, "a stream has no way to begin");
    if (stream.columns.empty()) {
        return fail(ErrorKind::internal, "a stream needs columns", stream.name);
    }
    for (const StreamColumn& column : stream.columns) {
        if (!duckdb_type_of(column.type)) {
            return fail(
                ErrorKind::internal,
                fmt::format("column {} has the unknown type \"{}\"", column.name, column.type),
                stream.name);
        }
    }
    return {};
}

}  // namespace

Status register_stream(const Connection& connection, Stream stream) {
    ORRERY_CHECK(duckdb_vector_size() == StreamChunk::rows_max, "DuckDB's chunks differ in size");
    if (auto checked = check_columns(stream); !checked) {
        return checked;
    }
    const std::string name = stream.name;
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, name.c_str());
    const LogicalType bigint(DUCKDB_TYPE_BIGINT);
    duckdb_table_function_add_named_parameter(function, "part", bigint.type);
    auto owned = std::make_unique<Stream>(std::move(stream));
    duckdb_table_function_set_extra_info(function, owned.release(), destroy<Stream>);
    duckdb_table_function_set_bind(function, bind);
    duckdb_table_function_set_init(function, init);
    duckdb_table_function_set_local_init(function, init_worker);
    duckdb_table_function_set_function(function, produce);
    const bool registered =
        duckdb_register_table_function(connection.handle(), function) == DuckDBSuccess;
    duckdb_destroy_table_function(&function);
    if (!registered) {
        return fail(ErrorKind::internal, "the database has a table function of this name already",
                    name);
    }
    return {};
}

}  // namespace orrery::warehouse
