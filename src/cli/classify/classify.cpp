#include "cli/classify/classify.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "base/file.h"
#include "base/format/json.h"
#include "cli/classify/backend.h"
#include "cli/classify/input.h"

namespace orrery::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t reasons_shown = 8;
constexpr std::size_t scores_shown = 3;

struct ClassifyArguments {
    std::string file = "-";
    ModelOptions model;
    bool as_json = false;
    bool whole = false;
    BackendArguments backend;
};

void print_json(const classifier::Classification& result,
                const std::vector<classifier::Reason>& reasons, const std::string& version) {
    Json why = Json::array();
    for (const auto& reason : reasons) {
        why.push_back({{"words", reason.words}, {"weight", reason.weight}});
    }
    const auto& best = result.categories.front();
    const Json line{{"tagged", result.tagged},
                    {"category", best.name},
                    {"confidence", best.confidence},
                    {"tag", result.tag},
                    {"path", result.path},
                    {"bucket", result.buckets.front().name},
                    {"bucket_confidence", result.buckets.front().confidence},
                    {"use", result.uses.front().name},
                    {"use_confidence", result.uses.front().confidence},
                    {"act", result.act},
                    {"act_confidence", result.act_confidence},
                    {"language", result.language.code},
                    {"language_confidence", result.language.confidence},
                    {"code_language", result.code.language},
                    {"code_confidence", result.code.confidence},
                    {"labels", scores_json(result.labels, result.labels.size())},
                    {"paths", scores_json(result.paths, result.paths.size())},
                    {"categories", scores_json(result.categories, scores_shown)},
                    {"why", why},
                    {"model", version}};
    fmt::print("{}\n", line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void print_text(const classifier::Classification& result,
                const std::vector<classifier::Reason>& reasons) {
    const auto& best = result.categories.front();
    fmt::print("{} {:.2f}{}  bucket {}  use {} {:.2f}  language {} {:.2f}", best.name,
               best.confidence, result.tagged ? "" : " (untagged)", result.buckets.front().name,
               result.uses.front().name, result.uses.front().confidence, result.language.code,
               result.language.confidence);
    if (!result.code.language.empty()) {
        fmt::print("  code {} {:.2f}", result.code.language, result.code.confidence);
    }
    fmt::print("  act {} {:.2f}\n", result.act.empty() ? "none" : result.act,
               result.act_confidence);
    for (std::size_t i = 0; i < std::min(scores_shown, result.paths.size()); ++i) {
        fmt::print("  {:.2f} {}\n", result.paths[i].confidence, result.paths[i].name);
    }
    std::string why;
    for (const auto& reason : reasons) {
        why += fmt::format("{}{} {:+.2f}", why.empty() ? "" : ", ", reason.words, reason.weight);
    }
    fmt::print("  why: {}\n", why.empty() ? "no word stands out" : why);
}

void classify_text(OpenClassifier& open, const std::string& text, bool as_json) {
    const auto result = open.classifier->classify(text);
    const auto reasons = open.classifier->reasons(result.path, reasons_shown);
    if (as_json) {
        print_json(result, reasons, open.knowledge->model.head().version);
    } else {
        print_text(result, reasons);
    }
}

Status classify_stream(OpenClassifier& open, std::istream& input,
                       const ClassifyArguments& arguments) {
    const std::string file = arguments.file == "-" ? "standard input" : arguments.file;
    if (arguments.backend.is_remote()) {
        return classify_remotely(open, arguments.backend, input, file, arguments.whole,
                                 arguments.as_json);
    }
    return for_each_text(input, file, arguments.whole, [&](const std::string& text) -> Status {
        classify_text(open, text, arguments.as_json);
        return {};
    });
}

Status classify(const Session& session, const ClassifyArguments& arguments) {
    auto open = open_classifier(session, arguments.model.model);
    if (!open) {
        return std::unexpected(open.error());
    }
    if (arguments.file == "-") {
        return classify_stream(**open, std::cin, arguments);
    }
    std::ifstream input(arguments.file, std::ios::binary);
    if (!input || std::filesystem::is_directory(arguments.file)) {
        return fail(ErrorKind::not_found, "the file cannot be read", arguments.file,
                    "name a file of texts, one a line, or - for standard input");
    }
    return classify_stream(**open, input, arguments);
}

}  // namespace

Result<std::unique_ptr<OpenClassifier>> open_classifier(const Session& session,
                                                        const std::filesystem::path& model) {
    auto open = std::make_unique<OpenClassifier>();
    if (!model.empty()) {
        auto bytes = read_file(model);
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        open->bytes = std::move(*bytes);
    }
    auto knowledge =
        model.empty() ? classifier::load_knowledge(session.catalogs)
                      : classifier::load_knowledge(session.catalogs, open->bytes, model.string());
    if (!knowledge) {
        return std::unexpected(knowledge.error());
    }
    open->knowledge = std::move(*knowledge);
    open->classifier =
        std::make_unique<classifier::Classifier>(open->knowledge->model, open->knowledge->taxonomy);
    return open;
}

void add_model_option(CLI::App& command, ModelOptions& options) {
    command
        .add_option("--model", options.model,
                    "Model that `orrery classify train` wrote; that of the binary if absent")
        ->type_name("FILE");
}

void add_classify(CLI::App& app, Session& session) {
    CLI::App* command = app.add_subcommand(
        "classify",
        "Say what texts are about and in which language; nothing leaves the machine unless asked");
    auto arguments = std::make_shared<ClassifyArguments>();
    command
        ->add_option("file", arguments->file,
                     "Texts, one a line, or JSONL with messages, prompt or text; - is standard "
                     "input")
        ->type_name("FILE|-")
        ->capture_default_str();
    add_model_option(*command, arguments->model);
    add_backend_options(*command, arguments->backend);
    command->add_flag("--json", arguments->as_json, "One JSON object a text");
    command->add_flag("--whole", arguments->whole, "Take the whole file as one text");
    add_classify_train(*command, session);
    add_classify_eval(*command, session);
    command->callback([&session, arguments, command] {
        if (command->get_subcommands().empty()) {
            session.work = [&session, arguments] { return classify(session, *arguments); };
        } else if (command->count("--model") + command->count("--json") +
                       command->count("--whole") >
                   0) {
            session.work = [] {
                return fail(ErrorKind::usage, "this option stands before the subcommand",
                            "orrery classify", "write it behind `train` or `eval`");
            };
        }
    });
}

}  // namespace orrery::cli
