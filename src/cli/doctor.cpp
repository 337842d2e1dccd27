#include <fmt/format.h>

#include <memory>

#include "cli/session.h"
#include "cli/terminal/text_table.h"
#include "record/columns.h"

namespace orrery::cli {
namespace {

/// One question of the doctor: a heading and the query that answers it.
struct Question {
    std::string heading;
    std::string sql;
    std::string nothing;  ///< What an empty answer means.
};

std::string coverage_sql() {
    std::string rows;
    for (const record::Column& column : record::columns()) {
        rows += fmt::format(
            "{}SELECT '{}' AS \"column\", sum(known_{}) AS known, "
            "round(100.0 * sum(known_{}) / sum(generations), 1) AS percent "
            "FROM mart_coverage",
            rows.empty() ? "" : " UNION ALL ", column.name, column.name, column.name);
    }
    return rows;
}

std::vector<Question> questions() {
    return {
        {"Generations by source",
         "SELECT source, sum(generations) AS generations, min(day) AS first_day, "
         "max(day) AS last_day FROM mart_coverage GROUP BY source ORDER BY source",
         "the store holds no generation; import something first"},
        {"Imports",
         "SELECT import_batch, source, parse_filename(file) AS file, rows_read, rows_new, "
         "rows_duplicate, rows_quarantined FROM import_batches ORDER BY import_batch DESC LIMIT 20",
         "nothing was imported"},
        {"Quarantine by reason",
         "SELECT source, reason, count(*) AS rows FROM quarantine GROUP BY ALL ORDER BY rows DESC",
         "no row is in quarantine"},
        {"Models not in the catalog (kept; add them with --catalog DIR)",
         "SELECT u.model, sum(generations) AS generations, "
         "sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens "
         "FROM mart_usage AS u LEFT JOIN catalog_resolution AS r ON r.model = u.model "
         "WHERE r.model IS NULL AND u.model IS NOT NULL GROUP BY u.model ORDER BY tokens DESC",
         "every model is in the catalog"},
        {"Oddities that are kept as reported",
         "SELECT source, sum(odd_reasoning) AS reasoning_above_completion, "
         "sum(odd_cached) AS cached_above_prompt, sum(odd_zero_tokens) AS no_tokens, "
         "sum(odd_ttft) AS first_token_after_last, sum(odd_tools) AS tool_call_without_tools "
         "FROM mart_coverage GROUP BY source ORDER BY source",
         ""},
        {"Clocks: generations dated before their model's release",
         "SELECT m.slug AS model, CAST(release_date AS VARCHAR) AS released, "
         "CAST(min(day) AS VARCHAR) AS first_seen, sum(generations) AS generations "
         "FROM mart_usage AS u JOIN catalog_resolution AS r ON r.model = u.model "
         "AND day >= r.valid_from AND day < r.valid_to "
         "JOIN catalog_models AS m ON m.slug = r.slug WHERE day < release_date - 1 "
         "GROUP BY ALL ORDER BY generations DESC LIMIT 20",
         "none"},
        {"Coverage: generations that know each column", coverage_sql(), ""},
    };
}

Status print_health(warehouse::Store& store) {
    const auto watermark = store.watermark();
    if (!watermark) {
        return std::unexpected(watermark.error());
    }
    fmt::print(
        "store      {}\nengine     {}\ncatalog    {}\nbatches    {} written, {} folded "
        "into the marts{}\n",
        store.directory().string(), store.engine(), store.catalog().fingerprint(),
        watermark->written, watermark->folded,
        watermark->folded < watermark->written ? " (behind: run orrery study or import)" : "");
    return {};
}

Status doctor(const Session& session, bool write) {
    auto open = session.open(write ? warehouse::Access::read_write : warehouse::Access::read_only);
    if (!open) {
        return std::unexpected(open.error());
    }
    if (write) {
        if (auto folded = open->store->refresh_marts(); !folded) {
            return folded;
        }
    }
    if (auto healthy = print_health(*open->store); !healthy) {
        return healthy;
    }
    for (const Question& question : questions()) {
        const auto answer = open->store->query(as_texts(question.sql));
        if (!answer) {
            return std::unexpected(answer.error());
        }
        fmt::print("\n{}\n", question.heading);
        if (answer->rows.empty()) {
            fmt::print("{}\n", question.nothing);
        } else {
            fmt::print("{}", text_table(*answer));
        }
    }
    const auto problems = open->catalog->check();
    if (!problems.empty()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("the catalog has {} problems", problems.size()), {},
                    "orrery catalog check lists them");
    }
    return {};
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
    auto write = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand(
        "doctor", "Say how the store is: health, coverage, unknown models, quarantine, oddities");
    command->add_flag("--write", *write, "Bring the store and its marts up to date first");
    command->callback([write, &session] {
        session.work = [write, &session] { return doctor(session, *write); };
    });
}

}  // namespace orrery::cli
