#include "panels/clickhouse.h"

#include <dlfcn.h>

#include <array>

#include "base/format/json.h"
#include "panels/answers.h"

namespace orrery::bench {

/// The functions of the library's C interface that are used here, as it documents them.
struct ClickHouse::Library {
    using Connection = void*;
    using Answer = void;

    void* handle = nullptr;
    Connection* connection = nullptr;
    Connection* (*connect)(int, char**) = nullptr;
    void (*close)(Connection*) = nullptr;
    Answer* (*query)(Connection, const char*, const char*) = nullptr;
    void (*destroy)(Answer*) = nullptr;
    char* (*buffer)(Answer*) = nullptr;
    std::size_t (*length)(Answer*) = nullptr;
    const char* (*error)(Answer*) = nullptr;

    template <typename Function>
    bool find(Function& function, const char* name) {
        function = reinterpret_cast<Function>(dlsym(handle, name));
        return function != nullptr;
    }

    bool find_all() {
        return find(connect, "chdb_connect") && find(close, "chdb_close_conn") &&
               find(query, "chdb_query") && find(destroy, "chdb_destroy_query_result") &&
               find(buffer, "chdb_result_buffer") && find(length, "chdb_result_length") &&
               find(error, "chdb_result_error");
    }
};

ClickHouse::ClickHouse(std::unique_ptr<Library> library) : library_(std::move(library)) {}

ClickHouse::~ClickHouse() {
    library_->close(library_->connection);
}

Result<std::unique_ptr<ClickHouse>> ClickHouse::open(const std::filesystem::path& library,
                                                     const std::filesystem::path& directory) {
    auto loaded = std::make_unique<Library>();
    loaded->handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (loaded->handle == nullptr || !loaded->find_all()) {
        return fail(ErrorKind::unavailable, "cannot load ClickHouse's library", library.string());
    }
    std::string path = "--path=" + directory.string();
    std::string name = "clickhouse";
    std::string exact = "--output_format_json_quote_64bit_integers=0";
    // A name in an aggregate means the column below, as in standard SQL.
    std::string names = "--prefer_column_name_to_alias=1";
    std::array arguments = {name.data(), path.data(), exact.data(), names.data()};
    loaded->connection = loaded->connect(static_cast<int>(arguments.size()), arguments.data());
    if (loaded->connection == nullptr || *loaded->connection == nullptr) {
        return fail(ErrorKind::unavailable, "ClickHouse does not open", directory.string());
    }
    return std::unique_ptr<ClickHouse>(new ClickHouse(std::move(loaded)));
}

Result<Table> ClickHouse::query(const std::string& sql) const {
    auto* answer = library_->query(*library_->connection, sql.c_str(), "JSONCompact");
    const char* error = library_->error(answer);
    if (error != nullptr && *error != '\0') {
        const std::string message = error;
        library_->destroy(answer);
        return fail(ErrorKind::internal, message, "ClickHouse");
    }
    const std::string text(library_->buffer(answer), library_->length(answer));
    library_->destroy(answer);
    Table table;
    if (text.empty()) {
        return table;
    }
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        return fail(ErrorKind::internal, "an answer that is no JSON", "ClickHouse");
    }
    for (const auto& column : json["meta"]) {
        table.columns.push_back(column["name"].get<std::string>());
    }
    table.rows = rows_from(json["data"]);
    return table;
}

}  // namespace orrery::bench
