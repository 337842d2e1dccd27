#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "overlay.h"

namespace orrery::catalog {
namespace {

/// One faulty overlay file, with the line and words that its problem must name.
struct Fault {
    const char* name;
    const char* file;
    const char* contents;
    int line;
    const char* what;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.name;
}

#define MODEL "slug,author,weights,reasoning,"
#define PRICE "slug,variant,valid_from,valid_to,prompt_usd_per_m,completion_usd_per_m\n"
#define ALIAS "alias,slug,valid_from,valid_to\n"
#define AUTHOR "slug,hq_country,home,kind\n"
#define EVENT "id,date,label,kind,slug,valid_to\n"

const Fault faults[]{
    {"unknown_author", "models.csv", MODEL "origin\nacme/a,acme,closed,no,RoW\n", 2,
     "author 'acme' is not in authors.csv"},
    {"weights", "models.csv", MODEL "origin\nx-ai/a,x-ai,ajar,no,\n", 2,
     "weights 'ajar' is not one of its values"},
    {"weights_empty_without_router", "models.csv", MODEL "origin\nx-ai/a,x-ai,,no,\n", 2,
     "weights '' is not one of its values"},
    {"origin", "models.csv", MODEL "origin\nx-ai/a,x-ai,closed,no,US\n", 2,
     "origin 'US' is not one of its values"},
    {"reasoning", "models.csv", MODEL "origin\nx-ai/a,x-ai,closed,n/a,\n", 2,
     "reasoning 'n/a' is not one of its values"},
    {"reasoning_from", "models.csv", MODEL "reasoning_from\nx-ai/a,x-ai,closed,no,2025-01-01\n", 2,
     "reasoning_from is set although reasoning is 'no'"},
    {"size_contradicts", "models.csv",
     MODEL "params_total_b,size_class\nx-ai/a,x-ai,open,no,70,medium\n", 2,
     "size_class 'medium' contradicts 70 billion parameters"},
    {"size_of_closed", "models.csv", MODEL "size_class\nx-ai/a,x-ai,closed,no,large\n", 2,
     "size_class is set on a model without open weights"},
    {"size_unknown", "models.csv", MODEL "size_class\nx-ai/a,x-ai,open,no,\n", 2,
     "the open model has neither params_total_b nor size_class"},
    {"active_exceeds_total", "models.csv",
     MODEL "params_total_b,params_active_b\nx-ai/a,x-ai,open,no,8,9\n", 2,
     "active parameters 9 exceed the total 8"},
    {"not_a_number", "models.csv", MODEL "params_total_b\nx-ai/a,x-ai,open,no,8B\n", 2,
     "params_total_b '8B' is not a number"},
    {"impossible_date", "models.csv", MODEL "release_date\nx-ai/a,x-ai,closed,no,2025-02-29\n", 2,
     "release_date '2025-02-29' is not a day of the calendar"},
    {"date_form", "models.csv", MODEL "listed_date\nx-ai/a,x-ai,closed,no,01/02/2025\n", 2,
     "listed_date '01/02/2025' is not a day of the calendar"},
    {"duplicate_slug", "models.csv",
     MODEL "origin\nx-ai/a,x-ai,closed,no,\nx-ai/b,x-ai,closed,no,\nx-ai/a,x-ai,closed,yes,\n", 4,
     "'x-ai/a' stands on line 2 already"},
    {"empty_key", "models.csv", MODEL "origin\n,x-ai,closed,no,\n", 2, "slug is empty"},
    {"overlapping_prices", "prices.csv",
     PRICE "x-ai/grok-4,nitro,2025-08-01,2025-09-02,1,2\nx-ai/grok-4,nitro,2025-09-01,,1,2\n", 3,
     "the window of 'x-ai/grok-4:nitro' overlaps with"},
    {"overlap_after_a_short_row", "prices.csv",
     PRICE "x-ai/grok-4,nitro,2025-08-01,,1,2\nx-ai/grok-4,nitro,2025-08-02,2025-08-03,1,2\n"
           "x-ai/grok-4,nitro,2025-09-01,,1,2\n",
     4, "the window of 'x-ai/grok-4:nitro' overlaps with"},
    {"price_of_unknown_model", "prices.csv", PRICE "x-ai/nothing,standard,2025-08-01,,1,2\n", 2,
     "slug 'x-ai/nothing' is not in models.csv"},
    {"negative_price", "prices.csv", PRICE "x-ai/grok-4,nitro,2025-08-01,,-1,2\n", 2,
     "prompt_usd_per_m -1 is negative"},
    {"price_missing", "prices.csv", PRICE "x-ai/grok-4,nitro,2025-08-01,,1,\n", 2,
     "completion_usd_per_m is empty"},
    {"price_before_release", "prices.csv", PRICE "x-ai/grok-4,nitro,2025-07-08,,1,2\n", 2,
     "the price begins on 2025-07-08, before the model's release or listing on 2025-07-09"},
    {"valid_to_before_valid_from", "prices.csv",
     PRICE "x-ai/grok-4,nitro,2025-08-02,2025-08-01,1,2\n", 2,
     "valid_to 2025-08-01 is not after valid_from 2025-08-02"},
    {"impossible_window", "prices.csv", PRICE "x-ai/grok-4,nitro,2025-08-32,,1,2\n", 2,
     "'2025-08-32' is not a day of the calendar"},
    {"price_id", "prices.csv",
     "price_id,slug,variant,valid_from,prompt_usd_per_m,completion_usd_per_m\n"
     "mine,x-ai/grok-4,nitro,2025-08-01,1,2\n",
     2, "price_id 'mine' is not slug:variant:valid_from"},
    {"alias_to_unknown_slug", "aliases.csv", ALIAS "house,x-ai/nothing,,\n", 2,
     "slug 'x-ai/nothing' is not in models.csv"},
    {"overlapping_aliases", "aliases.csv",
     ALIAS "house,x-ai/grok-4,,2025-08-02\nhouse,openai/gpt-4o,2025-08-01,\n", 3,
     "the window of 'house' overlaps with"},
    {"alias_of_itself", "aliases.csv", ALIAS "x-ai/grok-4,x-ai/grok-4,,\n", 2,
     "alias 'x-ai/grok-4' leads back to itself"},
    {"alias_cycle", "aliases.csv",
     ALIAS "x-ai/grok-4,openai/gpt-4o,,\nopenai/gpt-4o,x-ai/grok-4,,\n", 3,
     "alias 'openai/gpt-4o' leads back to itself"},
    {"author_country", "authors.csv", AUTHOR "acme,ZZ,RoW,lab\n", 2,
     "hq_country 'ZZ' is not in countries.csv"},
    {"author_home", "authors.csv", AUTHOR "acme,TW,RoW,lab\n", 2,
     "home 'RoW' contradicts hq_country 'TW'"},
    {"author_kind", "authors.csv", AUTHOR "acme,US,RoW,startup\n", 2,
     "kind 'startup' is not one of its values"},
    {"provider_country", "providers.csv", "slug,hq_country\nacme,ZZ\n", 2,
     "hq_country 'ZZ' is not in countries.csv"},
    {"continent", "countries.csv", "alpha2,continent_code\nZZ,XX\n", 2,
     "continent_code 'XX' is not one of its values"},
    {"country_code", "countries.csv", "alpha2,continent_code\nzzz,EU\n", 2,
     "alpha2 'zzz' is not an ISO 3166 alpha-2 code"},
    {"event_slug", "events.csv", EVENT "e,2025-01-01,E,release,x-ai/nothing,\n", 2,
     "slug 'x-ai/nothing' is not in models.csv"},
    {"event_kind", "events.csv", EVENT "e,2025-01-01,E,party,x-ai/grok-4,\n", 2,
     "kind 'party' is not one of its values"},
    {"event_date", "events.csv", EVENT "e,someday,E,release,x-ai/grok-4,\n", 2,
     "date 'someday' is not a day of the calendar"},
    {"event_window", "events.csv", EVENT "e,2025-01-02,E,free_launch,x-ai/grok-4,2025-01-02\n", 2,
     "valid_to 2025-01-02 is not after the date 2025-01-02"},
    {"strange_file", "model.csv", "slug\nx\n", 1, "this is not a file of the catalog"},
};

class Check : public testing::TestWithParam<Fault> {};

TEST_P(Check, names_file_line_and_remedy) {
    const auto& fault = GetParam();
    Overlay overlay;
    overlay.with("providers.csv", "slug\nacme-inference\n").with(fault.file, fault.contents);
    const auto catalog = overlay.load();
    ASSERT_TRUE(catalog.has_value()) << describe(catalog.error());
    const auto problems = catalog->check();
    const auto found = std::ranges::find_if(problems, [&](const Problem& problem) {
        return problem.file == overlay.file(fault.file) && problem.line == fault.line &&
               problem.what.starts_with(fault.what) && !problem.hint.empty();
    });
    EXPECT_NE(found, problems.end());
    for (const auto& problem : problems) {
        EXPECT_EQ(problem.file, overlay.file(fault.file)) << problem.line << ": " << problem.what;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Check, testing::ValuesIn(faults),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ContradictingRows, answer_no_lookup) {
    Overlay overlay;
    overlay.with("models.csv", MODEL "origin\nx-ai/a,x-ai,closed,no,\nx-ai/a,x-ai,open,no,\n");
    overlay.with("prices.csv", PRICE
                 "x-ai/grok-4,nitro,2025-08-01,,1,2\n"
                 "x-ai/grok-4,nitro,2025-09-01,,3,4\n");
    overlay.with("aliases.csv", ALIAS
                 "house,x-ai/grok-4,,2025-08-02\n"
                 "house,openai/gpt-4o,2025-08-01,\n");
    const auto catalog = overlay.load();
    ASSERT_TRUE(catalog.has_value());
    EXPECT_EQ(catalog->model("x-ai/a"), nullptr);
    EXPECT_EQ(catalog->price("x-ai/grok-4", "nitro", "2025-10-01"), nullptr);
    EXPECT_FALSE(catalog->resolve("house", "2025-01-01").has_value());
    for (const auto& [name, table] : catalog->tables()) {
        for (const auto& row : table.rows) {
            EXPECT_NE(to_text(row[0]), "x-ai/a") << name;
            EXPECT_NE(to_text(row[0]), "house") << name;
        }
    }
}

}  // namespace
}  // namespace orrery::catalog
