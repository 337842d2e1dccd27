#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::labelling {

/// Who labels texts.
enum class BackendKind {
    local,   ///< The embedded classifier: no text leaves the process.
    google,  ///< Google Cloud Natural Language: texts go to Google.
};

/// Which of Google's interfaces; both answer with paths of the V2 categories.
enum class GoogleApi { v1, v2 };

/// What a budget is counted over.
enum class BudgetPeriod {
    month,  ///< A calendar month in UTC; what was spent is kept in `spend_file` where it is named.
    run,    ///< The life of the backend.
};

/// How labels are made. The comments name the keys of `[classifier]` where they differ.
struct BackendOptions {
    BackendKind backend = BackendKind::local;
    GoogleApi google_api = GoogleApi::v1;

    std::string key_env;             ///< Name of the environment variable that holds the API key.
    std::filesystem::path key_file;  ///< A file that holds it.
    std::filesystem::path service_account_file;  ///< Google's JSON key file, instead of a key.
    std::string endpoint = "https://language.googleapis.com";  ///< https, unless loopback.
    std::filesystem::path authorities;                         ///< PEM; empty: the system's.

    /// A project's own quota is in Google's console
    /// (docs.cloud.google.com/natural-language/quotas).
    std::int64_t requests_per_minute = 600;
    std::int64_t requests_at_once = 4;
    std::int64_t budget_nano_usd = 10'000'000'000;  ///< `budget_usd`; 0: nothing may be spent.
    BudgetPeriod budget_period = BudgetPeriod::month;
    /// `usd_per_1000_characters`, of each started 1,000. Google's list price of content
    /// classification from the 30,001st to the 250,000th unit of a month; the first 30,000 are
    /// free, which is left out (cloud.google.com/natural-language/pricing, read in November 2026).
    std::int64_t unit_nano_usd = 2'000'000;
    std::filesystem::path spend_file;  ///< Remembers what a month has cost; empty: forgotten.

    /// Texts that the detector surely takes for another language are not sent; empty: all are.
    /// What Google's V2 categories are made for.
    std::vector<std::string> languages{"zh", "nl", "en", "fr", "de", "it",
                                       "ja", "ko", "pt", "ru", "es"};

    std::chrono::milliseconds connect_time{5'000};
    std::chrono::milliseconds request_time{15'000};  ///< From sending to the answer's last byte.
    std::chrono::milliseconds quota_time{10'000};    ///< How long a text waits for its turn.
    std::int64_t tries_max = 3;                      ///< Of one text.
    std::chrono::milliseconds first_pause{500};      ///< Before the second try; doubled each time.
    std::chrono::milliseconds pause_max{10'000};     ///< A longer Retry-After is not sat out: until
                                                     ///< then the embedded classifier labels.
    std::int64_t failures_max = 5;                ///< In a row; then nothing is sent for a while.
    std::chrono::milliseconds rest_time{30'000};  ///< That while; then one request tries again.
};

/// Tells whether the options can be used: ranges, one credential and not two, an address that is
/// https or of this machine. Files and variables are looked at when the backend is made. Fails with
/// `bad_input` and the key; `where` is what errors call the table, as in "[classifier]". No error
/// holds a value that might be a secret.
[[nodiscard]] Status check_options(const BackendOptions& options, const std::string& where);

/// Returns the started thousands of code points of a text, at least 1: what Google bills.
[[nodiscard]] std::int64_t billed_units(std::string_view text);

}  // namespace orrery::labelling
