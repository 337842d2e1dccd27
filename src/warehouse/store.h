#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "catalog/catalog.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/duckdb/functions.h"
#include "warehouse/given_generations.h"
#include "warehouse/warehouse.h"

namespace orrery::warehouse {

struct StoreOptions {
    std::filesystem::path directory = "orrery-data";
    Access access = Access::read_write;
    std::string memory_max = "1300MB";  ///< DuckDB's memory_limit; the process needs some more.
    int threads_max = 0;                ///< 0: one for each core.
    std::string log_max = "16MB";       ///< Of DuckDB's write-ahead log, before it is folded in.
    bool tells_progress = true;         ///< Keeps Connection::progress_percent up to date.
};

/// The embedded warehouse: one DuckDB file in the store directory, the store's secret key beside
/// it, and the catalog as temporary tables catalog_* of the session.
class Store final : public Warehouse {
public:
    /// Opens the store, creating it where access allows. Fails on a store of a newer version.
    /// REQUIRES: `catalog` outlives the store.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions& options,
                                                             const catalog::Catalog& catalog);

    /// Opens a further session of the same database, for reading on another thread: its own
    /// connection and temporary tables, the same memory and its limit. Any thread may, whatever
    /// this session does. REQUIRES: it imports nothing.
    [[nodiscard]] Result<std::unique_ptr<Store>> session() const;

    Result<Table> query(const std::string& sql) override;
    Status execute(const std::string& sql) override;
    Result<std::int64_t> append_each(const NextGeneration& next) override;
    Result<std::int64_t> append_labels(std::span<const record::Label> batch) override;
    Status refresh_marts() override;
    [[nodiscard]] Result<Watermark> watermark() override;
    [[nodiscard]] Result<std::string> by_account(const std::string& mart) override;
    [[nodiscard]] Result<std::vector<std::string>> keys_of(const std::string& mart) override;
    [[nodiscard]] Result<std::vector<std::string>> splits_of(const std::string& mart) override;
    [[nodiscard]] Result<std::string> part_of(const std::string& mart, const std::string& condition,
                                              const std::string& table) override;
    [[nodiscard]] Result<std::string> generations_of(const std::string& condition) override;
    [[nodiscard]] Result<std::string> labelled_of(const std::string& table) override;
    [[nodiscard]] std::string engine() const override;

    [[nodiscard]] const Connection& connection() const { return connection_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return options_.directory; }
    [[nodiscard]] Access access() const { return options_.access; }
    /// What the SQL function accept() has counted.
    [[nodiscard]] AcceptCounts& accept_counts() { return *accept_counts_; }
    /// What labels the texts of an import.
    [[nodiscard]] TextLabeller& text_labeller() { return *text_labeller_; }
    [[nodiscard]] const catalog::Catalog& catalog() const { return catalog_; }

    /// Returns the key that personal values are hashed with (secret_key.h).
    [[nodiscard]] Result<std::string> secret_key() const;

    /// Rewrites catalog_resolution: for every model name of the marts, the catalog slug it stands
    /// for and the days for which it does.
    [[nodiscard]] Status refresh_resolution();

private:
    Store(StoreOptions options, Connection connection, const catalog::Catalog& catalog);

    [[nodiscard]] Status prepare();
    [[nodiscard]] Status load_catalog();

    StoreOptions options_;
    const catalog::Catalog& catalog_;
    // All outlive the connection that uses them; shared, for SQL functions are the database's and
    // so the same in all of its sessions.
    std::shared_ptr<AcceptCounts> accept_counts_;
    std::shared_ptr<TextLabeller> text_labeller_;
    std::shared_ptr<GivenGenerations> given_;
    Connection connection_;
};

}  // namespace orrery::warehouse
