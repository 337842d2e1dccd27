#include "ledger/labels/labels.h"

#include "ledger/identity.h"

namespace orrery::ledger {
namespace {

record::Label read(const Statement& row) {
    record::Label label;
    label.generation_id = generation_id_text(static_cast<std::uint64_t>(row.number(0)));
    label.path = row.text_or_null(1);
    label.tag = row.text_or_null(2);
    label.category = row.text_or_null(3);
    label.confidence = row.real_or_null(4);
    label.classifier = row.text(5);
    label.inclusion_probability = row.real_or_null(6).value_or(1);
    label.language = row.text_or_null(7);
    label.language_confidence = row.real_or_null(8);
    return label;
}

}  // namespace

Status insert_labels(const Database& database, std::span<const record::Label> labels) {
    auto insert = database.prepare("INSERT INTO labels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return std::unexpected(insert.error());
    }
    return database.transaction([&]() -> Status {
        for (const record::Label& label : labels) {
            const auto id = parse_generation_id(label.generation_id);
            if (!id) {
                continue;
            }
            insert->bind(1, static_cast<std::int64_t>(*id))
                .bind_text(2, label.path)
                .bind_text(3, label.tag)
                .bind_text(4, label.category)
                .bind_real(5, label.confidence)
                .bind(6, label.classifier)
                .bind_real(7, label.inclusion_probability)
                .bind_text(8, label.language)
                .bind_real(9, label.language_confidence);
            if (auto inserted = insert->run(); !inserted) {
                return inserted;
            }
        }
        return {};
    });
}

Result<std::vector<record::Label>> drained_labels(const Database& database,
                                                  std::size_t generations_max) {
    auto rows = database.prepare(
        "SELECT id, path, tag, category, confidence, classifier, inclusion_probability, language, "
        "language_confidence FROM labels WHERE id IN (SELECT DISTINCT labels.id FROM labels "
        "JOIN generations ON generations.id = labels.id "
        "WHERE n <= (SELECT value FROM marks WHERE name = 'drained') ORDER BY labels.id LIMIT ?) "
        "ORDER BY id, rowid");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    rows->bind(1, static_cast<std::int64_t>(generations_max));
    std::vector<record::Label> labels;
    for (;;) {
        const auto row = rows->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            return labels;
        }
        labels.push_back(read(*rows));
    }
}

Status remove_labels(const Database& database, std::span<const record::Label> labels) {
    auto remove = database.prepare("DELETE FROM labels WHERE id = ?");
    if (!remove) {
        return std::unexpected(remove.error());
    }
    return database.transaction([&]() -> Status {
        for (const record::Label& label : labels) {
            const auto id = parse_generation_id(label.generation_id).value_or(0);
            if (auto removed = remove->bind(1, static_cast<std::int64_t>(id)).run(); !removed) {
                return removed;
            }
        }
        return {};
    });
}

}  // namespace orrery::ledger
