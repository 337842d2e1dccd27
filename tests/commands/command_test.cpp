#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/test_store.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::ChildProcess;
using test_support::Ending;
using test_support::run_orrery;
using test_support::Surroundings;
using test_support::TemporaryDirectory;
using Words = std::vector<std::string>;

const Words commands{"demo",     "import", "simulate", "study",     "sql",     "doctor",
                     "export",   "prune",  "backup",   "restore",   "catalog", "classify",
                     "accounts", "keys",   "man",      "completion"};

TEST(Command, explains_itself_everywhere) {
    for (const auto* option : {"--help", "-h"}) {
        EXPECT_EQ(run_orrery({option}).code, 0);
    }
    for (const std::string& command : commands) {
        const auto ending = run_orrery({command, "--help"});
        EXPECT_EQ(ending.code, 0) << command;
        EXPECT_NE(ending.out.find(command), std::string::npos) << ending.out;
        EXPECT_TRUE(ending.err.empty()) << ending.err;
        EXPECT_NE(run_orrery({"--help"}).out.find(command), std::string::npos) << command;
    }
    EXPECT_EQ(run_orrery({"catalog", "resolve", "--help"}).code, 0);
    EXPECT_EQ(run_orrery({"--version"}).out, std::string(ORRERY_VERSION) + "\n");
}

TEST(Command, called_wrongly_exits_with_2_and_says_so_on_standard_error) {
    for (const Words& words : {Words{},
                               {"teleport"},
                               {"--colour"},
                               {"sql", "--colour"},
                               {"catalog"},
                               {"catalog", "resolve"},
                               {"accounts"},
                               {"accounts", "add"},
                               {"keys", "create"},
                               {"keys", "delete", "the-first"},
                               {"--threads", "many", "doctor"},
                               {"--threads", "-1", "doctor"},
                               {"sql", "--format", "xml", "SELECT 1"},
                               {"demo", "--generations", "3"},
                               {"import", "no-such-source", "file.csv"},
                               {"import"},
                               {"import", "openrouter"},
                               {"import", "--explain", "none"},
                               {"import", "orrery", "x.csv", "--set", "nonsense"}}) {
        const auto ending = run_orrery(words);
        std::string line;
        for (const auto& word : words) {
            line += word + " ";
        }
        EXPECT_EQ(ending.code, 2) << line << ending.err;
        EXPECT_FALSE(ending.err.empty()) << line;
    }
}

TEST(Command, fails_with_1_where_a_file_is_missing) {
    const auto ending = run_orrery({"import", "orrery", "nowhere.csv"});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("nowhere.csv"), std::string::npos) << ending.err;
}

TEST(Manual, holds_every_command_and_option) {
    const auto ending = run_orrery({"man"});
    EXPECT_EQ(ending.code, 0);
    for (const std::string& command : commands) {
        EXPECT_NE(ending.out.find(".SS orrery " + command), std::string::npos) << command;
    }
    for (const auto* option : {"\\-\\-store", "\\-\\-dry\\-run", "\\-\\-out", "\\-\\-write"}) {
        EXPECT_NE(ending.out.find(option), std::string::npos) << option;
    }
    EXPECT_TRUE(ending.out.starts_with(".TH ORRERY 1"));
}

TEST(Completion, is_bash_and_holds_every_command) {
    const auto ending = run_orrery({"completion"});
    EXPECT_EQ(ending.code, 0);
    for (const std::string& command : commands) {
        EXPECT_NE(ending.out.find(" " + command), std::string::npos) << command;
    }
    Surroundings surroundings;
    surroundings.input = ending.out;
    ChildProcess parsed({"/bin/bash", "-n"}, surroundings);
    EXPECT_EQ(parsed.finish().code, 0) << parsed.finish().err;
}

TEST(Completion, offers_what_fits) {
    Surroundings surroundings;
    surroundings.input = run_orrery({"completion"}).out +
                         "\nCOMP_WORDS=(orrery stu) COMP_CWORD=1; _orrery; echo ${COMPREPLY[@]}"
                         "\nCOMP_WORDS=(orrery study --o) COMP_CWORD=2; _orrery; echo "
                         "${COMPREPLY[@]}"
                         "\nCOMP_WORDS=(orrery --store x catalog r) COMP_CWORD=4; _orrery; echo "
                         "${COMPREPLY[@]}\n";
    ChildProcess bash({"/bin/bash"}, surroundings);
    EXPECT_EQ(bash.finish().out, "study\n--out\nresolve\n") << bash.finish().err;
}

TEST(Doctor, on_a_store_that_is_not_there_says_how_to_make_one) {
    const TemporaryDirectory room;
    const auto ending = run_orrery({"--store", (room / "none").string(), "doctor"});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("orrery import SOURCE FILE"), std::string::npos) << ending.err;
    EXPECT_FALSE(fs::exists(room / "none")) << "a question made a store";
}

TEST(Doctor, on_an_empty_store_finds_nothing_wrong) {
    const TemporaryDirectory room;
    const auto store = (room / "store").string();
    ASSERT_EQ(run_orrery({"--store", store, "doctor", "--write"}).code, 0);
    const auto ending = run_orrery({"--store", store, "doctor"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_NE(ending.out.find("the store holds no generation"), std::string::npos) << ending.out;
    EXPECT_NE(ending.out.find("0 written, 0 folded"), std::string::npos) << ending.out;
}

TEST(Doctor, says_what_the_store_knows_and_what_it_does_not) {
    const TemporaryDirectory room;
    const auto store = (room / "store").string();
    ASSERT_TRUE(write_file(room / "in.csv",
                           "generation_id,created_at,model,prompt_tokens,completion_tokens\n"
                           "a,2025-01-01 00:00:00,acme/new,10,1\n"
                           "b,2025-01-01 00:00:01,openai/gpt-4,0,0\n"
                           "c,never,openai/gpt-4,1,1\n"));
    const auto import =
        run_orrery({"--store", store, "import", "orrery", (room / "in.csv").string()});
    ASSERT_EQ(import.code, 0) << import.err;
    EXPECT_NE(import.out.find("3 read, 2 new, 0 duplicate, 1 quarantined"), std::string::npos);
    const auto doctor = run_orrery({"--store", store, "doctor"});
    EXPECT_EQ(doctor.code, 0) << doctor.err;
    EXPECT_NE(doctor.out.find("acme/new"), std::string::npos) << doctor.out;
    EXPECT_NE(doctor.out.find("(1 row)"), std::string::npos);
    const auto again =
        run_orrery({"--store", store, "import", "orrery", (room / "in.csv").string()});
    EXPECT_NE(again.out.find("0 new, 2 duplicate"), std::string::npos) << again.out;
}

TEST(Catalog, that_is_shipped_has_no_problem) {
    const auto ending = run_orrery({"catalog", "check"});
    EXPECT_EQ(ending.code, 0) << ending.out;
    EXPECT_NE(ending.out.find("no problems"), std::string::npos);
}

TEST(Catalog, names_file_and_line_of_what_is_wrong_with_an_overlay) {
    const TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "models.csv",
                           "slug,display_name,author,weights,reasoning\n"
                           "acme/one,One,acme,open,no\n"
                           "acme/two,Two,nobody-knows,ajar,no\n"));
    const auto ending = run_orrery({"--catalog", room.path().string(), "catalog", "check"});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE((ending.out + ending.err).find((room / "models.csv").string() + ":3"),
              std::string::npos)
        << ending.out << ending.err;
}

TEST(Catalog, says_which_model_a_name_meant) {
    const auto on = [](const std::string& day) {
        return run_orrery({"catalog", "resolve", "deepseek/deepseek-chat", "--on", day}).out;
    };
    EXPECT_TRUE(on("2024-12-25").starts_with("deepseek/deepseek-chat-v2.5 ")) << on("2024-12-25");
    EXPECT_TRUE(on("2024-12-26").starts_with("deepseek/deepseek-chat ")) << on("2024-12-26");
    const auto unknown = run_orrery({"catalog", "resolve", "acme/new-model"});
    EXPECT_EQ(unknown.code, 1);
    EXPECT_NE(unknown.err.find("acme/new-model"), std::string::npos);
    EXPECT_NE(unknown.err.find("--catalog"), std::string::npos);
}

}  // namespace
}  // namespace orrery
