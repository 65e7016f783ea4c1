// Manual pages and completions say what the programs' --help says, and the levels are the code's.
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "apps/ap/config.hpp"
#include "apps/station/config.hpp"
#include "programs.hpp"

namespace {

using programs::run;

std::string content(const std::string& file) {
    std::ifstream stream{std::string{ROAM_PACKAGING} + "/" + file};
    EXPECT_TRUE(stream) << file;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

bool has(const std::string& text, const std::string& pattern) {
    return std::regex_search(text, std::regex{pattern});
}

/// What the first group of `pattern` matches, or the second where the first does not.
std::set<std::string> all_of(const std::string& text, const std::string& pattern) {
    const std::regex expression{pattern};
    std::set<std::string> found;
    for (auto at = std::sregex_iterator{text.begin(), text.end(), expression}; at != std::sregex_iterator{};
         ++at)
        found.insert((*at)[1].matched ? (*at)[1] : (*at)[2]);
    return found;
}

/// What --help lists: the column of options, the column of subcommands.
struct Help {
    std::set<std::string> options;  ///< "--json", "-n"
    std::set<std::string> words;    ///< subcommands

    explicit Help(const std::string& command) {
        const auto ran = run(command + " --help");
        EXPECT_EQ(ran.status, 0) << command << '\n' << ran.output;
        std::istringstream lines{ran.output};
        bool in_words = false;
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with(' ')) in_words = line.starts_with("Subcommands:");
            const std::string column = line.starts_with("  ") ? line.substr(0, line.find("  ", 2)) : "";
            if (column.starts_with("  -"))
                options.merge(all_of(column, "(?:^|[ ,])(--?[a-zA-Z][a-z-]*)"));
            else if (in_words && column.size() > 2)
                words.insert(column.substr(2));
        }
        EXPECT_TRUE(options.contains("--help")) << ran.output;
    }
};

struct Page {
    const char* file;
    std::vector<std::string> commands;
};

const Page kPages[] = {
    {"man/roam.1",
     {"roam",
      "roam station",
      "roam station status",
      "roam station why",
      "roam station candidates",
      "roam station history",
      "roam station scan",
      "roam station roam",
      "roam station level",
      "roam station watch",
      "roam ap",
      "roam ap status",
      "roam ap clients",
      "roam ap why",
      "roam ap neighbors",
      "roam ap check",
      "roam ap measure",
      "roam ap steer",
      "roam ap watch",
      "roam check-trace"}},
    {"man/roam-decode.1", {"roam decode"}},
    {"man/roam-explain.1", {"roam explain"}},
    {"man/roam-station.8", {"roam-station"}},
    {"man/roam-ap.8", {"roam-ap"}},
    {"man/roam-lab.1", {"roam-lab", "roam-lab run", "roam-lab rehearse", "roam-lab kernel"}},
};

TEST(Manual, HasEveryOptionOfTheHelpAndNoOther) {
    for (const Page& page : kPages) {
        const std::string text = content(page.file);
        std::set<std::string> known;
        for (const std::string& command : page.commands) {
            const Help help{command};
            known.insert(help.options.begin(), help.options.end());
            for (const std::string& word : help.words)
                EXPECT_TRUE(has(text, "\\b" + word + "\\b")) << page.file << ": " << command << ' ' << word;
        }
        // A flag of mdoc(7) stands without its first dash.
        std::set<std::string> documented;
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(".It Fl ") || line.starts_with(".It Cm "))
                for (const std::string& flag :
                     all_of(line, "(?:(?:Fl|,) (-[a-z][a-z-]*)|Fl ([a-zA-Z])(?= |$))"))
                    documented.insert("-" + flag);
        documented.insert({"-h", "--help", "-V", "--version"});
        known.insert({"-h", "--help", "-V", "--version"});
        EXPECT_EQ(known, documented) << page.file;
        EXPECT_TRUE(has(text, "Fl -?h")) << page.file;
    }
}

TEST(Completions, HaveEveryOptionOfTheHelp) {
    const std::string bash = content("completions/roam.bash");
    const std::string zsh = content("completions/_roam");
    const std::string fish = content("completions/roam.fish");
    for (const Page& page : kPages)
        for (const std::string& command : page.commands) {
            const Help help{command};
            for (const std::string& option : help.options) {
                const bool is_long = option.starts_with("--");
                const std::string name = option.substr(is_long ? 2 : 1);
                // What has two names is offered by the longer one in bash.
                if (is_long || option == "-n") {
                    EXPECT_TRUE(has(bash, "[ \"]" + option + "[ \"=]")) << command << ' ' << option;
                }
                EXPECT_TRUE(has(zsh, "['\"{,)]" + option + "[-=\\[,}]")) << command << ' ' << option;
                EXPECT_TRUE(has(fish, (is_long ? "-l " : "-s ") + name + " ")) << command << ' ' << option;
            }
            for (const std::string& word : help.words)
                for (const std::string* text : {&bash, &zsh, &fish})
                    EXPECT_TRUE(has(*text, "\\b" + word + "\\b")) << command << ' ' << word;
        }
}

TEST(Completions, AreOfferedInBash) {
    const auto offered = [](const std::string& words, int at) {
        std::string script = "source " + std::string{ROAM_PACKAGING} +
                             "/completions/roam.bash; COMP_WORDS=(" + words +
                             "); COMP_CWORD=" + std::to_string(at) + "; _roam; echo ${COMPREPLY[*]}";
        return run("roam --version >/dev/null; bash -c '" + script + "'").output;
    };
    EXPECT_EQ(offered("roam station hi", 2), "history\n");
    EXPECT_EQ(offered("roam station level e", 3), "eager\n");
    EXPECT_EQ(offered("roam station history --s", 3), "--since --state-dir\n");
    EXPECT_EQ(offered("roam station why --as iw", 4), "iwd\n");
    EXPECT_EQ(offered("roam ap cl", 2), "clients\n");
    EXPECT_EQ(offered("roam-ap --mode e", 2), "enforce\n");
    EXPECT_EQ(offered("roam-ap --policy l", 2), "least-signal load\n");
    EXPECT_EQ(offered("roam-lab k", 1), "kernel\n");
    EXPECT_EQ(offered("/usr/libexec/roam/roam-station --log-level w", 2), "warning\n");
}

TEST(Manual, PrintsTheLevelsAsTheyAre) {
    std::string table;
    const auto percent = [](int value) { return fmt::format("{} %", value); };
    const auto ms = [](base::Milliseconds value) { return fmt::format("{} ms", value.count()); };
    for (const station::LevelRow& row : station::kLevels) {
        const bool stay = row.only_when_failing;
        const auto unless_stay = [&](const std::string& text) { return stay ? std::string{"-"} : text; };
        table += fmt::format(
            "{} {:<9} {:>6} {:>7} {:>7} {:>7} {:>9} {:>8}\n", static_cast<int>(row.level), row.name,
            unless_stay(percent(row.gain_moving)), unless_stay(percent(row.gain_standing)),
            unless_stay(percent(row.confidence_moving)), unless_stay(percent(row.confidence_standing)),
            unless_stay(ms(row.dwell)), ms(row.look_every));
    }
    table += ".\\\" levels: end\n";
    for (const char* file : {"man/roam.1", "man/roam-station.toml.5"})
        EXPECT_NE(content(file).find(table), std::string::npos) << file << " should have\n" << table;
}

TEST(Manual, HasEveryKeyOfTheConfiguration) {
    const std::string text = content("man/roam-station.toml.5");
    const auto config = station_app::parse_config(
        "[station]\nx = 1\n[station.policy]\nx = 1\n[station.radio]\nx = 1\n[station.network.n]\nx = 1\n",
        "f");
    ASSERT_TRUE(config);
    ASSERT_EQ(config->warnings.size(), 4U);
    for (const std::string& warning : config->warnings)
        for (const std::string& key : all_of(warning.substr(warning.find("known here:") + 11), "([a-z_]+)"))
            EXPECT_TRUE(has(text, "[ .]" + key + "\\b")) << key;
}

TEST(Manual, HasEveryKeyOfTheAccessPointsConfiguration) {
    const std::string text = content("man/roam-ap.toml.5");
    const auto config = ap_app::parse_config(
        "[ap]\nx = 1\n[ap.policy]\nx = 1\n[ap.hostapd-roamer]\nx = 1\n[ap.network.n]\nx = 1\n"
        "[ap.client.\"02:00:00:00:01:00\"]\nx = 1\n",
        "f");
    ASSERT_TRUE(config) << config.error();
    ASSERT_EQ(config->warnings.size(), 5U);
    for (const std::string& warning : config->warnings)
        for (const std::string& key :
             all_of(warning.substr(warning.find("known here:") + 11), "([a-z0-9_-]+)"))
            EXPECT_TRUE(has(text, "[ .]" + key + "\\b")) << key;
}

TEST(Manual, IsWellFormed) {
    const auto shell = [](const std::string& command) {
        return run("roam --version >/dev/null; " + command);
    };
    if (shell("command -v mandoc").status != 0) GTEST_SKIP() << "mandoc is not installed";
    const auto linted = shell("mandoc -Tlint -W warning " + std::string{ROAM_PACKAGING} + "/man/*");
    EXPECT_EQ(linted.status, 0) << linted.output;
}

}  // namespace
