// Faulty providers, impatient clients, many threads: the books agree all the same. ORRERY_SEED
// replays a run; ORRERY_CHAOS_REQUESTS asks for other than the usual number of requests.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "gateway/support/faulty_provider.h"
#include "gateway/support/one_model.h"
#include "gateway/support/served_handler.h"
#include "support/environment.h"

namespace orrery::gateway::testing {
namespace {

using test_support::Fault;
using test_support::FaultyOptions;
using test_support::FaultyProvider;
using test_support::number_from_environment;
using test_support::Served;
using test_support::ServedHandler;

#ifdef ORRERY_SANITIZED
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

constexpr std::uint64_t requests_usual = 1'000;
constexpr int clients = 8;
constexpr auto silence_max = std::chrono::milliseconds(250);

/// Bytes of memory that are this process's own, after all that is free was given back.
std::int64_t own_bytes() {
    ::malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    std::int64_t shared = 0;
    file >> size >> resident >> shared;
    return (resident - shared) * ::sysconf(_SC_PAGESIZE);
}

/// How a client behaves, which follows from the seed and the request's number.
struct Behaviour {
    enum class Patience { stays, leaves_at_once, leaves_midway, resets_midway };

    std::string_view path;
    std::string body;
    Patience patience = Patience::stays;

    Behaviour(std::uint64_t seed, std::uint64_t number);
};

Behaviour::Behaviour(std::uint64_t seed, std::uint64_t number) {
    std::mt19937_64 random(seed * 1'000'003 + number);
    const auto below = [&](std::uint64_t bound) { return random() % bound; };
    const bool is_stream = below(3) != 0;
    std::array<std::string_view, 4> order = {"open", "anthropic", "gemini", "nobody"};
    std::ranges::shuffle(order, random);
    const std::string rest = fmt::format(R"("stream":{},"provider":{{"order":["{}"]}})", is_stream,
                                         fmt::join(std::span(order).first(1 + below(4)), "\",\""));
    const std::string text = fmt::format("request {} {}", number, std::string(below(400), 'x'));
    const std::string model = below(50) == 0 ? "lab/unheard-of" : "lab/model";
    const auto messages =
        fmt::format(R"("model":"{}","messages":[{{"role":"user","content":"{}"}}])", model, text);
    switch (below(3)) {
        case 0:
            path = "/api/v1/chat/completions";
            body = fmt::format("{{{},{}}}", messages, rest);
            break;
        case 1:
            path = "/api/v1/messages";
            body = fmt::format(R"({{{},"max_tokens":500,{}}})", messages, rest);
            break;
        default:
            path = "/api/v1/responses";
            body = fmt::format(R"({{"model":"{}","input":"{}",{}}})", model, text, rest);
    }
    if (below(50) == 0) {
        body.resize(body.size() / 2);
    }
    if (below(4) == 0) {
        patience = static_cast<Patience>(1 + below(3));
    }
}

/// A gateway before three faulty providers of three dialects and one that is not there.
struct Chaos {
    explicit Chaos(std::uint64_t random_seed) : seed(random_seed) {
        using dialect::Egress;
        const std::array<std::pair<const char*, Egress>, 3> kinds = {
            {{"open", Egress::openai},
             {"anthropic", Egress::anthropic},
             {"gemini", Egress::gemini}}};
        for (std::size_t at = 0; at < kinds.size(); ++at) {
            FaultyOptions options;
            options.seed = seed * 4 + at;
            options.good_percent = 60;
            options.huge_bytes = 100'000;
            options.retry_after_s = 0;
            FaultyProvider& provider =
                *providers.emplace_back(std::make_unique<FaultyProvider>(options));
            servers.push_back(std::make_unique<ServedHandler>(
                [&provider](net::Loop&) { return provider.handler(); }));
            add(kinds[at].first, servers.back()->port(), kinds[at].second);
        }
        add("nobody", test_support::unused_port(), Egress::openai);
        gateway.config.loops = 2;
        gateway.config.keep_alive_comment = std::chrono::milliseconds(50);
        gateway.config.on_disconnect = seed % 2 == 0 ? OnDisconnect::cancel : OnDisconnect::drain;
        gateway.config.disconnect_drain_time = silence_max;
        gateway.start();
    }

    void add(const std::string& slug, std::uint16_t port, dialect::Egress egress) {
        Provider& provider = gateway.add_provider(slug, port, egress);
        provider.head_time = silence_max;
        provider.idle_time = silence_max;
        gateway.add_endpoint("lab/model", slug, 1 + static_cast<double>(port % 7), 3);
    }

    /// Does what one client does, and notes the generation's id where it came to see it.
    void ask(std::uint64_t number);
    /// Asks the numbers of a range from several threads.
    void ask_all(std::uint64_t from, std::uint64_t to);
    /// Waits until nothing runs any more; tells whether that came.
    bool comes_to_rest();
    /// Reads every id that is in the ledger, as another program would.
    std::vector<std::uint64_t> recorded_ids();

    /// The value of a metric, the sum of its series.
    double metric(const std::string& name) const;
    std::map<std::string, Served> provider_books() const;

    const std::uint64_t seed;
    std::vector<std::unique_ptr<FaultyProvider>> providers;
    std::vector<std::unique_ptr<ServedHandler>> servers;
    RunningGateway gateway;
    std::mutex mutex;
    std::vector<std::string> issued;
    std::atomic<std::int64_t> broken = 0;  ///< Answers that a patient client did not get whole.
};

void Chaos::ask(std::uint64_t number) {
    using Patience = Behaviour::Patience;
    const Behaviour behaviour(seed, number);
    TestClient client(gateway.port());
    client.send(
        TestClient::request("POST", std::string(behaviour.path), gateway.key(), behaviour.body));
    std::string id;
    if (behaviour.patience == Patience::stays) {
        const Answer answer = client.read_answer();
        broken += answer.is_whole ? 0 : 1;
        const auto found = answer.fields.find("x-generation-id");
        EXPECT_NE(found, answer.fields.end()) << number << " status " << answer.status;
        id = found == answer.fields.end() ? std::string() : found->second;
    } else if (behaviour.patience != Patience::leaves_at_once) {
        const std::string& got = client.read_until("\r\n\r\n");
        if (const auto at = got.find(": gen-"); at != std::string::npos) {
            id = got.substr(at + 2, 20);
        }
        client.close(behaviour.patience == Patience::resets_midway);
    }
    if (!id.empty()) {
        const std::scoped_lock lock(mutex);
        issued.push_back(std::move(id));
    }
}

void Chaos::ask_all(std::uint64_t from, std::uint64_t to) {
    std::atomic<std::uint64_t> next = from;
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&] {
            for (std::uint64_t number = next++; number < to; number = next++) {
                ask(number);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

double Chaos::metric(const std::string& name) const {
    const Answer answer = TestClient::get(gateway.port(), "/metrics", gateway.management_key());
    double sum = -1;
    std::size_t at = 0;
    while ((at = answer.body.find("\n" + name, at)) != std::string::npos) {
        at += 1;
        const std::size_t end = answer.body.find('\n', at);
        const std::string line = answer.body.substr(at, end - at);
        const char after = line.size() > name.size() ? line[name.size()] : ' ';
        if (after == ' ' || after == '{') {
            sum = std::max(sum, 0.0) + std::stod(line.substr(line.rfind(' ')));
        }
    }
    return sum;
}

bool Chaos::comes_to_rest() {
    return comes_true([this] {
        const auto counts = gateway.ledger().counts();
        return counts.opened == counts.settled && metric("orrery_requests_running") == 0 &&
               metric("orrery_requests_queued") == 0 && metric("orrery_connections") == 1;
    });
}

std::vector<std::uint64_t> Chaos::recorded_ids() {
    EXPECT_TRUE(gateway.ledger().apply_pending());
    std::vector<std::uint64_t> ids;
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open((gateway.ledger_directory() / "ledger.sqlite").c_str(), &handle),
              SQLITE_OK);
    sqlite3_busy_timeout(handle, 10'000);
    const auto take = [](void* to, int, char** values, char**) {
        static_cast<std::vector<std::uint64_t>*>(to)->push_back(
            std::strtoull(values[0], nullptr, 10));
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(handle, "SELECT id FROM generations", take, &ids, nullptr), SQLITE_OK);
    sqlite3_close(handle);
    return ids;
}

std::map<std::string, Served> Chaos::provider_books() const {
    std::map<std::string, Served> books;
    for (const auto& provider : providers) {
        for (Served& served : provider->ledger()) {
            books.emplace(served.id, std::move(served));
        }
    }
    return books;
}

/// Sums of a kind of tokens: what our records say, and what the providers' books say of them.
struct Agreement {
    std::int64_t ours = 0;
    std::int64_t theirs = 0;

    void add(const std::optional<std::int64_t>& recorded, std::int64_t served) {
        ours += recorded.value_or(0);
        theirs += served;
    }
};

/// Compares records with the providers' books.
struct Audit {
    Agreement prompt;
    Agreement completion;
    Agreement cached;
    std::int64_t cost = 0;
    std::int64_t final_usages = 0;
    std::map<std::string, int> states;

    void take(const record::Generation& record, const std::map<std::string, Served>& books) {
        states[record.terminal_state.value_or("none")] += 1;
        cost += record.cost_nano_usd.value_or(0);
        const auto found = books.find(record.upstream_id.value_or(""));
        if (found == books.end()) {
            return;
        }
        const Served& served = found->second;
        const bool is_final = record.usage_provenance == "provider_final";
        if (served.reported_usage && record.terminal_state == "done") {
            EXPECT_TRUE(is_final) << served.id << ' ' << name_of(served.plan.fault);
        }
        if (!is_final || served.plan.fault == Fault::wrong_usage) {
            return;
        }
        ++final_usages;
        prompt.add(record.prompt_tokens, served.plan.prompt);
        completion.add(record.completion_tokens, served.plan.completion);
        cached.add(record.cache_read_tokens, served.plan.cached);
        EXPECT_EQ(record.prompt_tokens, served.plan.prompt) << served.id;
        EXPECT_EQ(record.completion_tokens, served.plan.completion)
            << served.id << ' ' << name_of(served.plan.fault) << ' '
            << record.terminal_state.value_or("none");
    }
};

Audit audit(Chaos& chaos) {
    static const std::set<std::string> states = {"done",    "upstream_cut",   "client_gone",
                                                 "timeout", "upstream_error", "error_mid_stream",
                                                 "rejected"};
    Audit found;
    const auto books = chaos.provider_books();
    const auto ids = chaos.recorded_ids();
    const std::set<std::uint64_t> once(ids.begin(), ids.end());
    EXPECT_EQ(once.size(), ids.size()) << "a generation was recorded twice";
    for (const std::uint64_t id : ids) {
        const auto record = chaos.gateway.record(ledger::generation_id_text(id));
        EXPECT_TRUE(record.has_value()) << ledger::generation_id_text(id);
        if (record) {
            EXPECT_TRUE(states.contains(record->terminal_state.value_or("none")))
                << record->terminal_state.value_or("none");
            found.take(*record, books);
        }
    }
    for (const std::string& id : chaos.issued) {
        const auto number = ledger::parse_generation_id(id);
        EXPECT_TRUE(number && once.contains(*number)) << id << " was issued and not recorded";
    }
    const std::set<std::string> issued_once(chaos.issued.begin(), chaos.issued.end());
    EXPECT_EQ(issued_once.size(), chaos.issued.size()) << "an id was issued twice";
    return found;
}

/// What this test itself keeps of each request, bytes at most.
std::int64_t bytes_of_books(const Chaos& chaos) {
    std::size_t served = 0;
    for (const auto& provider : chaos.providers) {
        served += provider->ledger().size();
    }
    return static_cast<std::int64_t>(2 * served * (sizeof(Served) + 48) +
                                     2 * chaos.issued.size() * (sizeof(std::string) + 48));
}

void expect_balances(Chaos& chaos, std::int64_t cost) {
    const auto directory = chaos.gateway.ledger().directory();
    EXPECT_EQ(directory->account("tester")->balance->used, cost);
    EXPECT_EQ(directory->account("tester")->balance->reserved, 0);
    std::int64_t of_keys = 0;
    for (const ledger::Key& key : directory->keys()) {
        of_keys += key.balance->used;
        EXPECT_EQ(key.balance->reserved, 0);
    }
    EXPECT_EQ(of_keys, cost);
}

TEST(Chaos, LeavesOneRecordOfEachGenerationAndBooksThatAgree) {
    const std::uint64_t seed = number_from_environment("ORRERY_SEED", std::random_device()());
    const std::uint64_t requests = number_from_environment("ORRERY_CHAOS_REQUESTS", requests_usual);
    fmt::print("ORRERY_SEED={}\n", seed);
    Chaos chaos(seed);
    chaos.ask_all(0, requests / 4);
    ASSERT_TRUE(chaos.comes_to_rest());
    const std::int64_t before = own_bytes() - bytes_of_books(chaos);
    chaos.ask_all(requests / 4, requests);
    ASSERT_TRUE(chaos.comes_to_rest());
    const std::int64_t after = own_bytes() - bytes_of_books(chaos);

    const Audit found = audit(chaos);
    const auto counts = chaos.gateway.ledger().counts();
    EXPECT_EQ(counts.opened, counts.settled);
    EXPECT_EQ(counts.lost, 0U);
    EXPECT_EQ(counts.refusals_dropped, 0U);
    EXPECT_EQ(counts.duplicates, 0U);
    EXPECT_EQ(counts.applied, counts.settled + counts.refusals_recorded);
    EXPECT_EQ(chaos.metric("orrery_endpoint_in_flight"), 0);
    EXPECT_EQ(chaos.broken, 0) << "an answer had no end in its framing";
    EXPECT_EQ(found.prompt.ours, found.prompt.theirs);
    EXPECT_EQ(found.completion.ours, found.completion.theirs);
    EXPECT_EQ(found.cached.ours, found.cached.theirs);
    expect_balances(chaos, found.cost);
    EXPECT_GT(found.final_usages, static_cast<std::int64_t>(requests / 10));
    EXPECT_GE(found.states.size(), 5U) << "too little went wrong to test anything";
    for (const auto& [state, count] : found.states) {
        fmt::print("{} {}\n", state, count);
    }
    fmt::print("{} usages compared; memory {} KB before, {} KB after\n", found.final_usages,
               before / 1024, after / 1024);
    if (!is_sanitized) {
        EXPECT_LE(static_cast<double>(after), static_cast<double>(before) * 1.05);
    }
}

}  // namespace
}  // namespace orrery::gateway::testing
