#pragma once

#include <string>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery::classifier {

/// A corpus of two classes and an act, small enough to train in a test.
class SmallCorpus {
public:
    SmallCorpus() {
        write("classes/banking.txt",
              "path: /Finance/Banking\n## terms en\noverdraft\nsavings account\nwire transfer\n"
              "## templates en\nMy bank charged me for a {term}, why?\n"
              "How do I open a {term} with {name}?\n## prompts en\n"
              "You answer questions on accounts of a bank.\\nBe brief.\n"
              "My overdraft was used twice this month\n## terms zh\n银行账户\n透支\n");
        write("classes/cooking.txt",
              "path: /Food & Drink/Cooking & Recipes\n## terms en\nsoup\nbread dough\nroast "
              "chicken\n## templates en\nHow long does {term} take in the oven?\n"
              "I burnt my {term}\n## prompts en\nGive me a recipe for soup with leeks\n"
              "## terms zh\n面包\n烤鸡\n");
        write("acts/translate.txt",
              "act: translate\npath: /Reference/Language Resources/Foreign Language Resources\n"
              "## templates en\nTranslate into French: {term}\n");
    }

    void write(const std::string& name, const std::string& text) const {
        (void)write_file(folder_.path() / name, text);
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }

private:
    test_support::TemporaryDirectory folder_;
};

}  // namespace orrery::classifier
