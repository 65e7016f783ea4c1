#include "lab/run_plan.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <boost/json.hpp>

namespace lab {

namespace json = boost::json;

std::string truth_file(const Scenario& scenario, std::size_t station) {
    return station == 0 ? kTruthFile : "truth-" + scenario.stations[station].name + ".log";
}

void write_plan(const std::filesystem::path& folder, const RunPlan& plan) {
    const json::object object{{"scenario_file", plan.scenario_file},
                              {"arm", plan.arm},
                              {"seed", plan.seed},
                              {"programs", plan.programs},
                              {"capture", plan.capture}};
    std::ofstream file{folder / kPlanFile};
    file << json::serialize(object) << '\n';
    if (!file.flush()) throw std::runtime_error("cannot write " + (folder / kPlanFile).string());
}

RunPlan read_plan(const std::filesystem::path& folder) {
    std::ifstream file{folder / kPlanFile};
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + (folder / kPlanFile).string());
    const json::value value = json::parse(text.str());
    RunPlan plan;
    plan.scenario_file = json::value_to<std::string>(value.at("scenario_file"));
    plan.arm = json::value_to<std::string>(value.at("arm"));
    plan.seed = value.at("seed").to_number<std::uint64_t>();
    plan.programs = json::value_to<std::string>(value.at("programs"));
    plan.capture = value.at("capture").as_bool();
    return plan;
}

}  // namespace lab
