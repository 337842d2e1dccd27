#include "cli/classify/backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <istream>

#include "base/format/json.h"
#include "classifier/text/code_points.h"
#include "cli/classify/input.h"
#include "labelling/backends.h"

namespace orrery::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double nano = 1e9;
/// What may be spent without --yes.
constexpr std::int64_t unasked_nano_usd = 100'000'000;
/// So many texts are asked for together, then printed.
constexpr std::size_t batch_texts = 32;

double usd(std::int64_t nano_usd) {
    return static_cast<double>(nano_usd) / nano;
}

/// Says what all texts would cost at most: each is sent once, none is labelled here for its
/// language.
std::int64_t estimate(const std::vector<std::string>& texts,
                      const labelling::BackendOptions& options) {
    std::int64_t units = 0;
    for (const std::string& text : texts) {
        units += labelling::billed_units(
            classifier::first_code_points(text, classifier::code_points_max));
    }
    const std::int64_t cost = units * options.unit_nano_usd;
    fmt::print(stderr,
               "{} texts, {} units of 1,000 characters at {:.6f} USD: {:.4f} USD at most, of a "
               "budget of {:.4f} USD\n",
               texts.size(), units, usd(options.unit_nano_usd), usd(cost),
               usd(options.budget_nano_usd));
    return cost;
}

void print_json(const classifier::Labelling& labelling) {
    const Json line{{"tagged", labelling.tagged},
                    {"category", labelling.category},
                    {"confidence", labelling.confidence},
                    {"tag", labelling.tag},
                    {"path", labelling.path},
                    {"language", labelling.language.code},
                    {"language_confidence", labelling.language.confidence},
                    {"labels", scores_json(labelling.labels, labelling.labels.size())},
                    {"classifier", labelling.classifier}};
    fmt::print("{}\n", line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void print_text(const classifier::Labelling& labelling) {
    if (labelling.tagged) {
        fmt::print("{} {:.2f}  tag {}", labelling.category, labelling.confidence, labelling.tag);
    } else {
        fmt::print("(untagged)");
    }
    fmt::print("  language {} {:.2f}  by {}\n", labelling.language.code,
               labelling.language.confidence, labelling.classifier);
    for (const classifier::Score& label : labelling.labels) {
        fmt::print("  {:.2f} {}\n", label.confidence, label.name);
    }
}

void print_counts(const classifier::BackendCounts& counts,
                  const labelling::BackendOptions& options) {
    fmt::print(
        stderr,
        "{} by the service, {} by the embedded classifier; {} requests; {:.4f} of {:.4f} USD "
        "spent in this {}\n",
        counts.labelled, counts.fallbacks, counts.requests, usd(counts.spent_nano_usd),
        usd(options.budget_nano_usd), options.spend_file.empty() ? "run" : "month");
    if (!counts.last_failure.empty()) {
        fmt::print(stderr, "last failure: {}\n", counts.last_failure);
    }
}

labelling::BackendOptions options_of(const BackendArguments& arguments) {
    labelling::BackendOptions options = arguments.options;
    options.backend = labelling::BackendKind::google;
    options.google_api =
        arguments.api == "v2" ? labelling::GoogleApi::v2 : labelling::GoogleApi::v1;
    options.budget_nano_usd = std::llround(arguments.budget_usd * nano);
    options.budget_period =
        options.spend_file.empty() ? labelling::BudgetPeriod::run : labelling::BudgetPeriod::month;
    // Somebody waits for all texts: the quota only sets the pace.
    options.quota_time = std::chrono::hours(1);
    return options;
}

}  // namespace

Status classify_remotely(const OpenClassifier& open, const BackendArguments& arguments,
                         std::istream& input, const std::string& file, bool is_whole,
                         bool as_json) {
    const labelling::BackendOptions options = options_of(arguments);
    std::vector<std::string> texts;
    const auto read = for_each_text(input, file, is_whole, [&texts](std::string text) -> Status {
        texts.push_back(std::move(text));
        return {};
    });
    if (!read) {
        return read;
    }
    const std::int64_t cost = estimate(texts, options);
    if (arguments.dry_run) {
        return {};
    }
    if (cost > unasked_nano_usd && !arguments.yes) {
        return fail(
            ErrorKind::usage,
            fmt::format("this may cost {:.4f} USD and sends the texts to Google", usd(cost)),
            "--yes", "add --yes to go on");
    }
    auto backend = labelling::make_backend(options, open.knowledge->model, open.knowledge->taxonomy,
                                           "--backend google");
    if (!backend) {
        return std::unexpected(backend.error());
    }
    for (std::size_t at = 0; at < texts.size(); at += batch_texts) {
        const std::size_t end = std::min(at + batch_texts, texts.size());
        const std::vector<std::string_view> batch(texts.begin() + static_cast<std::ptrdiff_t>(at),
                                                  texts.begin() + static_cast<std::ptrdiff_t>(end));
        for (const classifier::Labelling& labelling : (*backend)->label(batch)) {
            as_json ? print_json(labelling) : print_text(labelling);
        }
    }
    print_counts((*backend)->counts(), options);
    return {};
}

void add_backend_options(CLI::App& command, BackendArguments& arguments) {
    auto& options = arguments.options;
    command
        .add_option("--backend", arguments.backend,
                    "Who labels: local, in this process, or google, to which the texts are sent")
        ->check(CLI::IsMember({"local", "google"}))
        ->capture_default_str();
    command.add_option("--google-api", arguments.api, "v1 or v2; both give the V2 categories")
        ->check(CLI::IsMember({"v1", "v2"}))
        ->capture_default_str();
    command.add_option("--key-env", options.key_env, "Environment variable with the API key")
        ->type_name("NAME");
    command.add_option("--key-file", options.key_file, "File with the API key")->type_name("FILE");
    command
        .add_option("--service-account", options.service_account_file,
                    "JSON key file of a service account, instead of a key")
        ->type_name("FILE");
    command.add_option("--endpoint", options.endpoint, "Where the service is")
        ->type_name("URL")
        ->capture_default_str();
    command
        .add_option("--authorities", options.authorities,
                    "Certificates to verify it by; the system's if absent")
        ->type_name("FILE");
    command.add_option("--requests-per-minute", options.requests_per_minute, "The project's quota")
        ->capture_default_str();
    command.add_option("--budget", arguments.budget_usd, "What may be spent, in USD")
        ->type_name("USD")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        .add_option("--spend-file", options.spend_file,
                    "Counts the budget over the calendar month, in this file, and not over the run")
        ->type_name("FILE");
    command.add_flag("--dry-run", arguments.dry_run, "Say what it would cost and send nothing");
    command.add_flag("--yes", arguments.yes, "Send, whatever it costs within the budget");
}

}  // namespace orrery::cli
