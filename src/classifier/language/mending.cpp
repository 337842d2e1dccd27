#include "classifier/language/mending.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "classifier/text/code_points.h"
#include "classifier/text/script.h"

namespace orrery::classifier {
namespace {

/// What speaks for one language of a group of neighbours. Words stand between spaces.
struct Evidence {
    std::string_view code;
    std::string_view words;
    std::string_view endings;  ///< Of longer words.
    std::u32string_view letters;
    std::size_t head_start = 0;  ///< Points for being the commoner one by far.
};

constexpr std::array malay{
    Evidence{"id",
             " bisa karena bahwa tapi saja kantor kebutuhan perusahaan bisnis pemerintah kesehatan "
             "telepon mahasiswa sedangkan silakan coba jelaskan gue gak nggak enggak banget aja "
             "mobil polisi kualitas sepeda desember agustus maret rupiah universitas aktivitas "
             "komunitas gratis berbeda apakah dimana yaitu kamu rabu jumat sabtu beberapa setiap "
             "merupakan memiliki dapat sering kali anda harus ingin ",
             "itas isasi", U"", 1},
    Evidence{"ms",
             " boleh kerana bahawa ialah sahaja kerajaan syarikat awak nak tak mahu hendak "
             "perniagaan wang telefon pejabat cuti ahad daripada manakala berasa mesti kesihatan "
             "sekiranya macam dah adakah ringgit malaysia sila cuba berbanding iaitu selepas "
             "lebuhraya basikal hospital disember ogos mac universiti kualiti bas tolong senarai "
             "terangkan kawan jom baharu beliau persekutuan khamis jumaat isnin rakyat negeri "
             "pelbagai menerusi ",
             "iti", U""}};
constexpr std::array slavic_latin{
    Evidence{
        "hr",
        " što tko tjedan vrijeme također tisuća vlak tvrtka glazba kruh europa gdje prije "
        "poslije uvijek ovdje lijepo riječ dio svijet mlijeko vidjeti uvjet netko nešto tijekom "
        "čovjek djeca dijete mjesto mjesec cijena obitelj hrvatska hrvatski hrvatske smije "
        "htjela htio dvije unatoč sveučilište siječanj lipanj srpanj rujan studeni zrak "
        "uopće općina točno računalo sustav moguće promijeniti ",
        "ije irati ijeme", U""},
    Evidence{
        "sr",
        " šta ko nedelja vreme takođe hiljadu voz preduzeće muzika hleb evropa gde pre posle "
        "uvek ovde lepo reč deo svet mleko videti uslov neko tokom čovek deca dete mesto mesec "
        "cena porodica srbija srpski dve univerzitet januar jun jul vazduh tačno računar sistem "
        "promeniti treba beograd ",
        "ovati isati", U""}};
constexpr std::array balkan_slovene{
    Evidence{"sl", " in je ali ki kaj kako pri tudi lahko bi še za ter zelo zakaj imam ", "", U""},
    Evidence{"hr", " i je ili koji što kako kod također može bi još za te vrlo zašto imam ", "",
             U"ćđ"}};
constexpr std::array nordic{
    Evidence{"da",
             " af blev efter meget hvad mig dig sig nu ud op gøre kun uden bliver hjem hjælp "
             "hjælpe noget nogle nogen børn mellem måske kunne tid hverdag arbejde give lave lige "
             "gerne skrive dag spørgsmål forskellen køre vej hvordan ikke og opskrift uge penge ",
             "hed tion", U""},
    Evidence{"no",
             " av ble etter mye hva meg deg seg nå ut opp gjøre bare uten blir hjem hjelp hjelpe "
             "noe noen barn mellom kanskje kunne tid hverdag arbeid gi lage like gjerne skrive dag "
             "spørsmål forskjellen kjøre vei hvordan ikke og oppskrift uke penger fram jobb ",
             "het sjon", U""},
    Evidence{"sv", " och att inte jag är för på som vad hur med ett det kan mig skriva ", "",
             U"äö"}};
constexpr std::array czech_slovak{
    Evidence{"cs", " je že jsem který jak nebo při jsou může proč také se si co už ", "", U"řěů"},
    Evidence{"sk", " je že som ktorý ako alebo pri sú môže prečo tiež sa si čo už ", "", U"ľĺŕôä"}};
constexpr std::array cyrillic{
    Evidence{"ru", " и что как это не он она для если или мне ", "", U"ыэё"},
    Evidence{"uk", " і що як це не він вона для якщо або мені ", "", U"іїєґ"},
    Evidence{"bg", " и че как това не той тя за ако или ми на се да съм са ще който ", "та то ят",
             U""},
    Evidence{"sr", " и да како ово није он она за ако или ми на се сам су ће који ", "", U"ђјљњћџ"},
    Evidence{"mk", " и дека како ова не тој таа за ако или ми на се да сум ќе кој ", "", U"ѓќѕ"}};
constexpr std::array iberian{
    Evidence{"es",
             " el los las y pero muy del es en un una con por para que se lo al más cómo qué está "
             "hay yo mi su sus este esta sobre entre hacer puede ",
             "ción dad", U"ñ¿¡"},
    Evidence{
        "gl",
        " o os as e moi do dos da das é en un unha con por para que se no na ao máis como está "
        "hai eu meu súa este esta sobre entre facer pode non unhas ",
        "ción dade", U"ñ"},
    Evidence{
        "pt",
        " o os as e mas muito do dos da das é em um uma com por para que se no na ao mais como "
        "está há eu meu sua este esta sobre entre fazer pode não você são ",
        "ção dade ções", U"ãõ"},
    Evidence{"ca",
             " el els les i però molt del és en un una amb per a que es ho al més com què està hi "
             "jo meu seva aquest aquesta sobre entre fer pot són ",
             "ció tat cions", U"ŀ·"}};
constexpr std::array with_english{
    Evidence{"en",
             " the of and to is in that for it you with are on this be have from or what how can ",
             "ing", U""},
    Evidence{"es", " el los las de que y en un una por con para es del cómo qué ", "ción", U"ñ¿¡"},
    Evidence{"fr", " le la les de des et un une est pour dans que qui sur avec ce du ", "", U"çœ"},
    Evidence{"de", " der die das und ist nicht ein eine zu den mit auf für von wie ich ", "", U"ß"},
    Evidence{"ca", " el els les de que i en un una per amb és del com què ", "ció", U"·"},
    Evidence{"tl", " ang ng sa mga na ako ko mo ay ito para kung paano ano po ba si ", "", U""},
    Evidence{"et", " on ja ei see et mis kui ma kas oma või kuidas selle ", "", U"õ"},
    Evidence{"cs", " je že se na jak co pro to jsem ", "", U"řěů"}};

struct Neighbours {
    std::string_view codes;  ///< Answers of CLD2 that are looked at again.
    std::span<const Evidence> evidence;
    std::size_t lead;  ///< Points that another language must be ahead by.
};

constexpr std::array groups_of_neighbours{
    Neighbours{" id ms ", malay, 1},         Neighbours{" hr sr bs ", slavic_latin, 1},
    Neighbours{" sl ", balkan_slovene, 3},   Neighbours{" da no sv ", nordic, 2},
    Neighbours{" cs sk ", czech_slovak, 2},  Neighbours{" ru uk bg sr mk ", cyrillic, 2},
    Neighbours{" gl es pt ca ", iberian, 2}, Neighbours{" en none ", with_english, 3}};

/// Folds the text and puts a single space between words and at both ends.
std::string spaced_words(std::string_view text, std::u32string& letters) {
    std::string words = " ";
    while (!text.empty()) {
        const char32_t c = folded(take_code_point(text));
        letters += c;
        if (script_of(c) != Script::none || (c == '-' && words.back() != ' ')) {
            append_code_point(words, c);
        } else if (words.back() != ' ') {
            words += ' ';
        }
    }
    if (words.back() != ' ') {
        words += ' ';
    }
    return words;
}

/// For each word of a group, a bit for each language that has it; words that all have are left out.
using WordBits = std::unordered_map<std::string_view, unsigned>;

WordBits word_bits(std::span<const Evidence> group) {
    WordBits bits;
    for (std::size_t language = 0; language < group.size(); ++language) {
        for (std::string_view rest = group[language].words; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            if (end > 0) {
                bits[rest.substr(0, end)] |= 1U << language;
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    std::erase_if(bits, [&](const auto& each) { return each.second == (1U << group.size()) - 1; });
    return bits;
}

const WordBits& bits_of(const Neighbours& group) {
    static const auto all = [] {
        std::array<WordBits, groups_of_neighbours.size()> built;
        std::ranges::transform(groups_of_neighbours, built.begin(),
                               [](const Neighbours& each) { return word_bits(each.evidence); });
        return built;
    }();
    return all[static_cast<std::size_t>(&group - groups_of_neighbours.data())];
}

std::size_t endings_of(std::string_view word, std::string_view endings) {
    std::size_t found = 0;
    while (!endings.empty()) {
        const auto space = std::min(endings.find(' '), endings.size());
        found += word.ends_with(endings.substr(0, space)) ? 1 : 0;
        endings.remove_prefix(std::min(space + 1, endings.size()));
    }
    return found;
}

/// Counts for each language a point for each word that it has and not all of the group have, each
/// long word with one of its endings, and each of its letters.
std::vector<std::size_t> points_of(const Neighbours& group, std::string_view words,
                                   std::u32string_view letters) {
    constexpr std::size_t long_word_bytes = 7;
    const WordBits& bits = bits_of(group);
    std::vector<std::size_t> points;
    for (const Evidence& each : group.evidence) {
        points.push_back(each.head_start);
    }
    for (std::size_t begin = 1; begin < words.size();) {
        const auto end = words.find(' ', begin);
        const std::string_view word = words.substr(begin, end - begin);
        const auto found = bits.find(word);
        for (std::size_t i = 0; i < points.size(); ++i) {
            points[i] += found != bits.end() ? found->second >> i & 1U : 0;
            points[i] +=
                word.size() >= long_word_bytes ? endings_of(word, group.evidence[i].endings) : 0;
        }
        begin = end + 1;
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& own = group.evidence[i].letters;
        points[i] += own.empty()
                         ? 0
                         : static_cast<std::size_t>(std::ranges::count_if(letters, [&](char32_t c) {
                               return own.find(c) != std::u32string_view::npos;
                           }));
    }
    return points;
}

}  // namespace

std::string mended(const std::string& code, std::string_view text) {
    const auto group = std::ranges::find_if(groups_of_neighbours, [&](const Neighbours& each) {
        return each.codes.find(" " + code + " ") != std::string_view::npos;
    });
    if (group == groups_of_neighbours.end()) {
        return code;
    }
    std::u32string letters;
    const std::string words = spaced_words(text, letters);
    const std::vector<std::size_t> points = points_of(*group, words, letters);
    std::size_t own = 0;
    std::size_t most = 0;
    std::string_view best = code;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (group->evidence[i].code == code) {
            own = points[i];
        } else if (points[i] > most) {
            most = points[i];
            best = group->evidence[i].code;
        }
    }
    return most >= own + group->lead ? std::string(best) : code;
}

}  // namespace orrery::classifier
