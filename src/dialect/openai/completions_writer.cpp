#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/format/append.h"
#include "dialect/json/parse.h"
#include "dialect/openai/frame.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// One choice of a legacy completion.
struct Choice {
    std::string text;
    std::string reasoning;
    std::string native_finish;
    Finish finish = Finish::stop;
    Json logprobs;
    std::size_t offset = 0;  ///< Characters before the next token of logprobs.
};

/// Appends a chat's logprobs in the legacy shape: four lists side by side.
void append_logprobs(Json& lists, const std::string& text, std::size_t& offset) {
    const Json piece = Json::parse(text, nullptr, false);
    const Json* const tokens = member(piece, "content");
    if (tokens == nullptr || !tokens->is_array()) {
        return;
    }
    for (const Json& token : *tokens) {
        const Json* const logprob = member(token, "logprob");
        const Json* const others = member(token, "top_logprobs");
        Json alternatives = Json::object();
        if (others != nullptr && others->is_array()) {
            for (const Json& other : *others) {
                const Json* const value = member(other, "logprob");
                alternatives[text_of(other, "token")] = value != nullptr ? *value : Json();
            }
        }
        lists["tokens"].push_back(text_of(token, "token"));
        lists["token_logprobs"].push_back(logprob != nullptr ? *logprob : Json());
        lists["top_logprobs"].push_back(std::move(alternatives));
        lists["text_offset"].push_back(offset);
        offset += characters(text_of(token, "token"));
    }
}

Json written(std::int64_t index, const Choice& choice, bool is_finished) {
    Json json = Json::object();
    json["index"] = index;
    json["text"] = choice.text;
    if (!choice.reasoning.empty()) {
        json["reasoning"] = choice.reasoning;
    }
    json["logprobs"] = choice.logprobs;
    json["finish_reason"] = is_finished ? Json(name_of(choice.finish)) : Json();
    json["native_finish_reason"] =
        is_finished && !choice.native_finish.empty() ? Json(choice.native_finish) : Json();
    return json;
}

class CompletionsWriter final : public AnswerWriter {
public:
    CompletionsWriter(bool is_stream, AnswerContext context)
        : is_stream_(is_stream),
          context_(std::move(context)),
          head_(answer_head(context_)),
          created_(std::to_string(context_.created_s)) {}

    void write(const Event& event, std::string& out) override;
    void end(const Bill& bill, std::string& out) override;
    void fail(int status, std::string_view message, std::string& out) override {
        append_error_chunk(out, completion_chunk, head_, created_, status, message);
    }
    std::string body(const Bill& bill) override;

private:
    void append_chunk(std::string& out, const Json& choice) const;

    bool is_stream_;
    AnswerContext context_;
    std::string head_;
    std::string created_;
    std::map<std::int64_t, Choice> choices_;
};

/// A refusal is text here; tool calls and images have no place, for nobody can ask for them.
void CompletionsWriter::write(const Event& event, std::string& out) {
    Choice& choice = choices_[event.choice];
    if (event.kind == Kind::text || event.kind == Kind::refusal) {
        choice.text += event.text;
    } else if (event.kind == Kind::reasoning) {
        choice.reasoning += event.text;
    } else if (event.kind == Kind::logprobs) {
        append_logprobs(choice.logprobs, event.text, choice.offset);
    } else if (event.kind == Kind::finish) {
        choice.finish = event.finish;
        choice.native_finish = event.text;
        return;
    } else {
        return;
    }
    if (is_stream_) {
        append_chunk(out, written(event.choice, choice, false));
        choice.text.clear();
        choice.reasoning.clear();
        choice.logprobs = {};
    }
}

void CompletionsWriter::append_chunk(std::string& out, const Json& choice) const {
    append(out, "{}{}{}\"choices\":[{}],\"created\":{}{}", chunk_opening, head_,
           completion_chunk.object, to_text(choice), created_, chunk_closing);
}

void CompletionsWriter::end(const Bill& bill, std::string& out) {
    choices_.try_emplace(0);
    for (const auto& [index, choice] : choices_) {
        append_chunk(out, written(index, choice, true));
    }
    append_last_chunk(out, completion_chunk, head_, {}, created_, bill, context_);
}

std::string CompletionsWriter::body(const Bill& bill) {
    choices_.try_emplace(0);
    Json choices = Json::array();
    for (const auto& [index, choice] : choices_) {
        choices.push_back(written(index, choice, true));
    }
    std::string out = "{" + head_;
    out += completion_chunk.object;
    out += "\"choices\":" + to_text(choices) + ",";
    const std::size_t usage = out.size();
    append_openai_usage(out, bill, context_.is_byok, UsageShape::generation);
    out += out.size() > usage ? "," : "";
    append_dropped(out, context_);
    out += "\"created\":" + created_ + "}";
    return out;
}

}  // namespace

std::unique_ptr<AnswerWriter> make_completions_writer(bool is_stream, AnswerContext context) {
    return std::make_unique<CompletionsWriter>(is_stream, std::move(context));
}

}  // namespace orrery::dialect
