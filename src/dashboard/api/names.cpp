#include "dashboard/api/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace orrery::dashboard {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> source_classes = {{
    {"closed_row", "Closed, rest of world"},
    {"closed_cn", "Closed, China"},
    {"row_oss", "Open weights, rest of world"},
    {"cn_oss", "Open weights, China"},
    {unknown_key, "Not in the catalog"},
}};

std::string source_class_label(const std::string& key) {
    const auto found =
        std::ranges::find_if(source_classes, [&](const auto& entry) { return entry.first == key; });
    return found == source_classes.end() ? key : std::string(found->second);
}

/// Writes "marketing/seo" as "Marketing/SEO".
std::string category_label(std::string key) {
    if (key == "marketing/seo") {
        return "Marketing/SEO";
    }
    if (!key.empty()) {
        key.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(key.front())));
    }
    return key;
}

}  // namespace

Names::Names(const Context& context, const Visitor& visitor)
    : catalog_(context.catalog), visitor_(visitor) {
    if (visitor.role != Role::admin) {
        return;
    }
    const auto directory = context.ledger.directory();
    for (const ledger::Account& account : directory->accounts()) {
        if (!account.record_id.empty()) {
            accounts_.emplace(account.record_id, account.name);
        }
    }
}

std::string Names::of(Subject subject, const std::string& key) const {
    if (subject == Subject::source_class) {
        return source_class_label(key);
    }
    if (key == unknown_key) {
        return "Unknown";
    }
    switch (subject) {
        case Subject::author: {
            const catalog::Author* author = catalog_.author(key);
            return author == nullptr || author->display_name.empty() ? key : author->display_name;
        }
        case Subject::model: {
            const catalog::Model* model = catalog_.model(key);
            return model == nullptr || model->display_name.empty() ? key : model->display_name;
        }
        case Subject::country: {
            const catalog::Country* country = catalog_.country(key);
            return country == nullptr ? key : country->name;
        }
        case Subject::provider:
            return provider(key);
        case Subject::category:
            return category_label(key);
        case Subject::account:
            return account(key);
        case Subject::source_class:
        case Subject::app:
            break;
    }
    return key;
}

std::string Names::provider(const std::string& key) const {
    const auto providers = catalog_.providers();
    const auto found = std::ranges::find(providers, key, &catalog::Provider::slug);
    return found == providers.end() ? key : found->name;
}

std::string Names::account(const std::string& account_id) const {
    if (visitor_.role == Role::account) {
        return account_id == visitor_.account_id ? visitor_.name : std::string();
    }
    if (visitor_.role == Role::viewer) {
        return {};
    }
    const auto found = accounts_.find(account_id);
    return found == accounts_.end() ? account_id : found->second;
}

std::vector<std::string> Names::account_ids(const std::vector<std::string>& asked) const {
    std::vector<std::string> ids = asked;
    for (const auto& [id, name] : accounts_) {
        if (std::ranges::find(asked, name) != asked.end()) {
            ids.push_back(id);
        }
    }
    return ids;
}

std::string entity_of(Subject subject, const std::string& key) {
    constexpr std::array<std::string_view, 8> kinds = {"class", "author",  "model",    "provider",
                                                       "app",   "country", "category", "account"};
    return std::string(kinds.at(static_cast<std::size_t>(subject))) + ":" + key;
}

}  // namespace orrery::dashboard
