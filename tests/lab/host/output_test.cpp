// Progress on narrow terminals, and files that cannot be written.
#include "lab/host/output.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lab::host {
namespace {

TEST(ProgressLine, FitsOnTheTerminal) {
    EXPECT_EQ(progress_line(3, 50, "corridor/iwd/1", 80), "3/50 runs, last corridor/iwd/1");
    EXPECT_EQ(progress_line(3, 50, "corridor/networkmanager-multi/1", 40),
              "3/50 runs, last corridor/networkmanager");
    EXPECT_EQ(progress_line(3, 50, "corridor/iwd/1", 0), "");
}

TEST(WhyNotWritable, SaysWhatAndWhyAndWhatToDo) {
    const std::string folder = testing::TempDir();
    const std::string own = fmt::format("{}roam-why-not-writable-{}.json", folder, getpid());
    EXPECT_EQ(why_not_writable(own), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(own)) << "asking made the file";
    const auto no_folder = why_not_writable("/nowhere/at/all.json");
    ASSERT_TRUE(no_folder);
    EXPECT_EQ(
        *no_folder,
        "cannot write /nowhere/at/all.json: No such file or directory; choose a file that you may write");
    EXPECT_TRUE(why_not_writable(folder).value_or("").contains("Is a directory"));
    EXPECT_TRUE(why_not_writable(""));
}

TEST(WriteFile, ReplacesTheContents) {
    const std::string file = testing::TempDir() + "written.txt";
    EXPECT_EQ(write_file(file, "a long first text"), std::nullopt);
    EXPECT_EQ(write_file(file, "short"), std::nullopt);
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    EXPECT_EQ(text.str(), "short");
    std::filesystem::remove(file);
    EXPECT_TRUE(write_file("/nowhere/at/all.json", "x"));
}

}  // namespace
}  // namespace lab::host
