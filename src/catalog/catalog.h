#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/table.h"
#include "catalog/names.h"
#include "catalog/rows.h"
#include "catalog/sheet.h"

namespace orrery::catalog {

/// The facts about models, prices, authors, providers, countries and events, in memory.
/// Safe to read from many threads. Every view and pointer it returns lives as long as it does,
/// through moves; it cannot be copied.
class Catalog {
public:
    /// Reads the embedded files, then the CSV files of the same names in each overlay directory:
    /// a row with a key already there replaces the row, others add. Fails with file and line on
    /// malformed CSV, a missing column, or a directory without any catalog file. What check()
    /// reports does not stop a load; rows that contradict each other are left out of every lookup.
    [[nodiscard]] static Result<Catalog> load(
        const std::vector<std::filesystem::path>& overlays = {});

    Catalog(Catalog&&) noexcept = default;
    Catalog& operator=(Catalog&&) noexcept = default;
    Catalog(const Catalog&) = delete;
    Catalog& operator=(const Catalog&) = delete;
    ~Catalog() = default;

    /// Lists everything wrong with the facts, each with its file and line; empty when all is well.
    [[nodiscard]] std::vector<Problem> check() const;

    [[nodiscard]] std::span<const Model> models() const { return models_; }
    [[nodiscard]] std::span<const Price> prices() const { return prices_; }
    [[nodiscard]] std::span<const Alias> aliases() const { return aliases_; }
    [[nodiscard]] std::span<const Author> authors() const { return authors_; }
    [[nodiscard]] std::span<const Provider> providers() const { return providers_; }
    [[nodiscard]] std::span<const Country> countries() const { return countries_; }
    [[nodiscard]] std::span<const Event> events() const { return events_; }

    /// Finds by key: slug, alpha-2 code or event id, as written in the catalog. Null if unknown.
    [[nodiscard]] const Model* model(std::string_view slug) const;
    [[nodiscard]] const Author* author(std::string_view slug) const;
    [[nodiscard]] const Country* country(std::string_view alpha2) const;
    [[nodiscard]] const Event* event(std::string_view id) const;

    /// Finds the list price of a slug's variant on an ISO day. Null if none is known.
    [[nodiscard]] const Price* price(std::string_view slug, std::string_view variant,
                                     std::string_view iso_day) const;

    /// Says which model a reported name meant on an ISO day; see names.h for the rules. With an
    /// empty day it answers only if the name has meant one model throughout. Nothing if unknown
    /// or ambiguous.
    [[nodiscard]] std::optional<Resolution> resolve(std::string_view name,
                                                    std::string_view iso_day) const {
        return names_.resolve(name, iso_day);
    }
    /// Lists every window in which a reported name meant one model, in order of time.
    [[nodiscard]] std::vector<Resolution> resolutions(std::string_view name) const {
        return names_.resolutions(name);
    }

    /// Returns the model's own origin, else its author's home.
    [[nodiscard]] Home home(const Model& model) const;
    [[nodiscard]] SourceClass source_class(const Model& model) const;
    /// Tells whether the model counts as a reasoning model (yes or hybrid) on an ISO day.
    [[nodiscard]] static bool is_reasoning(const Model& model, std::string_view iso_day);

    /// Returns 16 hex digits that change when any fact changes.
    [[nodiscard]] std::string fingerprint() const;

    /// Returns catalog_models (with source_class and author_home), catalog_prices,
    /// catalog_aliases, catalog_authors, catalog_providers, catalog_countries and catalog_events.
    /// An empty cell is NULL, dates are ISO texts; rows that contradict each other are left out.
    [[nodiscard]] std::vector<std::pair<std::string, Table>> tables() const;

private:
    Catalog() = default;
    [[nodiscard]] Status read_overlay(const std::filesystem::path& folder);
    void fill_rows();
    void index_rows();

    std::vector<Sheet> sheets_;     ///< One for each file, in the order of the schema.
    std::vector<Problem> strange_;  ///< Overlay files that are not part of a catalog.
    std::vector<Model> models_;
    std::vector<Price> prices_;  ///< Sorted by slug, variant and window.
    std::vector<Alias> aliases_;
    std::vector<Author> authors_;
    std::vector<Provider> providers_;
    std::vector<Country> countries_;
    std::vector<Event> events_;
    TextMap<std::size_t> model_at_;
    TextMap<std::size_t> author_at_;
    TextMap<std::size_t> country_at_;
    TextMap<std::size_t> event_at_;
    NameIndex names_;
};

/// Returns the names that tables and SQL use: "closed_row", "cn_oss", "large", "RoW" ...
[[nodiscard]] std::string_view name_of(SourceClass value);
[[nodiscard]] std::string_view name_of(SizeClass value);
[[nodiscard]] std::string_view name_of(Home value);

/// Returns the size class of an open model by its total parameters in billions.
[[nodiscard]] SizeClass size_class(double params_total_b);

}  // namespace orrery::catalog
