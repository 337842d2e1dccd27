#include <array>
#include <cmath>

#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

/// Reads US dollars as billionths.
std::int64_t nano_usd(TableReader& reader, std::string_view key, std::int64_t otherwise) {
    constexpr double nano = 1e9;
    const double usd = reader.real(key, static_cast<double>(otherwise) / nano, 0, many);
    return std::llround(usd * nano);
}

void read_google(TableReader& reader, labelling::BackendOptions& options) {
    constexpr std::array<std::string_view, 2> apis = {"v1", "v2"};
    constexpr std::array<std::string_view, 2> periods = {"month", "run"};
    if (const auto api = reader.choice("google_api", apis)) {
        options.google_api = *api == "v2" ? labelling::GoogleApi::v2 : labelling::GoogleApi::v1;
    }
    if (const auto period = reader.choice("budget_period", periods)) {
        options.budget_period =
            *period == "run" ? labelling::BudgetPeriod::run : labelling::BudgetPeriod::month;
    }
    options.key_env = reader.text("key_env");
    options.key_file = reader.path("key_file");
    options.service_account_file = reader.path("service_account_file");
    options.endpoint = reader.text("endpoint", options.endpoint);
    options.authorities = reader.path("authorities");
    if (const std::string file = reader.text("spend_file"); !file.empty()) {
        options.spend_file = reader.file().folder / file;
    }
    if (reader.has("languages")) {
        options.languages = reader.texts("languages");
    }
    options.budget_nano_usd = nano_usd(reader, "budget_usd", options.budget_nano_usd);
    options.unit_nano_usd = nano_usd(reader, "usd_per_1000_characters", options.unit_nano_usd);
}

void read_limits(TableReader& reader, labelling::BackendOptions& options) {
    const auto count = [&](std::string_view key, std::int64_t otherwise) {
        return reader.integer(key, otherwise, 1, many);
    };
    options.requests_per_minute = count("requests_per_minute", options.requests_per_minute);
    options.requests_at_once = count("requests_at_once", options.requests_at_once);
    options.tries_max = count("tries_max", options.tries_max);
    options.failures_max = count("failures_max", options.failures_max);
    options.connect_time = reader.milliseconds("connect_ms", options.connect_time);
    options.request_time = reader.milliseconds("request_ms", options.request_time);
    options.quota_time = reader.milliseconds("quota_ms", options.quota_time);
    options.first_pause = reader.milliseconds("first_pause_ms", options.first_pause);
    options.pause_max = reader.milliseconds("pause_max_ms", options.pause_max);
    options.rest_time = reader.milliseconds("rest_ms", options.rest_time);
}

}  // namespace

void read_classifier(TableReader& root, Config& config) {
    const toml::table* table = root.table("classifier");
    if (table == nullptr) {
        return;
    }
    TableReader reader(*table, "[classifier]", root.file());
    ClassifierConfig& chosen = config.classifier;
    constexpr std::array<std::string_view, 2> backends = {"local", "google"};
    constexpr std::int64_t queue_bound = 65'536;
    constexpr std::int64_t threads_bound = 64;
    chosen.sample = reader.real("sample", chosen.sample, 0, 1);
    chosen.salt = reader.text("salt", chosen.salt);
    chosen.queue_max = static_cast<std::size_t>(
        reader.integer("queue_max", static_cast<std::int64_t>(chosen.queue_max), 1, queue_bound));
    chosen.threads = static_cast<std::size_t>(
        reader.integer("threads", static_cast<std::int64_t>(chosen.threads), 1, threads_bound));
    if (const auto backend = reader.choice("backend", backends)) {
        chosen.backend.backend =
            *backend == "google" ? labelling::BackendKind::google : labelling::BackendKind::local;
    }
    read_google(reader, chosen.backend);
    read_limits(reader, chosen.backend);
    if (const Status usable = labelling::check_options(chosen.backend, "[classifier]"); !usable) {
        reader.wrong_table(usable.error().what, usable.error().hint);
    }
    reader.finish();
}

}  // namespace orrery::gateway
