#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/label_traffic.h"
#include "support/temporary_directory.h"
#include "warehouse/store.h"

namespace orrery::test_support {

/// Loads the catalog of the binary once for all tests.
inline const catalog::Catalog& shipped_catalog() {
    static const catalog::Catalog catalog = *catalog::Catalog::load();
    return catalog;
}

/// A store in a temporary directory.
class TestStore {
public:
    /// A store without generations takes a third of a second to make, and no time to copy.
    TestStore() {
        static const TestStore empty{Made()};
        std::filesystem::copy(empty.directory(), directory(),
                              std::filesystem::copy_options::recursive);
        reopen();
    }

    /// Closes the store and opens it again, as the next process would.
    void reopen(warehouse::Access access = warehouse::Access::read_write) {
        close();
        auto opened = open(access);
        if (!opened) {
            ADD_FAILURE() << describe(opened.error());
            std::abort();
        }
        store_ = std::move(*opened);
    }
    void close() { store_.reset(); }

    [[nodiscard]] Result<std::unique_ptr<warehouse::Store>> open(warehouse::Access access) const {
        warehouse::StoreOptions options;
        options.directory = directory();
        options.access = access;
        options.memory_max = "600MB";
        options.threads_max = 2;
        return warehouse::Store::open(options, shipped_catalog());
    }

    /// Appends in batches of at most `batch` rows and folds after each.
    void fill(const std::vector<record::Generation>& generations, std::size_t batch = 1000) {
        const std::span<const record::Generation> all(generations);
        for (std::size_t first = 0; first < all.size(); first += batch) {
            const auto added =
                store_->append(all.subspan(first, std::min(batch, all.size() - first)));
            ASSERT_TRUE(added) << describe(added.error());
            ASSERT_TRUE(store_->refresh_marts());
        }
    }

    /// Adds labels as one batch of their own and folds it.
    void label(const std::vector<Label>& labels) {
        add_labels(labels);
        const auto folded = store_->refresh_marts();
        ASSERT_TRUE(folded) << describe(folded.error());
    }

    void add_labels(const std::vector<Label>& labels) {
        std::string rows;
        for (const Label& label : labels) {
            rows += (rows.empty() ? "" : ", ") + label.values() + ")";
        }
        const auto added = store_->execute(
            "INSERT INTO import_batches (import_batch, source) "
            "SELECT coalesce(max(import_batch), 0) + 1, 'labels' FROM import_batches" +
            (rows.empty() ? ""
                          : "; INSERT INTO labels SELECT *, "
                            "(SELECT max(import_batch) FROM import_batches) FROM (VALUES " +
                                rows + ")"));
        ASSERT_TRUE(added) << describe(added.error());
    }

    /// Returns the rows of a query, values joined by `|`, NULL as `NULL`.
    [[nodiscard]] std::vector<std::string> rows(const std::string& sql) const {
        const auto answer = store_->query(
            "SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM (" + sql + ")");
        if (!answer) {
            ADD_FAILURE() << describe(answer.error()) << "\n" << sql;
            return {};
        }
        std::vector<std::string> lines;
        for (const auto& values : answer->rows) {
            std::string& line = lines.emplace_back();
            for (std::size_t at = 0; at < values.size(); ++at) {
                line += (at == 0 ? "" : "|") + to_text(values[at]);
            }
        }
        return lines;
    }
    /// Returns the first row of a query.
    [[nodiscard]] std::string row(const std::string& sql) const {
        const auto all = rows(sql);
        return all.empty() ? "no row" : all.front();
    }

    [[nodiscard]] warehouse::Store& operator*() const { return *store_; }
    [[nodiscard]] warehouse::Store* operator->() const { return store_.get(); }
    [[nodiscard]] std::filesystem::path directory() const { return room_ / "store"; }
    [[nodiscard]] const std::filesystem::path& room() const { return room_.path(); }

private:
    struct Made {};
    /// Each store has a key of its own.
    explicit TestStore(Made) {
        reopen();
        close();
        std::filesystem::remove(directory() / "secret.key");
    }

    TemporaryDirectory room_;
    std::unique_ptr<warehouse::Store> store_;
};

}  // namespace orrery::test_support
