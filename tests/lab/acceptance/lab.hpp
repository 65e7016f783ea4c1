// Runs roam-lab as a user would and reads what it leaves behind.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "lab/score.hpp"
#include "lab/truth.hpp"

namespace acceptance {

/// What ctest takes for "skipped" (SKIP_RETURN_CODE).
inline constexpr int kSkipped = 77;

struct Finished {
    int status = 0;  ///< exit status; 128 and the signal's number when a signal ended it
    std::string output;
    double wall_seconds = 0;
};

/// Runs a line of shell, in which `roam-lab` is ours; standard error is included in the output.
[[nodiscard]] Finished shell(const std::string& line);

/// Runs `roam-lab ARGUMENTS`. Where the laboratory
/// cannot run, prints its one line and ends this program as skipped.
[[nodiscard]] Finished roam_lab(const std::string& arguments);

/// An empty folder of that name in the working directory.
[[nodiscard]] std::filesystem::path fresh_folder(std::string_view name);

/// Empty when the file cannot be read, with a test failure.
[[nodiscard]] std::string read_file(const std::filesystem::path& file);
[[nodiscard]] std::vector<lab::Score> scores_in(const std::filesystem::path& json_file);
/// Of the run's station, or of a fleet's first.
[[nodiscard]] lab::Truth truth_in(const std::filesystem::path& run_folder);
[[nodiscard]] lab::Truth truth_of(const std::filesystem::path& file);

/// The decision records of a run of the arm `roam`, in their order.
[[nodiscard]] std::vector<boost::json::object> records_in(const std::filesystem::path& run_folder);

/// The checks of the IP network of such a run, in their order.
[[nodiscard]] std::vector<boost::json::object> checks_in(const std::filesystem::path& run_folder);

/// Fails where the roaming trace of a run of the arm `roam` breaks a rule of the roaming contract, or is
/// empty.
void expect_legal_trace(const std::filesystem::path& run_folder);

}  // namespace acceptance
