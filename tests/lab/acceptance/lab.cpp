#include "lab.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "lab/report/json.hpp"
#include "lab/truth_log.hpp"

namespace acceptance {

namespace {

namespace fs = std::filesystem;

/// EX_UNAVAILABLE of sysexits.h: roam-lab's answer where its laboratory cannot run.
constexpr int kUnavailable = 69;

}  // namespace

Finished shell(const std::string& line) {
    const std::string command = fmt::format("exec 2>&1; PATH='{}':$PATH; {}",
                                            fs::path{ROAM_LAB_PROGRAM}.parent_path().string(), line);
    fmt::print("$ {}\n", line);
    std::fflush(stdout);
    const auto start = std::chrono::steady_clock::now();
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) {
        ADD_FAILURE() << "cannot start a shell";
        return {};
    }
    Finished finished;
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        finished.output.append(buffer.data(), count);
    const int status = pclose(pipe);
    finished.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    finished.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("{}", finished.output);
    std::fflush(stdout);
    return finished;
}

Finished roam_lab(const std::string& arguments) {
    Finished finished = shell("roam-lab " + arguments);
    if (finished.status == kUnavailable) std::exit(kSkipped);
    return finished;
}

fs::path fresh_folder(std::string_view name) {
    const fs::path folder = fs::current_path() / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

std::string read_file(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || text.str().empty()) ADD_FAILURE() << file << " cannot be read, or is empty";
    return text.str();
}

std::vector<lab::Score> scores_in(const fs::path& json_file) {
    auto scores = lab::read_scores(read_file(json_file));
    if (scores) return *std::move(scores);
    ADD_FAILURE() << json_file << ": " << scores.error().message;
    return {};
}

lab::Truth truth_in(const fs::path& run_folder) { return truth_of(run_folder / "truth.log"); }

lab::Truth truth_of(const fs::path& file) {
    auto truth = lab::read_truth_log(read_file(file));
    if (truth) return *std::move(truth);
    ADD_FAILURE() << file << ":" << truth.error().line << ": " << truth.error().message;
    return {};
}

namespace {

/// Lines of records.jsonl of one schema.
std::vector<boost::json::object> lines_in(const fs::path& run_folder, std::string_view schema) {
    std::vector<boost::json::object> records;
    std::istringstream lines{read_file(run_folder / "records.jsonl")};
    for (std::string line; std::getline(lines, line);) {
        boost::json::error_code fault;
        const boost::json::value record = boost::json::parse(line, fault);
        if (fault || !record.is_object())
            ADD_FAILURE() << "records.jsonl: no record: " << line;
        else if (record.at("schema").as_string() == schema)
            records.push_back(record.get_object());
    }
    return records;
}

}  // namespace

std::vector<boost::json::object> records_in(const fs::path& run_folder) {
    return lines_in(run_folder, "roam-record/1");
}

std::vector<boost::json::object> checks_in(const fs::path& run_folder) {
    return lines_in(run_folder, "roam-network/1");
}

void expect_legal_trace(const fs::path& run_folder) {
    const auto checked = shell(fmt::format("roam check-trace '{}'", (run_folder / "records.jsonl").string()));
    EXPECT_EQ(checked.status, 0) << run_folder << " breaks the roaming contract";
    EXPECT_FALSE(checked.output.starts_with("0 events")) << run_folder << " has no trace";
}

}  // namespace acceptance
