#include "gateway/echo/embedding.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/hash.h"
#include "gateway/echo/request.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t dimensions_usual = 256;
constexpr std::size_t dimensions_max = 4096;
constexpr std::size_t inputs_max = 2048;

static_assert(std::endian::native == std::endian::little, "vectors are sent as they lie in memory");

/// Advances a SplitMix64 generator (Steele, Lea, Flood, 2014).
std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += j <= count ? digits[group >> (18 - 6 * j) & 63] : '=';
        }
    }
    return text;
}

/// Reads one input, a text or a list of token numbers, as a text of words.
Result<std::string> input_text(const EchoJson& input) {
    if (input.is_string()) {
        return input.get<std::string>();
    }
    const bool is_tokens =
        input.is_array() && !input.empty() &&
        std::ranges::all_of(input, [](const EchoJson& one) { return one.is_number_integer(); });
    if (!is_tokens) {
        return fail(ErrorKind::bad_input, "input must be texts or lists of token numbers", "input");
    }
    std::string text;
    for (const EchoJson& token : input) {
        text += fmt::format("{} ", token.get<std::int64_t>());
    }
    return text;
}

Result<std::vector<std::string>> inputs_of(const EchoJson& body) {
    const auto found = body.find("input");
    if (found == body.end() || found->empty() || found->is_null()) {
        return fail(ErrorKind::bad_input, "input must not be empty", "input");
    }
    const bool is_one = !found->is_array() || found->front().is_number();
    if (!is_one && found->size() > inputs_max) {
        return fail(ErrorKind::bad_input, fmt::format("input may have {} parts", inputs_max),
                    "input");
    }
    std::vector<std::string> inputs;
    const EchoJson list = is_one ? EchoJson::array({*found}) : *found;
    for (const EchoJson& input : list) {
        auto text = input_text(input);
        if (!text) {
            return std::unexpected(text.error());
        }
        inputs.push_back(*std::move(text));
    }
    return inputs;
}

Result<std::size_t> dimensions_of(const EchoJson& body) {
    const auto found = body.find("dimensions");
    if (found == body.end() || found->is_null()) {
        return dimensions_usual;
    }
    if (!found->is_number_integer() || found->get<std::int64_t>() < 1 ||
        found->get<std::int64_t>() > static_cast<std::int64_t>(dimensions_max)) {
        return fail(ErrorKind::bad_input,
                    fmt::format("dimensions must be from 1 to {}", dimensions_max), "dimensions");
    }
    return found->get<std::size_t>();
}

EchoJson vector_json(const std::vector<float>& vector, bool is_base64) {
    if (!is_base64) {
        return vector;
    }
    std::string bytes(vector.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), vector.data(), bytes.size());
    return base64(bytes);
}

}  // namespace

std::vector<float> echo_vector(std::string_view text, std::size_t dimensions) {
    std::vector<double> sum(dimensions);
    auto words = words_of(text);
    if (words.empty()) {
        words.emplace_back("");
    }
    for (const std::string_view word : words) {
        std::uint64_t state = fnv1a(word);
        for (double& value : sum) {
            value += static_cast<double>(next_random(state) >> 11) * 0x1p-52 - 1.0;
        }
    }
    double square = 0;
    for (const double value : sum) {
        square += value * value;
    }
    const double length = square > 0 ? std::sqrt(square) : 1.0;
    std::vector<float> vector;
    vector.reserve(dimensions);
    for (const double value : sum) {
        vector.push_back(static_cast<float>(value / length));
    }
    return vector;
}

Result<std::string> echo_embeddings(std::string_view body_text) {
    const EchoJson body = EchoJson::parse(body_text, nullptr, false);
    if (!body.is_object() || !body.contains("model") || !body["model"].is_string()) {
        return fail(ErrorKind::bad_input, "model must be a text", "model");
    }
    const auto inputs = inputs_of(body);
    if (!inputs) {
        return std::unexpected(inputs.error());
    }
    const auto dimensions = dimensions_of(body);
    if (!dimensions) {
        return std::unexpected(dimensions.error());
    }
    const std::string format =
        body.contains("encoding_format") && body["encoding_format"].is_string()
            ? body["encoding_format"].get<std::string>()
            : "float";
    if (format != "float" && format != "base64") {
        return fail(ErrorKind::bad_input, "encoding_format must be float or base64",
                    "encoding_format");
    }
    EchoJson answer;
    answer["object"] = "list";
    answer["data"] = EchoJson::array();
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < inputs->size(); ++i) {
        tokens += words_of((*inputs)[i]).size();
        EchoJson one;
        one["object"] = "embedding";
        one["index"] = i;
        one["embedding"] = vector_json(echo_vector((*inputs)[i], *dimensions), format == "base64");
        answer["data"].push_back(std::move(one));
    }
    answer["model"] = body["model"];
    answer["usage"]["prompt_tokens"] = tokens;
    answer["usage"]["total_tokens"] = tokens;
    return answer.dump(-1, ' ', false, EchoJson::error_handler_t::replace);
}

}  // namespace orrery::gateway
