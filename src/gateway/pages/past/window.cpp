#include "gateway/pages/past/window.h"

#include <fmt/format.h>

#include "gateway/pages/moment.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t days_max = 366;

Result<std::int64_t> day_parameter(const Question& question, std::string_view name,
                                   std::int64_t otherwise) {
    const auto text = question.parameter(name);
    if (!text) {
        return otherwise;
    }
    const auto day = parse_day(*text);
    if (!day) {
        return fail(ErrorKind::bad_input, "must be a UTC day, as 2026-01-31", std::string(name));
    }
    return *day;
}

}  // namespace

Result<Days> dataset_window(const Question& question) {
    const std::int64_t yesterday = day_of(question.now_us) - 1;
    const auto last = day_parameter(question, "end_date", yesterday);
    if (!last) {
        return std::unexpected(last.error());
    }
    const auto first = day_parameter(question, "start_date", *last - days_back);
    if (!first) {
        return std::unexpected(first.error());
    }
    if (*last > yesterday) {
        return fail(ErrorKind::bad_input, "must be a completed UTC day", "end_date");
    }
    if (*first > *last || *last - *first >= days_max) {
        return fail(ErrorKind::bad_input,
                    fmt::format("must be from 0 to {} days before end_date", days_max - 1),
                    "start_date");
    }
    return Days{*first, *last};
}

Json dataset_meta(const Question& question, const Days& window) {
    Json meta = freshness(question);
    meta["version"] = "v1";
    meta["start_date"] = day_text(window.first);
    meta["end_date"] = day_text(window.last);
    return meta;
}

}  // namespace orrery::gateway
