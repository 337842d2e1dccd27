// The house rules that a machine can check. Each failure says where and which rule.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t header_lines_max = 150;
constexpr std::size_t source_lines_max = 300;
constexpr std::size_t test_lines_max = 500;
constexpr std::size_t function_lines_max = 60;
constexpr std::size_t line_columns_max = 100;
constexpr std::size_t folder_files_max = 15;

const fs::path root = ORRERY_SOURCE_DIR;

std::vector<fs::path> files_below(const fs::path& folder, const std::set<std::string>& endings) {
    std::vector<fs::path> found;
    if (!fs::exists(root / folder)) {
        return found;
    }
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        if (entry.is_regular_file() && endings.contains(entry.path().extension().string())) {
            found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    return found;
}

std::vector<fs::path> sources() {
    auto all = files_below("src", {".h", ".cpp"});
    std::ranges::move(files_below("tests", {".h", ".cpp"}), std::back_inserter(all));
    std::ranges::move(files_below("bench", {".h", ".cpp"}), std::back_inserter(all));
    return all;
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string shown(const fs::path& file) {
    return fs::relative(file, root).string();
}

std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The modules and what each may include, as CMake wrote them down.
std::map<std::string, std::set<std::string>> allowed_includes() {
    std::map<std::string, std::set<std::string>> allowed;
    for (const std::string& line : lines_of(ORRERY_MODULES)) {
        std::istringstream words(line);
        std::string module;
        words >> module;
        module.pop_back();
        auto& names = allowed[module];
        names.insert(module);
        for (std::string name; words >> name;) {
            names.insert(name);
        }
    }
    return allowed;
}

TEST(layering, a_module_includes_only_what_it_declares) {
    const auto allowed = allowed_includes();
    ASSERT_FALSE(allowed.empty());
    const std::regex include("^#include \"([a-z_]+)/");
    for (const auto& file : files_below("src", {".h", ".cpp"})) {
        const std::string module = fs::relative(file, root / "src").begin()->string();
        if (module == "main.cpp") {
            continue;
        }
        ASSERT_TRUE(allowed.contains(module)) << "src/" << module << " is no orrery_module()";
        for (const std::string& line : lines_of(file)) {
            std::smatch match;
            if (std::regex_search(line, match, include)) {
                EXPECT_TRUE(allowed.at(module).contains(match[1]))
                    << shown(file) << " includes " << match[1] << ", which src/CMakeLists.txt "
                    << "does not list as a dependency of " << module;
            }
        }
    }
}

TEST(layering, no_module_depends_on_itself_through_others) {
    const auto allowed = allowed_includes();
    for (const auto& [module, direct] : allowed) {
        std::set<std::string> reached;
        std::vector<std::string> open;
        std::ranges::copy_if(direct, std::back_inserter(open),
                             [&](const auto& name) { return name != module; });
        while (!open.empty()) {
            const std::string name = open.back();
            open.pop_back();
            if (reached.insert(name).second && allowed.contains(name)) {
                std::ranges::copy_if(allowed.at(name), std::back_inserter(open),
                                     [&](const auto& next) { return next != name; });
            }
        }
        EXPECT_FALSE(reached.contains(module)) << "a cycle runs through " << module;
    }
}

TEST(layering, only_the_warehouse_s_duckdb_folder_knows_duckdb) {
    for (const auto& file : files_below("src", {".h", ".cpp"})) {
        if (shown(file).starts_with("src/warehouse/duckdb/") ||
            shown(file) == "src/warehouse/store.cpp") {
            continue;
        }
        for (const std::string& line : lines_of(file)) {
            EXPECT_FALSE(line.starts_with("#include <duckdb.h>")) << shown(file);
        }
    }
}

TEST(layering, templates_of_libraries_are_compiled_once) {
    const std::vector<std::pair<std::string, std::string>> rules = {
        {"<nlohmann/json.hpp>", "include base/format/json.h"},
        {"fmt::format_to(", "use append() of base/format/append.h"},
    };
    for (const auto& file : sources()) {
        if (shown(file).starts_with("src/base/format/") || shown(file).starts_with("tests/tidy/")) {
            continue;
        }
        for (const std::string& line : lines_of(file)) {
            for (const auto& [what, instead] : rules) {
                EXPECT_EQ(line.find(what), std::string::npos) << shown(file) << ": " << instead;
            }
        }
    }
}

TEST(size, files_are_short) {
    for (const auto& file : sources()) {
        const bool is_test = !shown(file).starts_with("src/");
        const std::size_t lines = lines_of(file).size();
        const std::size_t most = file.extension() == ".h" ? header_lines_max
                                 : is_test                ? test_lines_max
                                                          : source_lines_max;
        // One struct a figure, no functions: the data model reads best in one piece.
        if (shown(file) != "src/study/figure.h") {
            EXPECT_LE(lines, most) << shown(file);
        }
    }
}

TEST(size, lines_fit_the_page) {
    auto files = sources();
    std::ranges::move(files_below("study", {".sql"}), std::back_inserter(files));
    std::ranges::move(files_below("bench", {".sql"}), std::back_inserter(files));
    for (const auto& file : files) {
        std::size_t number = 0;
        for (const std::string& line : lines_of(file)) {
            ++number;
            EXPECT_LE(columns(line), line_columns_max) << shown(file) << ":" << number;
        }
    }
}

/// A function begins where a line at the margin ends in `{` and ends at the brace at the margin.
TEST(size, functions_fit_the_screen) {
    const std::regex not_function("^(namespace|struct|class|enum|extern|union|\\}|#|/)");
    for (const auto& file : sources()) {
        std::size_t began = 0;
        std::size_t number = 0;
        for (const std::string& line : lines_of(file)) {
            ++number;
            if (!line.empty() && line.front() != ' ' && line.back() == '{') {
                began = std::regex_search(line, not_function) ? 0 : number;
            } else if (line == "}" && began > 0) {
                EXPECT_LE(number - began + 1, function_lines_max) << shown(file) << ":" << began;
                began = 0;
            }
        }
    }
}

TEST(size, folders_are_small) {
    std::map<fs::path, std::size_t> counts;
    for (const auto& file : sources()) {
        ++counts[file.parent_path()];
    }
    for (const auto& [folder, files] : counts) {
        EXPECT_LE(files, folder_files_max) << shown(folder);
    }
}

TEST(names, say_what_a_thing_is) {
    const std::set<std::string> banned = {"util",   "utils",   "helper", "helpers",
                                          "common", "manager", "misc",   "stuff"};
    for (const auto& file : sources()) {
        for (const auto& part : fs::relative(file, root)) {
            EXPECT_FALSE(banned.contains(part.stem().string())) << shown(file);
            EXPECT_TRUE(std::ranges::none_of(
                part.string(), [](unsigned char c) { return std::isupper(c) != 0 || c == '-'; }))
                << shown(file) << " is not snake_case";
        }
    }
}

TEST(names, that_are_taken_from_elsewhere_are_used) {
    const std::regex taken(R"(^using [\w:]*::(\w+);$)");
    for (const auto& file : files_below("src", {".cpp"})) {
        const auto lines = lines_of(file);
        for (const std::string& line : lines) {
            std::smatch name;
            if (!line.starts_with("using ") || !std::regex_match(line, name, taken)) {
                continue;
            }
            const std::regex word("\\b" + name[1].str() + "\\b");
            const auto uses = std::ranges::count_if(
                lines, [&](const std::string& each) { return std::regex_search(each, word); });
            EXPECT_GT(uses, 1) << shown(file) << ": " << line;
        }
    }
}

TEST(words, none_that_the_house_bans) {
    const std::vector<std::pair<std::regex, std::string>> rules = {
        {std::regex("\\bthrow\\b(?!\\w)"), "failures are Results, nothing is thrown"},
        {std::regex("using namespace"), "names are written out"},
        {std::regex("TODO|FIXME|XXX"), "work left over belongs into an issue"},
        {std::regex("\\bsleep(_for|_until)?\\("), "nothing sleeps"},
        {std::regex("std::cout|std::endl"), "output goes through fmt"},
        {std::regex("co_await[^;]* \\? "), "g++ 12 miscompiles a conditional in what is awaited"},
        {std::regex("#pragma warning|NOLINT"), "warnings are mended, not hidden"},
    };
    for (const auto& file : files_below("src", {".h", ".cpp"})) {
        std::size_t number = 0;
        for (std::string line : lines_of(file)) {
            ++number;
            const bool is_comment = line.find("//") != std::string::npos;
            for (const auto& [rule, reason] : rules) {
                const std::string code = is_comment ? line.substr(0, line.find("//")) : line;
                EXPECT_FALSE(std::regex_search(code, rule))
                    << shown(file) << ":" << number << ": " << reason;
            }
        }
    }
}

TEST(headers, open_with_pragma_once) {
    for (const auto& file : sources()) {
        if (file.extension() == ".h") {
            const auto lines = lines_of(file);
            EXPECT_TRUE(std::ranges::find(lines, "#pragma once") != lines.end()) << shown(file);
        }
    }
}

TEST(modules, each_has_a_short_readme) {
    for (const auto& entry : fs::directory_iterator(root / "src")) {
        if (entry.is_directory()) {
            const auto readme = entry.path() / "README.md";
            ASSERT_TRUE(fs::exists(readme)) << shown(entry.path());
            EXPECT_LE(lines_of(readme).size(), 30U) << shown(readme);
        }
    }
}

TEST(packages, the_lock_file_names_no_address) {
    for (const std::string& line : lines_of(root / "package-lock.json")) {
        EXPECT_EQ(line.find("\"resolved\""), std::string::npos) << line;
        EXPECT_EQ(line.find("registry"), std::string::npos) << line;
    }
}

}  // namespace
