#include "warehouse/texts/staging.h"

#include <fmt/format.h>

#include <algorithm>

#include "classifier/label_rows.h"

namespace orrery::warehouse {
namespace {

/// The labels among text_facts() as an SQL structure.
constexpr std::string_view facts_structure =
    R"({"by":"VARCHAR","language":"VARCHAR","language_confidence":"DOUBLE",)"
    R"("labels":[{"path":"VARCHAR","tag":"VARCHAR","category":"VARCHAR","confidence":"DOUBLE"}]})";

std::string parameter(const Mapping& mapping, const std::map<std::string, std::string>& given,
                      const std::string& name) {
    const auto found = given.find(name);
    return found == given.end()
               ? std::ranges::find(mapping.parameters, name, &Parameter::name)->value
               : found->second;
}

}  // namespace

Result<TextSample> read_sample(Store& store, const Mapping& mapping,
                               const std::map<std::string, std::string>& parameters) {
    const auto values = store.query(fmt::format(
        "SELECT TRY_CAST(({}) AS DOUBLE), CAST(({}) AS VARCHAR)",
        parameter(mapping, parameters, "sample"), parameter(mapping, parameters, "salt")));
    if (!values || values->rows.size() != 1) {
        return fail(ErrorKind::usage, "sample or salt is no SQL expression", "--set",
                    "--set sample=0.0025 takes a share, --set \"salt='a text'\" another draw");
    }
    const TextSample sample{number_or(values->rows[0][0], -1), to_text(values->rows[0][1])};
    if (!(sample.probability >= 0 && sample.probability <= 1)) {
        return fail(ErrorKind::usage, "sample is no share of 0 to 1", "--set sample",
                    "0.0025 labels one generation of 400, 1 all, 0 none");
    }
    return sample;
}

Result<std::int64_t> insert_labels(Store& store, const Mapping& mapping,
                                   const StatementContext& context) {
    const auto sample = read_sample(store, mapping, context.parameters);
    if (!sample) {
        return std::unexpected(sample.error());
    }
    const auto& connection = store.connection();
    // Of rows that repeat an id the first one has become the generation.
    const auto inserted = connection.execute(fmt::format(
        "INSERT INTO labels (generation_id, path, tag, category, confidence, classifier, "
        "inclusion_probability, language, language_confidence, import_batch) "
        "SELECT generation_id, label.path, label.tag, label.category, label.confidence, "
        "said.by || {2}, {3}, said.language, said.language_confidence, {4} FROM "
        "(SELECT generation_id, said, unnest(said.labels) AS label FROM "
        "(SELECT generation_id, from_json(labels, {1}) AS said FROM {0} "
        "WHERE labels IS NOT NULL AND is_sampled(generation_id, {5}, CAST({3} AS DOUBLE)) "
        "AND generation_id IN (SELECT generation_id FROM generations WHERE import_batch = {4}) "
        "QUALIFY row_number() OVER (PARTITION BY generation_id ORDER BY {0}.rowid) = 1))",
        staging_table, sql_literal(facts_structure),
        sql_literal(classifier::labelled_by("", sample->salt)), sample->probability,
        context.import_batch, sql_literal(sample->salt)));
    if (!inserted) {
        return std::unexpected(inserted.error());
    }
    if (auto dropped = connection.execute(fmt::format("DROP TABLE {}", staging_table)); !dropped) {
        return std::unexpected(dropped.error());
    }
    return connection.count(
        fmt::format("SELECT count(DISTINCT generation_id) FROM labels WHERE import_batch = {}",
                    context.import_batch));
}

std::string without_quotations(std::string message) {
    constexpr std::string_view marks = "\"'`";
    const auto first = message.find_first_of(marks);
    if (first != std::string::npos) {
        const auto last = message.find_last_of(marks);
        message.replace(first, last == first ? std::string::npos : last - first + 1, "…");
    }
    return message.substr(0, message.find('\n'));
}

}  // namespace orrery::warehouse
