#include "labelling/google/google.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "classifier/text/code_points.h"
#include "labelling/google/client.h"
#include "labelling/google/labels.h"
#include "net/socket.h"
#include "net/workers.h"

namespace orrery::labelling::google {
namespace {

constexpr std::chrono::seconds names_kept{300};
/// The detector must be as sure as this before a text is not sent for its language.
constexpr double sure_language_min = 0.9;

/// Takes texts one after the other and asks, until there are none left.
net::Task<void> ask_in_turn(Client& client, std::span<const std::string_view> texts,
                            std::span<Answer> answers, std::size_t& next, std::size_t& running,
                            net::Loop& loop) {
    while (next < texts.size()) {
        const std::size_t at = next++;
        if (!texts[at].empty()) {
            answers[at] = co_await client.classify(texts[at]);
        }
    }
    if (--running == 0) {
        loop.stop();
    }
}

}  // namespace

/// The loop, what it needs to reach Google, and the client; destroyed in the reverse order.
class GoogleBackend::Connection {
public:
    Connection(std::unique_ptr<Pace> pace, std::unique_ptr<net::Loop> loop,
               std::unique_ptr<net::TlsContext> tls)
        : pace_(std::move(pace)),
          loop_(std::move(loop)),
          tls_(std::move(tls)),
          resolver_(*loop_, workers_, names_kept),
          pool_(*loop_, resolver_, tls_.get(), http::PoolOptions()) {}
    ~Connection() { loop_->destroy_all(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void make_client(const BackendOptions& options, http::Origin endpoint,
                     std::unique_ptr<Credentials> credentials, std::unique_ptr<Budget> budget) {
        client_ = std::make_unique<Client>(*loop_, pool_, *pace_, options, std::move(endpoint),
                                           std::move(credentials), std::move(budget));
    }
    [[nodiscard]] const Client& client() const { return *client_; }

    /// Asks for all texts, so many at a time; an empty one is not asked for.
    std::vector<Answer> ask(std::span<const std::string_view> texts, std::size_t at_once) {
        std::vector<Answer> answers(texts.size());
        std::size_t next = 0;
        std::size_t running = std::min(at_once, texts.size());
        // Within the loop's round, whose time is now: the loop has rested since the last texts.
        loop_->post([&, count = running] {
            for (std::size_t i = 0; i < count; ++i) {
                loop_->spawn(ask_in_turn(*client_, texts, answers, next, running, *loop_));
            }
        });
        loop_->run();
        ORRERY_CHECK(running == 0, "the loop ends when all texts have been asked for");
        return answers;
    }

private:
    std::unique_ptr<Pace> pace_;
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<net::TlsContext> tls_;
    net::Workers workers_;  ///< Joined before the loop goes, to which they report.
    net::Resolver resolver_;
    http::Pool pool_;
    std::unique_ptr<Client> client_;
};

Result<std::unique_ptr<GoogleBackend>> GoogleBackend::open(const BackendOptions& options,
                                                           const classifier::Model& model,
                                                           const catalog::Taxonomy& taxonomy,
                                                           const std::string& where,
                                                           std::unique_ptr<Pace> pace) {
    auto endpoint = http::Origin::parse(options.endpoint);
    if (!endpoint) {
        return std::unexpected(endpoint.error());
    }
    auto credentials = Credentials::read(options, where);
    if (!credentials) {
        return std::unexpected(credentials.error());
    }
    auto budget = Budget::open(options, pace->utc());
    if (!budget) {
        return std::unexpected(budget.error());
    }
    auto loop = net::Loop::open();
    if (!loop) {
        return std::unexpected(loop.error());
    }
    auto tls = net::TlsContext::client(options.authorities);
    if (!tls) {
        return std::unexpected(tls.error());
    }
    auto connection =
        std::make_unique<Connection>(std::move(pace), std::move(*loop), std::move(*tls));
    connection->make_client(options, std::move(*endpoint), std::move(*credentials),
                            std::move(*budget));
    return std::unique_ptr<GoogleBackend>(
        new GoogleBackend(options, model, taxonomy, std::move(connection)));
}

GoogleBackend::GoogleBackend(const BackendOptions& options, const classifier::Model& model,
                             const catalog::Taxonomy& taxonomy,
                             std::unique_ptr<Connection> connection)
    : options_(options),
      taxonomy_(taxonomy),
      connection_(std::move(connection)),
      local_(model, taxonomy),
      languages_(classifier::make_language_detector()),
      name_(fmt::format("google {} categories V2 map {}",
                        options.google_api == GoogleApi::v1 ? "v1" : "v2",
                        taxonomy.fingerprint())) {}

GoogleBackend::~GoogleBackend() = default;

bool GoogleBackend::is_worth_asking(std::string_view text,
                                    const classifier::LanguageGuess& language) const {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return false;
    }
    if (options_.languages.empty() || !language.is_known() ||
        language.confidence < sure_language_min) {
        return true;
    }
    const std::string_view code =
        std::string_view(language.code).substr(0, language.code.find('-'));
    return std::ranges::find(options_.languages, code) != options_.languages.end();
}

std::vector<classifier::Labelling> GoogleBackend::label(std::span<const std::string_view> texts) {
    std::vector<classifier::LanguageGuess> languages;
    std::vector<std::string_view> asked;
    for (const std::string_view text : texts) {
        const auto front = classifier::first_code_points(text, classifier::code_points_max);
        languages.push_back(languages_->guess(front));
        asked.push_back(is_worth_asking(front, languages.back()) ? front : std::string_view());
    }
    std::vector<Answer> answers;
    if (!asked.empty()) {
        answers = connection_->ask(asked, static_cast<std::size_t>(options_.requests_at_once));
    }
    std::vector<classifier::Labelling> labellings;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Answer& answer = answers[i];
        if (answer.outcome == Outcome::labelled || answer.outcome == Outcome::too_short) {
            ++labelled_;
            labellings.push_back(labelling_of(answer.labels, taxonomy_));
            labellings.back().language = std::move(languages[i]);
            labellings.back().classifier = name_;
            continue;
        }
        ++fallbacks_;
        labellings.push_back(local_.label_one(texts[i]));
        if (!asked[i].empty() && answer.outcome != Outcome::unsupported) {
            const std::lock_guard lock(failure_mutex_);
            last_failure_ = answer.reason;
        }
    }
    return labellings;
}

classifier::BackendCounts GoogleBackend::counts() const {
    classifier::BackendCounts counts;
    counts.labelled = labelled_.load();
    counts.fallbacks = fallbacks_.load();
    counts.requests = connection_->client().requests();
    counts.failures = connection_->client().failures();
    counts.spent_nano_usd = connection_->client().spent_nano_usd();
    const std::lock_guard lock(failure_mutex_);
    counts.last_failure = last_failure_;
    return counts;
}

}  // namespace orrery::labelling::google
