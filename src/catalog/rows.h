#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "catalog/window.h"

namespace orrery::catalog {

/// Says whether a model's weights can be downloaded; unknown for routers, which pick a model.
enum class Weights { unknown, open, closed };
/// Says where an author is at home: China, Hong Kong, Taiwan and Macao, or the rest of the world.
enum class Home { unknown, cn, row };
/// Says whether a model thinks before it answers: never, always, or when it is asked to.
enum class Reasoning { unknown, no, yes, hybrid };
/// The four classes of the study; unknown when weights or home is unknown.
enum class SourceClass { unknown, closed_row, closed_cn, cn_oss, row_oss };
/// Open models by total parameters: small < 15 B <= medium < 70 B <= large.
enum class SizeClass { unknown, small, medium, large };
enum class AuthorKind { unknown, lab, community, router };
enum class EventKind { unknown, release, free_launch, study };

/// Where a row stands: `catalog/models.csv` for the embedded files, else the overlay's path.
struct Place {
    std::string file;
    int line = 0;
};

struct Model {
    std::string slug;
    std::string display_name;
    std::string author;
    Weights weights = Weights::unknown;
    Home origin = Home::unknown;  ///< Overrides the author's home when known.
    std::optional<double> params_total_b;
    std::optional<double> params_active_b;
    SizeClass size_class = SizeClass::unknown;
    Reasoning reasoning = Reasoning::unknown;
    std::string reasoning_from;  ///< First day as a reasoning model; empty means from the start.
    std::string release_date;
    std::string listed_date;
    std::optional<std::int64_t> context_length;
    std::string hugging_face_id;
    std::string source;
    std::string note;
    Place at;
};

/// List price of one variant of a model in one window, in USD per million tokens.
struct Price {
    std::string price_id;  ///< slug:variant:valid_from
    std::string slug;
    std::string variant;
    Window valid;
    std::optional<double> prompt_usd_per_m;
    std::optional<double> completion_usd_per_m;
    std::optional<double> cache_read_usd_per_m;
    std::optional<double> cache_write_usd_per_m;
    std::string source;
    Place at;
};

/// Another name of a model: what a source writes, and which slug it meant in the window.
struct Alias {
    std::string alias;
    std::string slug;
    Window valid;
    std::string kind;  ///< permaslug, renamed, bare or dated.
    std::string source;
    Place at;
};

struct Author {
    std::string slug;
    std::string display_name;
    std::string hq_country;
    Home home = Home::unknown;
    AuthorKind kind = AuthorKind::unknown;
    std::string source;
    Place at;
};

struct Provider {
    std::string slug;
    std::string name;
    std::string hq_country;
    std::string source;
    Place at;
};

struct Country {
    std::string alpha2;
    std::string name;
    std::string continent_code;
    std::string continent;
    Place at;
};

/// A dated event that figures mark. A free launch lasts until valid_to (exclusive).
struct Event {
    std::string id;
    std::string date;
    std::string label;
    EventKind kind = EventKind::unknown;
    std::string slug;
    std::string valid_to;
    std::string source;
    std::string url;
    Place at;
};

}  // namespace orrery::catalog
