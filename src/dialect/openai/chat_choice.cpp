#include "dialect/openai/chat_choice.h"

#include <utility>

#include "dialect/json/parse.h"

namespace orrery::dialect {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

}  // namespace

Json image_part(const std::string& url) {
    Json part = Json::object();
    part["type"] = "image_url";
    part["image_url"]["url"] = url;
    return part;
}

void ChatChoice::add(const Event& event) {
    switch (event.kind) {
        case Event::Kind::text:
            text_ += event.text;
            break;
        case Event::Kind::refusal:
            refusal_ += event.text;
            break;
        case Event::Kind::reasoning:
            reasoning_ += event.text;
            blocks_.collect(event);
            break;
        case Event::Kind::reasoning_signature:
        case Event::Kind::reasoning_redacted:
            blocks_.collect(event);
            break;
        case Event::Kind::tool_call: {
            Json call = Json::object();
            call["id"] = event.id;
            call["type"] = "function";
            call["index"] = event.index;
            call["function"]["name"] = event.name;
            call["function"]["arguments"] = event.text;
            calls_[event.index] = std::move(call);
            break;
        }
        case Event::Kind::tool_arguments:
            if (const auto call = calls_.find(event.index); call != calls_.end()) {
                Json& arguments = call->second["function"]["arguments"];
                arguments = arguments.get<std::string>() + event.text;
            }
            break;
        case Event::Kind::image:
            images_.push_back(image_part(event.text));
            break;
        case Event::Kind::annotation:
            annotations_.push_back(Json::parse(event.text, nullptr, false));
            break;
        case Event::Kind::logprobs:
            add_logprobs(event.text);
            break;
        case Event::Kind::finish:
            finish_ = event.finish;
            native_finish_ = event.text;
            break;
        default:
            break;
    }
}

void ChatChoice::add_logprobs(const std::string& text) {
    const Json piece = Json::parse(text, nullptr, false);
    for (const char* const name : {"content", "refusal"}) {
        const Json* const tokens = member(piece, name);
        if (tokens == nullptr || !tokens->is_array()) {
            continue;
        }
        if (logprobs_.is_null()) {
            logprobs_ = Json::object();
            logprobs_["content"] = Json();
            logprobs_["refusal"] = Json();
        }
        Json& all = logprobs_[name];
        all = all.is_array() ? std::move(all) : Json::array();
        all.insert(all.end(), tokens->begin(), tokens->end());
    }
}

Json ChatChoice::message() const {
    const bool says_nothing = text_.empty() && refusal_.empty() && calls_.empty();
    Json message = Json::object();
    message["role"] = "assistant";
    message["content"] = says_nothing ? Json("") : text_or_null(text_);
    message["refusal"] = text_or_null(refusal_);
    message["reasoning"] = text_or_null(reasoning_);
    if (!blocks_.collected().empty()) {
        message["reasoning_details"] = blocks_.collected();
    }
    for (const auto& [index, call] : calls_) {
        message["tool_calls"].push_back(call);
    }
    if (!images_.empty()) {
        message["images"] = images_;
    }
    if (!annotations_.empty()) {
        message["annotations"] = annotations_;
    }
    return message;
}

Json ChatChoice::written(std::int64_t index) const {
    Json choice = Json::object();
    choice["index"] = index;
    choice["message"] = message();
    choice["logprobs"] = logprobs_;
    choice["finish_reason"] = name_of(finish_);
    choice["native_finish_reason"] = text_or_null(native_finish_);
    return choice;
}

}  // namespace orrery::dialect
