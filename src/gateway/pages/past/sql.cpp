#include "gateway/pages/past/sql.h"

#include <fmt/format.h>

#include "gateway/pages/moment.h"

namespace orrery::gateway {

std::string sql_text(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text.substr(0, text.find('\0'))) {
        quoted += c;
        if (c == '\'') {
            quoted += c;
        }
    }
    quoted += '\'';
    return quoted;
}

Result<Table> ask(const Question& question, const std::string& sql) {
    if (!question.shared->ask) {
        return fail(ErrorKind::unavailable, "this gateway keeps no warehouse to ask about the past",
                    {}, "Set warehouse.every to a time above 0");
    }
    auto table = question.shared->ask(sql);
    if (!table && !question.shared->ledger.readiness().store_holder.empty()) {
        return fail(ErrorKind::unavailable, table.error().what, {}, table.error().hint);
    }
    if (!table) {
        // The cause stays with the operator: it may name files and tables.
        return fail(ErrorKind::unavailable, "the warehouse did not answer");
    }
    return table;
}

Result<std::string> own_records(const ledger::Account& account) {
    if (account.record_id.empty()) {
        return fail(ErrorKind::unavailable, "records of this gateway name no account");
    }
    return "source = 'gateway' AND account_id = " + sql_text(account.record_id);
}

std::string text_of(const Cell& cell) {
    return to_text(cell);
}

std::optional<std::int64_t> count_of(const Cell& cell) {
    const auto* count = std::get_if<std::int64_t>(&cell);
    return count == nullptr ? std::nullopt : std::optional(*count);
}

Json json_of(const Cell& cell) {
    if (const auto* count = std::get_if<std::int64_t>(&cell)) {
        return *count;
    }
    if (const auto* measure = std::get_if<double>(&cell)) {
        return *measure;
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    return nullptr;
}

std::string Days::sql() const {
    return fmt::format("created_at >= {} AND created_at < {}", moment_sql(first * day_us),
                       moment_sql((last + 1) * day_us));
}

Json freshness(const Question& question) {
    const ledger::Readiness readiness = question.shared->ledger.readiness();
    return {{"as_of", moment_text(question.now_us)}, {"undrained_rows", readiness.undrained_rows}};
}

}  // namespace orrery::gateway
