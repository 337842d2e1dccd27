#include <charconv>
#include <utility>

#include "dialect/gemini/contents.h"
#include "dialect/gemini/embeddings.h"
#include "dialect/gemini/gemini.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

constexpr std::size_t stop_sequences_max = 5;

/// Returns the major version in a name ("gemini-3-pro-preview"), or 0.
int generation_of(std::string_view model) {
    constexpr std::string_view family = "gemini-";
    const std::size_t at = model.find(family);
    int number = 0;
    if (at != std::string_view::npos) {
        const std::string_view rest = model.substr(at + family.size());
        std::from_chars(rest.data(), rest.data() + rest.size(), number);
    }
    return number;
}

void write_tools(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    Json functions = Json::array();
    for (const Json& tool : list_at(chat, "tools")) {
        const Json* function = value_at(tool, "function");
        if (function == nullptr) {
            add_dropped(dropped, "tools." + std::string(text_at(tool, "type")));
            continue;
        }
        if (value_at(tool, "cache_control") != nullptr) {
            add_dropped(dropped, "cache_control");
        }
        Json written = {{"name", text_at(*function, "name")}};
        copy_members(*function, written, {"description"});
        // The JSON Schema itself, not the subset of OpenAPI that `parameters` takes.
        if (const Json* schema = value_at(*function, "parameters")) {
            written["parametersJsonSchema"] = *schema;
        }
        functions.push_back(std::move(written));
    }
    if (!functions.empty()) {
        body["tools"] = Json::array({{{"functionDeclarations", std::move(functions)}}});
    }
}

void write_tool_choice(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    if (flag_at(chat, "parallel_tool_calls") == false) {
        add_dropped(dropped, "parallel_tool_calls");
    }
    const Json* choice = value_at(chat, "tool_choice");
    if (choice == nullptr || !body.contains("tools")) {
        return;
    }
    const std::string_view word = text_of(*choice);
    Json config;
    if (const Json* function = value_at(*choice, "function")) {
        config = {{"mode", "ANY"},
                  {"allowedFunctionNames", Json::array({text_at(*function, "name")})}};
    } else if (word == "none" || word == "auto" || word == "required") {
        config = {{"mode", word == "none" ? "NONE" : word == "auto" ? "AUTO" : "ANY"}};
    } else {
        add_dropped(dropped, "tool_choice");
        return;
    }
    body["toolConfig"] = {{"functionCallingConfig", std::move(config)}};
}

/// Gemini 2.5 takes a budget in tokens (0 is off, -1 is the model's choice), later ones a level
/// (ai.google.dev, "Thinking"); shares of the budget are OpenRouter's for an effort.
void write_thinking(const Json& chat, int generation, Json& config,
                    std::vector<std::string>& dropped) {
    const Json* reasoning = value_at(chat, "reasoning");
    const Json none = Json::object();
    const Json& wish = reasoning == nullptr ? none : *reasoning;
    std::string_view effort = text_at(wish, "effort");
    effort = effort.empty() ? text_at(chat, "reasoning_effort") : effort;
    const auto budget = integer_at(wish, "max_tokens");
    const auto enabled = flag_at(wish, "enabled");
    if (effort.empty() && !budget && !enabled) {
        return;
    }
    const bool is_off = effort == "none" || enabled == false || budget == 0;
    Json thinking = {{"includeThoughts", !is_off && !flag_at(wish, "exclude").value_or(false)}};
    if (is_off) {
        if (generation >= 3) {
            thinking["thinkingLevel"] = "minimal";
        } else {
            thinking["thinkingBudget"] = 0;
        }
    } else if (budget) {
        thinking["thinkingBudget"] = *budget;
    } else if (generation >= 3 && !effort.empty()) {
        thinking["thinkingLevel"] = effort == "xhigh" || effort == "max" ? "high" : effort;
    } else if (!effort.empty()) {
        constexpr std::int64_t whole = 24'576;  // What Gemini 2.5 Flash may think at most.
        const std::int64_t per_mille = effort == "minimal"  ? 100
                                       : effort == "low"    ? 200
                                       : effort == "medium" ? 500
                                       : effort == "high"   ? 800
                                                            : 950;
        thinking["thinkingBudget"] = whole * per_mille / 1000;
    }
    config["thinkingConfig"] = std::move(thinking);
    if (is_off && generation >= 3) {
        add_dropped(dropped, "reasoning.enabled");
    }
}

void write_format(const Json& chat, Json& config, std::vector<std::string>& dropped) {
    const Json* format = value_at(chat, "response_format");
    const std::string_view type = format == nullptr ? "text" : text_at(*format, "type");
    if (type == "json_schema" || type == "json_object") {
        config["responseMimeType"] = "application/json";
        const Json* wrapped = value_at(*format, "json_schema");
        if (const Json* schema = wrapped == nullptr ? nullptr : value_at(*wrapped, "schema")) {
            config["responseJsonSchema"] = *schema;
        }
    } else if (type != "text") {
        add_dropped(dropped, "response_format");
    }
}

void write_stop(const Json& chat, Json& config, std::vector<std::string>& dropped) {
    const Json* stop = value_at(chat, "stop");
    if (stop == nullptr) {
        return;
    }
    Json written = Json::array();
    for (const Json& text : stop->is_array() ? *stop : Json::array({*stop})) {
        if (written.size() < stop_sequences_max && !text_of(text).empty()) {
            written.push_back(text);
        } else {
            add_dropped(dropped, "stop");
        }
    }
    if (!written.empty()) {
        config["stopSequences"] = std::move(written);
    }
}

Json write_config(const Json& chat, int generation, std::vector<std::string>& dropped) {
    constexpr std::pair<std::string_view, const char*> same[] = {
        {"temperature", "temperature"},
        {"top_p", "topP"},
        {"top_k", "topK"},
        {"seed", "seed"},
        {"n", "candidateCount"},
        {"presence_penalty", "presencePenalty"},
        {"frequency_penalty", "frequencyPenalty"},
        {"max_tokens", "maxOutputTokens"},
        {"max_completion_tokens", "maxOutputTokens"},
    };
    Json config = Json::object();
    for (const auto& [name, theirs] : same) {
        const Json* value = value_at(chat, name);
        if (value != nullptr && value->is_number()) {
            config[theirs] = *value;
        }
    }
    if (integer_at(chat, "top_k") == 0) {
        config.erase("topK");  // With OpenRouter 0 turns it off.
    }
    if (flag_at(chat, "logprobs").value_or(false)) {
        config["responseLogprobs"] = true;
        if (const auto count = integer_at(chat, "top_logprobs")) {
            config["logprobs"] = *count;
        }
    }
    for (const Json& modality : list_at(chat, "modalities")) {
        config["responseModalities"].push_back(text_of(modality) == "image"   ? "IMAGE"
                                               : text_of(modality) == "audio" ? "AUDIO"
                                                                              : "TEXT");
    }
    write_stop(chat, config, dropped);
    write_format(chat, config, dropped);
    write_thinking(chat, generation, config, dropped);
    return config;
}

}  // namespace

Result<Outgoing> write_gemini(const Request& request, std::string_view model,
                              std::int64_t max_tokens_default) {
    // The dialect demands no bound, so the default is not needed.
    static_cast<void>(max_tokens_default);
    if (request.ingress == Ingress::embeddings) {
        return write_gemini_embeddings(request, model);
    }
    const Json& chat = request.chat;
    const int generation = generation_of(model);
    ContentsWriter writer(generation >= 3);
    const Json& messages = list_at(chat, "messages");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (const auto added = writer.add(messages[i], i); !added) {
            return std::unexpected(added.error());
        }
    }
    if (writer.contents.empty()) {
        return fail(ErrorKind::bad_input, "this provider needs a message that is not the system's",
                    "messages");
    }
    Outgoing outgoing;
    outgoing.dropped = std::move(writer.dropped);
    Json body = {{"contents", std::move(writer.contents)}};
    if (!writer.system.empty()) {
        body["systemInstruction"] = {{"parts", std::move(writer.system)}};
    }
    write_tools(chat, body, outgoing.dropped);
    write_tool_choice(chat, body, outgoing.dropped);
    if (Json config = write_config(chat, generation, outgoing.dropped); !config.empty()) {
        body["generationConfig"] = std::move(config);
    }
    const std::string_view tier = text_at(chat, "service_tier");
    if (tier == "flex" || tier == "priority") {
        body["serviceTier"] = tier;
    } else if (tier == "default" || tier == "standard") {
        body["serviceTier"] = "standard";
    } else if (!tier.empty() && tier != "auto") {
        add_dropped(outgoing.dropped, "service_tier");
    }
    add_uncarried(chat,
                  {"max_tokens",
                   "max_completion_tokens",
                   "temperature",
                   "top_p",
                   "top_k",
                   "seed",
                   "n",
                   "presence_penalty",
                   "frequency_penalty",
                   "stop",
                   "tools",
                   "tool_choice",
                   "parallel_tool_calls",
                   "reasoning",
                   "reasoning_effort",
                   "include_reasoning",
                   "response_format",
                   "service_tier",
                   "logprobs",
                   "top_logprobs",
                   "modalities"},
                  outgoing.dropped);
    outgoing.target = "/models/" + std::string(model) +
                      (request.stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    outgoing.body = to_text(body);
    return outgoing;
}

}  // namespace orrery::dialect
