#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "dialect/request.h"
#include "gateway/config/classifier_config.h"
#include "gateway/metering/price.h"
#include "http/client.h"
#include "http/server.h"

namespace orrery::gateway {

/// How a provider wants its key: `Authorization: Bearer`, `x-api-key` or `x-goog-api-key`.
enum class KeyField { bearer, x_api_key, x_goog_api_key, none };

/// One server that answers requests.
struct Provider {
    std::string slug;          ///< "together"; what `provider.order` names.
    std::string display_name;  ///< "Together"; what answers and records name.
    dialect::Egress dialect = dialect::Egress::openai;
    http::Origin origin;
    std::string api_key;  ///< From the environment or a file; never logged.
    KeyField key_field = KeyField::bearer;
    std::vector<std::pair<std::string, std::string>> fields;  ///< Sent with every request.
    bool is_echo = false;        ///< Served by this process; `origin` is filled in when it listens.
    bool collects_data = false;  ///< Whether prompts may be kept for training.
    bool is_zero_retention = false;  ///< Whether nothing is kept (zdr).
    bool takes_byok = false;         ///< Accounts may bring their own key for it.
    std::chrono::milliseconds connect_time{5'000};
    std::chrono::milliseconds head_time{120'000};  ///< Until the head, or first token, has come.
    std::chrono::milliseconds idle_time{60'000};   ///< Between two pieces of an answer.
    std::int64_t requests_max = 0;                 ///< At a time, in all loops; 0: no bound.
};

/// One offer of a model by a provider.
struct Endpoint {
    std::size_t index = 0;     ///< In Config::endpoints; what health is kept by.
    std::size_t provider = 0;  ///< In Config::providers.
    std::size_t model = 0;     ///< In Config::models.
    std::string upstream_model;
    std::string variant = "standard";
    std::string quantization = "unknown";  ///< fp8, bf16, int4 …
    PriceSchedule prices;
    std::int64_t context_length = 0;                ///< 0: unknown.
    std::int64_t completion_tokens_max = 0;         ///< 0: unknown.
    std::set<std::string, std::less<>> parameters;  ///< Supported ones; empty: all.
    bool takes_tools = true;
    bool is_free = false;
};

/// A model that clients can ask for.
struct ServedModel {
    std::string slug;
    std::string permaslug;
    std::string display_name;
    std::string description;
    std::int64_t created_s = 0;
    std::int64_t context_length = 0;
    std::string hugging_face_id;
    std::vector<std::string> input_modalities{"text"};
    std::vector<std::string> output_modalities{"text"};  ///< "embeddings" for embedders.
    bool is_reasoning = false;
    bool is_distillable = false;         ///< Its author lets others train on what it says.
    std::vector<std::size_t> endpoints;  ///< In Config::endpoints.
};

/// What becomes of a generation whose client has left.
enum class OnDisconnect {
    cancel,  ///< The provider's connection is closed at once; usage is what was seen.
    drain,   ///< The answer is read on, to a bound, for its usage.
};

struct Config {
    std::string listen_host = "127.0.0.1";
    std::uint16_t listen_port = 8080;
    std::size_t loops = 0;  ///< 0: one for each core.
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    std::filesystem::path authorities;  ///< PEM; empty: the system's.
    http::ServerLimits limits;
    std::size_t requests_max = 4096;  ///< Being answered at a time, of one loop.
    std::size_t queue_max = 1024;     ///< Waiting beyond that; further ones get 429.
    std::chrono::milliseconds queue_time{10'000};
    std::chrono::milliseconds drain_time{30'000};          ///< Of a graceful end.
    std::chrono::milliseconds keep_alive_comment{15'000};  ///< `: ORRERY PROCESSING` this often.
    OnDisconnect on_disconnect = OnDisconnect::cancel;
    std::size_t drain_bytes_max = 1024 * 1024;
    std::chrono::milliseconds disconnect_drain_time{30'000};
    std::size_t answer_bytes_max = 64 * 1024 * 1024;  ///< Of a whole (not streamed) answer.
    bool allows_anonymous = false;  ///< Requests without a key go to the account `anonymous`.
    bool forwards_client_address = false;
    std::chrono::milliseconds sync_every{20};  ///< Between syncs of the journal to the disk.
    std::chrono::seconds warehouse_every{10};  ///< Between drains; 0 turns them off.
    int keep_raw_days = 0;   ///< Of single generations in the warehouse; 0: for ever.
    std::string access_log;  ///< "", "stderr", "stdout" or a file.
    std::string spans_url;   ///< OTLP/HTTP, JSON; empty: none.
    std::string service_name = "orrery";
    bool has_open_metrics = false;  ///< /metrics answers without a token.
    ClassifierConfig classifier;
    std::vector<Provider> providers;
    std::vector<ServedModel> models;
    std::vector<Endpoint> endpoints;

    /// Finds a model by slug, permaslug or an alias of the catalog that still holds, in any case of
    /// letters. Null if it is not served.
    [[nodiscard]] const ServedModel* model(std::string_view name) const;
    [[nodiscard]] const Provider* provider(std::string_view slug) const;
    std::vector<std::pair<std::string, std::size_t>> names;  ///< Sorted: name to model.
};

/// Reads a configuration file. Fails with `bad_input`, file and line: unknown keys, wrong types,
/// two of a name, missing keys of providers, a price that is not there. No error holds a key of a
/// provider. Nothing is kept between calls, so that a reload is another call. docs/gateway.md
/// gives every key.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file,
                                         const catalog::Catalog& catalog);
/// Reads a configuration's text; `where` is what errors call it, `folder` where its paths begin.
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& where,
                                          const std::filesystem::path& folder,
                                          const catalog::Catalog& catalog);
/// The configuration without a file: one echo provider with the models `orrery/echo` (free) and
/// `orrery/echo-reasoning`, `orrery/echo-paid` (1 and 2 USD per million tokens) and
/// `orrery/echo-embedding`, so that everything can be tried.
[[nodiscard]] Config default_config(const catalog::Catalog& catalog);

}  // namespace orrery::gateway
