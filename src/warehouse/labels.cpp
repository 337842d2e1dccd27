// Labels of prompts that come beside their generations, not in an import.

#include <fmt/format.h>

#include "warehouse/duckdb/appender.h"
#include "warehouse/store.h"

namespace orrery::warehouse {
namespace {

template <typename Value>
Cell cell_of(const std::optional<Value>& value) {
    return value ? Cell(*value) : Cell();
}

Table table_of(std::span<const record::Label> batch) {
    Table table{{"generation_id", "path", "tag", "category", "confidence", "classifier",
                 "inclusion_probability", "language", "language_confidence"},
                {}};
    table.rows.reserve(batch.size());
    for (const record::Label& label : batch) {
        table.rows.push_back({label.generation_id, cell_of(label.path), cell_of(label.tag),
                              cell_of(label.category), cell_of(label.confidence), label.classifier,
                              label.inclusion_probability, cell_of(label.language),
                              cell_of(label.language_confidence)});
    }
    return table;
}

}  // namespace

Result<std::int64_t> Store::append_labels(std::span<const record::Label> batch) {
    std::int64_t added = 0;
    const auto done = connection_.transaction([&]() -> Status {
        if (auto loaded = load_temporary_table(connection_, "appended_labels", table_of(batch));
            !loaded) {
            return loaded;
        }
        if (auto left_out =
                connection_.execute("DELETE FROM appended_labels WHERE generation_id IN "
                                    "(SELECT generation_id FROM labels)");
            !left_out) {
            return left_out;
        }
        const auto fresh = connection_.count("SELECT count(*) FROM appended_labels");
        const auto last = connection_.count("SELECT max(import_batch) FROM import_batches");
        if (!fresh || !last) {
            return std::unexpected(fresh ? last.error() : fresh.error());
        }
        added = *fresh;
        if (added == 0) {
            return {};
        }
        // A column that is empty in all rows is a text.
        return connection_.execute(fmt::format(
            "INSERT INTO labels (generation_id, path, tag, category, confidence, classifier, "
            "inclusion_probability, language, language_confidence, import_batch) "
            "SELECT generation_id, path, tag, category, CAST(confidence AS DOUBLE), classifier, "
            "CAST(inclusion_probability AS DOUBLE), language, CAST(language_confidence AS DOUBLE), "
            "{0} FROM appended_labels; "
            "INSERT INTO import_batches VALUES ({0}, 'append', 'labels', NULL, "
            "now() AT TIME ZONE 'UTC', {1}, {2}, {3}, 0)",
            *last + 1, batch.size(), added, static_cast<std::int64_t>(batch.size()) - added));
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return added;
}

}  // namespace orrery::warehouse
