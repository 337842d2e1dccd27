#include "warehouse/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/file.h"
#include "warehouse/duckdb/appender.h"
#include "warehouse/marts.h"
#include "warehouse/schema.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view database_name = "orrery.duckdb";
constexpr std::string_view key_name = "secret.key";
constexpr std::string_view spill_name = "spill";
constexpr std::size_t key_bytes = 32;

Status configure(const Connection& connection, const StoreOptions& options) {
    std::string settings = fmt::format(
        "SET memory_limit = {}; SET temp_directory = {}; SET TimeZone = 'UTC'; "
        "SET checkpoint_threshold = {}; SET enable_progress_bar = {}; "
        "SET enable_progress_bar_print = false",
        sql_literal(options.memory_max), sql_literal((options.directory / spill_name).string()),
        sql_literal(options.log_max), options.tells_progress);
    if (options.threads_max > 0) {
        settings += fmt::format("; SET threads = {}", options.threads_max);
    }
    auto set = connection.execute(settings);
    if (!set) {
        set.error().kind = ErrorKind::usage;
        set.error().hint = "--memory takes a size such as 2GB, --threads a count";
    }
    return set;
}

/// Makes the secret key of a new store. A store keeps the key it has, and one that holds
/// generations is not given another: its accounts would get new hashes.
Status ensure_secret_key(const std::filesystem::path& directory, const Connection& connection) {
    const auto file = directory / key_name;
    if (std::filesystem::exists(file)) {
        return {};
    }
    const auto generations = connection.count(
        "SELECT sum(estimated_size) FROM duckdb_tables() WHERE table_name = 'generations'");
    if (generations && *generations > 0) {
        return fail(ErrorKind::bad_input, "the store has lost its secret key", file.string(),
                    "restore the file from a backup: personal values would hash differently");
    }
    return write_file(file, random_hex(key_bytes) + "\n", FileMode::owner_only);
}

/// Returns the condition on created_at that a generation with an id of the batch meets: records of
/// one generation agree on when it was created, so that not the whole store has to be searched.
std::string created_with(std::span<const record::Generation> batch) {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const record::Generation& generation : batch) {
        if (!generation.created_at) {
            return "true";
        }
        first = std::min(first, *generation.created_at);
        last = std::max(last, *generation.created_at);
    }
    return fmt::format("created_at BETWEEN make_timestamp({}) AND make_timestamp({})", first, last);
}

/// Returns the records of the batch whose ids the store does not hold, each id once.
Result<std::vector<const record::Generation*>> unknown_of(
    const Connection& connection, std::span<const record::Generation> batch) {
    Table ids{{"generation_id"}, {}};
    ids.rows.reserve(batch.size());
    for (const record::Generation& generation : batch) {
        ids.rows.push_back({generation.generation_id.value_or("")});
    }
    if (auto loaded = load_temporary_table(connection, "appended_ids", ids); !loaded) {
        return std::unexpected(loaded.error());
    }
    const auto known = connection.query(
        fmt::format("SELECT generation_id FROM generations WHERE {} "
                    "AND generation_id IN (SELECT generation_id FROM appended_ids)",
                    batch.empty() ? "false" : created_with(batch)));
    if (!known) {
        return std::unexpected(known.error());
    }
    std::unordered_set<std::string> seen;
    for (const auto& row : known->rows) {
        seen.insert(to_text(row.front()));
    }
    std::vector<const record::Generation*> fresh;
    for (const record::Generation& generation : batch) {
        if (seen.insert(generation.generation_id.value_or("")).second) {
            fresh.push_back(&generation);
        }
    }
    return fresh;
}

}  // namespace

Store::Store(StoreOptions options, Connection connection, const catalog::Catalog& catalog)
    : options_(std::move(options)),
      catalog_(catalog),
      accept_counts_(std::make_unique<AcceptCounts>()),
      text_labeller_(std::make_unique<TextLabeller>()),
      connection_(std::move(connection)) {}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options,
                                           const catalog::Catalog& catalog) {
    const auto file = options.directory / database_name;
    if (options.access == Access::read_only && !std::filesystem::exists(file)) {
        return fail(ErrorKind::not_found, "there is no store here", options.directory.string(),
                    "import something first: orrery import SOURCE FILE, or name the store "
                    "directory with --store");
    }
    if (options.access == Access::read_write) {
        if (auto made = make_directory(options.directory); !made) {
            return std::unexpected(made.error());
        }
    }
    auto connection = Connection::open(file, options.access);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    if (options.access == Access::read_write) {
        // Only now: who holds the store's lock makes its key and clears away what others spilled.
        std::error_code ignored;
        std::filesystem::remove_all(options.directory / spill_name, ignored);
        if (auto made = ensure_secret_key(options.directory, *connection); !made) {
            return std::unexpected(made.error());
        }
    }
    std::unique_ptr<Store> store(new Store(options, std::move(*connection), catalog));
    if (auto prepared = store->prepare(); !prepared) {
        Error error = prepared.error();
        if (error.where.empty()) {
            error.where = options.directory.string();
        }
        return std::unexpected(std::move(error));
    }
    return store;
}

Status Store::prepare() {
    auto done = configure(connection_, options_);
    if (done) {
        done = create_macros(connection_);
    }
    if (done) {
        done = register_functions(connection_, *accept_counts_, *text_labeller_, catalog_);
    }
    if (!done) {
        return done;
    }
    if (options_.access == Access::read_only) {
        done = require_current_schema(connection_);
    } else {
        done = migrate(connection_);
        const auto marts = load_marts();
        if (done && !marts) {
            return std::unexpected(marts.error());
        }
        if (done) {
            done = create_marts(connection_, *marts);
        }
    }
    if (done) {
        done = load_catalog();
    }
    return done ? refresh_resolution() : done;
}

Status Store::load_catalog() {
    for (const auto& [name, table] : catalog_.tables()) {
        if (auto loaded = load_temporary_table(connection_, name, table); !loaded) {
            return loaded;
        }
    }
    return {};
}

Status Store::refresh_resolution() {
    const auto names =
        connection_.query("SELECT DISTINCT model FROM mart_usage WHERE model IS NOT NULL");
    if (!names) {
        return std::unexpected(names.error());
    }
    Table windows{{"model", "valid_from", "valid_to", "slug"}, {}};
    for (const auto& row : names->rows) {
        const std::string name = to_text(row.front());
        for (const auto& window : catalog_.resolutions(name)) {
            windows.rows.push_back(
                {name, std::string(window.valid_from.empty() ? "0001-01-01" : window.valid_from),
                 std::string(window.valid_to.empty() ? "9999-12-31" : window.valid_to),
                 std::string(window.slug)});
        }
    }
    return load_temporary_table(connection_, "catalog_resolution", windows);
}

Result<Table> Store::query(const std::string& sql) {
    return connection_.query(sql);
}

Status Store::execute(const std::string& sql) {
    return connection_.execute(sql);
}

Result<std::int64_t> Store::append(std::span<const record::Generation> batch) {
    std::int64_t added = 0;
    const auto done = connection_.transaction([&]() -> Status {
        const auto fresh = unknown_of(connection_, batch);
        const auto last = connection_.count("SELECT max(import_batch) FROM import_batches");
        if (!fresh || !last) {
            return std::unexpected(fresh ? last.error() : fresh.error());
        }
        added = static_cast<std::int64_t>(fresh->size());
        if (added == 0) {
            return {};
        }
        if (auto appended = append_generations(connection_, *fresh, *last + 1); !appended) {
            return appended;
        }
        return connection_.execute(fmt::format(
            "INSERT INTO import_batches VALUES ({}, 'append', 'append', NULL, "
            "now() AT TIME ZONE 'UTC', {}, {}, {}, 0)",
            *last + 1, batch.size(), added, static_cast<std::int64_t>(batch.size()) - added));
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return added;
}

Status Store::refresh_marts() {
    const auto marts = load_marts();
    if (!marts) {
        return std::unexpected(marts.error());
    }
    if (auto folded = fold_marts(connection_, *marts); !folded) {
        return folded;
    }
    return refresh_resolution();
}

Result<Watermark> Store::watermark() {
    const auto row = connection_.query(
        "SELECT (SELECT coalesce(max(import_batch), 0) FROM import_batches), "
        "(SELECT coalesce(min(folded), 0) FROM mart_watermarks)");
    if (!row) {
        return std::unexpected(row.error());
    }
    const auto& cells = row->rows.front();
    return Watermark{static_cast<std::int64_t>(number_or(cells[0], 0)),
                     static_cast<std::int64_t>(number_or(cells[1], 0))};
}

std::string Store::engine() const {
    return fmt::format("DuckDB {}", duckdb_library_version());
}

Result<std::string> Store::secret_key() const {
    auto key = read_file(options_.directory / key_name);
    if (!key) {
        return key;
    }
    while (!key->empty() && key->back() == '\n') {
        key->pop_back();
    }
    if (key->size() != 2 * key_bytes) {
        return fail(ErrorKind::bad_input, "the store's secret key is damaged",
                    (options_.directory / key_name).string(),
                    "restore the file from a backup: personal values would hash differently");
    }
    return key;
}

}  // namespace orrery::warehouse
