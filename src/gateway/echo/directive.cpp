#include "gateway/echo/directive.h"

#include <fmt/format.h>

#include <charconv>

namespace orrery::gateway {
namespace {

constexpr std::string_view opening = "[[echo:";
constexpr std::string_view closing = "]]";
constexpr std::int64_t directive_tokens_max = 100'000;

Result<std::int64_t> number(std::string_view name, std::string_view text, std::int64_t least,
                            std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
        return fail(ErrorKind::bad_input,
                    fmt::format("echo: {} must be a number from {} to {}", name, least, most));
    }
    return value;
}

Status set(EchoDirective& directive, std::string_view name, std::string_view text) {
    using std::chrono::milliseconds;
    struct Bounds {
        std::string_view name;
        std::int64_t least;
        std::int64_t most;
    };
    constexpr Bounds known[] = {
        {"status", 400, 599},
        {"retry_after", 0, 3600},
        {"cut_after", 0, directive_tokens_max},
        {"error_after", 0, directive_tokens_max},
        {"tokens", 0, directive_tokens_max},
        {"delay_ms", 0, 60'000},
        {"stall_ms", 0, 600'000},
    };
    for (const Bounds& bounds : known) {
        if (name != bounds.name) {
            continue;
        }
        const auto value = number(name, text, bounds.least, bounds.most);
        if (!value) {
            return std::unexpected(value.error());
        }
        if (name == "status") {
            directive.status = static_cast<int>(*value);
        } else if (name == "retry_after") {
            directive.retry_after = static_cast<int>(*value);
        } else if (name == "cut_after") {
            directive.cut_after = *value;
        } else if (name == "error_after") {
            directive.error_after = *value;
        } else if (name == "tokens") {
            directive.tokens = *value;
        } else if (name == "delay_ms") {
            directive.delay = milliseconds(*value);
        } else {
            directive.stall = milliseconds(*value);
        }
        return {};
    }
    return fail(ErrorKind::bad_input, fmt::format("echo: nothing is called {}", name));
}

Status read(EchoDirective& directive, std::string_view inside) {
    while (true) {
        const auto start = inside.find_first_not_of(' ');
        if (start == std::string_view::npos) {
            return {};
        }
        inside.remove_prefix(start);
        const std::string_view word = inside.substr(0, inside.find(' '));
        inside.remove_prefix(word.size());
        const auto equals = word.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
        if (const auto done = set(directive, word.substr(0, equals), value); !done) {
            return done;
        }
    }
}

}  // namespace

Result<EchoDirective> take_directive(std::string& text) {
    EchoDirective directive;
    for (auto start = text.find(opening); start != std::string::npos; start = text.find(opening)) {
        const auto end = text.find(closing, start);
        if (end == std::string::npos) {
            return fail(ErrorKind::bad_input, "echo: a directive has no end");
        }
        const auto inside =
            std::string_view(text).substr(start + opening.size(), end - start - opening.size());
        if (const auto done = read(directive, inside); !done) {
            return std::unexpected(done.error());
        }
        text.erase(start, end + closing.size() - start);
    }
    return directive;
}

}  // namespace orrery::gateway
