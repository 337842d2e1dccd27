#include "catalog/sheet.h"

namespace orrery::catalog {

namespace {

constexpr auto required = Need::required;
constexpr auto optional = Need::optional;
constexpr auto integer_type = ColumnType::integer;
constexpr auto real_type = ColumnType::real;

Schema model_schema() {
    return {"models.csv",
            "catalog_models",
            {"slug"},
            {{"slug", required},
             {"display_name"},
             {"author", required},
             {"weights", required},
             {"origin"},
             {"params_total_b", optional, real_type},
             {"params_active_b", optional, real_type},
             {"size_class"},
             {"reasoning", required},
             {"reasoning_from"},
             {"release_date"},
             {"listed_date"},
             {"context_length", optional, integer_type},
             {"hugging_face_id"},
             {"source"},
             {"note"}}};
}

}  // namespace

const std::vector<Schema>& schemas() {
    static const std::vector<Schema> all{
        model_schema(),
        {"prices.csv",
         "catalog_prices",
         {"slug", "variant", "valid_from"},
         {{"price_id"},
          {"slug", required},
          {"variant", required},
          {"valid_from", required},
          {"valid_to"},
          {"prompt_usd_per_m", required, real_type},
          {"completion_usd_per_m", required, real_type},
          {"cache_read_usd_per_m", optional, real_type},
          {"cache_write_usd_per_m", optional, real_type},
          {"source"}}},
        {"aliases.csv",
         "catalog_aliases",
         {"alias", "valid_from"},
         {{"alias", required},
          {"slug", required},
          {"valid_from"},
          {"valid_to"},
          {"kind"},
          {"source"}}},
        {"authors.csv",
         "catalog_authors",
         {"slug"},
         {{"slug", required},
          {"display_name"},
          {"hq_country"},
          {"home", required},
          {"kind", required},
          {"source"}}},
        {"providers.csv",
         "catalog_providers",
         {"slug"},
         {{"slug", required}, {"name"}, {"hq_country"}, {"source"}}},
        {"countries.csv",
         "catalog_countries",
         {"alpha2"},
         {{"alpha2", required}, {"name"}, {"continent_code", required}, {"continent"}}},
        {"events.csv",
         "catalog_events",
         {"id"},
         {{"id", required},
          {"date", required},
          {"label", required},
          {"kind", required},
          {"slug"},
          {"valid_to"},
          {"source"},
          {"url"}}},
    };
    return all;
}

}  // namespace orrery::catalog
