#include "dialect/anthropic/thinking.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

constexpr std::int64_t budget_min = 1024;
constexpr std::int64_t budget_max = 128'000;

/// The share of max_tokens that an effort may think for, as OpenRouter documents it ("Reasoning
/// tokens").
constexpr std::array<std::pair<std::string_view, double>, 6> effort_shares = {{
    {"minimal", 0.1},
    {"low", 0.2},
    {"medium", 0.5},
    {"high", 0.8},
    {"xhigh", 0.95},
    {"max", 0.95},
}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Returns the numbers of at most two digits in a name, in order: 4 and 7 of "claude-opus-4-7".
std::vector<int> version_of(std::string_view model) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at < model.size();) {
        std::size_t end = at;
        while (end < model.size() && is_digit(model[end])) {
            ++end;
        }
        const bool is_word = at > 0 && std::isalpha(static_cast<unsigned char>(model[at - 1])) != 0;
        if (end > at && end - at <= 2 && !is_word) {
            numbers.push_back(model[at] - '0');
            if (end - at == 2) {
                numbers.back() = numbers.back() * 10 + (model[at + 1] - '0');
            }
        } else if (end > at && !numbers.empty()) {
            break;
        }
        at = std::max(end, at + 1);
    }
    return numbers;
}

struct Wish {
    bool is_on = false;
    bool is_excluded = false;
    std::string_view effort;
    std::optional<std::int64_t> budget;
};

Wish wish_of(const Json& reasoning) {
    Wish wish;
    wish.effort = text_at(reasoning, "effort");
    wish.budget = integer_at(reasoning, "max_tokens");
    wish.is_on = flag_at(reasoning, "enabled").value_or(!wish.effort.empty() || wish.budget);
    wish.is_on = wish.is_on && wish.effort != "none" && wish.budget.value_or(1) > 0;
    wish.is_excluded = flag_at(reasoning, "exclude").value_or(false);
    return wish;
}

/// Thinking of any kind is refused beside a forced tool.
bool forces_tool(const Json& body) {
    const std::string_view type = text_at(object_at(body, "tool_choice"), "type");
    return type == "any" || type == "tool";
}

/// Tells whether manual thinking would be refused after these turns.
bool is_refused(const Json& body) {
    const Json& turns = list_at(body, "messages");
    if (!turns.empty() && text_at(turns.back(), "role") == "assistant") {
        return true;
    }
    // The turn that called a tool must begin with thinking while its loop goes on.
    if (turns.size() < 2 ||
        text_at(list_at(turns.back(), "content").at(0), "type") != "tool_result") {
        return false;
    }
    const Json& calling = list_at(turns[turns.size() - 2], "content");
    return calling.empty() || !text_at(calling.front(), "type").ends_with("thinking");
}

void write_adaptive(const Wish& wish, ClaudeAbility ability, Json& body,
                    std::vector<std::string>& dropped) {
    if (forces_tool(body)) {
        add_dropped(dropped, "reasoning");
    } else {
        body["thinking"] = {{"type", "adaptive"},
                            {"display", wish.is_excluded ? "omitted" : "summarized"}};
    }
    if (!wish.effort.empty()) {
        const bool has_xhigh = !ability.budget;
        body["output_config"]["effort"] = wish.effort == "minimal"               ? "low"
                                          : wish.effort == "xhigh" && !has_xhigh ? "max"
                                                                                 : wish.effort;
    }
    if (wish.budget) {
        add_dropped(dropped, "reasoning.max_tokens");
    }
}

std::int64_t budget_of(const Wish& wish, std::int64_t max_tokens) {
    if (wish.budget) {
        return std::clamp(*wish.budget, budget_min, budget_max);
    }
    const auto* share = std::ranges::find(
        effort_shares, wish.effort.empty() ? std::string_view("medium") : wish.effort,
        &std::pair<std::string_view, double>::first);
    const double part = share == effort_shares.end() ? 0.5 : share->second;
    return std::clamp(static_cast<std::int64_t>(static_cast<double>(max_tokens) * part), budget_min,
                      budget_max);
}

void write_budget(const Wish& wish, std::optional<std::int64_t> bound, std::int64_t fallback,
                  Json& body, std::vector<std::string>& dropped) {
    std::int64_t budget = budget_of(wish, bound.value_or(fallback));
    if (bound && budget >= *bound) {
        budget = *bound - 1;
    }
    if (budget < budget_min || forces_tool(body) || is_refused(body)) {
        add_dropped(dropped, "reasoning");
        return;
    }
    if (!bound) {
        body["max_tokens"] = fallback + (wish.budget ? budget : 0);
        budget = std::min(budget, body["max_tokens"].get<std::int64_t>() - 1);
    }
    body["thinking"] = {{"type", "enabled"}, {"budget_tokens", budget}};
    if (wish.is_excluded) {
        add_dropped(dropped, "reasoning.exclude");
    }
}

}  // namespace

ClaudeAbility ability_of(std::string_view model) {
    const std::size_t name = model.find("claude");
    if (name == std::string_view::npos) {
        return {};
    }
    const auto version = version_of(model.substr(name));
    if (version.empty()) {
        const bool is_new = model.find("mythos") != std::string_view::npos ||
                            model.find("fable") != std::string_view::npos;
        return {.adaptive = is_new, .budget = !is_new, .sampling = !is_new, .both = !is_new};
    }
    const std::pair<int, int> number(version[0], version.size() > 1 ? version[1] : 0);
    return {.adaptive = number >= std::pair(4, 6),
            .budget = number <= std::pair(4, 6),
            .sampling = number <= std::pair(4, 6),
            .both = number < std::pair(4, 1)};
}

void write_thinking(const Json& chat, ClaudeAbility ability, std::int64_t max_tokens_default,
                    Json& body, std::vector<std::string>& dropped) {
    auto bound = integer_at(chat, "max_completion_tokens");
    bound = bound ? bound : integer_at(chat, "max_tokens");
    body["max_tokens"] = bound.value_or(max_tokens_default);
    const Json* reasoning = value_at(chat, "reasoning");
    Wish wish = reasoning == nullptr ? Wish{} : wish_of(*reasoning);
    if (const std::string_view effort = text_at(chat, "reasoning_effort");
        reasoning == nullptr && !effort.empty()) {
        wish.effort = effort;
        wish.is_on = effort != "none";
    }
    if (wish.is_on && ability.adaptive && !(wish.budget && ability.budget)) {
        write_adaptive(wish, ability, body, dropped);
    } else if (wish.is_on) {
        write_budget(wish, bound, max_tokens_default, body, dropped);
    }
    if (const std::string_view verbosity = text_at(chat, "verbosity"); !verbosity.empty()) {
        if (ability.adaptive) {
            body["output_config"]["effort"] = verbosity;
        } else {
            add_dropped(dropped, "verbosity");
        }
    }
}

}  // namespace orrery::dialect
