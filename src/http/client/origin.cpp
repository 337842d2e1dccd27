#include <charconv>

#include "http/client.h"

namespace orrery::http {

namespace {

std::unexpected<Error> refused(std::string_view url) {
    return fail(ErrorKind::bad_input, "not a base URL", std::string(url),
                "write it as https://host/path or http://host:port/path");
}

bool is_host_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_address_byte(char c) {
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

/// Bytes of a path that need no thought: visible, and none that ends it.
bool is_path_byte(char c) {
    return c > 0x20 && c < 0x7F && c != '?' && c != '#' && c != '\\';
}

template <typename Rule>
bool all_are(std::string_view text, Rule rule) {
    for (const char c : text) {
        if (!rule(c)) {
            return false;
        }
    }
    return !text.empty();
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return lower;
}

/// Reads ":8080", or nothing for the scheme's own port.
bool parse_port(std::string_view text, std::uint16_t& port) {
    if (text.empty()) {
        return true;
    }
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + 1, end, port);
    return text.front() == ':' && text.size() > 1 && parsed.ec == std::errc() &&
           parsed.ptr == end && port > 0;
}

}  // namespace

Result<Origin> Origin::parse(std::string_view url) {
    Origin origin;
    const std::size_t scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) {
        return refused(url);
    }
    const std::string scheme = lowered(url.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") {
        return refused(url);
    }
    origin.is_tls = scheme == "https";
    const std::uint16_t own_port = origin.is_tls ? 443 : 80;
    origin.port = own_port;
    const std::string_view rest = url.substr(scheme_end + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    std::string_view path = rest.substr(authority.size());
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    const bool is_bracketed = authority.starts_with('[');
    const std::size_t host_end = is_bracketed ? authority.find(']') : authority.find(':');
    if (is_bracketed && host_end == std::string_view::npos) {
        return refused(url);
    }
    origin.host =
        lowered(is_bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end));
    const std::string_view port = host_end == std::string_view::npos
                                      ? std::string_view()
                                      : authority.substr(host_end + (is_bracketed ? 1 : 0));
    const bool is_host =
        is_bracketed ? all_are(origin.host, is_address_byte) : all_are(origin.host, is_host_byte);
    if (!is_host || !parse_port(port, origin.port) ||
        (!path.empty() && !all_are(path, is_path_byte))) {
        return refused(url);
    }
    origin.path = path;
    origin.authority = is_bracketed ? "[" + origin.host + "]" : origin.host;
    if (origin.port != own_port) {
        origin.authority += ":" + std::to_string(origin.port);
    }
    return origin;
}

std::string_view name_of(Failure failure) {
    switch (failure) {
        case Failure::unresolved:
            return "unresolved";
        case Failure::refused:
            return "refused";
        case Failure::timeout:
            return "timeout";
        case Failure::cut:
            return "cut";
        case Failure::malformed:
            return "malformed";
        case Failure::too_large:
            return "too_large";
        case Failure::client_gone:
            return "client_gone";
    }
    return "unknown";
}

}  // namespace orrery::http
