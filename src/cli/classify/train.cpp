#include "classifier/train/train.h"

#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "classifier/evaluate/evaluation.h"
#include "cli/classify/classify.h"

namespace orrery::cli {
namespace {

struct TrainArguments {
    std::filesystem::path corpus = "corpus";
    std::filesystem::path out = "classifier.model";
};

struct EvalArguments {
    std::filesystem::path file;
    ModelOptions model;
    std::filesystem::path figure;
    std::string view = "use";
    bool as_json = false;
};

Status train(const Session& session, const TrainArguments& arguments) {
    const auto corpus = classifier::read_corpus(arguments.corpus);
    if (!corpus) {
        return std::unexpected(corpus.error());
    }
    const auto taxonomy = catalog::Taxonomy::load(session.catalogs);
    if (!taxonomy) {
        return std::unexpected(taxonomy.error());
    }
    classifier::TrainingReport report;
    const auto model = classifier::train_model(*corpus, *taxonomy, {}, report);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (auto written = write_file(arguments.out, *model); !written) {
        return written;
    }
    fmt::print(
        "{}: {} topics and {} acts from {} texts; {:.1f} % of the corpus's prompts right by a "
        "model that has not seen them; temperature {:.2f}, doubt {:.2f}\n",
        arguments.out.string(), report.topics, report.acts, report.examples,
        100 * report.held_out_accuracy, report.temperature, report.doubt);
    return {};
}

Status evaluate(const Session& session, const EvalArguments& arguments) {
    auto open = open_classifier(session, arguments.model.model);
    if (!open) {
        return std::unexpected(open.error());
    }
    const auto rows = classifier::read_labelled(arguments.file);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const auto view = arguments.view == "use"        ? classifier::LabelView::use
                      : arguments.view == "category" ? classifier::LabelView::category
                                                     : classifier::LabelView::bucket;
    const auto evaluation = classifier::evaluate(*(*open)->classifier, *rows, view);
    if (!arguments.figure.empty()) {
        auto written = write_file(arguments.figure, classifier::confusion_figure(evaluation));
        if (!written) {
            return written;
        }
    }
    fmt::print("{}", arguments.as_json ? to_json(evaluation) : to_text(evaluation));
    return {};
}

}  // namespace

void add_classify_train(CLI::App& command, Session& session) {
    auto arguments = std::make_shared<TrainArguments>();
    CLI::App* train_command =
        command.add_subcommand("train", "Train a model from a corpus, the same bytes each time");
    train_command->add_option("--corpus", arguments->corpus, "Directory of classes/ and acts/")
        ->type_name("DIR")
        ->capture_default_str();
    train_command->add_option("--out", arguments->out, "Model to write")
        ->type_name("FILE")
        ->capture_default_str();
    train_command->callback([&session, arguments] {
        session.work = [&session, arguments] { return train(session, *arguments); };
    });
}

void add_classify_eval(CLI::App& command, Session& session) {
    auto arguments = std::make_shared<EvalArguments>();
    CLI::App* eval = command.add_subcommand("eval", "Measure a model on labelled texts");
    eval->add_option("file", arguments->file, "JSONL with text, category, alt, lang, source")
        ->type_name("FILE")
        ->required();
    add_model_option(*eval, arguments->model);
    eval->add_option("--view", arguments->view, "What the labels are: use, category or bucket")
        ->check(CLI::IsMember({"use", "category", "bucket"}))
        ->capture_default_str();
    eval->add_flag("--json", arguments->as_json, "JSON instead of tables");
    eval->add_option("--figure", arguments->figure, "Confusion matrix to draw as SVG")
        ->type_name("FILE");
    eval->callback([&session, arguments] {
        session.work = [&session, arguments] { return evaluate(session, *arguments); };
    });
}

}  // namespace orrery::cli
