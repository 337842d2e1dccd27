#include "sample_run.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "sample_figures.h"

namespace orrery::report {
namespace {

using study::ChartKind;
using study::FigureResult;
using study::Series;
using study::Unit;

constexpr int weeks = 57;

std::string week(int index) {
    using namespace std::chrono;
    const year_month_day date{sys_days{year{2024} / 10 / 28} + days{7 * index}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// Waves between -1 and 1 that differ from series to series.
double wave(int x, int series) {
    return std::sin(0.37 * x + 1.7 * series) * std::cos(0.11 * x);
}

using Shape = double (*)(int x, int series);

FigureResult weekly(const char* id, const char* title, const char* chapter, ChartKind kind,
                    Unit unit, std::vector<Series> series, Shape shape) {
    FigureResult figure = base_figure(id, title, chapter, kind, unit, {"week"});
    figure.definition.normalised = kind == ChartKind::stacked_area && unit == Unit::share;
    figure.definition.y_title = unit == Unit::share ? "Share of tokens" : "Tokens a week";
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    figure.series = std::move(series);
    figure.partial = {week(0)};
    for (int x = 0; x < weeks; ++x) {
        double sum = 0;
        const int count = static_cast<int>(figure.series.size());
        for (int s = 0; s < count; ++s) {
            if (!figure.series[static_cast<std::size_t>(s)].overlay) sum += shape(x, s);
        }
        for (int s = 0; s < count; ++s) {
            const auto& key = figure.series[static_cast<std::size_t>(s)].key;
            const double value = shape(x, s) / (figure.definition.normalised ? sum : 1);
            figure.table.rows.push_back(
                {week(x), key, value, {}, {}, std::int64_t{1000} * (x + 1) * (s + 1)});
        }
    }
    return figure;
}

std::vector<Series> classes() {
    return {{"closed", "Closed", "class:closed", false},
            {"cn_oss", "Chinese open weights", "class:cn_oss", false},
            {"row_oss", "Other open weights", "class:row_oss", false}};
}

std::vector<Series> models() {
    std::vector<Series> series;
    for (const char* slug :
         {"deepseek/deepseek-r1", "deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat",
          "qwen/qwen3-coder", "qwen/qwen-2.5-coder-32b", "meta-llama/llama-3.3-70b-instruct",
          "mistralai/mistral-nemo", "openai/gpt-oss-120b", "moonshotai/kimi-k2", "z-ai/glm-4.5",
          "minimax/minimax-m1", "google/gemma-3-12b", "tngtech/r1t2-chimera",
          "evil/</script><script>alert(1)</script>"}) {
        const std::string_view name = slug;
        series.push_back({slug, std::string(name.substr(name.find('/') + 1)),
                          std::string("model:") + slug, false});
    }
    series.push_back({"other", "Other", "model:other", false});
    return series;
}

double class_shape(int x, int s) {
    const double chinese = 0.02 + 0.0045 * x * (1 + 0.25 * wave(x, 1));
    const double other = 0.14 + 0.03 * wave(x, 2);
    return s == 0 ? 1 - chinese - other : s == 1 ? chinese : other;
}

double token_shape(int x, int s) {
    return class_shape(x, s) * (5e11 + 1.2e11 * x) * (x ? 1 : 0.1);
}

double model_shape(int x, int s) {
    const double peak = 4.0 * s;
    const double distance = (x - peak) / (9.0 + s);
    return 0.03 + std::exp(-distance * distance) * (1.2 + 0.4 * wave(x, s)) / (1 + 0.1 * s);
}

FigureResult open_share() {
    auto figure = weekly("fig01", "Share of tokens by source class", "open_and_closed",
                         ChartKind::stacked_area, Unit::share, classes(), class_shape);
    figure.takeaway = "Chinese open-weight models rose from 2.0% to nearly 30% of weekly tokens";
    figure.definition.denominator = "all tokens of the week";
    figure.definition.notes = {"Closed models of Chinese authors are folded into closed."};
    figure.events = {{"2024-12-06", "Llama 3.3 70B", ""},
                     {"2024-12-26", "DeepSeek V3", "https://example.org/v3"},
                     {"2025-01-20", "DeepSeek R1", "javascript:alert(1)"},
                     {"2025-07-11", "Kimi K2", ""},
                     {"2025-07-22", "Qwen3 Coder", ""},
                     {"2025-08-05", "GPT-OSS", ""}};
    figure.comparisons = {
        {{"mean weekly share of Chinese open weights", 0.13, 0.01, "cn_oss", "mean", "Figure 1"},
         0.1324,
         true},
        {{"highest weekly share of Chinese open weights", 0.3, 0.02, "cn_oss", "max", "text"},
         0.261,
         false},
        {{"share of all open weights, last weeks", 0.25, 0.05, "", "last", "text",
          study::Bound::at_least},
         0.41,
         true}};
    figure.statistics = {{"effective_number", 7.4, "exp of the entropy of model shares"}};
    return figure;
}

FigureResult reasoning_share() {
    auto figure = weekly("fig10", "Share of tokens on reasoning models", "agents",
                         ChartKind::stacked_area, Unit::share,
                         {{"no", "Other models", "reasoning:no", false},
                          {"yes", "Reasoning models", "reasoning:yes", false},
                          {"request", "Requests that reasoned", "reasoning:request", true}},
                         [](int x, int s) {
                             const double yes = 0.5 / (1 + std::exp(-(x - 28) / 6.0));
                             return s == 0 ? 1 - yes : s == 1 ? yes : 0.8 * yes;
                         });
    figure.takeaway = "Reasoning models now carry half of all tokens";
    figure.definition.denominator = "all tokens of the week";
    return figure;
}

FigureResult prompt_length() {
    auto figure = weekly("fig14", "Mean prompt tokens of a generation", "agents", ChartKind::line,
                         Unit::tokens_per_generation, {{"all", "All generations", "all", false}},
                         [](int x, int) { return 1500 + 75.0 * x + 180 * wave(x, 0); });
    figure.takeaway = "Prompts have grown fourfold, to 5,700 tokens";
    figure.definition.y_title = "Prompt tokens per generation";
    for (auto& row : figure.table.rows) {
        row[3] = number_or(row[2], 0) * 0.93;
        row[4] = number_or(row[2], 0) * 1.07;
    }
    return figure;
}

FigureResult price_and_use() {
    auto figure = base_figure("fig27", "Price and use of models", "cost", ChartKind::scatter,
                              Unit::tokens, {"model", "price"});
    figure.takeaway = "Price explains little: 10% cheaper goes with 0.6% more use";
    figure.definition.log_x = figure.definition.log_y = true;
    figure.definition.x_title = "Effective price, $ per million tokens";
    figure.definition.y_title = "Tokens";
    figure.table.columns = {"model", "price", "segment", "series", "value", "lower", "upper", "n"};
    figure.series = classes();
    for (int i = 0; i < 120; ++i) {
        const double price = std::pow(10, 1.4 * wave(i, 3) - 0.3 + 0.6 * std::sin(2.9 * i));
        const double tokens = std::pow(10, 9.5 + 1.6 * wave(i, 5) + 0.8 * std::cos(1.3 * i));
        const char* segment = price > 10      ? "premium specialist"
                              : tokens > 5e10 ? "efficient giant"
                                              : "core";
        const auto& key = figure.series[static_cast<std::size_t>(i % 3)].key;
        figure.table.rows.push_back({fmt::format("author-{}/model-{}", i % 9, i),
                                     price,
                                     segment,
                                     key,
                                     tokens,
                                     {},
                                     {},
                                     std::int64_t{200}});
    }
    figure.trends = {{"OLS", {{0.02, 6e9}, {40, 4e9}}}};
    figure.statistics = {{"slope", -0.06, "OLS on log10, HC3 interval"}, {"r_squared", 0.013, ""}};
    figure.captions = {"12 models without cost are left out."};
    return figure;
}

FigureResult authors_table() {
    auto figure = base_figure("table1", "Open-weight tokens by author", "open_and_closed",
                              ChartKind::table, Unit::tokens, {"author"});
    figure.table = {{"author", "tokens", "share"},
                    {{"deepseek", std::int64_t{14'370'000'000'000}, 0.42},
                     {"qwen", std::int64_t{5'590'000'000'000}, 0.16},
                     {"meta-llama", std::int64_t{3'960'000'000'000}, 0.11}}};
    figure.takeaway = "DeepSeek leads open weights with 14.4T tokens";
    return figure;
}

FigureResult undrawn() {
    auto figure = base_figure("fig12", "Share of tokens that end in a tool call", "agents",
                              ChartKind::line, Unit::share, {"week"});
    figure.status = study::FigureStatus::missing_columns;
    figure.missing = {{"finish_reason", "Import an export that has it, or route through serve."}};
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    return figure;
}

}  // namespace

study::StudyRun sample_run() {
    study::StudyRun run;
    run.title = "State of AI on a made-up store";
    run.window_from = "2024-11-03";
    run.window_to = "2025-11-30";
    run.generations = 5'000'000;
    run.tokens = 41'200'000'000'000;
    run.cost_usd = 23'456'789.0;
    run.models = 318;
    run.sources = {"simulator", "a <b>CSV</b> export"};
    run.quarantined = 17;
    run.chapters = {{"open_and_closed",
                     "Open and closed models",
                     "Who serves the tokens, and with whose weights?",
                     {"Open weights reached a third of all tokens.",
                      "No open model holds more than a quarter of them any more."}},
                    {"agents", "Reasoning, tools and length", "How do requests change shape?", {}},
                    {"categories", "What models are used for", "", {}},
                    {"retention", "Who stays", "", {}},
                    {"cost", "Cost and use", "", {}}};
    run.figures = {open_share(),
                   weekly("fig02", "Weekly tokens by source class", "open_and_closed",
                          ChartKind::stacked_bar, Unit::tokens, classes(), token_shape),
                   weekly("fig03", "Open-weight tokens by model", "open_and_closed",
                          ChartKind::stacked_area, Unit::share, models(), model_shape),
                   authors_table(),
                   reasoning_share(),
                   undrawn(),
                   prompt_length(),
                   categories_since_may(),
                   tags_of_categories(),
                   tags_of_roleplay(),
                   retention(),
                   price_and_use_of_categories(),
                   price_and_use()};
    run.tests = {{"Shares sum to 100%", true, "57 weeks"},
                 {"Cached tokens lie inside prompt tokens", false, "3 generations of 2025-05-02"}};
    run.unknown_models = {{"evil/<img src=x onerror=alert(1)>", 12, 345678}};
    run.engine = "DuckDB v1.4.4";
    run.orrery_version = "0.1.0";
    run.watermark = "2025-11-30T23:59:59Z";
    return run;
}

}  // namespace orrery::report
