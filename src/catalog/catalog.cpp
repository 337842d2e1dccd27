#include "catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <system_error>
#include <tuple>

#include "base/check.h"
#include "base/embedded.h"
#include "base/file.h"

namespace orrery::catalog {
namespace {

/// Reads cells by name, so that a row's fields do not hang on the order of columns.
struct Reader {
    const Sheet& sheet;
    const SheetRow& row;

    const std::string& text(std::string_view name) const { return sheet.cell(row, name); }
    std::optional<double> number(std::string_view name) const { return real(text(name)); }
    Window window() const { return sheet.window(row); }
};

template <typename Enum>
Enum one_of(const std::string& text,
            std::initializer_list<std::pair<std::string_view, Enum>> names) {
    const auto found = std::ranges::find(names, text, &std::pair<std::string_view, Enum>::first);
    return found == names.end() ? Enum::unknown : found->second;
}

Home home_of(const std::string& text) {
    return one_of<Home>(text, {{"CN", Home::cn}, {"RoW", Home::row}});
}

SizeClass size_of(const Reader& from, Weights weights) {
    const auto params = from.number("params_total_b");
    if (weights != Weights::open || !params) {
        return one_of<SizeClass>(from.text("size_class"), {{"small", SizeClass::small},
                                                           {"medium", SizeClass::medium},
                                                           {"large", SizeClass::large}});
    }
    return size_class(*params);
}

void fill(Model& model, const Reader& from) {
    model = {.slug = from.text("slug"),
             .display_name = from.text("display_name"),
             .author = from.text("author"),
             .weights = one_of<Weights>(from.text("weights"),
                                        {{"open", Weights::open}, {"closed", Weights::closed}}),
             .origin = home_of(from.text("origin")),
             .params_total_b = from.number("params_total_b"),
             .params_active_b = from.number("params_active_b"),
             .size_class = SizeClass::unknown,
             .reasoning = one_of<Reasoning>(
                 from.text("reasoning"),
                 {{"no", Reasoning::no}, {"yes", Reasoning::yes}, {"hybrid", Reasoning::hybrid}}),
             .reasoning_from = from.text("reasoning_from"),
             .release_date = from.text("release_date"),
             .listed_date = from.text("listed_date"),
             .context_length = integer(from.text("context_length")),
             .hugging_face_id = from.text("hugging_face_id"),
             .source = from.text("source"),
             .note = from.text("note"),
             .at = from.row.at};
    model.size_class = size_of(from, model.weights);
}

void fill(Price& price, const Reader& from) {
    price = {.price_id = from.sheet.key(from.row),
             .slug = from.text("slug"),
             .variant = from.text("variant"),
             .valid = from.window(),
             .prompt_usd_per_m = from.number("prompt_usd_per_m"),
             .completion_usd_per_m = from.number("completion_usd_per_m"),
             .cache_read_usd_per_m = from.number("cache_read_usd_per_m"),
             .cache_write_usd_per_m = from.number("cache_write_usd_per_m"),
             .source = from.text("source"),
             .at = from.row.at};
}

void fill(Alias& alias, const Reader& from) {
    alias = {from.text("alias"), from.text("slug"),   from.window(),
             from.text("kind"),  from.text("source"), from.row.at};
}

void fill(Author& author, const Reader& from) {
    author = {.slug = from.text("slug"),
              .display_name = from.text("display_name"),
              .hq_country = from.text("hq_country"),
              .home = home_of(from.text("home")),
              .kind = one_of<AuthorKind>(from.text("kind"), {{"lab", AuthorKind::lab},
                                                             {"community", AuthorKind::community},
                                                             {"router", AuthorKind::router}}),
              .source = from.text("source"),
              .at = from.row.at};
}

void fill(Provider& provider, const Reader& from) {
    provider = {from.text("slug"), from.text("name"), from.text("hq_country"), from.text("source"),
                from.row.at};
}

void fill(Country& country, const Reader& from) {
    country = {from.text("alpha2"), from.text("name"), from.text("continent_code"),
               from.text("continent"), from.row.at};
}

void fill(Event& event, const Reader& from) {
    event = {.id = from.text("id"),
             .date = from.text("date"),
             .label = from.text("label"),
             .kind = one_of<EventKind>(from.text("kind"), {{"release", EventKind::release},
                                                           {"free_launch", EventKind::free_launch},
                                                           {"study", EventKind::study}}),
             .slug = from.text("slug"),
             .valid_to = from.text("valid_to"),
             .source = from.text("source"),
             .url = from.text("url"),
             .at = from.row.at};
}

template <typename Row>
std::vector<Row> typed_rows(const Sheet& sheet) {
    std::vector<Row> rows;
    for (const auto& row : sheet.rows) {
        if (row.usable) {
            fill(rows.emplace_back(), Reader{sheet, row});
        }
    }
    return rows;
}

template <typename Row, typename Key>
TextMap<std::size_t> positions(const std::vector<Row>& rows, Key key) {
    TextMap<std::size_t> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        found.emplace(std::invoke(key, rows[i]), i);
    }
    return found;
}

template <typename Row>
const Row* row_at(const std::vector<Row>& rows, const TextMap<std::size_t>& positions,
                  std::string_view key) {
    const auto found = positions.find(key);
    return found == positions.end() ? nullptr : &rows[found->second];
}

}  // namespace

Result<Catalog> Catalog::load(const std::vector<std::filesystem::path>& overlays) {
    Catalog catalog;
    for (const auto& schema : schemas()) {
        Sheet sheet{.schema = &schema, .rows = {}, .faults = {}};
        const auto files = embedded::catalog();
        const auto file = std::ranges::find(files, schema.file, &EmbeddedFile::path);
        ORRERY_CHECK(file != files.end(), "every catalog file is embedded");
        const auto name = fmt::format("catalog/{}", schema.file);
        if (const auto merged = merge(sheet, file->contents, name); !merged) {
            return std::unexpected(merged.error());
        }
        catalog.sheets_.push_back(std::move(sheet));
    }
    for (const auto& folder : overlays) {
        if (const auto read = catalog.read_overlay(folder); !read) {
            return std::unexpected(read.error());
        }
    }
    set_aside_bad_windows(catalog.sheets_[1]);
    set_aside_bad_windows(catalog.sheets_[2]);
    catalog.fill_rows();
    catalog.index_rows();
    return catalog;
}

Status Catalog::read_overlay(const std::filesystem::path& folder) {
    std::error_code fault;
    std::vector<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        if (entry->path().extension() == ".csv") {
            paths.push_back(entry->path());
        }
    }
    if (fault) {
        return fail(ErrorKind::not_found,
                    "the overlay directory cannot be read: " + fault.message(), folder.string(),
                    "name a directory that holds models.csv, prices.csv ...");
    }
    std::ranges::sort(paths);
    std::size_t read = 0;
    for (const auto& path : paths) {
        if (path.filename() == "taxonomy.csv" || path.filename() == "tags.csv") {
            ++read;  // Taxonomy::load() reads those.
            continue;
        }
        const auto sheet = std::ranges::find(sheets_, path.filename().string(),
                                             [](const Sheet& s) { return s.schema->file; });
        if (sheet == sheets_.end()) {
            strange_.push_back({path.string(), 1, "this is not a file of the catalog; not read",
                                "files are models, prices, aliases, authors, providers, "
                                "countries and events, each .csv"});
            continue;
        }
        ++read;
        const auto text = read_file(path);
        if (!text) {
            return std::unexpected(text.error());
        }
        if (auto merged = merge(*sheet, *text, path.string()); !merged) {
            return merged;
        }
    }
    if (read == 0) {
        return fail(ErrorKind::bad_input, "the overlay directory holds no catalog file",
                    folder.string(), "put models.csv, prices.csv or another of the seven there");
    }
    return {};
}

void Catalog::fill_rows() {
    models_ = typed_rows<Model>(sheets_[0]);
    prices_ = typed_rows<Price>(sheets_[1]);
    aliases_ = typed_rows<Alias>(sheets_[2]);
    authors_ = typed_rows<Author>(sheets_[3]);
    providers_ = typed_rows<Provider>(sheets_[4]);
    countries_ = typed_rows<Country>(sheets_[5]);
    events_ = typed_rows<Event>(sheets_[6]);
    std::ranges::sort(prices_, {}, [](const Price& price) {
        return std::tie(price.slug, price.variant, price.valid.from);
    });
}

void Catalog::index_rows() {
    model_at_ = positions(models_, &Model::slug);
    author_at_ = positions(authors_, &Author::slug);
    country_at_ = positions(countries_, &Country::alpha2);
    event_at_ = positions(events_, &Event::id);
    names_ = NameIndex(models_, aliases_);
}

const Model* Catalog::model(std::string_view slug) const {
    return row_at(models_, model_at_, slug);
}
const Author* Catalog::author(std::string_view slug) const {
    return row_at(authors_, author_at_, slug);
}
const Country* Catalog::country(std::string_view alpha2) const {
    return row_at(countries_, country_at_, alpha2);
}
const Event* Catalog::event(std::string_view id) const {
    return row_at(events_, event_at_, id);
}

const Price* Catalog::price(std::string_view slug, std::string_view variant,
                            std::string_view iso_day) const {
    const auto same =
        std::ranges::equal_range(prices_, std::pair(slug, variant), {}, [](const Price& price) {
            return std::pair<std::string_view, std::string_view>(price.slug, price.variant);
        });
    const auto found = std::ranges::find_if(
        same, [&](const Price& price) { return price.valid.contains(iso_day); });
    return found == same.end() ? nullptr : &*found;
}

Home Catalog::home(const Model& model) const {
    if (model.origin != Home::unknown) {
        return model.origin;
    }
    const auto* owner = author(model.author);
    return owner == nullptr ? Home::unknown : owner->home;
}

SourceClass Catalog::source_class(const Model& model) const {
    const auto at = home(model);
    if (at == Home::unknown || model.weights == Weights::unknown) {
        return SourceClass::unknown;
    }
    if (model.weights == Weights::open) {
        return at == Home::cn ? SourceClass::cn_oss : SourceClass::row_oss;
    }
    return at == Home::cn ? SourceClass::closed_cn : SourceClass::closed_row;
}

bool Catalog::is_reasoning(const Model& model, std::string_view iso_day) {
    const bool reasons = model.reasoning == Reasoning::yes || model.reasoning == Reasoning::hybrid;
    return reasons && iso_day >= model.reasoning_from;
}

SizeClass size_class(double params_total_b) {
    return params_total_b < 15   ? SizeClass::small
           : params_total_b < 70 ? SizeClass::medium
                                 : SizeClass::large;
}

}  // namespace orrery::catalog
