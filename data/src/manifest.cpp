#include "data/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "data/atomic_file.h"
#include "text_input.h"

namespace leeward::data {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<const char*, Severity> severities[] = {
    {"note", Severity::note}, {"warning", Severity::warning}, {"error", Severity::error}};

Json json_of(const std::vector<ManifestFile>& files) {
  Json list = Json::array();
  for (const ManifestFile& file : files)
    list.push_back({{"path", file.path}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  return list;
}

Json json_of(const std::vector<Fault>& faults) {
  Json list = Json::array();
  for (const Fault& fault : faults) {
    const char* severity = severities[static_cast<std::size_t>(fault.severity)].first;
    list.push_back({{"severity", severity},
                    {"file", fault.file},
                    {"layer", fault.layer},
                    {"feature", fault.feature},
                    {"found", fault.found},
                    {"expected", fault.expected},
                    {"handled", fault.handled}});
  }
  return list;
}

Json json_of(const std::map<std::string, ManifestAccuracy>& accuracy) {
  Json grids = Json::object();
  for (const auto& [grid, a] : accuracy)
    grids[grid] = {{"sampled_hours", a.hours},
                   {"sampled_receptors", a.receptors},
                   {"sampled_pairs", a.pairs},
                   {"largest_error_of_peak", a.largest_of_peak},
                   {"largest_local_error", a.largest_local},
                   {"p99_local_error", a.p99_local}};
  return grids;
}

std::map<std::string, ManifestAccuracy> accuracy_of(const Json& grids) {
  std::map<std::string, ManifestAccuracy> accuracy;
  for (const auto& [grid, json] : grids.items()) {
    ManifestAccuracy& a = accuracy[grid];
    json.at("sampled_hours").get_to(a.hours);
    json.at("sampled_receptors").get_to(a.receptors);
    json.at("sampled_pairs").get_to(a.pairs);
    json.at("largest_error_of_peak").get_to(a.largest_of_peak);
    json.at("largest_local_error").get_to(a.largest_local);
    json.at("p99_local_error").get_to(a.p99_local);
  }
  return accuracy;
}

std::vector<ManifestFile> files_of(const Json& list) {
  std::vector<ManifestFile> files;
  for (const Json& file : list)
    files.push_back({file.at("path").get<std::string>(), file.at("sha256").get<std::string>(),
                     file.at("bytes").get<std::uintmax_t>()});
  return files;
}

std::vector<Fault> faults_of(const Json& list) {
  std::vector<Fault> faults;
  for (const Json& item : list) {
    Fault fault;
    const auto name = item.at("severity").get<std::string>();
    for (const auto& [text, severity] : severities)
      if (name == text) fault.severity = severity;
    fault.file = item.at("file").get<std::string>();
    fault.layer = item.at("layer").get<std::string>();
    fault.feature = item.at("feature").get<std::string>();
    fault.found = item.at("found").get<std::string>();
    fault.expected = item.at("expected").get<std::string>();
    fault.handled = item.at("handled").get<std::string>();
    faults.push_back(std::move(fault));
  }
  return faults;
}

/// Throws nlohmann's exceptions; read_manifest turns them into an Error.
Manifest manifest_of(const Json& json) {
  Manifest manifest;
  json.at("run_id").get_to(manifest.run_id);
  json.at("program").get_to(manifest.program);
  json.at("solver").get_to(manifest.solver);
  json.at("mode").get_to(manifest.mode);
  json.at("scenario").get_to(manifest.scenario);
  json.at("created").get_to(manifest.created);
  json.at("input_hash").get_to(manifest.input_hash);
  json.at("versions").get_to(manifest.versions);
  json.at("options").get_to(manifest.options);
  json.at("counts").get_to(manifest.counts);
  // Runs of earlier versions did not state it.
  if (json.contains("accuracy")) manifest.accuracy = accuracy_of(json.at("accuracy"));
  json.at("assumptions").get_to(manifest.assumptions);
  json.at("attribution").get_to(manifest.attribution);
  manifest.notes = faults_of(json.at("notes"));
  manifest.inputs = files_of(json.at("inputs"));
  manifest.products = files_of(json.at("products"));
  json.at("timings_s").get_to(manifest.timings_s);
  return manifest;
}

}  // namespace

Result<void> write_manifest(const std::filesystem::path& file, const Manifest& manifest) {
  // Keys in this order, maps sorted: two manifests can be compared line by line.
  const Json json = {{"run_id", manifest.run_id},
                     {"program", manifest.program},
                     {"solver", manifest.solver},
                     {"mode", manifest.mode},
                     {"scenario", manifest.scenario},
                     {"created", manifest.created},
                     {"input_hash", manifest.input_hash},
                     {"versions", manifest.versions},
                     {"options", manifest.options},
                     {"counts", manifest.counts},
                     {"accuracy", json_of(manifest.accuracy)},
                     {"assumptions", manifest.assumptions},
                     {"attribution", manifest.attribution},
                     {"notes", json_of(manifest.notes)},
                     {"inputs", json_of(manifest.inputs)},
                     {"products", json_of(manifest.products)},
                     {"timings_s", manifest.timings_s}};
  // A name of a file need not be UTF-8; it is replaced rather than refused.
  return write_file(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  const auto text = read_text(file, "a run's manifest");
  if (!text) return tl::unexpected(text.error());
  try {
    return manifest_of(Json::parse(*text));
  } catch (const Json::exception& exception) {
    return fail(ErrorCode::input,
                fmt::format("{} is not a run's manifest: {}", file.string(), exception.what()));
  }
}

}  // namespace leeward::data
