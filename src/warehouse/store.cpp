#include "warehouse/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/file.h"
#include "warehouse/duckdb/appender.h"
#include "warehouse/marts/marts.h"
#include "warehouse/schema.h"
#include "warehouse/secret_key.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view database_name = "orrery.duckdb";
constexpr std::string_view spill_name = "spill";

/// What each connection sets for itself.
std::string session_settings(const StoreOptions& options) {
    return fmt::format(
        "SET TimeZone = 'UTC'; SET enable_progress_bar = {}; "
        "SET enable_progress_bar_print = false",
        options.tells_progress);
}

/// What holds for the whole database, and for its first connection.
Status configure(const Connection& connection, const StoreOptions& options) {
    std::string settings = fmt::format(
        "SET memory_limit = {}; SET temp_directory = {}; SET checkpoint_threshold = {}; {}",
        sql_literal(options.memory_max), sql_literal((options.directory / spill_name).string()),
        sql_literal(options.log_max), session_settings(options));
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

}  // namespace

Store::Store(StoreOptions options, Connection connection, const catalog::Catalog& catalog)
    : options_(std::move(options)),
      catalog_(catalog),
      accept_counts_(std::make_shared<AcceptCounts>()),
      text_labeller_(std::make_shared<TextLabeller>()),
      given_(std::make_shared<GivenGenerations>()),
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

Result<std::unique_ptr<Store>> Store::session() const {
    auto connection = connection_.further();
    if (!connection) {
        return std::unexpected(connection.error());
    }
    std::unique_ptr<Store> store(new Store(options_, std::move(*connection), catalog_));
    // The SQL functions are the database's: they count into what the first session has.
    store->accept_counts_ = accept_counts_;
    store->text_labeller_ = text_labeller_;
    store->given_ = given_;
    auto done = store->connection_.execute(session_settings(options_));
    if (done) {
        done = create_macros(store->connection_);
    }
    if (done) {
        done = store->load_catalog();
    }
    if (done) {
        done = store->refresh_resolution();
    }
    if (!done) {
        return std::unexpected(done.error());
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
    if (done) {
        done = given_->register_on(connection_);
    }
    if (!done) {
        return done;
    }
    if (options_.access == Access::read_only) {
        done = require_current_schema(connection_);
    } else {
        done = migrate(connection_);
        const auto& marts = load_marts();
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

Status Store::refresh_marts() {
    const auto& marts = load_marts();
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
    return read_secret_key(options_.directory);
}

}  // namespace orrery::warehouse
